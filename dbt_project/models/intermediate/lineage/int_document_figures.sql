{{ config(materialized='table') }}
-- Quantities of the documents whose passages are compared, as they are compared: by value and limit, of money, ratios and measures also by
-- unit. One row per quantity. The bound is said of it where it is a limit: "more than",
-- "at most". What is about so much, or went up or down by it, is the same figure. dimension and size: in one unit what can be given in
-- several (units_of_measure). "Tonnes a month" are tonnes: how often is one of int_changed_words.
{% set counted_unit = "regexp_replace(coalesce(given.unit, given.unit_kind), ' per (?:day|week|month|year)$', '')" %}
with

units as (

    select
        units.unit,
        units.dimension,
        units.size
    from {{ units_of_measure() }} as units (unit, dimension, size)

),

documents as (

    select document_id from {{ ref('int_fresh_passages') }}

    union

    select origin_document_id from {{ ref('int_fresh_passages') }}

)

select
    given.document_id,
    given.start_char,
    given.end_char,
    concat_ws(
        ' ',
        case when given.bound in ('<', '>') then given.bound end,
        concat_ws(
            '–',
            regexp_replace(given.value::varchar, '\.0$', ''),
            regexp_replace(given.value_high::varchar, '\.0$', '')
        ),
        -- "kroner" are of one of three countries
        case
            when given.unit in ('DKK', 'NOK', 'SEK') then 'crown'
            when given.unit_kind in ('money', 'ratio') then given.unit
            when given.unit_kind = 'measure' then coalesce(units.unit, {{ counted_unit }})
        end
    ) as figure,
    given.value,
    given.value_high,
    case when given.bound in ('<', '>') then given.bound else '' end as bound,
    given.bound = '~' as is_about,
    coalesce(given.unit, given.unit_kind) as unit,
    given.unit_kind,
    units.dimension,
    case when given.value_high is null then given.value * units.size end as size,
    given.value_high * units.size as size_high
from {{ ref('stg_quantities') }} as given
semi join documents on given.document_id = documents.document_id
-- "tonnes a month" are tonnes: how often is one of int_changed_words
left join units on {{ counted_unit }} = units.unit
