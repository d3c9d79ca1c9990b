{{ config(materialized='table') }}
-- What stands in for what between two words that both sides of a pair have. One row per passage and gap; a side that has nothing there
-- is null. Spans are those of the origin (before) and of the copy (after).
with

tokens as (

    select * from {{ ref('int_passage_tokens') }}

),

passages as (

    select * from {{ ref('int_fresh_passages') }}

),

gaps as (

    select
        passage_link_id,
        gap,
        min(start_char) filter (where side = 'before') as before_start_char,
        max(end_char) filter (where side = 'before') as before_end_char,
        {{ joined_in_order('token', 'position', "side = 'before'") }} as before_words,
        count(*) filter (where side = 'before') as n_before_words,
        min(position) filter (where side = 'before') as before_first,
        max(position) filter (where side = 'before') as before_last,
        min(start_char) filter (where side = 'after') as after_start_char,
        max(end_char) filter (where side = 'after') as after_end_char,
        {{ joined_in_order('token', 'position', "side = 'after'") }} as after_words,
        count(*) filter (where side = 'after') as n_after_words,
        min(position) filter (where side = 'after') as after_first,
        max(position) filter (where side = 'after') as after_last
    from tokens
    where opposite_position is null
    group by passage_link_id, gap

)

select
    gaps.*,
    passages.document_id,
    passages.origin_document_id,
    substr(
        passages.text, gaps.after_start_char - passages.start_char + 1, gaps.after_end_char - gaps.after_start_char
    ) as after_text
from gaps
inner join passages on gaps.passage_link_id = passages.passage_link_id
