-- How far two claims speak of one thing is weighed from what they share. Weights and bars were fitted to pairs of real articles'
-- claims judged by hand (logistic regression, rounded):
--    words       their cosine, the logarithm of the rarity shared in words that are no names, and that of what the longer has beside
--                them: of two pairs with one cosine, the longer claims share more
--    names       those both have speak for it (logarithm of their rarity); against it, those that each has without the other
--    figures     one that both give, and thirty claims at most
--    quotations  nine words in a row or more that both quote
--    time        against it, documents dated more than ten days apart, unless both quote the same, and one that looks ahead while
--                the other does not
-- Sayings that share next to nothing rare (25: three rare words) are of nothing in particular, but for figures in reports of one event.
--
-- Figures are compared where both claims give some of one measure: of one unit, or money. Two exclude each other if their ranges do
-- not overlap, or the one rose and the other fell, and if they are of one thing: each is the only one of its unit in its claim;
-- neither is a part, or the one a change and the other a level, or the one profit and the other turnover (two steps of any scale of
-- change_words); they share a word nearby, or count the dead or hurt; one of the claims names nothing that the other does not, and
-- of what both name they name the same first (of the dead and hurt and of days whatever first); their times overlap; and neither is a
-- forecast or a poll, those of one source aside. Days that are given with their year are figures too.
-- The first rule that fits, from a score of .8; of .5 where figures exclude each other and the claims share a name or another figure (.95
-- without, .1 for two names and what became of people), and in reports of one event within three days whose claims share three rare
-- words that are no names (25), and a figure if both give some:
--    supersedes    figures exclude each other, the documents are dated two to 31 days apart, and it is not a month before both: the
--                  later stands first
--    contradicts   figures exclude each other, and it is, or the documents are dated within a day, or the claims name one year; or
--                  the one denies what the other asserts in nearly the same words (cosine .9)
--    (none)        no two figures of a measure agree, sums are in other currencies, their periods do not overlap, or only one is
--                  negated
--    generalises   only one gives a figure: the one without stands first
--    equivalent    cosine .85
--    corroborates  the others
-- Pairs below .8 that give one telling figure, none that exclude each other, and are of one time have the relation shares_figure and a
-- score of .9: whatever else they say, .91 of 205 told one fact. Telling is a figure that is of
--    one name       if thirty claims at most give it and the two share a name: a number of dead or hurt, and of sums of money and
--                   counts of a hundred and more those of two digits and, with a word nearby in common, sums of one ("$4bn")
--    one event      ten and more, if the documents are of one (int_document_events): of dead or hurt; of two digits, or with a word nearby
--                   in common, a sum, a share or a count; but a count of two digits in another unit with a word only: "43 passengers
--                   were hurt", "43 people, six of them badly hurt", not 14 victims and 14 engines
-- Tolls that exclude each other need no more than one event, nor does a figure of ten and more that one report gives and another denies
-- ("231 and not 212"): the later supersedes, with a score of .9. Sums of money need, within three days, that each is the only one that
-- its document gives (of 379 documents one pair, a true one; of counts, periods and points likewise 13 pairs, none of them true).
with

pairs as (

    select * from {{ ref('int_claim_pairs') }}

),

figures as (

    select * from {{ ref('int_claim_figures') }}
    where not is_denied

),

paired as (

    select claim_id from pairs

    union

    select related_claim_id from pairs

),

statements as (

    select
        claim_id,
        document_id,
        coalesce(parent_claim_id, claim_id) as statement_id,
        text,
        is_negated
    from {{ ref('stg_claims') }}

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
        bool_and(
            a.unit is not null
            and a.n_of_unit = 1
            and b.n_of_unit = 1
            and not a.is_part
            and not b.is_part
            and (a.bound in ('up', 'down')) = (b.bound in ('up', 'down'))
            and (a.unit_kind = 'fate' or len(list_intersect(a.words, b.words)) > 0)
            -- a profit is no turnover: of each scale that both are on, one step in common
            and len(list_intersect(a.scales, b.scales))
            = len(list_distinct(list_transform(
                list_intersect(a.senses, b.senses), lambda sense: split_part(sense, ' ', 1)  -- noqa: RF02
            )))
        ) as are_of_one_thing,
        coalesce(list(distinct a.value) filter (where a.value = b.value and a.unit_kind != 'date'), []) as shared_values,
        bool_or(a.value = b.value and a.unit_kind != 'date' and a.n_claims <= 30) as has_rare_value,
        bool_or(a.value = b.value and a.n_claims <= 30 and (
            a.unit_kind = 'fate'
            or abs(a.value) >= 100 and (
                a.unit_kind = 'money' and (a.n_digits > 1 or len(list_intersect(a.words, b.words)) > 0)
                or a.unit_kind = 'count' and a.n_digits > 1
            )
        )) as has_telling_value,
        bool_and(a.is_only_sum and b.is_only_sum) as are_only_sums,
        min([a.text, b.text]) as texts
    from pairs
    inner join figures as a on pairs.claim_id = a.claim_id
    inner join figures as b
        on
            pairs.related_claim_id = b.claim_id
            and a.unit is not distinct from b.unit
            and a.unit_kind = b.unit_kind
    group by pairs.claim_id, pairs.related_claim_id, a.measure

),

