{{ config(materialized='table') }}
-- Pairs of claims of different stories that may be about one thing, with what they share. One row per pair, claim_id <
-- related_claim_id.
--
-- A word is its first six letters, and rare by the claims that are expected to have it: those that do, and those that would in 20,000
-- more (common_words says how common it is in English; of other languages, it is as common as here), so that six reports of one event
-- are judged like a year's news. It weighs from 0 to 11, what a word of one claim weighs that no other would have. Of each claim the
-- eight rarest words that another has too are taken two by
-- two. Claims that have two such pairs of words in common, which twenty claims at most have, are compared, and so are those that have
-- nine words in a row of a quotation in common, and, with the next five by date, those that count something, name the same two things
-- and are a hundred at most: what many report is where numbers differ; likewise those that give one figure, name one thing and are
-- thirty at most. Of documents of one event those are compared that give figures of one unit, or count the same number. Of one event
-- are documents of two stories, dated within a week of each other as far as they are dated, that share three rare names and two in five
-- of those that the one with fewer has (a quarter within three days): names that a hundred documents at most have, each compared with
-- the next ten by date.
--
-- Kept are a cosine of .3 over all words, by weight, of .2 where the one names two things or more, all of which the other names, and of
-- .1 where they give one figure or are of one event. So rows grow with the number of claims: what more claims have in common relates
-- none. Numbers in the claims are words too; `similarity_of_words` leaves them out. A name is a word that mostly has a capital, the
-- first of a claim aside, as are days, months and titles.
--
-- One claim stands for its group. Left out are lists of names, and formulas: wordings that three stories have, figures aside.
with

