{{ config(materialized='table') }}
-- Words by which a passage says something otherwise than its origin, each with what stands for it: phrases of one class (int_changed_phrases),
-- words turned round (int_turned_words) and wrong synonyms (int_wrong_synonyms). One row per passage, gap and change.
with

tokens as (

    select * from {{ ref('int_passage_tokens') }}

),

-- how many words of its gap stand before a phrase that the other side has none for, and how many behind it
margins as (

    select
        *,
        case
            when before_class is null then greatest(0, after_first - gap_after_first)
            when after_class is null then greatest(0, before_first - gap_before_first)
        end as n_ahead,
        case
            when before_class is null then greatest(0, gap_after_last - after_last)
            when after_class is null then greatest(0, gap_before_last - before_last)
        end as n_behind,
        case
            when before_class is null then 1 + gap_before_last - gap_before_first
            when after_class is null then 1 + gap_after_last - gap_after_first
        end as n_opposite
    from {{ ref('int_changed_phrases') }}

),

-- What stands for such a phrase is what is left of the other side's gap without as many words as stand round the phrase; if none is left, all
-- of the gap stands for all of the gap. Where the other side has nothing, nothing does.
extents as (

    select
        *,
        case
            -- a lost cue goes with its source
            when change = 'attribution' and gap_after_first is null then gap_before_first
            when before_first is null and n_opposite > n_ahead + n_behind then gap_before_first + n_ahead
            when n_opposite <= n_ahead + n_behind then least(before_first, gap_before_first)
            else before_first
        end as before_from,
        case
            when change = 'attribution' and gap_after_first is null then gap_before_last
            when before_first is null and n_opposite > n_ahead + n_behind then gap_before_last - n_behind
            when n_opposite <= n_ahead + n_behind then greatest(before_last, gap_before_last)
            else before_last
        end as before_to,
        case
            when after_first is null and n_opposite > n_ahead + n_behind then gap_after_first + n_ahead
            when n_opposite <= n_ahead + n_behind then least(after_first, gap_after_first)
            else after_first
        end as after_from,
        case
            when after_first is null and n_opposite > n_ahead + n_behind then gap_after_last - n_behind
            when n_opposite <= n_ahead + n_behind then greatest(after_last, gap_after_last)
            else after_last
        end as after_to
    from margins

),

-- Words that both sides have within an extent stand on both: "can’t" against "can", "if" against "even if".
shared as (

    select
        extents.passage_link_id,
        extents.gap,
        extents.family,
        tokens.side,
        min(tokens.opposite_position) as opposite_from,
        max(tokens.opposite_position) as opposite_to
    from extents
    inner join tokens
        on
            extents.passage_link_id = tokens.passage_link_id
            and tokens.position
            between case tokens.side when 'before' then extents.before_from else extents.after_from end
            and case tokens.side when 'before' then extents.before_to else extents.after_to end
    where tokens.opposite_position is not null
    group by extents.passage_link_id, extents.gap, extents.family, tokens.side

),

mirrored as (

    select
        extents.passage_link_id,
        extents.gap,
        extents.change,
        extents.severity,
        extents.before_class,
        extents.after_class,
        least(extents.before_from, of_after.opposite_from) as before_from,
        greatest(extents.before_to, of_after.opposite_to) as before_to,
        least(extents.after_from, of_before.opposite_from) as after_from,
        greatest(extents.after_to, of_before.opposite_to) as after_to
    from extents
    left join shared as of_before
        on
            extents.passage_link_id = of_before.passage_link_id
            and extents.gap = of_before.gap
            and extents.family = of_before.family
            and of_before.side = 'before'
    left join shared as of_after
        on
            extents.passage_link_id = of_after.passage_link_id
            and extents.gap = of_after.gap
            and extents.family = of_after.family
            and of_after.side = 'after'

),

