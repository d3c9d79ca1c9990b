{{ config(materialized='table') }}
-- What an origin says anywhere: its text folded, with a blank at either end, so that whole words are found by contains(). One row per
-- origin of int_fresh_passages.
with

origins as (

    select distinct origin_document_id as document_id
    from {{ ref('int_fresh_passages') }}

)

select
    documents.document_id,
    ' ' || {{ lineage_folded_text('documents.text') }} || ' ' as words
from {{ ref('stg_documents') }} as documents
semi join origins on documents.document_id = origins.document_id
