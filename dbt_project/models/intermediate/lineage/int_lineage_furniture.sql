{{ config(materialized='table') }}
-- Sentences that four or more documents of one publisher hold: who it is, how to write to it, what a subscription costs. One row per
-- publisher and hash of a sentence (int_lineage_signatures). Documents with the same shingles count once. Cleaning knows the usual
-- phrases of such furniture; this finds what only a look at the publisher's other documents can. Without a publisher nothing is
-- furniture: what many outlets print is a story.
with

sentences as materialized (

    select
        publisher,
        twin_number,
        unnest(sentence_hashes) as sentence_hash
    from {{ ref('int_lineage_documents') }}
    where publisher is not null

),

repeated as (

    select
        publisher,
        sentence_hash
    from sentences
    group by publisher, sentence_hash
    having count(*) >= 4

)

select
    sentences.publisher,
    sentences.sentence_hash
from sentences
semi join repeated on sentences.publisher = repeated.publisher and sentences.sentence_hash = repeated.sentence_hash
group by sentences.publisher, sentences.sentence_hash
having count(distinct sentences.twin_number) >= 4
