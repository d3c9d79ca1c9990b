{{ config(materialized='table') }}
-- Figures that differ between the sides of a pair. One row per figure. Figures are the quantities of the claims in the sentences (compared by value and
-- limit, of money, ratios and measures also by unit: "two thirds" is "2/3", "hundreds" is not "thousands", "more than 20" is not "20") and what else has digits
-- (years, versions; compared as written). What both sides have as often is no change; of the rest, those that share a word are laid
-- against each other, then those in the same gap, and one that is left alone counts if its words are no anchors and the other document
-- does not give it in another sentence: the copy may have joined or parted sentences. No change is a range against its ends ("45 to 74",
-- "between 45 and 74") or a share against its parts ("212 out of 290", "212 of the 290"); about as much in another unit is minor
-- ("two days", "48 hours"; "30 miles", "50 km"; "twelve months", "a year").
{% set limit_and_currency = "'^[<>] | [A-Z]{3}$'" %}
{% set before_amount = "regexp_replace(pairs.before_figure, " ~ limit_and_currency ~ ", '', 'g')" %}
{% set after_amount = "regexp_replace(pairs.after_figure, " ~ limit_and_currency ~ ", '', 'g')" %}
with

passages as (

    select *
    from {{ ref('int_fresh_passages') }}
    where not has_same_wording

),

tokens as (

    select * from {{ ref('int_passage_tokens') }}

),

sides as (

    select
        passage_link_id,
        'before' as side,
        origin_document_id as document_id,
        origin_start_char as start_char,
        origin_end_char as end_char,
        origin_text as text
    from passages

    union all

    select
        passage_link_id,
        'after' as side,
        document_id,
        start_char,
        end_char,
        text
    from passages

),

-- what can be given in several units, in one
units as (

    select
        units.unit,
        units.dimension,
        units.size
    from (
        values
        ('ratio', 'part', 1), ('percent', 'part', 0.01),
        ('minute', 'time', 60), ('hour', 'time', 3600), ('day', 'time', 86400), ('week', 'time', 604800),
        ('month', 'time', 2629800), ('year', 'time', 31557600), ('decade', 'time', 315576000),
        ('inch', 'length', 0.0254), ('foot', 'length', 0.3048), ('yard', 'length', 0.9144), ('metre', 'length', 1),
        ('kilometre', 'length', 1000), ('mile', 'length', 1609.344),
        ('acre', 'area', 4046.86), ('hectare', 'area', 10000), ('square kilometre', 'area', 1000000),
        ('square mile', 'area', 2589988),
        ('pound', 'mass', 0.453592), ('kilogram', 'mass', 1), ('stone', 'mass', 6.35029), ('tonne', 'mass', 1000),
        ('kilometre per hour', 'speed', 1), ('mile per hour', 'speed', 1.609344), ('metre per second', 'speed', 3.6)
    ) as units (unit, dimension, size)

),

-- A sentence and a clause of it each have the quantity. The bound is said of it where it is a limit: "more than", "at most".
-- What is about so much, or went up or down by it, is the same figure.
quantities as (

    select
        given.document_id,
        given.start_char,
        given.end_char,
        min(
            concat_ws(
                ' ',
                case when given.bound in ('<', '>') then given.bound end,
                concat_ws(
                    '–',
                    regexp_replace(given.value::varchar, '\.0$', ''),
                    regexp_replace(given.value_high::varchar, '\.0$', '')
                ),
                -- "kroner" are of one of three countries
                case
                    when given.unit in ('DKK', 'NOK', 'SEK') then 'crown'
                    when given.unit_kind in ('money', 'ratio') then given.unit
                    when units.dimension in ('length', 'area', 'mass', 'speed') then units.unit
                end
            )
        ) as figure,
        min(given.value) as value,
        min(given.value_high) as value_high,
        min(case when given.bound in ('<', '>') then given.bound else '' end) as bound,
        min(coalesce(given.unit, given.unit_kind)) as unit,
        min(units.dimension) as dimension,
        min(case when given.value_high is null then given.value * units.size end) as size
    from {{ ref('stg_quantities') }} as given
    -- "tonnes a month" are tonnes: how often is one of int_changed_words
    left join units
        on regexp_replace(coalesce(given.unit, given.unit_kind), ' per (?:day|week|month|year)$', '') = units.unit
    group by given.document_id, given.start_char, given.end_char

),

