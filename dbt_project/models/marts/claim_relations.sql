-- How far two claims speak of one thing is weighed from what they share. Weights and bars were fitted to pairs of real articles'
-- claims judged by hand (logistic regression, rounded):
--    words    their cosine, and the logarithm of the rarity shared in words that are no names
--    names    those both have speak for it (logarithm of their rarity); against it, those that each has without the other
--    figures  one that both give, and thirty claims at most
--    days     against it, documents dated more than ten days apart
-- Sayings that share next to nothing rare (25: three rare words) are of nothing in particular.
--
-- Figures are compared where both claims give some of one measure: of one unit, or money. A figure is as exact as its last digit
-- that is not nought, a twentieth at most either way; bounds open the range. Figures exclude each other where no two of a measure
-- agree. The first rule that fits, from a score of .8, for the first two of .5 where they share a name or a figure too:
--    supersedes    their figures exclude each other, and they are of different periods or of documents dated two days apart or more:
--                  the later stands first
--    contradicts   their figures exclude each other, and they name one year or are of documents dated within a day; or the one
--                  denies what the other asserts in nearly the same words (cosine .9)
--    (none)        their figures exclude each other, their periods do, or only one is negated
--    generalises   only one gives a figure: the one without stands first
--    equivalent    cosine .85
--    corroborates  the others
-- The first two need that neither names what the other does not.
with

pairs as (

    select * from {{ ref('int_claim_pairs') }}

),

exact as (

    select
        *,
        try_cast(round(abs(value) * 1000) as hugeint)::varchar as digits,
        least(pow(10, length(digits) - length(rtrim(digits, '0')) - 3) / 2, abs(value) / 20) as half_step,
        case bound when '~' then abs(value) / 10 else half_step end as below,
        case bound when '~' then abs(coalesce(value_high, value)) / 10 else half_step end as above
    from {{ ref('stg_quantities') }}

),

quantities as (

    select
        claim_id,
        value,
        unit,
        unit_kind,
        bound,
        case unit_kind when 'money' then 'money' else coalesce(unit, unit_kind) end as measure,
        case bound when '<' then '-infinity'::double else value - below end as low,
        case bound when '>' then 'infinity'::double else coalesce(value_high, value) + above end as high,
        count(*) over (partition by value, unit, unit_kind) as n_claims
    from exact

),

measures as (

    select
        pairs.claim_id,
        pairs.related_claim_id,
        a.measure,
        bool_or(
            a.low < b.high and b.low < a.high
            -- "rose 5 %" and "fell 5 %" give the same figure
            and not (a.bound = 'up' and b.bound = 'down') and not (a.bound = 'down' and b.bound = 'up')
        ) as agrees,
        coalesce(list(distinct a.value) filter (where a.value = b.value), []) as shared_figures,
        bool_or(a.value = b.value and a.n_claims <= 30) as has_rare_figure
    from pairs
    inner join quantities as a on pairs.claim_id = a.claim_id
    inner join quantities as b
        on
            pairs.related_claim_id = b.claim_id
            and a.unit is not distinct from b.unit
            and a.unit_kind = b.unit_kind
    group by pairs.claim_id, pairs.related_claim_id, a.measure

),

figures as (

    select
        claim_id,
        related_claim_id,
        list_sort(flatten(list(shared_figures))) as shared_figures,
        bool_or(has_rare_figure) as has_rare_figure,
        min(measure) filter (where not agrees) as excluding_measure
    from measures
    group by claim_id, related_claim_id

),

times as (

    select
        claim_id,
        min(coalesce(date_from, '-infinity'::date)) as date_from,
        max(coalesce(date_to, 'infinity'::date)) as date_to,
        list(distinct year(date_from)) filter (where year(date_from) = year(date_to)) as years
    from {{ ref('stg_time_references') }}
    group by claim_id

),

quantified as (

    select distinct claim_id from quantities

),

claims as (

    select
        claims.claim_id,
        claims.is_negated,
        documents.published_at,
        times.date_from,
        times.date_to,
        coalesce(times.years, []) as years,
        quantified.claim_id is not null as has_quantity
    from {{ ref('stg_claims') }} as claims
    inner join {{ ref('stg_documents') }} as documents on claims.document_id = documents.document_id
    left join times on claims.claim_id = times.claim_id
    left join quantified on claims.claim_id = quantified.claim_id

),

evidence as (

    select
        pairs.*,
        coalesce(figures.shared_figures, []) as shared_figures,
        coalesce(figures.has_rare_figure, false) as has_rare_figure,
        figures.excluding_measure,
        figures.excluding_measure is not null as excludes,
        a.is_negated != b.is_negated as denies,
        a.has_quantity,
        a.has_quantity != b.has_quantity as is_one_sided,
        abs(a.published_at - b.published_at) as days_apart,
        a.published_at < b.published_at as is_published_earlier,
        list_sort(list_intersect(a.years, b.years)) as shared_years,
        coalesce(a.date_to < b.date_from, false) as is_earlier,
        is_earlier or coalesce(b.date_to < a.date_from, false) as other_period
    from pairs
    inner join claims as a on pairs.claim_id = a.claim_id
    inner join claims as b on pairs.related_claim_id = b.claim_id
    left join figures on pairs.claim_id = figures.claim_id and pairs.related_claim_id = figures.related_claim_id

),

scored as (

    select
        *,
        -- figures that exclude each other are none of the words that they share, and are compared as figures
        1 / (
            1 + exp(
                8
                - 6.4 * if(excludes, similarity_of_words, similarity)
                - 1.1 * ln(greatest(word_weight, 1))
                - 0.4 * ln(1 + name_weight)
                + 0.9 * ln(1 + n_other_names)
                - 1.8 * has_rare_figure::integer
                + 3.5 * coalesce(days_apart > 10, false)::integer
            )
        ) as score
    from evidence
    where word_weight + name_weight > 25

),

typed as (

    select
        *,
        case
            when excludes and n_other_names = 0 and (other_period or days_apart >= 2) then 'supersedes'
            when excludes and n_other_names = 0 and (days_apart <= 1 or len(shared_years) > 0) then 'contradicts'
            when denies and similarity >= 0.9 and not other_period and not excludes then 'contradicts'
            when excludes or other_period or denies then null
            when is_one_sided then 'generalises'
            when similarity >= 0.85 then 'equivalent'
            else 'corroborates'
        end as relation
    from scored
    where score >= if(excludes and len(shared_names) + len(shared_figures) > 0, 0.5, 0.8)

),

ordered as (

    select
        *,
        case relation
            when 'supersedes' then if(other_period, is_earlier, is_published_earlier)
            when 'generalises' then has_quantity
            else false
        end as is_swapped
    from typed
    where relation is not null

)

select

    ---------- ids
    {{ stable_id(["'claim_relation'", 'claim_id', 'related_claim_id']) }} as claim_relation_id,
    case when is_swapped then related_claim_id else claim_id end as claim_id,
    case when is_swapped then claim_id else related_claim_id end as related_claim_id,

    ---------- judgement
    relation,
    json_object(
        'cosine', similarity,
        'shared_words', shared_words,
        'shared_names', shared_names,
        'other_names', n_other_names,
        'shared_figures', shared_figures,
        'excluding', excluding_measure,
        'shared_years', shared_years,
        'other_period', other_period,
        'days_apart', days_apart
    )::varchar as detail,
    -- rounded: sums in another order differ in their last digits
    round(score, 6)::double as score

from ordered
