-- Aligned sentences that differ, each as seen from either side. One row per passage and side: "before" is the origin, "after" the copy.
-- The columns of the other side begin with "opposite".
with

passages as (

    select *
    from {{ ref('int_fresh_passages') }}
    where not has_same_wording

)

select
    passage_link_id,
    relation,
    is_spun,
    is_retold,
    similarity,
    'before' as side,
    origin_document_id as document_id,
    origin_sentence_id as sentence_id,
    origin_start_char as start_char,
    origin_end_char as end_char,
    origin_text as text,
    document_id as opposite_document_id,
    sentence_id as opposite_sentence_id,
    start_char as opposite_start_char,
    text as opposite_text
from passages

union all

select
    passage_link_id,
    relation,
    is_spun,
    is_retold,
    similarity,
    'after' as side,
    document_id,
    sentence_id,
    start_char,
    end_char,
    text,
    origin_document_id as opposite_document_id,
    origin_sentence_id as opposite_sentence_id,
    origin_start_char as opposite_start_char,
    origin_text as opposite_text
from passages