located as (

    select
        sides.passage_link_id,
        sides.side,
        quantities.*,
        right(left(sides.text, quantities.start_char - sides.start_char), 12) as lead
    from sides
    inner join quantities
        on
            sides.document_id = quantities.document_id
            and sides.start_char <= quantities.start_char
            and sides.end_char >= quantities.end_char

),

-- "within ten years" and "over ten years" say in what time, as "in ten years" does; "for over ten years" is more than that
figures as (

    select
        * exclude (document_id, lead, is_span)
        replace (
            case when is_span then regexp_replace(figure, '^[<>] ', '') else figure end as figure,
            case when is_span then '' else bound end as bound
        )
    from (
        select
            *,
            coalesce(dimension = 'time', false)
            and regexp_matches(lead, '(?i)\b(?:within|inside|over) $')
            and not regexp_matches(lead, '(?i)\b(?:for|of|just|well|after|at|now) over $') as is_span
        from located
    ) as spans

),

-- Numbers in words that no quantity holds: "channel four" is "channel 4", "July twenty-four" "July 24". "one" is as often a pronoun.
spelled as (

    select
        numbers.word,
        numbers.value
    from (
        values
        ('two', 2), ('three', 3), ('four', 4), ('five', 5), ('six', 6), ('seven', 7), ('eight', 8), ('nine', 9), ('ten', 10),
        ('eleven', 11), ('twelve', 12), ('thirteen', 13), ('fourteen', 14), ('fifteen', 15), ('sixteen', 16),
        ('seventeen', 17), ('eighteen', 18), ('nineteen', 19), ('twenty', 20), ('thirty', 30), ('forty', 40), ('fifty', 50),
        ('sixty', 60), ('seventy', 70), ('eighty', 80), ('ninety', 90)
    ) as numbers (word, value)

),

-- words outside quantities, each with the value that it has and the word behind it
loose_words as (

    select
        tokens.passage_link_id,
        tokens.side,
        tokens.position,
        tokens.start_char,
        tokens.end_char,
        tokens.token,
        spelled.value,
        spelled.value >= 20
        and lead(spelled.value) over words < 10
        and lead(tokens.position) over words = tokens.position + 1
        and lead(tokens.separator) over words in ('-', ' ') as has_unit,
        lead(spelled.value) over words as next_value,
        lead(tokens.end_char) over words as next_end_char
    from tokens
    left join spelled on tokens.token = spelled.word
    anti join figures
        on
            tokens.passage_link_id = figures.passage_link_id
            and tokens.side = figures.side
            and tokens.start_char >= figures.start_char
            and tokens.end_char <= figures.end_char
    where spelled.value is not null or regexp_matches(tokens.token, '\p{Nd}')
    window words as (partition by tokens.passage_link_id, tokens.side order by tokens.position)

),

loose_figures as (

    select
        passage_link_id,
        side,
        start_char,
        case when has_unit then next_end_char else end_char end as end_char,
        case
            when has_unit then (value + next_value)::varchar
            else coalesce(value::varchar, replace(token, ',', ''))
        end as figure,
        null as value,
        null as value_high,
        null as bound,
        null as unit,
        null as dimension,
        null as size
    from loose_words
    -- the unit of "twenty-four"
    qualify
        not coalesce(
            lag(has_unit) over (partition by passage_link_id, side order by position)
            and lag(position) over (partition by passage_link_id, side order by position) = position - 1,
            false
        )

),

all_figures as (

    select * from figures

    union all

    select * from loose_figures

),

numbered as (

    select
        *,
        row_number() over (partition by passage_link_id, side, figure order by start_char) as occurrence
    from all_figures

),

unlike as (

    select one.*
    from numbered as one
    anti join numbered as other
        on
            one.passage_link_id = other.passage_link_id
            and one.side != other.side
            and one.figure = other.figure
            and one.occurrence = other.occurrence

),

