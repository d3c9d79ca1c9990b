{{
    config(
        materialized='incremental',
        schema='incremental',
        incremental_strategy='append',
        on_schema_change='fail',
        pre_hook="{{ forget_other_pairs('int_lineage_candidates', ['first_key', 'second_key']) }}"
    )
}}
-- How many shingles the documents of a candidate pair share, of all that they have. One row per pair; a pair that was compared once is
-- not compared again.
with

candidates as materialized (

    select
        candidates.first_key,
        candidates.second_key,
        first_document.document_id as first_id,
        second_document.document_id as second_id
    from {{ ref('int_lineage_candidates') }} as candidates
    inner join {{ ref('int_lineage_documents') }} as first_document
        on candidates.first_number = first_document.document_number
    inner join {{ ref('int_lineage_documents') }} as second_document
        on candidates.second_number = second_document.document_number
    {% if is_incremental() %}
        anti join {{ this }} as compared
            on candidates.first_key = compared.first_key and candidates.second_key = compared.second_key
    {% endif %}

),

compared_documents as (

    select first_id as document_id from candidates

    union

    select second_id from candidates

),

shingles as materialized (

    select
        shingles.document_id,
        shingles.shingle
    from {{ ref('stg_shingles') }} as shingles
    semi join compared_documents on shingles.document_id = compared_documents.document_id

),

-- step by step: joined to each other first, the shingles of many copies of one text grow with the square of their number
sought as materialized (

    select
        candidates.first_key,
        candidates.second_key,
        candidates.first_id,
        shingles.shingle
    from candidates
    inner join shingles on candidates.second_id = shingles.document_id

)

select
    sought.first_key,
    sought.second_key,
    count(*)::integer as n_shared
from sought
inner join shingles on sought.first_id = shingles.document_id and sought.shingle = shingles.shingle
group by sought.first_key, sought.second_key
