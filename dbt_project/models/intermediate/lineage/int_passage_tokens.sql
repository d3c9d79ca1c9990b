{{ config(materialized='table') }}
-- Words of both sides of each aligned pair that differs, laid against each other. One row per word and side ('before': the origin,
-- 'after': the copy) of a passage.
--
-- A word is an anchor if the other side has it as often and in the same order (the nth of one against the nth of the other).
-- Between two anchors lies a gap: the words of both sides with the same gap number stand in for each other. The order is judged
-- in two steps that are linear in the number of words: an anchor more than three places out is none, then one that crosses another.
-- What both sides of a gap begin or end with is anchored as well: of "The mayor said that the" against "The" the first word.
--
-- token is folded (lower case, no accents); start_char and end_char are those of the document; separator is what stands between a word
-- and the one before it.
with

sides as (

    select * from {{ ref('int_passage_sides') }}

),

cut as (

    select
        passage_link_id,
        side,
        start_char,
        regexp_extract_all(text, '\p{N}+(?:[.,]\p{N}+)+|[\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}]+') as pieces
    from sides

),

pieces as (

    select
        *,
        generate_subscripts(pieces, 1) as piece_index,
        unnest(pieces) as piece
    from cut

),

located as (

    select
        *,
        start_char + sum(length(piece)) over (
            partition by passage_link_id, side order by piece_index
        )::bigint as end_char,
        lag(piece) over (partition by passage_link_id, side order by piece_index) as piece_before
    from pieces

),

words as (

    select
        passage_link_id,
        side,
        end_char - length(piece) as start_char,
        end_char,
        piece as text,
        strip_accents(lower(piece)) as token,
        case when regexp_matches(piece_before, '^[^\p{L}\p{M}\p{N}]') then piece_before else '' end as separator,
        row_number() over (partition by passage_link_id, side order by piece_index) as position
    from located
    where regexp_matches(piece, '^[\p{L}\p{M}\p{N}]')

),

counted as (

    select
        *,
        row_number() over (partition by passage_link_id, side, token order by position) as occurrence,
        count(*) over (partition by passage_link_id, side, token) as n_occurrences
    from words

),

matches as (

    select
        b.passage_link_id,
        b.position as before_position,
        a.position as after_position,
        row_number() over (partition by b.passage_link_id order by b.position) as before_rank,
        row_number() over (partition by b.passage_link_id order by a.position) as after_rank
    from counted as b
    inner join counted as a
        on
            b.passage_link_id = a.passage_link_id
            and b.token = a.token
            and b.occurrence = a.occurrence
            and b.n_occurrences = a.n_occurrences
    where b.side = 'before' and a.side = 'after'

),

near as (

    select
        *,
        max(after_position) over (
            partition by passage_link_id order by before_position rows between unbounded preceding and 1 preceding
        ) as farthest_before_it,
        min(after_position) over (
            partition by passage_link_id order by before_position rows between 1 following and unbounded following
        ) as nearest_after_it
    from matches
    where abs(before_rank - after_rank) <= 3

),

anchors as (

    select
        passage_link_id,
        before_position,
        after_position
    from near
    where
        after_position > coalesce(farthest_before_it, 0)
        and (nearest_after_it is null or after_position < nearest_after_it)

),

anchor_sides as (

    {{ lineage_seen_from_both_sides('anchors') }}

),

anchored as (

    select
        words.*,
        anchor_sides.opposite_position,
        count(anchor_sides.opposite_position) over (
            partition by words.passage_link_id, words.side order by words.position
        ) as gap
    from words
    left join anchor_sides
        on
            words.passage_link_id = anchor_sides.passage_link_id
            and words.side = anchor_sides.side
            and words.position = anchor_sides.position

),

loose as (

    select
        passage_link_id,
        side,
        gap,
        position,
        token,
        row_number() over (partition by passage_link_id, side, gap order by position) as rank,
        row_number() over (partition by passage_link_id, side, gap order by position desc) as rank_from_end
    from anchored
    where opposite_position is null

),

-- what both sides of a gap begin with
heads as (

    select
        b.passage_link_id,
        b.position as before_position,
        a.position as after_position
    from loose as b
    inner join loose as a
        on b.passage_link_id = a.passage_link_id and b.gap = a.gap and b.rank = a.rank and b.token = a.token
    where b.side = 'before' and a.side = 'after'
    qualify count(*) over (partition by b.passage_link_id, b.gap order by b.rank) = b.rank

),

-- what they end with, unless it is in their beginning
tails as (

    select
        b.passage_link_id,
        b.position as before_position,
        a.position as after_position
    from loose as b
    inner join loose as a
        on
            b.passage_link_id = a.passage_link_id
            and b.gap = a.gap
            and b.rank_from_end = a.rank_from_end
            and b.token = a.token
    anti join heads as before_heads
        on b.passage_link_id = before_heads.passage_link_id and b.position = before_heads.before_position
    anti join heads as after_heads
        on a.passage_link_id = after_heads.passage_link_id and a.position = after_heads.after_position
    where b.side = 'before' and a.side = 'after'
    qualify count(*) over (partition by b.passage_link_id, b.gap order by b.rank_from_end) = b.rank_from_end

),

trimmed as (

    select * from heads

    union all

    select * from tails

),

trimmed_sides as (

    {{ lineage_seen_from_both_sides('trimmed') }}

)

select
    anchored.passage_link_id,
    anchored.side,
    anchored.position,
    anchored.start_char,
    anchored.end_char,
    anchored.text,
    anchored.token,
    anchored.separator,
    coalesce(anchored.opposite_position, trimmed_sides.opposite_position) as opposite_position,
    count(coalesce(anchored.opposite_position, trimmed_sides.opposite_position)) over (
        partition by anchored.passage_link_id, anchored.side order by anchored.position
    ) as gap
from anchored
left join trimmed_sides
    on
        anchored.passage_link_id = trimmed_sides.passage_link_id
        and anchored.side = trimmed_sides.side
        and anchored.position = trimmed_sides.position
