with

document_sources as (

    select * from {{ ref('stg_document_sources') }}

),

stories as (

    select
        document_id,
        story_id
    from {{ ref('int_document_lineage') }}

),

-- what bears a name decides which names are compared; null where nobody is named
bearers as (

    select
        *,
        case
            when kind = 'person' then 'person'
            when kind in ('organisation', 'publication', 'government') then 'organisation'
            when kind = 'author' and not starts_with(name, 'author of document ') then 'author'
            when kind in ('document', 'group', 'unnamed') then kind
        end as bearer
    from document_sources

),

named as (

    select
        *,
        -- what has no proper name has no title either: "general report"
        case
            when bearer in ('document', 'group', 'unnamed') then {{ normalise_name('name', "'organisation'") }}
            when bearer is not null then {{ normalise_name('name', 'bearer') }}
        end as name_key
    from bearers

),

scoped as (

    select
        named.*,
        case
            when named.bearer is null or named.name_key is null then 'document'
            -- "a 2019 report" and "officials" are the same ones in a copy, and others in another story
            when named.bearer in ('document', 'group', 'unnamed') then 'story'
            -- "Smith" alone is the same Smith only where documents tell the same story
            when named.bearer = 'person' and not contains(named.name_key, ' ') then 'story'
            -- and so is "federal government": a proper name begins with a capital, or has one or a digit in its first word
            -- ("eBay", "a16z"), or is written in letters that know no case
            when not regexp_matches(named.name, '^(?:[Tt]he )?\P{Z}*[\p{Lu}\p{Lt}\p{Lo}\p{N}]') then 'story'
            else 'everywhere'
        end as scope,
        coalesce(stories.story_id, named.document_id) as story_id
    from named
    left join stories on named.document_id = stories.document_id

)

select
    document_source_id,
    document_id,
    name,
    kind,
    description,
    aliases,
    case scope
        when 'document' then {{ stable_id(["'document'", 'document_source_id']) }}
        when 'story' then {{ stable_id(["'story'", 'story_id', 'bearer', 'name_key']) }}
        else {{ stable_id(["'everywhere'", 'bearer', 'name_key']) }}
    end as source_id,
    bearer,
    name_key,
    scope
from scoped
