with

claims as (

    select * from {{ ref('stg_claims') }}

),

claim_groups as (

    select
        claim_id,
        claim_group_id
    from {{ ref('int_claim_groups') }}

)

select

    ---------- ids
    claims.claim_id,
    claims.document_id,
    claims.sentence_id,
    claims.parent_claim_id,

    ---------- position
    claims.granularity,
    claims.start_char,
    claims.end_char,
    claims.text,

    ---------- judgements
    claims.kind,
    claims.modality,
    claims.is_negated,
    claims.voice,
    claims.verifiability_score,
    claims.check_worthiness_score,
    claims.needs_context,

    ---------- across documents
    claim_groups.claim_group_id

from claims
left join claim_groups on claims.claim_id = claim_groups.claim_id