-- in reports of one event "43 passengers were hurt" and "43 people, six of them badly hurt" are one figure
of_one_event as (

    select
        pairs.claim_id,
        pairs.related_claim_id,
        list(distinct a.value) as shared_figures
    from pairs
    inner join figures as a on pairs.claim_id = a.claim_id
    inner join figures as b on pairs.related_claim_id = b.claim_id and a.value = b.value
    where
        pairs.is_of_one_event
        and abs(a.value) >= 10
        and case
            when a.unit_kind = b.unit_kind and a.unit = b.unit
                then
                    a.unit_kind = 'fate'
                    or (
                        a.unit_kind in ('count', 'money', 'ratio')
                        and (a.n_digits > 1 or len(list_intersect(a.words, b.words)) > 0)
                    )
            else
                a.unit_kind in ('count', 'fate')
                and b.unit_kind in ('count', 'fate')
                and (a.n_digits > 2 or len(list_intersect(a.words, b.words)) > 0)
        end
    group by pairs.claim_id, pairs.related_claim_id

),

-- "231 and not the 212 first reported", where another report of the event gives 212, and not 231 as well
corrections as (

    select
        pairs.claim_id,
        pairs.related_claim_id,
        bool_or(a.is_denied and not b.is_denied) as is_by_claim,
        min(if(a.is_denied, b.measure, a.measure)) filter (where a.is_denied != b.is_denied) as measure,
        min([a.text, b.text]) filter (where a.is_denied != b.is_denied) as texts
    from pairs
    inner join {{ ref('int_claim_figures') }} as a on pairs.claim_id = a.claim_id
    inner join {{ ref('int_claim_figures') }} as b on pairs.related_claim_id = b.claim_id and a.value = b.value
    where
        pairs.is_of_one_event
        and abs(a.value) >= 10
        and (
            (a.unit_kind in ('count', 'number', 'fate') and b.unit_kind in ('count', 'number', 'fate'))
            or (a.unit_kind in ('money', 'ratio') and a.unit = b.unit)
        )
    group by pairs.claim_id, pairs.related_claim_id
    having bool_or(a.is_denied != b.is_denied) and not bool_or(not a.is_denied and not b.is_denied)

),

compared as (

    select
        claim_id,
        related_claim_id,
        flatten(list(shared_values)) as shared_figures,
        bool_or(has_rare_value) as has_rare_figure,
        bool_or(has_telling_value) as has_telling_figure,
        bool_or(not agrees) as disagrees,
        bool_or(measure = 'money') as has_one_currency,
        bool_or(measure = 'money' and are_only_sums) as are_only_sums,
        min(measure) filter (where not agrees and are_of_one_thing) as opposed_measure,
        arg_min(texts, measure) filter (where not agrees and are_of_one_thing) as opposed_figures
    from measures
    group by claim_id, related_claim_id

),

-- "last year, it said on Thursday": the day of the report is none of what it tells, where that has a time of its own
times as (

    select
        statements.statement_id as claim_id,
        coalesce(
            times.date_from = times.date_to and documents.published_at - times.date_to between 0 and 7, false
        ) as is_of_the_report,
        coalesce(times.date_from, '-infinity'::date) as date_from,
        coalesce(times.date_to, 'infinity'::date) as date_to,
        if(year(times.date_from) = year(times.date_to), year(times.date_from), null) as year
    from {{ ref('stg_time_references') }} as times
    inner join statements on times.claim_id = statements.claim_id
    inner join {{ ref('stg_documents') }} as documents on statements.document_id = documents.document_id

),

periods as (

    select
        claim_id,
        coalesce(min(date_from) filter (where not is_of_the_report), min(date_from)) as date_from,
        coalesce(max(date_to) filter (where not is_of_the_report), max(date_to)) as date_to,
        list(distinct year) filter (where year is not null) as years
    from times
    group by claim_id

),

sources as (

    select
        statements.statement_id as claim_id,
        list(distinct identities.source_id) as source_ids
    from {{ ref('stg_attributions') }} as attributions
    inner join statements on attributions.claim_id = statements.claim_id
    inner join {{ ref('int_source_identities') }} as identities
        on attributions.document_source_id = identities.document_source_id
    where attributions.via != 'author'
    group by statements.statement_id

),

