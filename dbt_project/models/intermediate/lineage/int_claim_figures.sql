{{ config(materialized='table') }}
-- The figures of claims that may be about one thing: quantities, and dates that name their year. One row per figure of a sentence,
-- those of its clauses among them.
--
-- A figure is as exact as its last digit that is not nought, a twentieth at most either way, "about" a tenth; bounds open the range.
-- What it counts is its unit; of people, what became of them if the nearest words tell it, or "death toll" or "number of people killed"
-- before it: "15 dead" and "killing 15" are of one unit.
-- Its context are words within five of it, verbs of one meaning (change_words) as one; what it is of is told by senses within ten: profit
-- and revenue are two steps of one scale. A part is a figure out of a whole that another word names: "four of the children", "among them nine".
-- is_denied: the second of "17 and not 24".
with

statements as (

    select
        claims.claim_id,
        sentences.claim_id as statement_id,
        sentences.start_char,
        sentences.text
    from {{ ref('stg_claims') }} as claims
    inner join {{ ref('stg_claims') }} as sentences on coalesce(claims.parent_claim_id, claims.claim_id) = sentences.claim_id

),

paired as (

    select claim_id from {{ ref('int_claim_pairs') }}

    union

    select related_claim_id from {{ ref('int_claim_pairs') }}

),

figures as (

    select
        quantity_id as figure_id,
        claim_id,
        start_char,
        end_char,
        text,
        value,
        coalesce(value_high, value) as value_high,
        bound,
        unit,
        unit_kind,
        count(*) over (partition by value, unit, unit_kind) as n_claims,
        -- the only sum of money that its document gives
        unit_kind = 'money'
        and min([value::varchar, unit]) over (partition by document_id, unit_kind)
        = max([value::varchar, unit]) over (partition by document_id, unit_kind) as is_only_sum
    from {{ ref('stg_quantities') }}

    union all by name

    select
        time_reference_id as figure_id,
        claim_id,
        start_char,
        end_char,
        text,
        date_diff('day', '0001-01-01'::date, date_from) as value,
        value as value_high,
        '=' as bound,
        'date' as unit,
        'date' as unit_kind,
        false as is_only_sum
    from {{ ref('stg_time_references') }}
    where date_from = date_to and regexp_matches(text, '[0-9]{4}')

),

placed as (

    select
        figures.figure_id,
        figures.text,
        figures.value,
        figures.value_high,
        figures.bound,
        figures.unit,
        figures.unit_kind,
        figures.n_claims,
        figures.is_only_sum,
        statements.statement_id as claim_id,
        starts_with(statements.text, 'Of ') as begins_with_whole,
        left(statements.text, figures.start_char - statements.start_char) as text_before,
        substr(statements.text, figures.end_char - statements.start_char + 1) as text_after
    from figures
    inner join statements on figures.claim_id = statements.claim_id
    inner join paired on statements.statement_id = paired.claim_id

),

framed as (

    select
        *,
        string_split({{ lineage_folded_text('text_before') }}, ' ')[-10:] as words_before,
        string_split({{ lineage_folded_text('text_after') }}, ' ')[:10] as words_after
    from placed

),

near as (

    select
        figure_id,
        unnest(list_reverse(words_before)) as word,
        generate_subscripts(words_before, 1) as distance
    from framed

    union all

    select
        figure_id,
        unnest(words_after) as word,
        generate_subscripts(words_after, 1) as distance
    from framed

),

contexts as (

    select
        near.figure_id,
        list_sort(list(distinct coalesce(senses.class, left(near.word, 6))) filter (
            where near.distance <= 5
            and length(near.word) > 3
            and not starts_with(coalesce(senses.class, ''), 'period ')
            and not regexp_matches(
                near.word,
                '^([0-9]+|about|after|also|been|before|from|have|having|into|least|more|most|over|said|says|some|than|that'
                || '|their|them|then|there|they|this|were|when|where|which|while|with|would)$'
            )
        )) as words,
        list_sort(list(distinct senses.class) filter (
            where not regexp_matches(senses.class, '^(amount|number|period|place|sex|time) ')
        )) as senses,
        arg_min(
            case
                when regexp_matches(near.word, '^(kill|died$|dead|death|fatal)') then 'dead'
                when regexp_matches(near.word, '^(injur|hurt$|wound)') then 'hurt'
            end, near.distance
        ) filter (where near.distance <= 5) as fate
    from near
    left join {{ ref('change_words') }} as senses on near.word = senses.phrase and senses.family = 'predicate'
    group by near.figure_id

),

exact as (

    select
        framed.*,
        coalesce(contexts.words, []) as words,
        coalesce(contexts.senses, []) as senses,
        -- "under 18" is an age
        case
            when framed.unit_kind = 'count' or (framed.unit_kind = 'number' and framed.bound != '<')
                then coalesce(
                    contexts.fate,
                    case
                        when
                            regexp_matches(
                                lower(framed.text_before),
                                '\b(?:death toll|number of (?:\w+ )?(?:killed|dead|deaths))\b[^.;0-9]{0,100}$'
                            )
                            then 'dead'
                        when
                            regexp_matches(
                                lower(framed.text_before),
                                '\bnumber of (?:\w+ )?(?:injured|hurt|wounded)\b[^.;0-9]{0,100}$'
                            )
                            then 'hurt'
                    end
                )
        end as fate,
        try_cast(round(abs(framed.value) * 1000) as hugeint)::varchar as digits,
        length(rtrim(digits, '0')) as n_digits,
        regexp_matches(
            array_to_string(framed.words_before[-3:], ' '), '\b(not|rather than|instead of)( the| a)?$'
        ) as is_denied,
        case
            when framed.unit_kind = 'date' then 0.4
            when framed.bound = '~' then abs(framed.value) / 10
            else least(pow(10, length(digits) - n_digits - 3) / 2, abs(framed.value) / 20)
        end as step
    from framed
    left join contexts on framed.figure_id = contexts.figure_id

)

select
    claim_id,
    case when is_denied then 'not ' when bound in ('<', '>', '~') then bound || ' ' else '' end || text as text,
    value,
    bound,
    coalesce(fate, unit) as unit,
    case when fate is not null then 'fate' else unit_kind end as unit_kind,
    case unit_kind when 'money' then 'money' else coalesce(fate, unit, unit_kind) end as measure,
    count(*) over (
        partition by claim_id, coalesce(fate, unit), if(fate is null, unit_kind, 'fate'), is_denied
    ) as n_of_unit,
    case bound when '<' then '-infinity'::double else value - step end as low,
    case bound when '>' then 'infinity'::double else value_high + if(bound = '~', abs(value_high) / 10, step) end as high,
    n_claims,
    is_only_sum,
    n_digits,
    words,
    senses,
    list_transform(senses, lambda sense: split_part(sense, ' ', 1)) as scales,
    unit_kind != 'ratio'
    and (
        begins_with_whole
        or regexp_matches(
            lower(text) || ' ' || array_to_string(words_after[:5], ' '),
            '^(\S+ ){1,3}of (the|them|those|these|whom|which|its|their|his|her)\b'
        )
        or regexp_matches(array_to_string(words_before[-5:], ' '), '\b(among|including|another|further|of (them|whom))\b')
    ) as is_part,
    is_denied
from exact
