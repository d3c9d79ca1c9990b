{#- A text as read: lower case, a letter and its accent one character (NFC), quotation marks and dashes of one style, every run of
    white space one space. -#}
{% macro lineage_plain_text(text) -%}
    trim(regexp_replace(translate(lower(nfc_normalize({{ text }})), '“”„«»‘’‚‛`–—−', '"""""''''''''''---'), '[\s\p{Z}]+', ' ', 'g'))
{%- endmacro %}