quantified as (

    select
        claim_id,
        bool_or(unit_kind = 'money') as has_money
    from figures
    where unit_kind != 'date'
    group by claim_id

),

claims as (

    select
        statements.claim_id,
        statements.is_negated,
        lower(strip_accents(statements.text)) as folded_text,
        regexp_matches(
            statements.text,
            '\b(will|would|could|may|might|likely|expect\w*|forecast\w*|seek\w*|hop(e|es|ed|ing)|plan(s|ned)?'
            || '|(set|is|are) to)\b'
        ) as looks_ahead,
        regexp_matches(
            lower(statements.text), '\b(estimat|forecast|predict|project(ed|s|ion)|expect|poll|survey)'
        ) as is_estimate,
        regexp_matches(
            lower(statements.text), '\b(toll|risen|rises|rose to|climbed to|revis(ed|es|ing)|now (says?|stands?)|have now)\b'
        ) as is_update,
        documents.published_at,
        periods.date_from,
        periods.date_to,
        -- what gives no time is of the weeks before it was printed, or of those after it
        coalesce(periods.date_from, documents.published_at - 31) as told_from,
        coalesce(periods.date_to, documents.published_at + if(looks_ahead, 31, 0)) as told_to,
        coalesce(periods.years, []) as years,
        coalesce(sources.source_ids, []) as source_ids,
        quantified.claim_id is not null as has_quantity,
        coalesce(quantified.has_money, false) as has_money
    from paired
    inner join statements on paired.claim_id = statements.claim_id
    inner join {{ ref('stg_documents') }} as documents on statements.document_id = documents.document_id
    left join periods on statements.claim_id = periods.claim_id
    left join sources on statements.claim_id = sources.claim_id
    left join quantified on statements.claim_id = quantified.claim_id

),

shared_names as (

    select
        claim_id,
        related_claim_id,
        unnest(shared_names) as name
    from pairs

),

-- of whom it is told: "A was fined 7 million, like B" and "B was fined 9 million, like A" have the same names
first_names as (

    select
        shared_names.claim_id,
        shared_names.related_claim_id,
        arg_min(shared_names.name, strpos(a.folded_text, shared_names.name))
        = arg_min(shared_names.name, strpos(b.folded_text, shared_names.name)) as are_the_same
    from shared_names
    inner join claims as a on shared_names.claim_id = a.claim_id
    inner join claims as b on shared_names.related_claim_id = b.claim_id
    group by shared_names.claim_id, shared_names.related_claim_id

),

evidence as (

    select
        pairs.*,
        list_sort(list_distinct(
            coalesce(compared.shared_figures, []) || coalesce(of_one_event.shared_figures, [])
        )) as shared_figures,
        coalesce(compared.has_rare_figure, false) as has_rare_figure,
        coalesce(compared.has_telling_figure, false) and len(pairs.shared_names) > 0
        or of_one_event.claim_id is not null as has_telling_figure,
        coalesce(compared.disagrees, false) as disagrees,
        a.has_money and b.has_money and not coalesce(compared.has_one_currency, false) as has_other_currency,
        -- "it wasn't" and "it wasn't, he said" deny the same
        a.is_negated != b.is_negated
        and pairs.n_quoted_words = 0
        and not regexp_matches(
            replace(
                if(length(a.folded_text) > length(b.folded_text), a.folded_text, b.folded_text),
                rtrim(if(length(a.folded_text) > length(b.folded_text), b.folded_text, a.folded_text), ' .,"”'),
                ''
            ),
            '^[\s,."”]*(?:\S+ (?:\S+ )?)?(?:said|says|added|adds)\b'
        ) as denies,
        a.looks_ahead != b.looks_ahead as is_foretold,
        a.has_quantity,
        a.has_quantity != b.has_quantity as is_one_sided,
        a.has_quantity and b.has_quantity as both_count,
        abs(a.published_at - b.published_at) as days_apart,
        a.published_at < b.published_at as is_published_earlier,
        list_sort(list_intersect(a.years, b.years)) as shared_years,
        coalesce(a.date_to < b.date_from or b.date_to < a.date_from, false) as other_period,
        corrections.claim_id is not null as is_corrected,
        -- the later denies what the earlier gave
        coalesce(
            if(corrections.is_by_claim, a.published_at > b.published_at, b.published_at > a.published_at), false
        ) as is_corrected_later,
        case
            when is_corrected then corrections.measure
            when
                (pairs.n_other_names = 0 or (pairs.is_of_one_event and compared.opposed_measure in ('dead', 'hurt')))
                and (
                    compared.opposed_measure = 'date'
                    -- "has risen to 23, the agency said on Tuesday" is no other toll than last week's
                    or (
                        compared.opposed_measure in ('dead', 'hurt')
                        and (a.is_update or b.is_update)
                        and greatest(a.told_from, b.told_from) - least(a.told_to, b.told_to) <= 31
                    )
                    or not coalesce(a.told_to < b.told_from or b.told_to < a.told_from, false)
                )
                and (compared.opposed_measure in ('dead', 'hurt', 'date') or coalesce(first_names.are_the_same, true))
                -- two forecasts may differ
                and (len(list_intersect(a.source_ids, b.source_ids)) > 0 or not (a.is_estimate or b.is_estimate))
                then compared.opposed_measure
        end as excluding_measure,
        excluding_measure is not null as excludes,
        case
            when is_corrected then corrections.texts
            when excludes then compared.opposed_figures
            else []
        end as excluding_figures,
        -- of what is long past, a later document has no news
        coalesce(greatest(a.told_to, b.told_to) < least(a.published_at, b.published_at) - 31, false) as is_past,
        excluding_measure in ('dead', 'hurt') and len(pairs.shared_names) > 1 as is_of_fates,
        excluding_measure = 'money' and compared.are_only_sums and days_apart <= 3 as is_of_only_sums,
        pairs.word_weight + pairs.name_weight > 25 as weighs_enough
    from pairs
    inner join claims as a on pairs.claim_id = a.claim_id
    inner join claims as b on pairs.related_claim_id = b.claim_id
    left join compared on pairs.claim_id = compared.claim_id and pairs.related_claim_id = compared.related_claim_id
    left join corrections
        on pairs.claim_id = corrections.claim_id and pairs.related_claim_id = corrections.related_claim_id
    left join of_one_event
        on pairs.claim_id = of_one_event.claim_id and pairs.related_claim_id = of_one_event.related_claim_id
    left join first_names on pairs.claim_id = first_names.claim_id and pairs.related_claim_id = first_names.related_claim_id

),

