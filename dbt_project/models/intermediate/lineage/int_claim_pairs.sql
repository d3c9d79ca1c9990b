{{ config(materialized='table') }}
-- Pairs of claims of different stories that may be about one thing, with what they share. One row per pair, claim_id <
-- related_claim_id.
--
-- A word is its first six letters, and rare by the number of claims that have it; its weight is measured by that of a word which
-- one claim has, so that few documents are judged like many. Of each claim the eight rarest words that another has too are taken two
-- by two. Claims that have two such pairs of words in common, which twenty claims at most have, are compared, and so are those that
-- have nine words in a row of a quotation in common, and, with the next five by date, those that count something, name the same two
-- things and are a hundred at most: what many report is where numbers differ; likewise those that give one figure, name one thing
-- and are thirty at most. Kept are a cosine of .3 over all words, by weight, of .2 where the one names two things or more, all of
-- which the other names, and of .1 where they give one figure. So rows grow with the number of claims: what more claims have in
-- common relates none. Numbers in the claims are words too; `similarity_of_words` leaves them out. A name is a word that mostly has a
-- capital, days, months and titles aside.
--
-- One claim stands for its group. Left out are lists of names, and formulas: wordings that three stories have, figures aside.
with

-- numbered in the order of their claim_id
claims as materialized (

    select
        row_number() over (order by claims.claim_id)::integer as claim_number,
        claims.claim_id,
        lineage.story_id,
        documents.published_at,
        claims.text
    from {{ ref('stg_claims') }} as claims
    inner join {{ ref('stg_documents') }} as documents on claims.document_id = documents.document_id
    inner join {{ ref('int_document_lineage') }} as lineage on claims.document_id = lineage.document_id
    inner join {{ ref('int_claim_groups') }} as members on claims.claim_id = members.claim_id
    where claims.granularity = 'sentence' and {{ claim_states_something('claims.text') }}
    qualify
        row_number() over (partition by members.claim_group_id order by members.is_copy, claims.claim_id) = 1
        and count(distinct lineage.story_id) over (
            partition by regexp_replace(
                {{ lineage_folded_text('claims.text') }},
                '\b([0-9]+|one|two|three|four|five|six|seven|eight|nine|ten'
                || '|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b',
                '#', 'g'
            )
        ) < 3

),

words as (

    select
        claim_number,
        unnest(string_split(trim(regexp_replace(text, '[^\p{L}\p{N}]+', ' ', 'g')), ' ')) as word
    from claims

),

spelled as (

    select
        claim_number,
        left(strip_accents(lower(word)), 6) as feature,
        bool_or(regexp_matches(word, '^\p{Lu}')) as is_capital
    from words
    group by claim_number, feature

),

weights as materialized (

    select
        row_number() over (order by feature)::integer as feature_number,
        feature,
        count(*) as n_claims,
        -- the same for a word of one claim in any collection
        11 * ln(1 + (select count(*) from claims) / count(*)) / ln(1 + (select count(*) from claims)) as weight,
        count(*) filter (where is_capital) > count(*) / 2
        and not regexp_matches(
            feature,
            '^(mr|mrs|ms|dr|sir|monday|tuesda|wednes|thursd|friday|saturd|sunday'
            || '|januar|februa|march|april|may|june|july|august|septem|octobe|novemb|decemb)$'
        ) as is_name,
        regexp_matches(feature, '[0-9]') as is_figure
    from spelled
    group by feature

),

-- by number from here on
features as materialized (

    select
        spelled.claim_number,
        weights.feature_number
    from spelled
    inner join weights on spelled.feature = weights.feature

),

lengths as (

    select
        features.claim_number,
        sqrt(sum(weights.weight * weights.weight)) as length,
        sqrt(sum(weights.weight * weights.weight) filter (where not weights.is_figure)) as length_of_words,
        coalesce(sum(weights.weight) filter (where not weights.is_name), 0) as word_weight,
        count(*) filter (where weights.is_name) as n_names
    from features
    inner join weights on features.feature_number = weights.feature_number
    group by features.claim_number

),

rarest as materialized (

    select
        features.claim_number,
        features.feature_number
    from features
    inner join weights on features.feature_number = weights.feature_number
    where weights.n_claims >= 2 and length(weights.feature) >= 2
    qualify
        row_number() over (partition by features.claim_number order by weights.n_claims, features.feature_number) <= 8

),

word_pairs as (

    select
        a.claim_number,
        (a.feature_number::bigint << 32) + b.feature_number as word_pair
    from rarest as a
    inner join rarest as b on a.claim_number = b.claim_number and a.feature_number < b.feature_number

),

-- Counted first, as four in five pairs of words are one claim's only (of 2.7 million in 130,000 made sentences).
told_pairs as (

    select word_pair
    from word_pairs
    group by word_pair
    having count(*) between 2 and 20

),

held_pairs as materialized (

    select word_pairs.*
    from word_pairs
    semi join told_pairs on word_pairs.word_pair = told_pairs.word_pair

),

of_two_pairs as (

    select
        a.claim_number,
        b.claim_number as related_number
    from held_pairs as a
    inner join held_pairs as b on a.word_pair = b.word_pair and a.claim_number < b.claim_number
    group by a.claim_number, b.claim_number
    having count(*) >= 2

),

-- between marks, of which the first or the last may stand in another sentence
quotations as (

    select
        claim_number,
        string_split(trim({{ lineage_folded_text('quotation') }}), ' ') as words
    from claims, unnest(regexp_extract_all(text, '“[^“”]+|"[^"]+(?:"|$)|^[^“”"]+”')) as quotations (quotation)

),

