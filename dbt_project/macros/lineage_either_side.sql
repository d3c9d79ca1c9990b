{#- Query: every document of pairs (upstream_number, downstream_number), once. -#}
{% macro lineage_either_side(pairs) -%}
    select downstream_number as document_number from {{ pairs }}

    union

    select upstream_number from {{ pairs }}
{%- endmacro %}
