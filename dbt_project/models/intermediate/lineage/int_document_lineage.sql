{{ config(materialized='table') }}
-- Where each document stands in its story. One row per document.
--
-- story_id    the lowest document_id of the documents connected by links other than shares_passage; its own where there is none
-- derivation  original   no link says that it derives from another, and none is undecided
--             undecided  a link joins it to another without evidence of which came first (and none says that it derives from a
--                        third), or the links that say where it comes from run in a circle
--             else the relation to the document it derives from
-- A document that derives from several is said to derive from the one it shares most with (score, then identifier); the others are
-- in document_links. A passage shared is no derivation.
-- The linter does not know DuckDB's "using key".
with recursive  -- noqa: PRS

documents as (

    select document_id from {{ ref('stg_documents') }}

),

links as (

    select *
    from {{ ref('int_document_links') }}
    where relation != 'shares_passage'

),

neighbours as (

    select
        document_id,
        origin_document_id as neighbour_id
    from links

    union all

    select
        origin_document_id,
        document_id
    from links

),

{{ lineage_connected('neighbours', 'document_id') }}
parents as (

    select
        document_id,
        origin_document_id,
        relation,
        score
    from links
    where direction_evidence != 'undecided'
    qualify row_number() over (partition by document_id order by score desc, origin_document_id) = 1

),

-- what a chain of parents leads to from a document that has none; who is not met descends from a circle
grounded (document_id) as (

    select distinct neighbours.document_id
    from neighbours
    anti join parents on neighbours.document_id = parents.document_id

    union all

    select parents.document_id
    from grounded
    inner join parents on grounded.document_id = parents.origin_document_id

),

circular as (

    select document_id
    from parents
    anti join grounded on parents.document_id = grounded.document_id

),

undirected as (

    select distinct unnest([document_id, origin_document_id]) as document_id
    from links
    where direction_evidence = 'undecided'

)

select
    documents.document_id,
    coalesce(connected.lowest_id, documents.document_id) as story_id,
    case
        when circular.document_id is not null then 'undecided'
        when parents.document_id is not null then parents.relation
        when undirected.document_id is not null then 'undecided'
        else 'original'
    end as derivation,
    case when circular.document_id is null then parents.origin_document_id end as derived_from_document_id,
    case when circular.document_id is null then parents.score end as derivation_score
from documents
left join connected on documents.document_id = connected.document_id
left join parents on documents.document_id = parents.document_id
left join circular on documents.document_id = circular.document_id
left join undirected on documents.document_id = undirected.document_id
