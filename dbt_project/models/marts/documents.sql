with

documents as (

    select * from {{ ref('stg_documents') }}

),

counts as (

    select * from {{ ref('int_document_counts') }}

),

lineage as (

    select * from {{ ref('int_document_lineage') }}

)

select

    ---------- ids
    documents.document_id,
    documents.sha256,

    ---------- masthead
    documents.title,
    documents.byline,
    documents.publisher,
    documents.published_at,

    ---------- content
    documents.language,
    documents.genre,
    documents.text,
    documents.encoding,
    documents.media_type,
    documents.notice_kind,
    documents.notice_origin,

    ---------- counts
    documents.n_bytes,
    length(documents.text) as n_characters,
    len(regexp_extract_all(documents.text, '[^\s\p{Z}]+')) as n_words,
    counts.n_blocks,
    counts.n_sentences,
    counts.n_claims,
    counts.n_attributions,
    counts.n_quantities,
    counts.boilerplate_share,

    ---------- lineage
    lineage.story_id,
    lineage.derivation,
    lineage.derived_from_document_id,
    lineage.derivation_score,
    documents.wording_score,
    -- below what one original in a hundred has
    documents.wording_score < -0.3 as is_probably_rewritten,

    ---------- provenance
    documents.extractor_version,
    documents.first_seen_run_id,
    documents.first_seen_at

from documents
left join counts on documents.document_id = counts.document_id
left join lineage on documents.document_id = lineage.document_id
