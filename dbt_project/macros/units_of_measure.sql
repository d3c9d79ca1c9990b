{#-
    Relation: units that stand for each other, with the size of each in one unit of its dimension (unit, dimension, size). Factors are
    those of NIST Special Publication 811; months and years are mean ones of the Gregorian calendar, and a ton is taken for a tonne.
    A percentage point is no percent: "fell by 5 %" and "fell by 5 percentage points" differ.
-#}
{% macro units_of_measure() -%}
    (
        values
        ('ratio', 'part', 1), ('percent', 'part', 0.01),
        ('percentage point', 'points', 1), ('basis point', 'points', 0.01),
        ('minute', 'time', 60), ('hour', 'time', 3600), ('day', 'time', 86400), ('week', 'time', 604800),
        ('fortnight', 'time', 1209600), ('month', 'time', 2629800), ('year', 'time', 31557600),
        ('decade', 'time', 315576000), ('century', 'time', 3155760000),
        ('millimetre', 'length', 0.001), ('centimetre', 'length', 0.01), ('inch', 'length', 0.0254),
        ('foot', 'length', 0.3048), ('yard', 'length', 0.9144), ('metre', 'length', 1),
        ('kilometre', 'length', 1000), ('mile', 'length', 1609.344),
        ('square foot', 'area', 0.092903), ('square metre', 'area', 1), ('acre', 'area', 4046.86),
        ('hectare', 'area', 10000), ('square kilometre', 'area', 1000000), ('square mile', 'area', 2589988),
        ('microgram', 'mass', 0.000000001), ('milligram', 'mass', 0.000001), ('gram', 'mass', 0.001), ('ounce', 'mass', 0.0283495), ('pound', 'mass', 0.453592), ('kilogram', 'mass', 1),
        ('stone', 'mass', 6.35029), ('ton', 'mass', 1000), ('tonne', 'mass', 1000),
        ('millilitre', 'volume', 0.001), ('litre', 'volume', 1), ('cubic foot', 'volume', 28.3168),
        ('cubic metre', 'volume', 1000),
        ('kilowatt', 'power', 1), ('megawatt', 'power', 1000), ('gigawatt', 'power', 1000000),
        ('kilowatt-hour', 'energy', 1), ('megawatt-hour', 'energy', 1000), ('gigawatt-hour', 'energy', 1000000),
        ('terawatt-hour', 'energy', 1000000000),
        ('kilometre per hour', 'speed', 1), ('mile per hour', 'speed', 1.609344), ('metre per second', 'speed', 3.6)
    )
{%- endmacro %}
