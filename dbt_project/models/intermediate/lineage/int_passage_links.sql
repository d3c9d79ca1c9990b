{{ config(materialized='table') }}
-- Aligned sentences of linked documents, seen from the derived document. One row per two sentences.
-- Sentences were aligned before the direction was decided; where it turned out the other way round, splits and joins change places.
-- is_spun: the words of the derived document stand together so much less than the origin's as software leaves them that swaps words (see
-- wording in int_document_links), are odd in themselves, and leave the sentences as they were: their similarity is .5 and more on
-- average (.54 and more of eight texts spun in part; of 17 that people retold .27 to .58, and two of these have odd words).
with

links as (

    select
        document_id,
        origin_document_id,
        relation
    from {{ ref('int_document_links') }}

),

alignments as (

    select * from {{ ref('int_sentence_alignments') }}

),

documents as (

    select
        document_id,
        document_key,
        wording_score
    from {{ ref('int_lineage_documents') }}

),

sentences as (

    select * from {{ ref('stg_sentences') }}

),

keyed as (

    select
        links.*,
        derived.document_key as derived_key,
        origin.document_key as origin_key,
        coalesce(
            origin.wording_score - derived.wording_score >= 0.1 and derived.wording_score <= -0.15, false
        ) as has_odd_words
    from links
    inner join documents as derived on links.document_id = derived.document_id
    inner join documents as origin on links.origin_document_id = origin.document_id

),

directed as (

    select
        keyed.document_id,
        keyed.origin_document_id,
        keyed.relation,
        keyed.has_odd_words,
        alignments.downstream_sentence_id as sentence_id,
        alignments.upstream_sentence_id as origin_sentence_id,
        alignments.similarity,
        alignments.is_joined
    from keyed
    inner join alignments
        on
            keyed.derived_key = alignments.downstream_key
            and keyed.origin_key = alignments.upstream_key

    union all

    select
        keyed.document_id,
        keyed.origin_document_id,
        keyed.relation,
        keyed.has_odd_words,
        alignments.upstream_sentence_id as sentence_id,
        alignments.downstream_sentence_id as origin_sentence_id,
        alignments.similarity,
        alignments.is_joined
    from keyed
    inner join alignments
        on
            keyed.derived_key = alignments.upstream_key
            and keyed.origin_key = alignments.downstream_key
            and not alignments.is_joined

)

select
    {{ stable_id(["'passage_link'", 'directed.sentence_id', 'directed.origin_sentence_id']) }} as passage_link_id,
    directed.document_id,
    directed.origin_document_id,
    directed.relation,
    directed.has_odd_words
    and avg(directed.similarity) filter (where not directed.is_joined) over (
        partition by directed.document_id, directed.origin_document_id
    ) >= 0.5 as is_spun,
    directed.sentence_id,
    directed.origin_sentence_id,
    sentences.start_char,
    sentences.end_char,
    sentences.text,
    origin_sentences.start_char as origin_start_char,
    origin_sentences.end_char as origin_end_char,
    origin_sentences.text as origin_text,
    directed.similarity,
    regexp_replace(sentences.text, '[\s\p{Z}]+', ' ', 'g')
    = regexp_replace(origin_sentences.text, '[\s\p{Z}]+', ' ', 'g') as is_identical,
    {{ lineage_plain_text('sentences.text') }} = {{ lineage_plain_text('origin_sentences.text') }} as has_same_wording
from directed
inner join sentences on directed.sentence_id = sentences.sentence_id
inner join sentences as origin_sentences on directed.origin_sentence_id = origin_sentences.sentence_id
