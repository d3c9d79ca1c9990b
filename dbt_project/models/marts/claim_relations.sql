-- Quantities are compared where both claims have one of the same unit; bounds open the range they speak of. Times are compared
-- as periods. The first rule that fits:
--    contradicts   the one denies what the other asserts (similarity .8), or their quantities exclude each other in one period (.75)
--    supersedes    their quantities exclude each other and so do their periods (.65): the later stands first
--    equivalent    similarity .85
--    corroborates  the quantities agree (.5), or neither has any (.7)
--    generalises   only one gives a figure (.7): the one without stands first
with

pairs as (

    select * from {{ ref('int_claim_pairs') }}

),

claims as (

    select * from {{ ref('stg_claims') }}

),

quantities as (

    select
        claim_id,
        unit,
        unit_kind,
        -- "about" allows a tenth, below nought as well
        min(case bound when '<' then '-infinity'::double when '~' then value - 0.1 * abs(value) else value end) as low,
        max(
            case bound
                when '>' then 'infinity'::double
                when '~' then coalesce(value_high, value) + 0.1 * abs(coalesce(value_high, value))
                else coalesce(value_high, value)
            end
        ) as high,
        -- "rose 5 %" and "fell 5 %" give the same figure
        bool_or(bound = 'up') as goes_up,
        bool_or(bound = 'down') as goes_down
    from {{ ref('stg_quantities') }}
    where unit is not null
    group by claim_id, unit, unit_kind

),

periods as (

    select
        claim_id,
        min(coalesce(date_from, '-infinity'::date)) as date_from,
        max(coalesce(date_to, 'infinity'::date)) as date_to
    from {{ ref('stg_time_references') }}
    group by claim_id

),

quantified as (

    select distinct claim_id from {{ ref('stg_quantities') }}

),

compared as (

    select
        pairs.claim_id,
        pairs.related_claim_id,
        bool_or(
            a.low > b.high or b.low > a.high or (a.goes_up and b.goes_down and not (a.goes_down or b.goes_up))
            or (a.goes_down and b.goes_up and not (a.goes_up or b.goes_down))
        ) as excludes,
        min(a.unit) as unit
    from pairs
    inner join quantities as a on pairs.claim_id = a.claim_id
    inner join quantities as b
        on pairs.related_claim_id = b.claim_id and a.unit = b.unit and a.unit_kind = b.unit_kind
    group by pairs.claim_id, pairs.related_claim_id

),

-- what both give: figures with their unit, and years that a date or period of each lies in
shared_figures as (

    select
        pairs.claim_id,
        pairs.related_claim_id,
        list_sort(list(distinct a.value)) as figures
    from pairs
    inner join {{ ref('stg_quantities') }} as a on pairs.claim_id = a.claim_id
    inner join {{ ref('stg_quantities') }} as b
        on
            pairs.related_claim_id = b.claim_id
            and a.value = b.value
            and a.unit is not distinct from b.unit
            and a.unit_kind is not distinct from b.unit_kind
    group by pairs.claim_id, pairs.related_claim_id

),

years as (

    select distinct
        claim_id,
        year(date_from) as year
    from {{ ref('stg_time_references') }}
    where year(date_from) = year(date_to)

),

shared_years as (

    select
        pairs.claim_id,
        pairs.related_claim_id,
        list_sort(list(a.year)) as years
    from pairs
    inner join years as a on pairs.claim_id = a.claim_id
    inner join years as b on pairs.related_claim_id = b.claim_id and a.year = b.year
    group by pairs.claim_id, pairs.related_claim_id

),

facts as (

    select
        pairs.*,
        coalesce(shared_figures.figures, []) as shared_figures,
        coalesce(shared_years.years, []) as shared_years,
        a.is_negated != b.is_negated as denies,
        compared.excludes,
        compared.unit,
        a_quantified.claim_id is not null as has_quantity,
        b_quantified.claim_id is not null as related_has_quantity,
        a_period.date_to < b_period.date_from as is_earlier,
        a_period.date_from > b_period.date_to as is_later
    from pairs
    inner join claims as a on pairs.claim_id = a.claim_id
    inner join claims as b on pairs.related_claim_id = b.claim_id
    left join compared on pairs.claim_id = compared.claim_id and pairs.related_claim_id = compared.related_claim_id
    left join shared_figures
        on pairs.claim_id = shared_figures.claim_id and pairs.related_claim_id = shared_figures.related_claim_id
    left join shared_years
        on pairs.claim_id = shared_years.claim_id and pairs.related_claim_id = shared_years.related_claim_id
    left join quantified as a_quantified on pairs.claim_id = a_quantified.claim_id
    left join quantified as b_quantified on pairs.related_claim_id = b_quantified.claim_id
    left join periods as a_period on pairs.claim_id = a_period.claim_id
    left join periods as b_period on pairs.related_claim_id = b_period.claim_id

),

typed as (

    select
        *,
        coalesce(is_earlier or is_later, false) as other_period,
        case
            when denies and similarity >= 0.8 and not other_period then 'contradicts'
            when excludes and other_period and similarity >= 0.65 then 'supersedes'
            when excludes and not other_period and similarity >= 0.75 then 'contradicts'
            when denies or excludes or other_period then null
            when similarity >= 0.85 and has_quantity = related_has_quantity then 'equivalent'
            when excludes is false then 'corroborates'
            when has_quantity != related_has_quantity and similarity >= 0.7 then 'generalises'
            when not has_quantity and not related_has_quantity and similarity >= 0.7 then 'corroborates'
        end as relation
    from facts

),

ordered as (

    select
        *,
        case
            when relation = 'supersedes' then is_earlier
            when relation = 'generalises' then has_quantity
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
        'shared_words', shared_words,
        'shared_figures', shared_figures,
        'shared_years', shared_years,
        'unit', unit,
        'other_period', other_period
    )::varchar as detail,
    similarity as score

from ordered
