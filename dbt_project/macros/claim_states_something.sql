{#- True for a text that is no mere list of names: three words or more in small letters, where any are (capitals tell nothing). -#}
{% macro claim_states_something(text) -%}
    ({{ text }} = upper({{ text }}) or regexp_matches({{ text }}, '(?:(?:^|[^\p{L}])\p{Ll}{3,}.*){3}', 's'))
{%- endmacro %}