of_nine_words as (

    select list(distinct claim_number) as claim_numbers
    from quotations, unnest(range(1, len(words) - 7)) as starts (first_word)
    group by words[first_word:first_word + 8]
    having count(distinct claim_number) between 2 and 20

),

quoting as (

    select
        claim_numbers,
        unnest(claim_numbers) as claim_number
    from of_nine_words

),

of_one_quotation as (

    select
        claim_number,
        related_number,
        count(*) + 8 as n_quoted_words
    from quoting, unnest(claim_numbers) as others (related_number)
    where claim_number < related_number
    group by claim_number, related_number

),

rarest_names as (

    select
        features.claim_number,
        features.feature_number
    from features
    inner join weights on features.feature_number = weights.feature_number
    where weights.n_claims >= 2 and weights.is_name
    qualify
        row_number() over (partition by features.claim_number order by weights.n_claims, features.feature_number) <= 3

),

counting as (

    select distinct
        coalesce(claims.parent_claim_id, claims.claim_id) as claim_id,
        case
            when quantities.unit_kind in ('count', 'number') then 'count'
            when quantities.unit_kind = 'money' then 'money'
            else coalesce(quantities.unit, quantities.unit_kind)
        end as measure
    from {{ ref('stg_quantities') }} as quantities
    inner join {{ ref('stg_claims') }} as claims on quantities.claim_id = claims.claim_id

),

of_one_count as (

    select list(claims.claim_number order by claims.published_at, claims.claim_number) as claim_numbers
    from rarest_names as a
    inner join rarest_names as b on a.claim_number = b.claim_number and a.feature_number < b.feature_number
    inner join claims on a.claim_number = claims.claim_number
    inner join counting on claims.claim_id = counting.claim_id
    group by a.feature_number, b.feature_number, counting.measure
    having count(*) between 2 and 100

),

figures as (

    select distinct
        coalesce(claims.parent_claim_id, claims.claim_id) as claim_id,
        quantities.value,
        quantities.unit,
        quantities.unit_kind
    from {{ ref('stg_quantities') }} as quantities
    inner join {{ ref('stg_claims') }} as claims on quantities.claim_id = claims.claim_id

),

of_one_figure as (

    select list(claims.claim_number order by claims.published_at, claims.claim_number) as claim_numbers
    from rarest_names
    inner join claims on rarest_names.claim_number = claims.claim_number
    inner join figures on claims.claim_id = figures.claim_id
    group by rarest_names.feature_number, figures.value, figures.unit, figures.unit_kind
    having count(*) between 2 and 30

),

by_date as (

    select
        claim_numbers,
        false as gives_one_figure
    from of_one_count

    union all

    select
        claim_numbers,
        true as gives_one_figure
    from of_one_figure

),

counted as (

    select
        claim_numbers,
        gives_one_figure,
        unnest(claim_numbers) as claim_number,
        generate_subscripts(claim_numbers, 1) as place
    from by_date

),

of_the_next as (

    select
        least(counted.claim_number, next_ones.claim_number) as claim_number,
        greatest(counted.claim_number, next_ones.claim_number) as related_number,
        counted.gives_one_figure
    from counted, unnest(counted.claim_numbers[counted.place + 1:counted.place + 5]) as next_ones (claim_number)

),

found as (

    select
        *,
        0 as n_quoted_words,
        false as gives_one_figure
    from of_two_pairs

    union all by name

    select
        *,
        0 as n_quoted_words
    from of_the_next

    union all by name

    select
        *,
        false as gives_one_figure
    from of_one_quotation

),

candidates as (

    select
        claim_number,
        related_number,
        max(n_quoted_words) as n_quoted_words,
        bool_or(gives_one_figure) as gives_one_figure
    from found
    group by claim_number, related_number

),

independent as materialized (

    select candidates.*
    from candidates
    inner join claims as a on candidates.claim_number = a.claim_number
    inner join claims as b on candidates.related_number = b.claim_number
    where a.story_id != b.story_id

),

-- Materialized: joined in one step with what follows, DuckDB 1.5 begins with features that are alike, every "the" with every
-- other: minutes for the 15,600 sentences of 900 documents, in place of a second.
sided as materialized (

    select
        independent.claim_number,
        independent.related_number,
        independent.n_quoted_words,
        independent.gives_one_figure,
        features.feature_number
    from independent
    inner join features on independent.claim_number = features.claim_number

),

shared as materialized (

    select
        sided.claim_number,
        sided.related_number,
        sided.n_quoted_words,
        sided.gives_one_figure,
        sided.feature_number,
        weights.weight,
        weights.is_name,
        weights.is_figure
    from sided
    inner join features on sided.related_number = features.claim_number and sided.feature_number = features.feature_number
    inner join weights on sided.feature_number = weights.feature_number

),

compared as (

    select
        claim_number,
        related_number,
        any_value(n_quoted_words) as n_quoted_words,
        any_value(gives_one_figure) as gives_one_figure,
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
            when compared.gives_one_figure then 0.1
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
            list_sort(list({ n_claims: weights.n_claims, feature: weights.feature }))[:5],
            lambda word: word['feature']  -- noqa: RF02
        ) as words,
        list_sort(coalesce(list(weights.feature) filter (where weights.is_name), [])) as names
    from shared
    inner join weights on shared.feature_number = weights.feature_number
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
    alike.n_quoted_words
from alike
inner join listed on alike.claim_number = listed.claim_number and alike.related_number = listed.related_number
inner join claims as a on alike.claim_number = a.claim_number
inner join claims as b on alike.related_number = b.claim_number
