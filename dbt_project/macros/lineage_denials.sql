{#- Query: which side of a passage denies less often, by its phrases (int_passage_phrases). One row per passage whose sides differ in it. -#}
{% macro lineage_denials() -%}
    select
        passage_link_id,
        if(count_if(side = 'before') < count_if(side = 'after'), 'before', 'after') as side
    from {{ ref('int_passage_phrases') }}
    where family = 'negation' and severity != 'none'
    group by passage_link_id
    having count_if(side = 'before') != count_if(side = 'after')
{%- endmacro %}
