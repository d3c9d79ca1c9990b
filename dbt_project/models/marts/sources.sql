with

identities as (

    select * from {{ ref('int_source_identities') }}

),

-- the longest of the most frequent ones, the first in the alphabet among equals, so that any order of rows gives the same
names as (

    select
        source_id,
        name
    from identities
    group by source_id, name
    qualify
        row_number() over (
            partition by source_id order by count(*) desc, length(name) desc, name asc
        ) = 1

),

kinds as (

    select
        source_id,
        kind
    from identities
    group by source_id, kind
    qualify row_number() over (partition by source_id order by count(*) desc, kind asc) = 1

),

descriptions as (

    select
        source_id,
        description
    from identities
    where description is not null
    group by source_id, description
    qualify
        row_number() over (
            partition by source_id
            order by count(*) desc, length(description) desc, description asc
        ) = 1

),

spellings as (

    select
        source_id,
        name as spelling
    from identities
    union
    select
        source_id,
        unnest(aliases) as spelling
    from identities

),

aliases as (

    select
        spellings.source_id,
        list(spellings.spelling order by spellings.spelling) as aliases
    from spellings
    inner join names on spellings.source_id = names.source_id
    where spellings.spelling <> names.name
    group by spellings.source_id

),

attributions as (

    select
        identities.source_id,
        count(distinct attributions.claim_id) as n_claims,
        count(*) as n_attributions
    from {{ ref('stg_attributions') }} as attributions
    inner join identities on attributions.document_source_id = identities.document_source_id
    group by identities.source_id

),

documents as (

    select
        source_id,
        count(distinct document_id) as n_documents
    from identities
    group by source_id

)

select
    names.source_id,
    names.name,
    kinds.kind,
    descriptions.description,
    coalesce(aliases.aliases, []::varchar[]) as aliases,
    documents.n_documents,
    coalesce(attributions.n_claims, 0) as n_claims,
    coalesce(attributions.n_attributions, 0) as n_attributions
from names
inner join kinds on names.source_id = kinds.source_id
inner join documents on names.source_id = documents.source_id
left join descriptions on names.source_id = descriptions.source_id
left join aliases on names.source_id = aliases.source_id
left join attributions on names.source_id = attributions.source_id
