{#- A text as read: lower case, quotation marks and dashes of one style, every run of white space one space. -#}
{% macro lineage_plain_text(text) -%}
    trim(regexp_replace(translate(lower({{ text }}), '“”„«»‘’‚‛`–—−', '"""""''''''''''---'), '[\s\p{Z}]+', ' ', 'g'))
{%- endmacro %}
