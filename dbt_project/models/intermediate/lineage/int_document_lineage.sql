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

-- nearly all stories are an original and what derives from it: the lowest of a document's neighbours' neighbours names them, and
-- only those that are larger are followed link by link (which, begun at every document, took sixteen times as long for 200,000 links)
nearest as materialized (

    select
        document_id,
        least(document_id, min(neighbour_id)) as lowest_id
    from neighbours
    group by document_id

),

near as materialized (

    select
        neighbours.document_id,
        min(nearest.lowest_id) as lowest_id
    from neighbours
    inner join nearest on neighbours.neighbour_id = nearest.document_id
    group by neighbours.document_id

),

bridges as materialized (

    select distinct
        one.lowest_id,
        other.lowest_id as neighbour_id
    from neighbours
    inner join near as one on neighbours.document_id = one.document_id
    inner join near as other on neighbours.neighbour_id = other.document_id
    where one.lowest_id != other.lowest_id

),

bridged (lowest_id, story_id) using key (lowest_id) as (

    select distinct
        lowest_id,
        lowest_id
    from bridges

    union

    select
        known.lowest_id,
        min(reached.story_id)
    from recurring.bridged as known
    inner join bridges on known.lowest_id = bridges.lowest_id
    inner join bridged as reached on bridges.neighbour_id = reached.lowest_id
    where reached.story_id < known.story_id
    group by known.lowest_id

),

stories as (

    select
        near.document_id,
        coalesce(bridged.story_id, near.lowest_id) as story_id
    from near
    left join bridged on near.lowest_id = bridged.lowest_id

),

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
    coalesce(stories.story_id, documents.document_id) as story_id,
    case
        when circular.document_id is not null then 'undecided'
        when parents.document_id is not null then parents.relation
        when undirected.document_id is not null then 'undecided'
        else 'original'
    end as derivation,
    case when circular.document_id is null then parents.origin_document_id end as derived_from_document_id,
    case when circular.document_id is null then parents.score end as derivation_score
from documents
left join stories on documents.document_id = stories.document_id
left join parents on documents.document_id = parents.document_id
left join circular on documents.document_id = circular.document_id
left join undirected on documents.document_id = undirected.document_id
