{{ config(materialized='table') }}
-- Pairs of claims of different stories that may be about one thing, with what they share. One row per pair, claim_id <
-- related_claim_id.
--
-- Kept are of int_claim_candidates those with a cosine of .3 over all words, by weight, of .2 where the one names two things or more, all
-- of which the other names, of .1 where they give one figure, and of .03 where they are of one event as well. Numbers in the claims are
-- words too; `similarity_of_words` leaves them out.
with

claims as (

    select * from {{ ref('int_compared_claims') }}

),

words as (

    select * from {{ ref('int_compared_words') }}

),

weights as (

    select * from {{ ref('int_claim_word_weights') }}

),

candidates as (

    select * from {{ ref('int_claim_candidates') }}

),

lengths as (

    select
        words.claim_number,
        sqrt(sum(weights.weight * weights.weight)) as length,
        sqrt(sum(weights.weight * weights.weight) filter (where not weights.is_figure)) as length_of_words,
        coalesce(sum(weights.weight) filter (where not weights.is_name), 0) as word_weight,
        count(*) filter (where weights.is_name) as n_names
    from words
    inner join weights on words.word_number = weights.word_number
    group by words.claim_number

),

-- Materialized: joined in one step with what follows, DuckDB 1.5 begins with words that are alike, every "the" with every
-- other: minutes for the 15,600 sentences of 900 documents, in place of a second.
sided as materialized (

    select
        candidates.claim_number,
        candidates.related_number,
        candidates.n_quoted_words,
        candidates.is_by_figure,
        candidates.is_of_one_event,
        words.word_number
    from candidates
    inner join words on candidates.claim_number = words.claim_number

),

shared as materialized (

    select
        sided.claim_number,
        sided.related_number,
        sided.n_quoted_words,
        sided.is_by_figure,
        sided.is_of_one_event,
        sided.word_number,
        weights.weight,
        weights.is_name,
        weights.is_figure
    from sided
    inner join words on sided.related_number = words.claim_number and sided.word_number = words.word_number
    inner join weights on sided.word_number = weights.word_number

),

compared as (

    select
        claim_number,
        related_number,
        any_value(n_quoted_words) as n_quoted_words,
        any_value(is_by_figure) as is_by_figure,
        any_value(is_of_one_event) as is_of_one_event,
        coalesce(sum(weight) filter (where not is_name), 0) as word_weight,
        coalesce(sum(weight) filter (where is_name), 0) as name_weight,
        count(*) filter (where is_name) as n_names,
        sum(weight * weight) as product,
        coalesce(sum(weight * weight) filter (where not is_figure), 0) as product_of_words
    from shared
    group by claim_number, related_number

),

-- rounded: a sum in another order differs in its last digits, and a pair on the line would come and go
alike as materialized (

    select
        compared.*,
        round(least(1, compared.product / (a.length * b.length)), 6)::double as similarity,
        -- nought for claims of nothing but figures
        round(least(1, coalesce(compared.product_of_words / (a.length_of_words * b.length_of_words), 0)), 6)::double
            as similarity_of_words,
        greatest(a.word_weight, b.word_weight) - compared.word_weight as other_word_weight,
        least(a.n_names, b.n_names) - compared.n_names as n_other_names
    from compared
    inner join lengths as a on compared.claim_number = a.claim_number
    inner join lengths as b on compared.related_number = b.claim_number
    where
        round(compared.product / (a.length * b.length), 6) >= case
            when compared.is_by_figure and compared.is_of_one_event then 0.03
            when compared.is_by_figure then 0.1
            when compared.n_names > 1 and compared.n_names = least(a.n_names, b.n_names) then 0.2
            else 0.3
        end

),

-- listed for the pairs that are kept only: lists do not spill
listed as (

    select
        shared.claim_number,
        shared.related_number,
        list_transform(
            list_sort(list({ n_expected: weights.n_expected, word: weights.word }))[:5],
            lambda word: word['word']  -- noqa: RF02
        ) as words,
        list_sort(coalesce(list(weights.word) filter (where weights.is_name), [])) as names
    from shared
    inner join weights on shared.word_number = weights.word_number
    semi join alike
        on shared.claim_number = alike.claim_number and shared.related_number = alike.related_number
    group by shared.claim_number, shared.related_number

)

select
    a.claim_id,
    b.claim_id as related_claim_id,
    alike.similarity,
    alike.similarity_of_words,
    round(alike.word_weight, 6)::double as word_weight,
    round(alike.name_weight, 6)::double as name_weight,
    round(alike.other_word_weight, 6)::double as other_word_weight,
    listed.words as shared_words,
    listed.names as shared_names,
    alike.n_other_names,
    alike.n_quoted_words,
    alike.is_of_one_event
from alike
inner join listed on alike.claim_number = listed.claim_number and alike.related_number = listed.related_number
inner join claims as a on alike.claim_number = a.claim_number
inner join claims as b on alike.related_number = b.claim_number
