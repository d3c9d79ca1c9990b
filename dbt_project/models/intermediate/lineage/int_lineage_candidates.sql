{{ config(materialized='table') }}
-- Pairs of documents that share enough to be worth an exact comparison. One row per pair, first_number < second_number.
--
-- Enough rare shingles (int_lineage_evidence): each document keeps its 20 best neighbours (and those that keep it).
-- Measured on 3,107 texts, 2,098 derived from 150 of the others in thirteen ways: 2,095 of the true pairs are among these or are twins.
--
-- Or half the pairs of names of the one that has fewer, two at least, all rare (int_lineage_name_evidence; again the 20 best): who sums
-- a text up in other words leaves no three in a row, but names whom it names, beside whom it names them. On the same texts these are 33
-- pairs more, the other three true ones among them.
--
-- Or two of their eight lowest shingles, where more than twenty documents hold these: a story that thousands print has no rare
-- shingles left. Each is then related to the first of them only. Of copies that share six in ten of all shingles, 998 in 1,000 are.
--
-- Without three words in a row (headings and a word or two under each) there is no wording of which a share could come from elsewhere.
with

documents as (

    select * from {{ ref('int_lineage_documents') }}
    where document_number = twin_number and n_shingles > 0

),

scored as (

    select
        first_document.document_number as first_number,
        second_document.document_number as second_number,
        evidence.first_key,
        evidence.second_key,
        evidence.n_rare_shared,
        -- by the shorter document, as a summary is to be found whole; under 20 shingles a share means little
        evidence.n_rare_shared
        / greatest(20, least(first_document.n_shingles, second_document.n_shingles)) as rare_share
    from {{ ref('int_lineage_evidence') }} as evidence
    inner join documents as first_document on evidence.first_key = first_document.document_key
    inner join documents as second_document on evidence.second_key = second_document.document_key
    where evidence.first_key != evidence.second_key

),

ranked as (

    select
        *,
        row_number() over (partition by first_number order by n_rare_shared desc, second_number) as rank_of_second,
        row_number() over (partition by second_number order by n_rare_shared desc, first_number) as rank_of_first
    from scored
    where n_rare_shared >= 2 and rare_share >= 0.025

),

best as (

    select
        first_number,
        second_number,
        first_key,
        second_key,
        rare_share
    from ranked
    where least(rank_of_first, rank_of_second) <= 20

),

lowest as materialized (

    select
        documents.document_number,
        documents.document_key,
        unnest(signatures.lowest_shingles) as shingle
    from documents
    inner join {{ ref('int_lineage_signatures') }} as signatures on documents.document_key = signatures.document_key

),

crowds as materialized (

    select
        shingle,
        min(document_number) as first_number,
        arg_min(document_key, document_number) as first_key
    from lowest
    group by shingle
    having count(*) > 20

),

alike as (

    select
        crowds.first_number,
        lowest.document_number as second_number,
        crowds.first_key,
        lowest.document_key as second_key,
        count(*)::integer as n_shared
    from lowest
    inner join crowds on lowest.shingle = crowds.shingle and lowest.document_number != crowds.first_number
    group by crowds.first_number, lowest.document_number, crowds.first_key, lowest.document_key
    having count(*) >= 2

),

alike_in_wording as (

    select
        first_number,
        second_number,
        first_key,
        second_key,
        rare_share
    from best

    union all

    select
        alike.first_number,
        alike.second_number,
        alike.first_key,
        alike.second_key,
        alike.n_shared / 8 as rare_share
    from alike
    anti join best on alike.first_number = best.first_number and alike.second_number = best.second_number

),

alike_in_names as (

    select
        first_document.document_number as first_number,
        second_document.document_number as second_number,
        evidence.first_key,
        evidence.second_key
    from {{ ref('int_lineage_name_evidence') }} as evidence
    inner join documents as first_document on evidence.first_key = first_document.document_key
    inner join documents as second_document on evidence.second_key = second_document.document_key
    where
        evidence.first_key != evidence.second_key
        and evidence.n_rare_shared
        >= greatest(2, 0.5 * least(first_document.n_name_pairs, second_document.n_name_pairs))
    qualify
        least(
            row_number() over (partition by first_number order by evidence.n_rare_shared desc, second_number),
            row_number() over (partition by second_number order by evidence.n_rare_shared desc, first_number)
        ) <= 20

)

select
    coalesce(in_wording.first_number, in_names.first_number) as first_number,
    coalesce(in_wording.second_number, in_names.second_number) as second_number,
    coalesce(in_wording.first_key, in_names.first_key) as first_key,
    coalesce(in_wording.second_key, in_names.second_key) as second_key,
    coalesce(in_wording.rare_share, 0) as rare_share,
    in_names.first_key is not null as names_alike
from alike_in_wording as in_wording
full join alike_in_names as in_names
    on in_wording.first_key = in_names.first_key and in_wording.second_key = in_names.second_key
