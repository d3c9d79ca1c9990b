{{ config(materialized='table') }}
-- Dates and periods that one side of a pair has and the other has not: "Last week" against "Final week". One row per time. Times are compared by the period
-- they resolve to and by their words (time_wording), with all of the other document: a copy joins and parts sentences. What keeps all its
-- words is no change (it resolves by its document's date), and what differs in a figure is one of int_changed_numbers. If people retold the text, one in
-- whose place there is no other is minor, and so is one that may be the other ("May 2027", "next year"), where little else is as it was.
with

sides as (

    select * from {{ ref('int_passage_sides') }}

),

tokens as (

    select * from {{ ref('int_passage_tokens') }}

),

numbers as (

    select
        passage_link_id,
        unnest(['before', 'after']) as side,
        unnest([before_start_char, after_start_char]) as start_char,
        unnest([before_end_char, after_end_char]) as end_char
    from {{ ref('int_changed_numbers') }}

),

-- "during" is "throughout", but "since" and "by" say something else
times as (

    select
        document_id,
        start_char,
        end_char,
        coalesce(date_from, '-infinity'::date) as date_from,
        coalesce(date_to, 'infinity'::date) as date_to,
        case
            when coalesce(date_from, date_to) is not null
                then concat_ws('–', coalesce(date_from::varchar, ''), coalesce(date_to::varchar, ''))
        end as period,
        regexp_replace(
            {{ time_wording('text') }}, '^(?:(?:in|on|at|over|during|throughout|within|inside|for|the) )+', ''
        ) as wording
    from {{ ref('stg_time_references') }}

),

located as (

    select
        sides.passage_link_id,
        sides.side,
        times.start_char,
        times.end_char,
        times.period,
        times.wording,
        sides.opposite_document_id
    from sides
    inner join times
        on
            sides.document_id = times.document_id
            and sides.start_char <= times.start_char
            and sides.end_char >= times.end_char
    where
        not contains(
            ' ' || {{ time_wording('sides.opposite_text') }} || ' ',
            ' ' || times.wording || ' '
        )

),

-- what the other document gives nowhere: a copy joins and parts sentences
differing as (

    select located.*
    from located
    anti join times as of_one_period
        on located.opposite_document_id = of_one_period.document_id and located.period = of_one_period.period
    anti join times as of_one_wording
        on located.opposite_document_id = of_one_wording.document_id and located.wording = of_one_wording.wording

),

-- words of quantities: "two years ago" against "2 years ago" differs in one
counted_words as (

    select distinct
        tokens.passage_link_id,
        tokens.side,
        tokens.position
    from tokens
    inner join sides on tokens.passage_link_id = sides.passage_link_id and tokens.side = sides.side
    inner join {{ ref('stg_quantities') }} as quantities
        on
            sides.document_id = quantities.document_id
            and tokens.start_char >= quantities.start_char
            and tokens.end_char <= quantities.end_char
    where tokens.opposite_position is null

),

gap_extents as (

    select
        passage_link_id,
        side,
        gap,
        min(position) as first_position,
        max(position) as last_position
    from tokens
    where opposite_position is null
    group by passage_link_id, side, gap

),

placed as (

    select
        differing.passage_link_id,
        differing.side,
        differing.start_char,
        differing.end_char,
        {{ joined_in_order('tokens.token', 'tokens.position') }} as words,
        min(tokens.gap) filter (where tokens.opposite_position is null) as gap,
        min(coalesce(tokens.opposite_position, gap_extents.first_position)) as opposite_first_position,
        max(coalesce(tokens.opposite_position, gap_extents.last_position)) as opposite_last_position
    from differing
    inner join tokens
        on
            differing.passage_link_id = tokens.passage_link_id
            and differing.side = tokens.side
            and differing.start_char <= tokens.start_char
            and differing.end_char >= tokens.end_char
    left join gap_extents
        on
            tokens.passage_link_id = gap_extents.passage_link_id
            and tokens.side != gap_extents.side
            and case when tokens.opposite_position is null then tokens.gap end = gap_extents.gap
    left join counted_words
        on
            tokens.passage_link_id = counted_words.passage_link_id
            and tokens.side = counted_words.side
            and tokens.position = counted_words.position
    group by differing.passage_link_id, differing.side, differing.start_char, differing.end_char
    having
        count(*) filter (where tokens.opposite_position is null and counted_words.position is null) > 0
        and not bool_or(tokens.opposite_position is null and regexp_matches(tokens.token, '\p{Nd}'))

),

told as (

    select
        placed.passage_link_id,
        placed.side,
        placed.gap,
        placed.words,
        placed.start_char,
        placed.end_char,
        min(opposite_tokens.start_char) as opposite_start_char,
        max(opposite_tokens.end_char) as opposite_end_char
    from placed
    anti join numbers
        on
            placed.passage_link_id = numbers.passage_link_id
            and placed.side = numbers.side
            and placed.start_char < numbers.end_char
            and placed.end_char > numbers.start_char
    left join tokens as opposite_tokens
        on
            placed.passage_link_id = opposite_tokens.passage_link_id
            and placed.side != opposite_tokens.side
            and opposite_tokens.position between placed.opposite_first_position and placed.opposite_last_position
    group by placed.passage_link_id, placed.side, placed.gap, placed.words, placed.start_char, placed.end_char

),

judged as (

    select
        told.*,
        case
            when not any_value(sides.is_spun) and count(opposite_times.start_char) = 0 then 'minor'
            when
                any_value(sides.is_retold)
                and bool_and(times.date_from <= opposite_times.date_to and times.date_to >= opposite_times.date_from)
                then 'minor'
        end as severity
    from told
    inner join sides on told.passage_link_id = sides.passage_link_id and told.side = sides.side
    inner join times
        on
            sides.document_id = times.document_id
            and told.start_char = times.start_char
            and told.end_char = times.end_char
    left join times as opposite_times
        on
            sides.opposite_document_id = opposite_times.document_id
            and told.opposite_start_char < opposite_times.end_char
            and told.opposite_end_char > opposite_times.start_char
    group by all

),

lost as (

    select * from judged
    where side = 'before'

)

select
    passage_link_id,
    gap,
    severity,
    start_char as before_start_char,
    end_char as before_end_char,
    opposite_start_char as after_start_char,
    opposite_end_char as after_end_char,
    'time in the origin: ' || words as detail
from lost

union all

select
    added.passage_link_id,
    added.gap,
    added.severity,
    added.opposite_start_char as before_start_char,
    added.opposite_end_char as before_end_char,
    added.start_char as after_start_char,
    added.end_char as after_end_char,
    'time in the copy only: ' || added.words as detail
from judged as added
anti join lost as lost_there
    on added.passage_link_id = lost_there.passage_link_id and added.gap = lost_there.gap
anti join lost as lost_opposite
    on
        added.passage_link_id = lost_opposite.passage_link_id
        and added.start_char < lost_opposite.opposite_end_char
        and added.end_char > lost_opposite.opposite_start_char
where added.side = 'after'
