{{ config(materialized='table') }}
-- Figures of a passage that stand for about as much as one of the other side. One row per such two. In another unit: "two days" against "48
-- hours", "three in ten" against "30%", "nearly three decades" against "27 years"; rounded: "2,846" against "some 2,850"; where people told
-- it again, the rest of the whole: "a fifth is done" against "four-fifths are not".
with

passages as (

    select *
    from {{ ref('int_fresh_passages') }}
    where not has_same_wording

),

tokens as (

    select * from {{ ref('int_passage_tokens') }}

),

-- what can be given in several units, in one
units as (

    select
        units.unit,
        units.dimension,
        units.size
    from {{ units_of_measure() }} as units (unit, dimension, size)

),

all_figures as (

    select * from {{ ref('int_passage_figures') }}

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
        coalesce(dimension, case when unit_kind = 'money' then unit when unit_kind in ('count', 'number') then 'count' end)
            as dimension,
        unit,
        coalesce(size, value) as size,
        bound,
        is_about,
        size is not null as has_unit
    from {{ ref('int_unmatched_figures') }}
    where value is not null and value_high is null

    union all

    select
        *,
        null as bound,
        false as is_about,
        true as has_unit
    from single

)

select
    b.passage_link_id,
    case
        -- "half" and "50 per cent" are as much, and the rest as well
        when a.size not between 0.89 * b.size and 1.12 * b.size then 'the rest of the whole'
        when b.unit != a.unit and b.has_unit then 'about as much, in another unit'
        else 'about as much'
    end as detail,
    b.start_char as before_start_char,
    b.end_char as before_end_char,
    a.start_char as after_start_char,
    a.end_char as after_end_char
from measured as b
inner join measured as a
    on
        b.passage_link_id = a.passage_link_id
        and b.dimension = a.dimension
inner join passages on b.passage_link_id = passages.passage_link_id
where
    b.side = 'before'
    and a.side = 'after'
    and (b.bound is not null or a.bound is not null)
    and case
        -- "a fifth is done" against "four-fifths are not", "38 % answered" against "more than six in ten did not"
        when passages.is_retold and b.dimension = 'part' and abs(b.size + a.size - 1) < 0.03 then true
        -- "15 days" is "just over two weeks", 11.3 "just over 11"
        when b.bound = '' and a.bound != ''
            then case
                when b.unit is not distinct from a.unit
                    then
                        b.size != a.size
                        and b.size / a.size between if(a.bound = '>', 1, 0.95) and if(a.bound = '>', 1.05, 1)
                when b.has_unit
                    then b.size / a.size between if(a.bound = '>', 1, 0.89) and if(a.bound = '>', 1.12, 1)
            end
        when a.bound = '' and b.bound != '' and a.has_unit
            then b.unit != a.unit and a.size / b.size between if(b.bound = '>', 1, 0.89) and if(b.bound = '>', 1.12, 1)
        when b.bound != a.bound then false
        when b.unit != a.unit and b.has_unit then a.size between 0.89 * b.size and 1.12 * b.size
        else b.is_about != a.is_about and a.size between 0.95 * b.size and 1.05 * b.size
    end
qualify
    row_number() over (partition by b.passage_link_id, b.start_char order by a.bound is null, a.start_char) = 1
    and row_number() over (partition by b.passage_link_id, a.start_char order by b.bound is null, b.start_char) = 1
