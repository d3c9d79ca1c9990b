{{ config(materialized='table') }}
-- The claims that are compared with those of other stories, numbered in the order of their claim_id. One row per claim.
--
-- One claim stands for its group. Left out are lists of names, and formulas: wordings that three stories have, figures aside.
with

claims as (

    select
        words.claim_id,
        words.document_id,
        words.wording,
        lineage.story_id,
        members.claim_group_id,
        members.is_copy
    from {{ ref('int_claim_words') }} as words
    inner join {{ ref('int_document_lineage') }} as lineage on words.document_id = lineage.document_id
    inner join {{ ref('int_claim_groups') }} as members on words.claim_id = members.claim_id

),

formulas as (

    select wording
    from claims
    group by wording
    having count(distinct story_id) > 2

),

representatives as (

    select *
    from claims
    qualify row_number() over (partition by claim_group_id order by is_copy, claim_id) = 1

)

select
    row_number() over (order by representatives.claim_id)::integer as claim_number,
    representatives.claim_id,
    representatives.document_id,
    representatives.story_id,
    documents.published_at,
    coalesce(documents.language = 'en', true) as is_english
from representatives
anti join formulas on representatives.wording = formulas.wording
inner join {{ ref('stg_documents') }} as documents on representatives.document_id = documents.document_id
