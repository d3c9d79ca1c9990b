{{ config(materialized='table') }}
-- What is compared of each document. Numbered so that of two documents the lower is likelier the origin as far as the
-- documents themselves say: no notice of an origin, then the earlier date, fewer marks of handling, more blank lines (copies lose
-- them), then the identifier (arbitrary, but the same in every run).
-- Documents with the same set of shingles are twins: all but the first are left out of the search for candidates, so that a
-- story printed fifty times unchanged does not make its own shingles common.
with

documents as (

    select
        documents.*,
        signatures.document_key,
        signatures.typographic_damage,
        signatures.n_blank_lines,
        signatures.n_shingles,
        signatures.n_sentences,
        signatures.n_told_sentences,
        signatures.n_name_pairs,
        signatures.shingle_xor,
        signatures.shingle_sum,
        signatures.content_md5
    from {{ ref('stg_documents') }} as documents
    inner join {{ ref('int_lineage_signatures') }} as signatures on documents.document_id = signatures.document_id

),

numbered as (

    select
        documents.document_id,
        documents.document_key,
        row_number() over (
            order by
                coalesce(documents.notice_kind in ('republished', 'summary_of'), false),
                documents.published_at nulls last,
                documents.typographic_damage,
                documents.n_blank_lines desc,
                documents.document_id
        )::integer as document_number,
        documents.typographic_damage,
        documents.n_shingles,
        documents.n_sentences,
        documents.n_told_sentences,
        documents.n_name_pairs,
        documents.shingle_xor,
        documents.shingle_sum,
        documents.content_md5,
        documents.wording_score,
        documents.published_at,
        coalesce(documents.notice_kind in ('republished', 'summary_of'), false) as names_origin,
        coalesce(documents.notice_kind = 'summary_of' or documents.genre = 'summary', false) as is_summary,
        {{ lineage_folded_text('documents.notice_origin') }} as notice_origin,
        nullif({{ lineage_folded_text('documents.publisher') }}, '') as publisher,
        {{ lineage_folded_text("concat_ws(' ', documents.publisher, documents.title)") }} as masthead
    from documents

)

select
    document_id,
    document_key,
    document_number,
    n_shingles,
    n_sentences,
    n_told_sentences,
    n_name_pairs,
    case
        when n_shingles > 0 then min(document_number) over (partition by n_shingles, shingle_xor, shingle_sum)
        else document_number
    end as twin_number,
    content_md5,
    wording_score,
    typographic_damage,
    published_at,
    names_origin,
    is_summary,
    notice_origin,
    publisher,
    masthead
from numbered
