{{ config(materialized='table') }}
-- Candidate pairs compared exactly, on all their shingles, and kept where they share four: with fewer nothing tells a summary from
-- chance (on the benchmark 1 of 2,245 true pairs shares fewer). One row per pair, first_number < second_number. Twins are related
-- to the first of them only.
with

documents as (

    select * from {{ ref('int_lineage_documents') }}

),

shingles as (

    select
        documents.document_number,
        shingles.shingle
    from {{ ref('stg_shingles') }} as shingles
    inner join documents on shingles.document_id = documents.document_id

),

candidates as (

    select * from {{ ref('int_lineage_candidates') }}

),

-- step by step: joined to each other first, the shingles of many copies of one text grow with the square of their number
sought as materialized (

    select
        candidates.first_number,
        candidates.second_number,
        candidates.rare_share,
        shingles.shingle
    from candidates
    inner join shingles on candidates.second_number = shingles.document_number

),

compared as (

    select
        sought.first_number,
        sought.second_number,
        min(sought.rare_share) as rare_share,
        count(*)::integer as n_shared
    from sought
    inner join shingles on sought.first_number = shingles.document_number and sought.shingle = shingles.shingle
    group by sought.first_number, sought.second_number
    having count(*) >= 4

),

pairs as (

    select
        compared.first_number,
        compared.second_number,
        compared.rare_share,
        compared.n_shared,
        first_document.n_shingles as first_n_shingles,
        second_document.n_shingles as second_n_shingles
    from compared
    inner join documents as first_document on compared.first_number = first_document.document_number
    inner join documents as second_document on compared.second_number = second_document.document_number

    union all

    select
        twin_number as first_number,
        document_number as second_number,
        1.0 as rare_share,
        n_shingles as n_shared,
        n_shingles as first_n_shingles,
        n_shingles as second_n_shingles
    from documents
    where document_number != twin_number

)

select
    first_number,
    second_number,
    rare_share,
    n_shared,
    first_n_shingles,
    second_n_shingles,
    n_shared / sqrt(first_n_shingles::double * second_n_shingles) as cosine
from pairs
