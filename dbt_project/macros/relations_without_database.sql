{#-
    A view keeps the names it was created with, and dbt writes the database's name into them. A build is renamed when it is
    published (and opened through a link of yet another name), so a view holding the build's name would find nothing.
-#}
{% macro ref() -%}
    {{ return(builtins.ref(*varargs, **kwargs).include(database=false)) }}
{%- endmacro %}

{% macro source(source_name, table_name) -%}
    {{ return(builtins.source(source_name, table_name).include(database=false)) }}
{%- endmacro %}
