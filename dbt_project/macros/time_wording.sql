{#-
    A text folded, with times in one of the wordings that they have: "the coming week" is "the next week", "the past decade" "the last
    decade", "the middle of May" "mid May", "two years back" "two years ago".
-#}
{% macro time_wording(text) -%}
    {%- set wording = namespace(of=lineage_folded_text(text)) %}
    {%- for said, as_well_said in [
        ('coming|following|upcoming', 'next'),
        ('past|previous|preceding', 'last'),
        ('the middle of', 'mid'),
        ('back|earlier|previously', 'ago'),
    ] %}
        {%- set wording.of = "regexp_replace(" ~ wording.of ~ ", '\\b(?:" ~ said ~ ")\\b', '" ~ as_well_said ~ "', 'g')" %}
    {%- endfor %}
    {{- wording.of }}
{%- endmacro %}
