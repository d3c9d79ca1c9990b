{{ config(materialized='table') }}
-- Sentences that four or more documents of one publisher hold: who it is, how to write to it, what a subscription costs. One row per
-- sentence. Documents with the same shingles count once. Cleaning knows the usual phrases of such furniture; this finds what only a
-- look at the publisher's other documents can. Without a publisher nothing is furniture: what many outlets print is a story.
with

documents as (

    select
        document_id,
        document_number,
        twin_number,
        publisher
    from {{ ref('int_lineage_documents') }}
    where publisher is not null

),

sentences as (

    select
        documents.document_number,
        documents.twin_number,
        documents.publisher,
        sentences.sentence_id,
        md5(sentences.text) as text_md5
    from {{ ref('stg_sentences') }} as sentences
    inner join documents on sentences.document_id = documents.document_id

),

repeated as (

    select
        publisher,
        text_md5
    from sentences
    group by publisher, text_md5
    having count(distinct twin_number) >= 4

)

select
    sentences.document_number,
    sentences.sentence_id
from sentences
semi join repeated on sentences.publisher = repeated.publisher and sentences.text_md5 = repeated.text_md5
