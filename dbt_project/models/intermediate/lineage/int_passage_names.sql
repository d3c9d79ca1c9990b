{{ config(materialized='table') }}
-- Names in the sides of a passage that are not the same on both. One row per name: a run of capitalised words, with "of" or "for" between
-- them (island: its number in the side).
--
-- A name all of whose words are anchors has not changed (but see int_extended_names), nor has one that is only given more fully: words put
-- in before an anchor ("Musk" against "Elon Musk", "Health Ministry" against "Ministry"), unless they tell places and ranks apart
-- ("North Korea"). A day, a month, a time zone or a pronoun is no name.
with

capitalised as (

    select * from {{ ref('int_capitalised_tokens') }}

),

marked as (

    select
        *,
        token in ('of', 'for')
        and separator = ' '
        and lag(is_capitalised) over words
        and lead(regexp_matches(text, '^\p{Lu}')) over words as is_link,
        start_char - lag(end_char) over words as distance,
        regexp_matches(
            text,
            '^(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|June|July|August|September|October'
            || '|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|GMT|UTC|BST|CES?T|E[DS]T|P[DS]T'
            || '|I|You|He|She|It|We|They|My|Your|His|Her|Its|Our|Their|The|This|That|These|Those|There|An?'
            || '|And|Or|But|In|On|At|By|For|From|Of|To|With|As|If|When|While|What|Who|How|Why|Where|So|Then|However|Also'
            || '|After|Before|Is|Are|Was|Were)$'
        )
        or (
            text = 'May'
            and (
                regexp_matches(lead(token) over words, '^\p{N}')
                or regexp_matches(lag(token) over words, '^(?:\p{N}.*|in|of|since|until|by|from|last|next|this|early|late)$')
            )
        ) as names_nothing
    from capitalised
    window words as (partition by passage_link_id, side order by position)

),

followed as (

    select
        *,
        coalesce(
            lag(is_capitalised or is_link) over (partition by passage_link_id, side order by position), false
        ) as previous_is_name
    from marked

),

islands as (

    select
        *,
        case when opposite_position is null then gap end as own_gap,
        sum(
            case
                when distance = 1 and previous_is_name then 0
                else 1
            end
        ) over (partition by passage_link_id, side order by position) as island
    from followed
    where is_capitalised or is_link

),

-- what stands in a gap: its capitalised words where it has some
gap_extents as (

    select
        passage_link_id,
        side,
        gap,
        coalesce(min(position) filter (where is_capitalised), min(position)) as first_position,
        coalesce(max(position) filter (where is_capitalised), max(position)) as last_position
    from capitalised
    where opposite_position is null
    group by passage_link_id, side, gap

)

select
    islands.passage_link_id,
    islands.side,
    islands.island,
    min(islands.start_char) as start_char,
    max(islands.end_char) as end_char,
    {{ joined_in_order('islands.token', 'islands.position') }} as name,
    {{
        joined_in_order('left(islands.token, 1)', 'islands.position', 'islands.is_capitalised', separator='')
    }} as initials,
    bool_or(islands.is_spelled_out) as is_spelled_out,
    bool_and(islands.opposite_position is null) as is_whole,
    coalesce(
        max(islands.position) filter (where islands.opposite_position is null)
        < min(islands.position) filter (where islands.opposite_position is not null),
        false
    ) as is_before_anchor,
    bool_or(gap_extents.gap is not null) as is_replaced,
    min(islands.own_gap) as gap,
    min(coalesce(islands.opposite_position, gap_extents.first_position)) as opposite_first_position,
    max(coalesce(islands.opposite_position, gap_extents.last_position)) as opposite_last_position
from islands
left join gap_extents
    on
        islands.passage_link_id = gap_extents.passage_link_id
        and islands.side != gap_extents.side
        and islands.own_gap = gap_extents.gap
group by islands.passage_link_id, islands.side, islands.island
having
    count(*) filter (where islands.opposite_position is null) > 0
    and not bool_and(islands.names_nothing)
    -- no more than words put in before an anchor
    and not (
        is_before_anchor
        and bool_and(gap_extents.gap is null)
        and not bool_or(
            islands.opposite_position is null
            and regexp_matches(
                islands.token,
                '^(?:(?:north|south|east|west).*|central|new|upper|lower|greater|vice|deputy|assistant|acting|former)$'
            )
        )
    )
