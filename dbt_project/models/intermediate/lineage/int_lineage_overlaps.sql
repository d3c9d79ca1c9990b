{{
    config(
        materialized='incremental',
        schema='incremental',
        incremental_strategy='append',
        on_schema_change='fail',
        pre_hook="{{ forget_other_pairs('int_lineage_candidates', ['first_key', 'second_key']) }}"
    )
}}
-- How many shingles and pairs of names the documents of a candidate pair share, of all that they have. One row per pair; a pair that was
-- compared once is not compared again.
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

shingle_sets as materialized (

    select
        shingle_sets.document_id,
        shingle_sets.shingles
    from {{ ref('stg_shingle_sets') }} as shingle_sets
    semi join compared_documents on shingle_sets.document_id = compared_documents.document_id

)

select
    candidates.first_key,
    candidates.second_key,
    len(list_intersect(of_first.shingles, of_second.shingles))::integer as n_shared,
    len(list_intersect(first_signature.name_pairs, second_signature.name_pairs))::integer as n_name_pairs_shared
from candidates
inner join shingle_sets as of_first on candidates.first_id = of_first.document_id
inner join shingle_sets as of_second on candidates.second_id = of_second.document_id
inner join {{ ref('int_lineage_signatures') }} as first_signature on candidates.first_key = first_signature.document_key
inner join {{ ref('int_lineage_signatures') }} as second_signature on candidates.second_key = second_signature.document_key
