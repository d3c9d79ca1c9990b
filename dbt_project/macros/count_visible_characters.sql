{#-
    How many code points of a text are not white space, as Python's str.isspace has it: \p{Z} holds the spaces beyond ASCII, such as
    the no-break space, and DuckDB's \s leaves out the vertical tab, the separators 1C to 1F and the next line (85).
-#}
{% macro count_visible_characters(text) -%}
    length(regexp_replace({{ text }}, '[\s\p{Z}\x0b\x1c-\x1f\x{85}]+', '', 'g'))
{%- endmacro %}
