{{ config(materialized='table') }}
-- Pairs of documents that share enough rare shingles to be worth an exact comparison. One row per pair, first_number < second_number.
--
-- A shingle that 2 to 20 documents hold relates each of them to each other. One that more
-- hold (a story that many printed) relates each of them to the first of them only: the number of rows grows with the number of
-- shingles, never with its square. One that more than 2,000 hold says nothing, if these have nothing else in common ("one of the");
-- if they are copies of one story, it does as any other does: copies have their lowest shingle that is not theirs alone in common,
-- as a rule, and unlike documents have different ones. Without that, 5,000 copies of one text found no origin.
-- Each document keeps its 20 best neighbours (and those that keep it).
-- Measured on 3,107 texts, 2,098 derived from 150 of the others in thirteen ways: 2,095 of the true pairs are among the candidates or
-- are twins.
with

documents as (

    select * from {{ ref('int_lineage_documents') }}

),

shingles as (

    select
        documents.document_number,
        shingles.shingle
    from {{ ref('stg_shingles') }} as shingles
    inner join documents on shingles.document_id = documents.document_id
    where documents.document_number = documents.twin_number

),

held as materialized (

    select
        shingle,
        count(*) as n_documents,
        min(document_number) as first_number
    from shingles
    group by shingle
    having count(*) > 1

),

held_postings as materialized (

    select
        shingles.document_number,
        shingles.shingle,
        held.n_documents,
        held.first_number
    from shingles
    inner join held on shingles.shingle = held.shingle

),

lowest as (

    select
        document_number,
        min(shingle) as lowest_shingle
    from held_postings
    group by document_number

),

too_common as (

    select held_postings.shingle
    from held_postings
    inner join lowest on held_postings.document_number = lowest.document_number
    where held_postings.n_documents > 2000
    group by held_postings.shingle
    having count(distinct lowest.lowest_shingle) * 20 > count(*)

),

postings as materialized (

    select held_postings.*
    from held_postings
    anti join too_common on held_postings.shingle = too_common.shingle

),

related as (

    select
        a.document_number as first_number,
        b.document_number as second_number
    from postings as a
    inner join postings as b on a.shingle = b.shingle and a.document_number < b.document_number
    where a.n_documents <= 20 and b.n_documents <= 20

    union all

    select
        first_number,
        document_number as second_number
    from postings
    where n_documents > 20 and first_number < document_number

),

pairs as (

    select
        first_number,
        second_number,
        count(*)::integer as n_rare_shared
    from related
    group by first_number, second_number
    having count(*) >= 2

),

scored as (

    select
        pairs.*,
        -- by the shorter document, as a summary is to be found whole; under 20 shingles a share means little
        pairs.n_rare_shared / greatest(20, least(first_document.n_shingles, second_document.n_shingles)) as rare_share
    from pairs
    inner join documents as first_document on pairs.first_number = first_document.document_number
    inner join documents as second_document on pairs.second_number = second_document.document_number

),

ranked as (

    select
        *,
        row_number() over (partition by first_number order by n_rare_shared desc, second_number) as rank_of_second,
        row_number() over (partition by second_number order by n_rare_shared desc, first_number) as rank_of_first
    from scored
    where rare_share >= 0.025

)

select
    first_number,
    second_number,
    n_rare_shared,
    rare_share
from ranked
where least(rank_of_first, rank_of_second) <= 20
