{#- How many code points of a text are not white space; \p{Z} holds the spaces beyond ASCII, such as the no-break space. -#}
{% macro count_visible_characters(text) -%}
    length(regexp_replace({{ text }}, '[\s\p{Z}]+', '', 'g'))
{%- endmacro %}
