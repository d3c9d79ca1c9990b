with

claims as (

    select * from {{ ref('stg_claims') }}

),

members as (

    select * from {{ ref('int_claim_groups') }}

),

documents as (

    select
        documents.document_id,
        documents.publisher,
        documents.published_at,
        documents.first_seen_at,
        lineage.story_id,
        lineage.derivation
    from {{ ref('stg_documents') }} as documents
    inner join {{ ref('int_document_lineage') }} as lineage on documents.document_id = lineage.document_id

),

grouped as (

    select
        members.claim_group_id,
        members.is_copy,
        claims.claim_id,
        claims.document_id,
        claims.start_char,
        claims.text,
        documents.publisher,
        documents.published_at,
        documents.first_seen_at,
        documents.story_id,
        documents.derivation
    from members
    inner join claims on members.claim_id = claims.claim_id
    inner join documents on claims.document_id = documents.document_id

),

-- the original's wording, the earliest of several
representatives as (

    select
        claim_group_id,
        claim_id,
        text
    from grouped
    qualify
        row_number() over (
            partition by claim_group_id
            order by is_copy, derivation != 'original', published_at nulls last, document_id, start_char, claim_id
        ) = 1

),

-- whoever copies a sentence is no further source of it
sources as (

    select
        members.claim_group_id,
        count(distinct identities.source_id) as n_sources
    from {{ ref('stg_attributions') }} as attributions
    inner join members on attributions.claim_id = members.claim_id
    inner join {{ ref('int_source_identities') }} as identities
        on attributions.document_source_id = identities.document_source_id
    where not (members.is_copy and attributions.via = 'author')
    group by members.claim_group_id

),

counts as (

    select
        claim_group_id,
        count(*) as n_claims,
        count(distinct document_id) as n_documents,
        -- a sentence taken over is no further voice, also where the rest of the document is its own, nor is one that a publisher
        -- prints again
        greatest(
            1,
            least(
                count(distinct story_id) filter (where not is_copy),
                count(distinct coalesce(publisher, document_id)) filter (where not is_copy)
            )
        ) as n_independent_documents,
        min(first_seen_at) as first_seen_at
    from grouped
    group by claim_group_id

)

select

    ---------- ids
    counts.claim_group_id,
    representatives.text,
    representatives.claim_id as representative_claim_id,

    ---------- counts
    counts.n_claims,
    counts.n_documents,
    counts.n_independent_documents,
    coalesce(sources.n_sources, 0) as n_sources,

    ---------- provenance
    counts.first_seen_at

from counts
inner join representatives on counts.claim_group_id = representatives.claim_group_id
left join sources on counts.claim_group_id = sources.claim_group_id