-- "45 to 74" against "between the ages of 45 and 74", "212 out of 290" against "212 of the 290"
ranges as (

    select
        whole.passage_link_id,
        unnest([whole.side, low.side, high.side]) as side,
        unnest([whole.start_char, low.start_char, high.start_char]) as start_char
    from unlike as whole
    inner join unlike as low on whole.passage_link_id = low.passage_link_id and whole.side != low.side
    inner join unlike as high on whole.passage_link_id = high.passage_link_id and whole.side != high.side
    where
        low.value_high is null
        and high.value_high is null
        and (
            (whole.value = low.value and whole.value_high = high.value)
            or (whole.unit = 'ratio' and abs(whole.value - low.value / nullif(high.value, 0)) < 1e-9)
        )

),

-- "a year" and "half a year" have no figure, and are as much as one that the other side has
single as (

    select
        tokens.passage_link_id,
        tokens.side,
        tokens.start_char,
        tokens.end_char,
        units.dimension,
        units.unit,
        case when earlier.token = 'half' then 0.5 else 1 end * units.size as size
    from tokens
    inner join units on tokens.token = units.unit and units.dimension = 'time'
    left join tokens as earlier
        on
            tokens.passage_link_id = earlier.passage_link_id
            and tokens.side = earlier.side
            and tokens.position - 1 = earlier.position
    anti join all_figures
        on
            tokens.passage_link_id = all_figures.passage_link_id
            and tokens.side = all_figures.side
            and tokens.start_char >= all_figures.start_char
            and tokens.end_char <= all_figures.end_char

),

measured as (

    select
        passage_link_id,
        side,
        start_char,
        end_char,
        dimension,
        unit,
        size,
        bound
    from unlike
    where size is not null

    union all

    select
        *,
        null as bound
    from single

),

-- "two days" against "48 hours", "three in ten" against "30%"; "nearly three decades" against "27 years"
as_much as (

    select
        b.passage_link_id,
        b.start_char as before_start_char,
        b.end_char as before_end_char,
        a.start_char as after_start_char,
        a.end_char as after_end_char
    from measured as b
    inner join measured as a
        on
            b.passage_link_id = a.passage_link_id
            and b.dimension = a.dimension
            and b.unit != a.unit
            and (b.bound = a.bound or b.bound is null or a.bound is null)
    where
        b.side = 'before'
        and a.side = 'after'
        and (b.bound is not null or a.bound is not null)
        and a.size between 0.89 * b.size and 1.12 * b.size
    qualify
        row_number() over (partition by b.passage_link_id, b.start_char order by a.bound is null, a.start_char) = 1
        and row_number() over (partition by b.passage_link_id, a.start_char order by b.bound is null, b.start_char) = 1

),

alike as (

    select * from ranges

    union all

    select
        passage_link_id,
        unnest(['before', 'after']) as side,
        unnest([before_start_char, after_start_char]) as start_char
    from as_much

),

differing as (

    select unlike.*
    from unlike
    anti join alike
        on
            unlike.passage_link_id = alike.passage_link_id
            and unlike.side = alike.side
            and unlike.start_char = alike.start_char

),

-- the words of each figure, and the gaps that those of them stand in that are no anchors
figure_tokens as (

    select
        differing.passage_link_id,
        differing.side,
        differing.start_char,
        differing.end_char,
        differing.figure,
        tokens.position,
        tokens.opposite_position,
        case when tokens.opposite_position is null then tokens.gap end as gap
    from differing
    inner join tokens
        on
            differing.passage_link_id = tokens.passage_link_id
            and differing.side = tokens.side
            and differing.start_char <= tokens.start_char
            and differing.end_char >= tokens.end_char

),

-- figures that have a word in common: "more than 200" and "200", "between 20 and 30" and "30"
-- Money that names no currency on one side is the same money: "5 million United States dollars".
meeting as (

    select
        b.passage_link_id,
        b.start_char as before_start_char,
        b.end_char as before_end_char,
        b.figure as before_figure,
        a.start_char as after_start_char,
        a.end_char as after_end_char,
        a.figure as after_figure,
        regexp_replace(b.figure, ' [A-Z]{3}$', '') = regexp_replace(a.figure, ' [A-Z]{3}$', '')
        and (regexp_matches(b.figure, ' [A-Z]{3}$') != regexp_matches(a.figure, ' [A-Z]{3}$')) as is_same
    from figure_tokens as b
    inner join figure_tokens as a
        on
            b.passage_link_id = a.passage_link_id
            and b.opposite_position = a.position
    where b.side = 'before' and a.side = 'after'
    qualify
        row_number() over (partition by b.passage_link_id, b.start_char order by b.position desc) = 1
        and row_number() over (partition by b.passage_link_id, a.start_char order by a.position desc) = 1

),

