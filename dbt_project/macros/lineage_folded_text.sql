{#- A text for comparison: lower case, accents folded, every run of other characters than letters and digits one space. -#}
{% macro lineage_folded_text(text) -%}
    trim(regexp_replace(strip_accents(lower({{ text }})), '[^\p{L}\p{N}]+', ' ', 'g'))
{%- endmacro %}
