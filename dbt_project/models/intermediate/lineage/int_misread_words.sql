{{ config(materialized='table') }}
-- Words that a copy took in another sense than the origin's, wherever it put the same word for them again: of a fixed term that it broke
-- the one that it replaced, and of several the head ("mannequin" for "model" in "enterprise mannequin" for "business model"). One row
-- per pair of documents, word and what stands for it.
with

passages as (

    select * from {{ ref('int_fresh_passages') }}

),

tokens as (

    select * from {{ ref('int_passage_tokens') }}

),

broken as (

    select * from {{ ref('int_typed_changes') }}
    where change = 'term'

),

-- the words of both sides, counted from the end, where the head is
term_sides as (

    select
        broken.passage_link_id,
        broken.before_start_char,
        split_part(broken.detail, ' → ', 1) as term,
        tokens.side,
        tokens.token,
        tokens.opposite_position,
        row_number() over (
            partition by broken.passage_link_id, broken.before_start_char, tokens.side order by tokens.position desc
        ) as rank
    from broken
    inner join tokens
        on
            broken.passage_link_id = tokens.passage_link_id
            and tokens.start_char
            >= case tokens.side when 'before' then broken.before_start_char else broken.after_start_char end
            and tokens.end_char
            <= case tokens.side when 'before' then broken.before_end_char else broken.after_end_char end

),

broken_terms as (

    select
        passage_link_id,
        before_start_char,
        {{ joined_in_order('token', '-rank') }} as words
    from term_sides
    where side = 'before'
    group by passage_link_id, before_start_char

),

replaced_parts as (

    select
        passages.document_id,
        passages.origin_document_id,
        b.token as before_token,
        a.token as after_token,
        b.term,
        replace(' ' || broken_terms.words || ' ', ' ' || b.token || ' ', ' ' || a.token || ' ') as words_with_it
    from term_sides as b
    inner join term_sides as a
        on b.passage_link_id = a.passage_link_id and b.before_start_char = a.before_start_char and b.rank = a.rank
    inner join broken_terms
        on b.passage_link_id = broken_terms.passage_link_id and b.before_start_char = broken_terms.before_start_char
    inner join passages on b.passage_link_id = passages.passage_link_id
    where b.side = 'before' and a.side = 'after' and b.opposite_position is null and a.opposite_position is null
    qualify b.rank = 1 or count(*) over (partition by b.passage_link_id, b.before_start_char) = 1

)

select
    replaced_parts.document_id,
    replaced_parts.origin_document_id,
    replaced_parts.before_token,
    replaced_parts.after_token,
    min(replaced_parts.term) as term
from replaced_parts
-- "commerce shortfall" breaks "trade deficit", and not by the shortfall: "trade shortfall" means the same
anti join {{ ref('change_words') }} as same_terms
    on
        trim(replaced_parts.words_with_it) = same_terms.phrase
        and replaced_parts.term = same_terms.class
        and same_terms.family = 'term'
group by
    replaced_parts.document_id,
    replaced_parts.origin_document_id,
    replaced_parts.before_token,
    replaced_parts.after_token
