{#-
    Aggregate: texts joined in the order of their positions, null where there are none; `condition` chooses rows.
    In place of "string_agg(… order by …)", which keeps a sorted collection for each group in memory and cannot spill it: 4 GB for
    600,000 sentences.
-#}
{% macro joined_in_order(text, position, condition=none, separator=' ') -%}
    array_to_string(
        list_transform(
            list_sort(
                list({ position: {{ position }}, text: {{ text }} })
                {%- if condition %} filter ({{ condition }}){% endif %}
            ),
            lambda item: item['text']
        ),
        '{{ separator }}'
    )
{%- endmacro %}