-- numbered in the order of their claim_id
claims as materialized (

    select
        row_number() over (order by claims.claim_id)::integer as claim_number,
        claims.claim_id,
        claims.document_id,
        lineage.story_id,
        documents.published_at,
        coalesce(documents.language = 'en', true) as is_english,
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

split as (

    select
        claim_number,
        is_english,
        string_split(trim(regexp_replace(text, '[^\p{L}\p{N}]+', ' ', 'g')), ' ') as words
    from claims

),

words as (

    select
        claim_number,
        is_english,
        unnest(words) as word,
        generate_subscripts(words, 1) > 1 as is_inside
    from split

),

-- the first word has a capital anyway
spelled as (

    select
        claim_number,
        left(strip_accents(lower(word)), 6) as feature,
        any_value(is_english) as is_english,
        bool_or(is_inside) as is_inside,
        bool_or(is_inside and regexp_matches(word, '^\p{Lu}')) as is_capital
    from words
    group by claim_number, feature

),

common_words as (

    select
        share,
        unnest(string_split(beginnings, ' ')) as feature
    from {{ ref('common_words') }}

),

told as (

    select
        feature,
        count(*) as n_claims,
        count(*) filter (where is_english) > count(*) / 2 as is_english,
        count(*) filter (where is_inside) as n_inside,
        count(*) filter (where is_capital) as n_capital,
        not regexp_matches(
            feature,
            '^(mr|mrs|ms|dr|sir|monday|tuesda|wednes|thursd|friday|saturd|sunday'
            || '|januar|februa|march|april|may|june|july|august|septem|octobe|novemb|decemb)$'
        ) as may_be_name,
        regexp_matches(feature, '[0-9]') as is_figure
    from spelled
    group by feature

),

collection as (

    select count(*) as n_claims
    from claims

),

weights as materialized (

    select
        row_number() over (order by told.feature)::integer as feature_number,
        told.feature,
        told.n_claims,
        told.n_claims + 20000 * case
            when not told.is_english then told.n_claims / collection.n_claims
            when told.is_figure then 0.001
            else coalesce(common_words.share, 0)
        end as n_expected,
        11 * ln(1 + (20000 + collection.n_claims) / n_expected) / ln(20001 + collection.n_claims) as weight,
        told.may_be_name
        and (told.n_capital > told.n_inside / 2 or (told.n_inside = 0 and not told.is_figure and common_words.share is null))
            as is_name,
        told.is_figure,
        is_name
        and not told.is_figure
        and length(told.feature) > 2
        and coalesce(common_words.share, 0) < 0.0003 as is_rare_name
    from told
    cross join collection
    left join common_words on told.feature = common_words.feature

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
        row_number() over (partition by features.claim_number order by weights.n_expected, features.feature_number) <= 8

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

documents as (

    select distinct
        document_id,
        story_id,
        published_at
    from claims

),

named as (

    select distinct
        features.feature_number,
        claims.document_id
    from features
    inner join weights on features.feature_number = weights.feature_number and weights.is_rare_name
    inner join claims on features.claim_number = claims.claim_number

),

rare_names as (

    select
        *,
        count(*) over (partition by feature_number) as n_documents
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
    group by rare_names.feature_number

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

),

events as materialized (

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
        and coalesce(abs(a.published_at - b.published_at) <= 7, true)
        and of_three_names.n_shared
        >= if(abs(a.published_at - b.published_at) <= 3, 0.25, 0.4) * least(a_names.n_names, b_names.n_names)

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
        row_number() over (partition by features.claim_number order by weights.n_expected, features.feature_number) <= 3

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

counting as (

    select distinct
        claim_id,
        case
            when unit_kind in ('count', 'number') then 'count'
            when unit_kind = 'money' then 'money'
            else coalesce(unit, unit_kind)
        end as measure
    from figures

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

event_figures as (

    select distinct
        claims.claim_number,
        claims.document_id,
        figures.value,
        figures.unit,
        if(figures.unit_kind = 'number', 'count', figures.unit_kind) as unit_kind
    from figures
    inner join claims on figures.claim_id = claims.claim_id

),

of_one_event as (

    select distinct
        least(a.claim_number, b.claim_number) as claim_number,
        greatest(a.claim_number, b.claim_number) as related_number,
        true as is_by_figure
    from events
    inner join event_figures as a on events.document_id = a.document_id
    inner join event_figures as b
        on
            events.related_document_id = b.document_id
            and a.unit_kind = b.unit_kind
    where a.unit is not distinct from b.unit or (a.unit_kind = 'count' and a.value = b.value)

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
        false as is_by_figure
    from of_one_count

    union all

    select
        claim_numbers,
        true as is_by_figure
    from of_one_figure

),

counted as (

    select
        claim_numbers,
        is_by_figure,
        unnest(claim_numbers) as claim_number,
        generate_subscripts(claim_numbers, 1) as place
    from by_date

),

of_the_next as (

    select
        least(counted.claim_number, next_ones.claim_number) as claim_number,
        greatest(counted.claim_number, next_ones.claim_number) as related_number,
        counted.is_by_figure
    from counted, unnest(counted.claim_numbers[counted.place + 1:counted.place + 5]) as next_ones (claim_number)

),

found as (

    select
        *,
        0 as n_quoted_words,
        false as is_by_figure
    from of_two_pairs

    union all by name

    select
        *,
        0 as n_quoted_words
    from of_the_next

    union all by name

    select
        *,
        0 as n_quoted_words
    from of_one_event

    union all by name

    select
        *,
        false as is_by_figure
    from of_one_quotation

),

candidates as (

    select
        claim_number,
        related_number,
        max(n_quoted_words) as n_quoted_words,
        bool_or(is_by_figure) as is_by_figure
    from found
    group by claim_number, related_number

),

independent as materialized (

    select
        candidates.*,
        events.document_id is not null as is_of_one_event
    from candidates
    inner join claims as a on candidates.claim_number = a.claim_number
    inner join claims as b on candidates.related_number = b.claim_number
    left join events
        on
            least(a.document_id, b.document_id) = events.document_id
            and greatest(a.document_id, b.document_id) = events.related_document_id
    where a.story_id != b.story_id

),

-- Materialized: joined in one step with what follows, DuckDB 1.5 begins with features that are alike, every "the" with every
-- other: minutes for the 15,600 sentences of 900 documents, in place of a second.
sided as materialized (

    select
        independent.claim_number,
        independent.related_number,
        independent.n_quoted_words,
        independent.is_by_figure,
        independent.is_of_one_event,
        features.feature_number
    from independent
    inner join features on independent.claim_number = features.claim_number

),

shared as materialized (

    select
        sided.claim_number,
        sided.related_number,
        sided.n_quoted_words,
        sided.is_by_figure,
        sided.is_of_one_event,
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
            list_sort(list({ n_expected: weights.n_expected, feature: weights.feature }))[:5],
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
    alike.n_quoted_words,
    alike.is_of_one_event
from alike
inner join listed on alike.claim_number = listed.claim_number and alike.related_number = listed.related_number
inner join claims as a on alike.claim_number = a.claim_number
inner join claims as b on alike.related_number = b.claim_number