-- up to four words that are no anchors right before a figure: its limit, where that is what differs
leads as (

    select
        firsts.passage_link_id,
        firsts.side,
        firsts.start_char as figure_start_char,
        min(tokens.start_char) as start_char
    from (
        select
            passage_link_id,
            side,
            start_char,
            min(position) as position
        from figure_tokens
        group by passage_link_id, side, start_char
    ) as firsts
    inner join tokens as first_tokens
        on
            firsts.passage_link_id = first_tokens.passage_link_id
            and firsts.side = first_tokens.side
            and firsts.position = first_tokens.position
    -- "more than" against "less than"
    left join tokens as than
        on
            firsts.passage_link_id = than.passage_link_id
            and firsts.side = than.side
            and firsts.position - 1 = than.position
            and than.token = 'than'
            and than.opposite_position is not null
    inner join tokens
        on
            first_tokens.passage_link_id = tokens.passage_link_id
            and first_tokens.side = tokens.side
            and tokens.gap
            = first_tokens.gap - (first_tokens.opposite_position is not null)::integer - (than.token is not null)::integer
    where
        tokens.opposite_position is null
        and tokens.position between firsts.position - 4 and firsts.position - 1
    group by firsts.passage_link_id, firsts.side, firsts.start_char

),

met as (

    select
        passage_link_id,
        unnest(['before', 'after']) as side,
        unnest([before_start_char, after_start_char]) as start_char
    from meeting

),

placed as (

    select
        figure_tokens.passage_link_id,
        figure_tokens.side,
        figure_tokens.start_char,
        figure_tokens.end_char,
        figure_tokens.figure,
        min(figure_tokens.gap) as gap
    from figure_tokens
    anti join met
        on
            figure_tokens.passage_link_id = met.passage_link_id
            and figure_tokens.side = met.side
            and figure_tokens.start_char = met.start_char
    where figure_tokens.gap is not null
    group by
        figure_tokens.passage_link_id,
        figure_tokens.side,
        figure_tokens.start_char,
        figure_tokens.end_char,
        figure_tokens.figure

),

ranked as (

    select
        *,
        row_number() over (partition by passage_link_id, side, gap order by start_char) as rank
    from placed

),

ranked_before as (

    select * from ranked
    where side = 'before'

),

ranked_after as (

    select * from ranked
    where side = 'after'

),

pairs as (

    select
        passage_link_id,
        null as gap,
        before_start_char,
        before_end_char,
        before_figure,
        after_start_char,
        after_end_char,
        after_figure
    from meeting
    where not is_same

    union all

    select
        coalesce(b.passage_link_id, a.passage_link_id) as passage_link_id,
        coalesce(b.gap, a.gap) as gap,
        b.start_char as before_start_char,
        b.end_char as before_end_char,
        b.figure as before_figure,
        a.start_char as after_start_char,
        a.end_char as after_end_char,
        a.figure as after_figure
    from ranked_before as b
    full outer join ranked_after as a
        on b.passage_link_id = a.passage_link_id and b.gap = a.gap and b.rank = a.rank

),

-- the words of what the copy alone has
put_in as (

    select
        pairs.passage_link_id,
        pairs.after_start_char,
        passages.origin_document_id,
        case when passages.relation = 'summary' then regexp_extract(pairs.after_figure, '[0-9]+(?:\.[0-9]+)?')::double end
            as value_of_summary,
        substr(
            passages.text, pairs.after_start_char - passages.start_char + 1, pairs.after_end_char - pairs.after_start_char
        ) as text
    from pairs
    inner join passages on pairs.passage_link_id = passages.passage_link_id
    where
        pairs.before_figure is null
        or (passages.relation = 'summary' and {{ before_amount }} != {{ after_amount }})

),

-- what the other document gives in any unit: "13 km (eight miles)"
known_amounts as (

    select
        figures.passage_link_id,
        figures.side,
        figures.start_char
    from figures
    inner join passages on figures.passage_link_id = passages.passage_link_id
    semi join quantities
        on
            case figures.side when 'before' then passages.document_id else passages.origin_document_id end
            = quantities.document_id
            and figures.dimension = quantities.dimension
            and figures.bound = quantities.bound
            and figures.size between 0.89 * quantities.size and 1.12 * quantities.size

),