scored as (

    select
        *,
        case
            when is_corrected or (is_of_one_event and (excluding_measure in ('dead', 'hurt') or is_of_only_sums)) then 0
            when is_of_fates then 0.1
            when excludes and len(shared_names) = 0 and not has_rare_figure then 0.95
            when excludes then 0.5
            when
                is_of_one_event
                and days_apart <= 3
                and word_weight > 25
                and (len(shared_figures) > 0 or not both_count)
                then 0.5
            else 0.8
        end as bar,
        -- figures that exclude each other are none of the words that they share, and are compared as figures
        1 / (
            1 + exp(
                10.4
                - 9.3 * if(excludes, similarity_of_words, similarity)
                - 0.7 * ln(greatest(word_weight, 1))
                - 0.15 * ln(1 + name_weight)
                - 0.8 * ln(1 + other_word_weight)
                + 0.8 * ln(1 + n_other_names)
                - 1.7 * has_rare_figure::integer
                - 5 * (n_quoted_words > 0)::integer
                + 0.9 * is_foretold::integer
                + 3.9 * coalesce(days_apart > 10 and n_quoted_words = 0, false)::integer
            )
        ) as score,
        score >= bar and (weighs_enough or excludes) as speaks_of_one_thing
    from evidence
    where weighs_enough or is_of_one_event

),

typed as (

    select
        *,
        case
            when not speaks_of_one_thing then 'shares_figure'
            when is_corrected then if(is_corrected_later, 'supersedes', 'contradicts')
            when excludes and days_apart between 2 and 31 and not is_past then 'supersedes'
            when excludes and (days_apart <= 1 or is_past or len(shared_years) > 0) then 'contradicts'
            when denies and similarity >= 0.9 and not other_period and not disagrees then 'contradicts'
            when disagrees or has_other_currency or other_period or denies then null
            when is_one_sided then 'generalises'
            when similarity >= 0.85 then 'equivalent'
            else 'corroborates'
        end as relation
    from scored
    where
        speaks_of_one_thing
        or (has_telling_figure and not (disagrees or excludes or other_period))

),

ordered as (

    select
        *,
        case relation
            when 'supersedes' then is_published_earlier
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
        'quoted_words', n_quoted_words,
        'excluding', excluding_measure,
        'excluding_figures', if(is_swapped, list_reverse(excluding_figures), excluding_figures),
        'shared_years', shared_years,
        'other_period', other_period,
        'one_event', is_of_one_event,
        'days_apart', days_apart
    )::varchar as detail,
    -- rounded: sums in another order differ in their last digits
    -- tolls of one event need no score
    if(relation = 'shares_figure' or is_corrected, 0.9, greatest(round(score, 6), 0.1))::double as score

from ordered
