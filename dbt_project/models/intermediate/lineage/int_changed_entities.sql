{{ config(materialized='table') }}
-- Names that differ between the sides of a pair. One row per name of the origin that is not in the copy (int_unmatched_names), and per name
-- of the copy that stands where the origin has none, unless the origin has all its words elsewhere: the copy says who "she" is, or joins
-- two sentences.
--
-- Minor is one that is gone and has no other name in its place, nor as few words as it has: the copy says less, or "the council"; one that
-- only moved: far from each other, either side has the other's name as well; and any in a gap of more than ten words, which says
-- something else; and, where people told it again in other words, one in whose place stands no other name ("the country's central bank"),
-- or that stands in a heading, where every word has a capital (a similarity under .3).
with

known as (

    select * from {{ ref('int_unmatched_names') }}

),

-- names of the origin, and those that stand in their place
replaced as (

    select
        b.passage_link_id,
        b.island,
        a.island as after_island,
        b.is_known and a.is_known as is_known
    from known as b
    inner join known as a
        on
            b.passage_link_id = a.passage_link_id
            and (b.gap = a.gap or (b.opposite_end_char > a.start_char and b.opposite_start_char < a.end_char))
    where b.side = 'before' and a.side = 'after'

),

moved as (

    select
        passage_link_id,
        island,
        bool_and(is_known) as is_known
    from replaced
    group by passage_link_id, island

),

judged as (

    select
        known.*,
        case
            when
                known.is_retold
                and (
                    known.is_unlike
                    or coalesce(len(list_filter(
                        regexp_extract_all(
                            regexp_replace(known.opposite_text, if(known.is_opposite_first, '^\p{L}+', '^ '), ''),
                            '\p{Lu}[\p{L}\p{M}\p{N}]*'
                        ),
                        lambda name: not regexp_matches(
                            ' mr mrs ms dr sir ' || known.name || ' ',
                            ' ' || rtrim(strip_accents(lower(name)), 's') || 's? '  -- noqa: RF02
                        )
                    )), 0) = 0
                )
                then false
            -- "the borough council" for "Ashdale Borough Council"
            when
                len(string_split({{ lineage_folded_text('known.opposite_text') }}, ' '))
                <= len(string_split(known.name, ' '))
                and list_has_all(
                    string_split('the ' || known.name, ' '),
                    string_split({{ lineage_folded_text('known.opposite_text') }}, ' ')
                )
                and {{ lineage_folded_text('known.opposite_text') }} != known.name
                then false
            when not known.is_whole and not (known.is_before_anchor and gaps.n_after_words > 0) then true
            when moved.island is not null or not known.is_whole
                then
                    greatest(gaps.n_before_words, gaps.n_after_words)
                    <= case when coalesce(moved.is_known, known.is_known) then 6 else 10 end
            -- "apple" for "Apple", not "its rival"
            else
                (
                    not known.is_known
                    or (gaps.n_before_words = gaps.n_after_words and regexp_matches(gaps.after_text, '^\p{Lu}'))
                )
                and greatest(gaps.n_before_words, gaps.n_after_words) <= 1 + len(string_split(known.name, ' '))
                and not regexp_matches(
                    gaps.after_words,
                    '^(?:the|my|your|his|her|its|our|their|this|that|these|those|i|you|he|she|it|we|they|who)\b'
                )
        end as is_material
    from known
    left join moved on known.passage_link_id = moved.passage_link_id and known.island = moved.island
    left join {{ ref('int_passage_gaps') }} as gaps
        on known.passage_link_id = gaps.passage_link_id and known.gap = gaps.gap
    where
        known.side = 'before'
        -- a summary says another thing of another whom the origin names as well
        and not (known.relation = 'summary' and coalesce(moved.is_known, known.is_known))

)

select
    passage_link_id,
    gap,
    case when not coalesce(is_material, false) then 'minor' end as severity,
    start_char as before_start_char,
    end_char as before_end_char,
    case when is_material then opposite_start_char end as after_start_char,
    case when is_material then opposite_end_char end as after_end_char,
    'named in the origin: ' || name as detail
from judged

union all

select
    added.passage_link_id,
    added.gap,
    case when gaps.n_after_words > 10 or added.is_retold then 'minor' end as severity,
    added.opposite_start_char as before_start_char,
    added.opposite_end_char as before_end_char,
    added.start_char as after_start_char,
    added.end_char as after_end_char,
    'named in the copy only: ' || added.name as detail
from known as added
anti join replaced on added.passage_link_id = replaced.passage_link_id and added.island = replaced.after_island
left join {{ ref('int_passage_gaps') }} as gaps
    on added.passage_link_id = gaps.passage_link_id and added.gap = gaps.gap
where
    added.side = 'after'
    and not added.is_known