given_elsewhere as (

    select
        put_in.passage_link_id,
        put_in.after_start_char
    from put_in
    inner join {{ ref('int_origin_words') }} as origins on put_in.origin_document_id = origins.document_id
    where contains(origins.words, ' ' || {{ lineage_folded_text('put_in.text') }} || ' ')

    union all

    select
        pairs.passage_link_id,
        pairs.after_start_char
    from pairs
    semi join known_amounts
        on
            case when pairs.before_figure is null then pairs.passage_link_id end = known_amounts.passage_link_id
            and known_amounts.side = 'after'
            and pairs.after_start_char = known_amounts.start_char

    union all

    -- a summary rounds, and puts in figures what the origin says in words
    select
        put_in.passage_link_id,
        put_in.after_start_char
    from put_in
    semi join {{ ref('stg_quantities') }} as quantities
        on
            put_in.origin_document_id = quantities.document_id
            and put_in.value_of_summary between 0.95 * quantities.value and 1.05 * quantities.value

),

loose_of_copies as (

    select distinct
        passages.document_id,
        passages.origin_document_id,
        loose_figures.figure
    from loose_figures
    inner join passages on loose_figures.passage_link_id = passages.passage_link_id
    where loose_figures.side = 'after'

),

-- what the copy gives in another sentence is not left out, in whatever unit
kept_elsewhere as (

    select
        pairs.passage_link_id,
        pairs.before_start_char
    from pairs
    inner join passages on pairs.passage_link_id = passages.passage_link_id
    semi join quantities
        on
            passages.document_id = quantities.document_id
            and {{ before_amount }} = regexp_replace(quantities.figure, {{ limit_and_currency }}, '', 'g')
    where pairs.after_figure is null

    union all

    select
        pairs.passage_link_id,
        pairs.before_start_char
    from pairs
    semi join known_amounts
        on
            case when pairs.after_figure is null then pairs.passage_link_id end = known_amounts.passage_link_id
            and known_amounts.side = 'before'
            and pairs.before_start_char = known_amounts.start_char

    union all

    -- "Aug. 11"
    select
        pairs.passage_link_id,
        pairs.before_start_char
    from pairs
    inner join passages on pairs.passage_link_id = passages.passage_link_id
    semi join loose_of_copies
        on
            passages.document_id = loose_of_copies.document_id
            and passages.origin_document_id = loose_of_copies.origin_document_id
            and pairs.before_figure = loose_of_copies.figure
    where pairs.after_figure is null

)

-- of figures that differ in nothing but their limit, the words of the limit are shown
select
    pairs.passage_link_id,
    pairs.gap,
    coalesce(before_leads.start_char, pairs.before_start_char) as before_start_char,
    pairs.before_end_char,
    coalesce(after_leads.start_char, pairs.after_start_char) as after_start_char,
    pairs.after_end_char,
    null as severity,
    concat_ws(' → ', coalesce(pairs.before_figure, 'none'), coalesce(pairs.after_figure, 'none')) as detail
from pairs
left join leads as before_leads
    on
        case when {{ before_amount }} = {{ after_amount }} then pairs.passage_link_id end
        = before_leads.passage_link_id
        and pairs.before_start_char = before_leads.figure_start_char
        and before_leads.side = 'before'
left join leads as after_leads
    on
        case when {{ before_amount }} = {{ after_amount }} then pairs.passage_link_id end
        = after_leads.passage_link_id
        and pairs.after_start_char = after_leads.figure_start_char
        and after_leads.side = 'after'
anti join given_elsewhere
    on pairs.passage_link_id = given_elsewhere.passage_link_id and pairs.after_start_char = given_elsewhere.after_start_char
anti join kept_elsewhere
    on
        pairs.passage_link_id = kept_elsewhere.passage_link_id
        and pairs.before_start_char = kept_elsewhere.before_start_char

union all

select
    passage_link_id,
    null as gap,
    before_start_char,
    before_end_char,
    after_start_char,
    after_end_char,
    'minor' as severity,
    'about as much, in another unit' as detail
from as_much
