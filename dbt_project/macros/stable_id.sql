{#- The SQL twin of flows.sources.identity.stable_id: 16 hex digits of the sha256 of the parts, joined by a unit separator. -#}
{% macro stable_id(parts) -%}
    substr(sha256(concat_ws(chr(31), {{ parts | join(', ') }})), 1, 16)
{%- endmacro %}
