{#-
    What of a name tells one bearer from another: lower case, accents and punctuation folded ("U.S." is "us", "&" is "and"),
    then, by what bears it, a person's leading titles and trailing degrees, or an organisation's "the" and trailing legal form.
    An affix is only taken off while a word remains ("Company" stays "company"), and a null or a name without a letter or digit
    gives null. Titles are folded for persons only: "General Motors" and "Justice Department" begin with one.

    name, bearer: SQL expressions; bearer is 'person', 'organisation' or 'author' (who may be either).
-#}
{% macro normalise_name(name, bearer) -%}
    {%- set titles = [
        'mr', 'mrs', 'ms', 'mx', 'miss', 'dr', 'doctor', 'prof', 'professor', 'emeritus', 'sir', 'dame', 'lord', 'lady', 'rev',
        'reverend', 'hon', 'president', 'vice president', 'prime minister', 'minister', 'chancellor', 'governor', 'gov',
        'senator', 'sen', 'representative', 'rep', 'congressman', 'congresswoman', 'judge', 'justice', 'general', 'gen',
        'colonel', 'col', 'captain', 'capt', 'lieutenant', 'lt', 'sergeant', 'sgt',
    ] -%}
    {%- set degrees = ['phd', 'md', 'esq', 'obe', 'mbe', 'cbe', 'frs'] -%}
    {%- set legal_forms = [
        'inc', 'incorporated', 'corp', 'corporation', 'co', 'company', 'ltd', 'limited', 'llc', 'llp', 'lp', 'plc', 'gmbh',
        'ag', 'se', 'sa', 'sas', 'srl', 'spa', 'nv', 'bv', 'oy', 'ab', 'as', 'asa', 'kk', 'pty', 'pte', 'pvt',
    ] -%}
    {%- set spelled -%}
        trim(regexp_replace(
            replace(
                regexp_replace(strip_accents(lower(nfc_normalize({{ name }}))), '[.''’‘ʼ]', '', 'g'), '&', ' and '
            ),
            '[^\p{L}\p{M}\p{N}]+', ' ', 'g'
        ))
    {%- endset -%}
    nullif(
        case
            when {{ bearer }} = 'organisation' then {{ strip_organisation_affixes(spelled, legal_forms) }}
            when {{ bearer }} = 'person' then {{ strip_person_affixes(spelled, titles, degrees) }}
            else {{ strip_organisation_affixes(strip_person_affixes(spelled, titles, degrees), legal_forms) }}
        end,
        ''
    )
{%- endmacro %}

{% macro strip_person_affixes(spelled, titles, degrees) -%}
    regexp_replace(
        regexp_replace({{ spelled }}, '^(?:(?:{{ titles | join("|") }}) )+(.)', '\1'), '(.)(?: (?:{{ degrees | join("|") }}))+$', '\1'
    )
{%- endmacro %}

{% macro strip_organisation_affixes(spelled, legal_forms) -%}
    regexp_replace(
        regexp_replace({{ spelled }}, '^the (.)', '\1'), '(.)(?: (?:{{ legal_forms | join("|") }}))+$', '\1'
    )
{%- endmacro %}
