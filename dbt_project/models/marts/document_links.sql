with

links as (

    select * from {{ ref('int_document_links') }}

)

select

    ---------- ids
    document_link_id,
    document_id,
    origin_document_id,

    ---------- what the one is to the other
    relation,

    ---------- evidence
    containment,
    origin_containment,
    n_shared_shingles,
    n_aligned_sentences,
    n_sentences,
    score,
    direction_evidence

from links
