{#- Whether the sentences of one side that the other has are two at least and stand together: four in five of those between the
    first and the last. -#}
{% macro lineage_is_one_stretch(side) -%}
    count(distinct alignments.{{ side }}_index) filter (where alignments.{{ side }}_is_told) >= greatest(
        2,
        0.8 * (
            max(alignments.{{ side }}_index) filter (where alignments.{{ side }}_is_told)
            - min(alignments.{{ side }}_index) filter (where alignments.{{ side }}_is_told) + 1
        )
    )
{%- endmacro %}
