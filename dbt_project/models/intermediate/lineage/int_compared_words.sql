{{ config(materialized='table') }}
-- The words of the claims that are compared, by number. One row per claim and word.
with

words as (

    select
        claims.claim_number,
        unnest(words.words) as word
    from {{ ref('int_compared_claims') }} as claims
    inner join {{ ref('int_claim_words') }} as words on claims.claim_id = words.claim_id

)

select
    words.claim_number,
    weights.word_number
from words
inner join {{ ref('int_claim_word_weights') }} as weights on words.word = weights.word
