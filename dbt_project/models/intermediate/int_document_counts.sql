with

documents as (

    select document_id from {{ ref('stg_documents') }}

),

measured_blocks as (

    select
        document_id,
        kind in ('boilerplate', 'caption', 'credit') as is_set_aside,
        {{ count_visible_characters('text') }} as n_visible_characters
    from {{ ref('stg_blocks') }}

),

blocks as (

    select
        document_id,
        count(*) as n_blocks,
        sum(n_visible_characters) as n_visible_characters,
        sum(if(is_set_aside, n_visible_characters, 0)) as n_boilerplate_characters
    from measured_blocks
    group by document_id

),

sentences as (

    select
        document_id,
        count(*) as n_sentences
    from {{ ref('stg_sentences') }}
    group by document_id

),

claims as (

    select
        document_id,
        count(*) as n_claims
    from {{ ref('stg_claims') }}
    group by document_id

),

attributions as (

    select
        document_id,
        count(*) as n_attributions
    from {{ ref('stg_attributions') }}
    group by document_id

),

quantities as (

    select
        document_id,
        count(*) as n_quantities
    from {{ ref('stg_quantities') }}
    group by document_id

)

select
    documents.document_id,
    coalesce(blocks.n_blocks, 0) as n_blocks,
    coalesce(sentences.n_sentences, 0) as n_sentences,
    coalesce(claims.n_claims, 0) as n_claims,
    coalesce(attributions.n_attributions, 0) as n_attributions,
    coalesce(quantities.n_quantities, 0) as n_quantities,
    (
        blocks.n_boilerplate_characters / nullif(blocks.n_visible_characters, 0)
    )::double as boilerplate_share
from documents
left join blocks on documents.document_id = blocks.document_id
left join sentences on documents.document_id = sentences.document_id
left join claims on documents.document_id = claims.document_id
left join attributions on documents.document_id = attributions.document_id
left join quantities on documents.document_id = quantities.document_id
