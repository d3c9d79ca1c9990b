{{ config(materialized='table') }}
-- Pairs of claims of different stories that may be about one thing, to be compared word by word. One row per pair, claim_number <
-- related_number.
--
-- These are claims that have in common
--    two pairs of words   of the eight rarest of each that another has too, taken two by two, which twenty claims at most have
--    nine words in a row  of a quotation, which twenty at most have
--    two names            of the three rarest of each, and count something, a hundred at most: each with the next five by date, as what
--                         many report is where numbers differ
--    a name and a figure  thirty at most, likewise
--    an event             documents of one event (int_document_events), and give figures of one unit or count the same number
-- So rows grow with the number of claims: what more claims have in common relates none.
with

claims as (

    select * from {{ ref('int_compared_claims') }}

),

words as (

    select
        words.claim_number,
        words.word_number,
        weights.word,
        weights.n_claims,
        weights.n_expected,
        weights.is_name
    from {{ ref('int_compared_words') }} as words
    inner join {{ ref('int_claim_word_weights') }} as weights on words.word_number = weights.word_number
    where weights.n_claims >= 2

),

rarest as materialized (

    select
        claim_number,
        word_number
    from words
    where length(word) >= 2
    qualify row_number() over (partition by claim_number order by n_expected, word_number) <= 8

),

word_pairs as (

    select
        a.claim_number,
        (a.word_number::bigint << 32) + b.word_number as word_pair
    from rarest as a
    inner join rarest as b on a.claim_number = b.claim_number and a.word_number < b.word_number

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

events as (

    select * from {{ ref('int_document_events') }}

),

quotations as (

    select
        claims.claim_number,
        unnest(words.quoted_runs) as nine_words
    from claims
    inner join {{ ref('int_claim_words') }} as words on claims.claim_id = words.claim_id

),

of_nine_words as (

    select list(claim_number) as claim_numbers
    from quotations
    group by nine_words
    having count(*) between 2 and 20

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
        claim_number,
        word_number
    from words
    where is_name
    qualify row_number() over (partition by claim_number order by n_expected, word_number) <= 3

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
    inner join rarest_names as b on a.claim_number = b.claim_number and a.word_number < b.word_number
    inner join claims on a.claim_number = claims.claim_number
    inner join counting on claims.claim_id = counting.claim_id
    group by a.word_number, b.word_number, counting.measure
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
    group by rarest_names.word_number, figures.value, figures.unit, figures.unit_kind
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

)

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
