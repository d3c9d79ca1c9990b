{{ config(materialized='table') }}
-- Words that carry how something is said, where one side of a pair has another or none. One row per passage, gap and family of words.
-- Words, their families and classes are data: seeds/reference/change_words.csv.
--
-- A word counts only if it is no anchor, the other side has none of its class in the same gap, and if its side has its class more often than the other (so that "will not be" against "is not
-- going to be" is no change). By family:
--    hedge        both sides have another class, or only the copy hedges: hedge_shifted; a hedge gone: hedge_dropped.
--                 may, might, could and can are one class. A "will" gone is nothing.
--    attribution  the origin's cue is replaced by one of another class, or by what is no cue
--    predicate    the poles of one axis: rose against fell
--    negation, condition, scope  any change of class
with

tokens as (

    select * from {{ ref('int_passage_tokens') }}

),

gaps as (

    select * from {{ ref('int_passage_gaps') }}

),

-- runs of one to four words, each free if one of its words is no anchor
runs as (

    select
        passage_link_id,
        side,
        position,
        start_char,
        regexp_matches(text, '^\p{Lu}') as is_capitalised,
        unnest([  -- noqa: AL03
            {
                n_words: 1, phrase: token, end_char: end_char,
                gap: case when opposite_position is null then gap end
            },
            {
                n_words: 2, phrase: concat_ws(' ', token, lead(token, 1) over words), end_char: lead(end_char, 1) over words,
                gap: min(case when opposite_position is null then gap end) over two
            },
            {
                n_words: 3,
                phrase: concat_ws(' ', token, lead(token, 1) over words, lead(token, 2) over words),
                end_char: lead(end_char, 2) over words,
                gap: min(case when opposite_position is null then gap end) over three
            },
            {
                n_words: 4,
                phrase: concat_ws(
                    ' ', token, lead(token, 1) over words, lead(token, 2) over words, lead(token, 3) over words
                ),
                end_char: lead(end_char, 3) over words,
                gap: min(case when opposite_position is null then gap end) over four
            }
        ], recursive := true)
    from tokens
    window
        words as (partition by passage_link_id, side order by position),
        two as (partition by passage_link_id, side order by position rows between current row and 1 following),
        three as (partition by passage_link_id, side order by position rows between current row and 2 following),
        four as (partition by passage_link_id, side order by position rows between current row and 3 following)

),

found as (

    select
        runs.*,
        words.family,
        words.class,
        words.severity
    from runs
    inner join {{ ref('change_words') }} as words on runs.phrase = words.phrase
    where
        runs.end_char is not null
        -- "May" and "States" within a sentence are names
        and not (runs.position > 1 and runs.is_capitalised)

),

-- "no" within "no more than" is not a word of its own
outermost as (

    select inner_run.*
    from found as inner_run
    anti join found as outer_run
        on
            inner_run.passage_link_id = outer_run.passage_link_id
            and inner_run.side = outer_run.side
            and inner_run.position between outer_run.position and outer_run.position + outer_run.n_words - 1
            and inner_run.n_words < outer_run.n_words

),

surplus as (

    select
        *,
        count(*) filter (where side = 'before') over same_class as n_before,
        count(*) filter (where side = 'after') over same_class as n_after,
        min(side) over same_place != max(side) over same_place as is_in_both
    from outermost
    window
        same_class as (partition by passage_link_id, family, class),
        same_place as (partition by passage_link_id, gap, family, class)

),

changed as (

    select
        passage_link_id,
        gap,
        family,
        min(class) filter (where side = 'before') as before_class,
        min(start_char) filter (where side = 'before') as before_start_char,
        max(end_char) filter (where side = 'before') as before_end_char,
        min(class) filter (where side = 'after') as after_class,
        min(start_char) filter (where side = 'after') as after_start_char,
        max(end_char) filter (where side = 'after') as after_end_char,
        min(severity) as severity
    from surplus
    where gap is not null and not is_in_both and case side when 'before' then n_before > n_after else n_after > n_before end
    group by passage_link_id, gap, family

),

placed as (

    select
        changed.*,
        gaps.before_start_char as gap_before_start_char,
        gaps.before_end_char as gap_before_end_char,
        gaps.after_start_char as gap_after_start_char,
        gaps.after_end_char as gap_after_end_char,
        coalesce(
            changed.before_class in ('possible', 'probable', 'improbable', 'reported', 'conditional'), false
        ) as was_open,
        coalesce(
            changed.after_class in ('possible', 'probable', 'improbable', 'reported', 'conditional'), false
        ) as is_open
    from changed
    inner join gaps on changed.passage_link_id = gaps.passage_link_id and changed.gap = gaps.gap

),

typed as (

    select
        *,
        case family
            when 'hedge'
                then case
                    when before_class is not null and after_class is not null then 'hedge_shifted'
                    when was_open then 'hedge_dropped'
                    when is_open or before_class in ('necessary', 'advisable') then 'hedge_shifted'
                end
            when 'attribution'
                then case when before_class is not null and gap_after_start_char is not null then 'attribution' end
            when 'predicate'
                then case when split_part(before_class, ' ', 1) = split_part(after_class, ' ', 1) then 'predicate' end
            when 'scope'
                then case when before_class is not null or after_class != 'example' then 'scope' end
            else family
        end as change
    from placed

)

select
    passage_link_id,
    gap,
    change,
    severity,
    coalesce(before_start_char, gap_before_start_char) as before_start_char,
    coalesce(before_end_char, gap_before_end_char) as before_end_char,
    coalesce(after_start_char, gap_after_start_char) as after_start_char,
    coalesce(after_end_char, gap_after_end_char) as after_end_char,
    concat_ws(' → ', coalesce(before_class, 'none'), coalesce(after_class, 'none')) as detail
from typed
where change is not null
