with

passages as (

    select * from {{ ref('int_passage_links') }}

)

select

    ---------- ids
    passage_link_id,
    document_id,
    origin_document_id,
    sentence_id,
    origin_sentence_id,

    ---------- in the derived document
    start_char,
    end_char,
    text,

    ---------- in the origin
    origin_start_char,
    origin_end_char,
    origin_text,

    ---------- likeness
    similarity,
    is_identical

from passages
