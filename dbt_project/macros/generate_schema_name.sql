{#-
    The schema a folder names is the schema it gets: dbt's own rule would put the target's in front ("main_staging"),
    and readers type these names by hand.
-#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
