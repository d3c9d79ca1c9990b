{{ config(materialized='table') }}
-- Figures on both sides of each aligned pair that differs. One row per figure of a passage and side: the quantities of its sentences
-- (int_document_figures), and what else has digits or is a number in words (years, versions; as written, without a value).
-- may_be_more: "over ten years" is in what time, or more than that.
with

sides as (

    select * from {{ ref('int_passage_sides') }}

),

tokens as (

    select * from {{ ref('int_passage_tokens') }}

),

quantities as (

    select * from {{ ref('int_document_figures') }}

),

located as (

    select
        sides.passage_link_id,
        sides.side,
        quantities.*,
        right(left(sides.text, quantities.start_char - sides.start_char), 16) as lead
    from sides
    inner join quantities
        on
            sides.document_id = quantities.document_id
            and sides.start_char <= quantities.start_char
            and sides.end_char >= quantities.end_char

),

-- "within ten years" and "in ten years or less" say in what time, as "in ten years" does; so does "over ten years", which may also be more
-- than that, as "for over ten years" is
figures as (

    select
        * exclude (document_id, lead, is_span)
        replace (
            case when is_span then regexp_replace(figure, '^[<>] ', '') else figure end as figure,
            case when is_span then '' else bound end as bound
        )
    from (
        select
            *,
            coalesce(dimension = 'time', false)
            and (
                regexp_matches(lead, '(?i)\b(?:within|inside|over) (?:the )?$')
                or (bound = '<' and regexp_matches(lead, '(?i)\bin $'))
            )
            and not regexp_matches(lead, '(?i)\b(?:for|of|just|well|after|at|now) over $') as is_span,
            is_span and bound = '>' as may_be_more
        from located
    ) as spans

),

-- Numbers in words that no quantity holds: "channel four" is "channel 4", "July twenty-four" "July 24". "one" is as often a pronoun.
spelled as (

    select
        numbers.word,
        numbers.value
    from (
        values
        ('two', 2), ('three', 3), ('four', 4), ('five', 5), ('six', 6), ('seven', 7), ('eight', 8), ('nine', 9), ('ten', 10),
        ('eleven', 11), ('twelve', 12), ('thirteen', 13), ('fourteen', 14), ('fifteen', 15), ('sixteen', 16),
        ('seventeen', 17), ('eighteen', 18), ('nineteen', 19), ('twenty', 20), ('thirty', 30), ('forty', 40), ('fifty', 50),
        ('sixty', 60), ('seventy', 70), ('eighty', 80), ('ninety', 90)
    ) as numbers (word, value)

),

-- words outside quantities, each with the value that it has and the word behind it
loose_words as (

    select
        tokens.passage_link_id,
        tokens.side,
        tokens.position,
        tokens.start_char,
        tokens.end_char,
        tokens.token,
        spelled.value,
        spelled.value >= 20
        and lead(spelled.value) over words < 10
        and lead(tokens.position) over words = tokens.position + 1
        and lead(tokens.separator) over words in ('-', ' ') as has_unit,
        lead(spelled.value) over words as next_value,
        lead(tokens.end_char) over words as next_end_char
    from tokens
    left join spelled on tokens.token = spelled.word
    anti join figures
        on
            tokens.passage_link_id = figures.passage_link_id
            and tokens.side = figures.side
            and tokens.start_char >= figures.start_char
            and tokens.end_char <= figures.end_char
    where spelled.value is not null or regexp_matches(tokens.token, '\p{Nd}')
    window words as (partition by tokens.passage_link_id, tokens.side order by tokens.position)

),

loose_figures as (

    select
        passage_link_id,
        side,
        start_char,
        case when has_unit then next_end_char else end_char end as end_char,
        case
            when has_unit then (value + next_value)::varchar
            -- "V90s" are V90
            else coalesce(value::varchar, regexp_replace(replace(token, ',', ''), '^(\p{L}+\p{N}+)s$', '\1'))
        end as figure,
        null as value,
        null as value_high,
        null as bound,
        false as is_about,
        null as unit,
        'loose' as unit_kind,
        null as dimension,
        null as size,
        null as size_high,
        false as may_be_more
    from loose_words
    -- the unit of "twenty-four"
    qualify
        not coalesce(
            lag(has_unit) over (partition by passage_link_id, side order by position)
            and lag(position) over (partition by passage_link_id, side order by position) = position - 1,
            false
        )

),

all_figures as (

    select * from figures

    union all by name

    select * from loose_figures

)

select
    passage_link_id,
    side,
    start_char,
    end_char,
    figure,
    value,
    value_high,
    bound,
    is_about,
    unit,
    unit_kind,
    dimension,
    size,
    size_high,
    may_be_more
from all_figures
