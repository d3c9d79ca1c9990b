{{ config(materialized='table') }}
-- Documents of one event. One row per pair, document_id < related_document_id.
--
-- These are documents of two stories, dated within a month of each other as far as they are dated, that share three rare names and two
-- in five of those that the one with fewer has (a quarter within three days, half of them after a week): names that a hundred documents
-- at most have, each compared with the next ten by date. So rows grow with the number of names.
with

documents as (

    select distinct
        document_id,
        story_id,
        published_at
    from {{ ref('int_compared_claims') }}

),

named as (

    select distinct
        words.word_number,
        claims.document_id
    from {{ ref('int_compared_words') }} as words
    inner join {{ ref('int_claim_word_weights') }} as weights on words.word_number = weights.word_number
    inner join {{ ref('int_compared_claims') }} as claims on words.claim_number = claims.claim_number
    where weights.is_rare_name

),

rare_names as (

    select
        *,
        count(*) over (partition by word_number) as n_documents
    from named

),

n_names as (

    select
        document_id,
        count(*) as n_names
    from rare_names
    where n_documents <= 100
    group by document_id

),

-- per rare name the documents that have it, by date
of_one_name as (

    select list(rare_names.document_id order by documents.published_at, rare_names.document_id) as document_ids
    from rare_names
    inner join documents on rare_names.document_id = documents.document_id
    where rare_names.n_documents between 2 and 100
    group by rare_names.word_number

),

listed_documents as (

    select
        document_ids,
        unnest(document_ids) as document_id,
        generate_subscripts(document_ids, 1) as place
    from of_one_name

),

of_three_names as (

    select
        least(listed_documents.document_id, next_ones.other_id) as document_id,
        greatest(listed_documents.document_id, next_ones.other_id) as related_document_id,
        count(*) as n_shared
    from
        listed_documents,
        unnest(listed_documents.document_ids[listed_documents.place + 1:listed_documents.place + 10]) as next_ones (other_id)
    group by
        least(listed_documents.document_id, next_ones.other_id),
        greatest(listed_documents.document_id, next_ones.other_id)
    having count(*) >= 3

)

select
    of_three_names.document_id,
    of_three_names.related_document_id
from of_three_names
inner join documents as a on of_three_names.document_id = a.document_id
inner join documents as b on of_three_names.related_document_id = b.document_id
inner join n_names as a_names on of_three_names.document_id = a_names.document_id
inner join n_names as b_names on of_three_names.related_document_id = b_names.document_id
where
    a.story_id != b.story_id
    and coalesce(abs(a.published_at - b.published_at) <= 31, true)
    and of_three_names.n_shared >= case
        when abs(a.published_at - b.published_at) <= 3 then 0.25
        when abs(a.published_at - b.published_at) > 7 then 0.5
        else 0.4
    end * least(a_names.n_names, b_names.n_names)
