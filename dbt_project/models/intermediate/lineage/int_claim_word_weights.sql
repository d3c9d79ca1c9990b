{{ config(materialized='table') }}
-- How much a word says that two claims share, and whether it is a name. One row per word of the claims that are compared, numbered in the
-- order of the alphabet.
--
-- A word is rare by the claims that are expected to have it: those that do, and those that would in 20,000 more (common_words says how
-- common it is in English; of other languages, it is as common as here), so that six reports of one event are judged like a year's news.
-- It weighs from 0 to 11, what a word of one claim weighs that no other would have.
--
-- A name is a word that mostly has a capital, the first of a claim aside, as are days, months and titles.
with

claims as materialized (

    select
        claims.is_english,
        words.words,
        words.capitalised_words,
        words.opening_word
    from {{ ref('int_compared_claims') }} as claims
    inner join {{ ref('int_claim_words') }} as words on claims.claim_id = words.claim_id

),

words as (

    select
        is_english,
        unnest(words) as word
    from claims

),

capitalised_words as (

    select unnest(capitalised_words) as word
    from claims

),

common_words as (

    select
        share,
        unnest(string_split(beginnings, ' ')) as word
    from {{ ref('common_words') }}

),

told as (

    select
        word,
        count(*) as n_claims,
        count(*) filter (where is_english) > count(*) / 2 as is_english,
        not regexp_matches(
            word,
            '^(mr|mrs|ms|dr|sir|monday|tuesda|wednes|thursd|friday|saturd|sunday'
            || '|januar|februa|march|april|may|june|july|august|septem|octobe|novemb|decemb)$'
        ) as may_be_name,
        regexp_matches(word, '[0-9]') as is_figure
    from words
    group by word

),

capitalised as (

    select
        word,
        count(*) as n_claims
    from capitalised_words
    group by word

),

opening as (

    select
        opening_word as word,
        count(*) as n_claims
    from claims
    group by opening_word

),

collection as (

    select count(*) as n_claims
    from claims

),

counted as (

    select
        told.word,
        told.n_claims,
        told.is_english,
        told.may_be_name,
        told.is_figure,
        told.n_claims - coalesce(opening.n_claims, 0) as n_inside,
        coalesce(capitalised.n_claims, 0) as n_capital
    from told
    left join opening on told.word = opening.word
    left join capitalised on told.word = capitalised.word

)

select
    row_number() over (order by counted.word)::integer as word_number,
    counted.word,
    counted.n_claims,
    counted.n_claims + 20000 * case
        when not counted.is_english then counted.n_claims / collection.n_claims
        when counted.is_figure then 0.001
        else coalesce(common_words.share, 0)
    end as n_expected,
    11 * ln(1 + (20000 + collection.n_claims) / n_expected) / ln(20001 + collection.n_claims) as weight,
    counted.may_be_name
    and (
        counted.n_capital > counted.n_inside / 2
        or (counted.n_inside = 0 and not counted.is_figure and common_words.share is null)
    ) as is_name,
    counted.is_figure,
    is_name
    and not counted.is_figure
    and length(counted.word) > 2
    and coalesce(common_words.share, 0) < 0.0003 as is_rare_name
from counted
cross join collection
left join common_words on counted.word = common_words.word
