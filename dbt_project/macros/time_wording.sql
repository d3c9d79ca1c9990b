{#-
    A text folded, with times in one of the wordings that they have: "the coming week" is "the next week", "the past decade" "the last
    decade", "the middle of May" "mid May", "two years back" "two years ago", "late on Tuesday" "late Tuesday".
-#}
{% macro time_wording(text) -%}
    {%- set wording = namespace(of=lineage_folded_text(text)) %}
    {%- for said, as_well_said in [
        ('coming|following|upcoming', 'next'),
        ('past|previous|preceding', 'last'),
        ('the (spring|summer|autumn|winter) of (next|last) year', '\\2 \\1'),
        ('on ((?:mon|tues|wednes|thurs|fri|satur|sun)day)', '\\1'),
        ('the middle of', 'mid'),
        ('back|earlier|previously', 'ago'),
    ] %}
        {%- set wording.of = "regexp_replace(" ~ wording.of ~ ", '\\b(?:" ~ said ~ ")\\b', '" ~ as_well_said ~ "', 'g')" %}
    {%- endfor %}
    {{- wording.of }}
{%- endmacro %}
