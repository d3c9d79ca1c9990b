{#- Query: where both sides of pairs of figures begin (passage_link_id, side, start_char), of a relation that names them in one row. -#}
{% macro lineage_starts_on_both_sides(pairs) -%}
    select
        passage_link_id,
        unnest(['before', 'after']) as side,
        unnest([before_start_char, after_start_char]) as start_char
    from {{ pairs }}
{%- endmacro %}
