{#-
    A table of schema incremental as the last build left it, or none. For models that `name` is made from: a reference would be a
    circle.
-#}
{% macro kept_by_an_earlier_build(name) -%}
    {%- set kept = adapter.get_relation(database=target.database, schema='incremental', identifier=name) -%}
    {{ return(kept.include(database=false) if kept else none) }}
{%- endmacro %}
