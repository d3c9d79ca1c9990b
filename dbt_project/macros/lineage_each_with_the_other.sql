{#- Query: each document of pairs (upstream_number, downstream_number) with the other of its pair. -#}
{% macro lineage_each_with_the_other(pairs) -%}
    select
        upstream_number as document_number,
        downstream_number as other_number
    from {{ pairs }}

    union all

    select
        downstream_number,
        upstream_number
    from {{ pairs }}
{%- endmacro %}