told as (

    select
        mirrored.passage_link_id,
        mirrored.gap,
        mirrored.change,
        mirrored.severity,
        before_from.start_char as before_start_char,
        before_to.end_char as before_end_char,
        after_from.start_char as after_start_char,
        after_to.end_char as after_end_char,
        concat_ws(' → ', coalesce(mirrored.before_class, 'none'), coalesce(mirrored.after_class, 'none')) as detail,
        mirrored.before_class as before_sense,
        mirrored.after_class as after_sense
    from mirrored
    left join tokens as before_from
        on
            mirrored.passage_link_id = before_from.passage_link_id
            and before_from.side = 'before'
            and mirrored.before_from = before_from.position
    left join tokens as before_to
        on
            mirrored.passage_link_id = before_to.passage_link_id
            and before_to.side = 'before'
            and mirrored.before_to = before_to.position
    left join tokens as after_from
        on
            mirrored.passage_link_id = after_from.passage_link_id
            and after_from.side = 'after'
            and mirrored.after_from = after_from.position
    left join tokens as after_to
        on
            mirrored.passage_link_id = after_to.passage_link_id
            and after_to.side = 'after'
            and mirrored.after_to = after_to.position
    -- two axes may say so of the same words
    qualify
        row_number() over (
            partition by
                mirrored.passage_link_id,
                mirrored.change,
                before_from.start_char,
                before_to.end_char,
                after_from.start_char,
                after_to.end_char
            order by detail
        ) = 1

),

-- "unconnected with" for "not related to", "less certain" for "not so sure"
denied_in_a_word as (

    select distinct
        words.passage_link_id,
        words.gap,
        words.side
    from tokens as words
    left join tokens as opposite
        on
            words.passage_link_id = opposite.passage_link_id
            and words.gap = opposite.gap
            and words.side != opposite.side
            and opposite.token in ('so', 'as')
            and opposite.opposite_position is null
    where
        words.opposite_position is null
        and case words.token
            when 'less' then opposite.token is not null
            else
                regexp_matches(words.token, '^(?:un|non)\p{L}{4,}')
                and not regexp_matches(words.token, '^(?:under|until|unless|uncle|uni)')
        end

),

turned as (

    select * from {{ ref('int_turned_words') }}

),

misread as (

    select * from {{ ref('int_wrong_synonyms') }}

),

-- the side that denies less often
denials as (

    {{ lineage_denials() }}

)

select told.*
from told
anti join denied_in_a_word
    on
        case told.change when 'negation' then told.passage_link_id end = denied_in_a_word.passage_link_id
        and told.gap = denied_in_a_word.gap
        and if(told.after_sense is null, 'after', 'before') = denied_in_a_word.side
anti join turned
    on
        case told.change when 'negation' then told.passage_link_id end = turned.passage_link_id
        and told.gap = turned.gap
        -- "not clear" against "unclear"
        and if(told.after_sense is null, 'after', 'before') = turned.side

union all

select
    turned.passage_link_id,
    turned.gap,
    turned.change,
    'material' as severity,
    case turned.side when 'before' then turned.start_char else turned.other_start_char end as before_start_char,
    case turned.side when 'before' then turned.end_char else turned.other_end_char end as before_end_char,
    case turned.side when 'before' then turned.other_start_char else turned.start_char end as after_start_char,
    case turned.side when 'before' then turned.other_end_char else turned.end_char end as after_end_char,
    case turned.side
        when 'before' then turned.longer || ' → ' || turned.shorter
        else turned.shorter || ' → ' || turned.longer
    end as detail,
    null as before_sense,
    null as after_sense
from turned
anti join tokens as longer
    on
        turned.passage_link_id = longer.passage_link_id
        and turned.side != longer.side
        and turned.longer = longer.token
anti join tokens as shorter
    on
        turned.passage_link_id = shorter.passage_link_id
        and turned.side = shorter.side
        and turned.shorter = shorter.token
-- "were unaffected" against "were not affected"
anti join denials on turned.passage_link_id = denials.passage_link_id and turned.side = denials.side
anti join told
    on
        turned.passage_link_id = told.passage_link_id
        and turned.gap = told.gap
        and told.change in ('negation', 'predicate')

union all

select
    misread.passage_link_id,
    misread.gap,
    'term' as change,
    'material' as severity,
    misread.before_start_char,
    misread.before_end_char,
    misread.after_start_char,
    misread.after_end_char,
    misread.detail,
    null as before_sense,
    null as after_sense
from misread
anti join told
    on
        misread.passage_link_id = told.passage_link_id
        and misread.before_start_char < told.before_end_char
        and misread.before_end_char > told.before_start_char
