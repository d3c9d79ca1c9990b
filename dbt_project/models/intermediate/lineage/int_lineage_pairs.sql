{{ config(materialized='table') }}
-- Candidate pairs compared exactly, on all their shingles, and kept where they share four, or half their names (names_alike): with less
-- nothing tells a summary from chance (on the benchmark none of 2,245 true pairs has less). One row per pair, first_number <
-- second_number. Twins are related to the first of them only.
with

documents as (

    select * from {{ ref('int_lineage_documents') }}

),

pairs as (

    select
        candidates.first_number,
        candidates.second_number,
        candidates.rare_share,
        candidates.names_alike,
        compared.n_shared,
        compared.n_name_pairs_shared,
        first_document.n_shingles as first_n_shingles,
        second_document.n_shingles as second_n_shingles
    from {{ ref('int_lineage_candidates') }} as candidates
    inner join {{ ref('int_lineage_overlaps') }} as compared
        on candidates.first_key = compared.first_key and candidates.second_key = compared.second_key
    inner join documents as first_document on candidates.first_number = first_document.document_number
    inner join documents as second_document on candidates.second_number = second_document.document_number
    where compared.n_shared >= 4 or candidates.names_alike

    union all

    select
        twin_number as first_number,
        document_number as second_number,
        1.0 as rare_share,
        true as names_alike,
        n_shingles as n_shared,
        n_name_pairs as n_name_pairs_shared,
        n_shingles as first_n_shingles,
        n_shingles as second_n_shingles
    from documents
    where document_number != twin_number

)

select
    first_number,
    second_number,
    rare_share,
    names_alike,
    n_shared,
    n_name_pairs_shared,
    first_n_shingles,
    second_n_shingles,
    n_shared / sqrt(first_n_shingles::double * second_n_shingles) as cosine
from pairs
