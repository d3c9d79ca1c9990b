{{ config(materialized='table') }}
-- Names that differ between the sides of a pair. One row per name of the origin that is not in the copy, and per name of the copy that stands where
-- the origin has none. A name is a run of capitalised words (with "of" or "for" between them), not at the beginning of the sentence. It is in
-- the other side if that has its words in a row, or another form of it by seeds/reference/change_aliases.csv, or its initials.
-- A name all of whose words are anchors has not changed ("Chinese AI" against "Chinese language AI").
with

tokens as (

    select * from {{ ref('int_passage_tokens') }}

),

aliases as (

    select
        alias,
        name
    from {{ ref('change_aliases') }}

    union

    select distinct
        name as alias,
        name
    from {{ ref('change_aliases') }}

),

marked as (

    select
        *,
        regexp_matches(text, '^\p{Lu}') and position > 1 as is_capitalised,
        token in ('of', 'for')
        and lag(regexp_matches(text, '^\p{Lu}') and position > 1) over words
        and lead(regexp_matches(text, '^\p{Lu}')) over words as is_link,
        start_char - lag(end_char) over words as distance
    from tokens
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
        sum(
            case
                when distance = 1 and previous_is_name then 0
                else 1
            end
        ) over (partition by passage_link_id, side order by position) as island
    from followed
    where is_capitalised or is_link

),

gap_extents as (

    select
        passage_link_id,
        side,
        gap,
        min(position) as first_position,
        max(position) as last_position
    from tokens
    where opposite_position is null
    group by passage_link_id, side, gap

),

names as (

    select
        islands.passage_link_id,
        islands.side,
        islands.island,
        min(islands.start_char) as start_char,
        max(islands.end_char) as end_char,
        string_agg(islands.token, ' ' order by islands.position) as name,
        string_agg(left(islands.token, 1), '' order by islands.position) filter (where islands.is_capitalised) as initials,
        min(islands.gap) filter (where islands.opposite_position is null) as gap,
        min(coalesce(islands.opposite_position, gap_extents.first_position)) as opposite_first_position,
        max(coalesce(islands.opposite_position, gap_extents.last_position)) as opposite_last_position
    from islands
    left join gap_extents
        on
            islands.passage_link_id = gap_extents.passage_link_id
            and islands.side != gap_extents.side
            and islands.opposite_position is null
            and islands.gap = gap_extents.gap
    group by islands.passage_link_id, islands.side, islands.island
    having count(*) filter (where islands.opposite_position is null) > 0

),

contents as (

    select
        passage_link_id,
        side,
        ' ' || string_agg(token, ' ' order by position) || ' ' as words
    from tokens
    group by passage_link_id, side

),

forms as (

    select
        names.passage_link_id,
        names.side,
        names.island,
        unnest(
            [names.name, names.initials]
            || coalesce(list(other_forms.alias) filter (where other_forms.alias is not null), [])
        ) as form
    from names
    left join aliases on names.name = aliases.alias
    left join aliases as other_forms on aliases.name = other_forms.name
    group by names.passage_link_id, names.side, names.island, names.name, names.initials

),

kept as (

    select distinct
        forms.passage_link_id,
        forms.side,
        forms.island
    from forms
    inner join contents
        on
            forms.passage_link_id = contents.passage_link_id
            and forms.side != contents.side
            and contains(contents.words, ' ' || forms.form || ' ')

),

gone as (

    select names.*
    from names
    anti join kept
        on
            names.passage_link_id = kept.passage_link_id
            and names.side = kept.side
            and names.island = kept.island

),

opposites as (

    select
        gone.passage_link_id,
        gone.side,
        gone.island,
        min(tokens.start_char) as opposite_start_char,
        max(tokens.end_char) as opposite_end_char
    from gone
    inner join tokens
        on
            gone.passage_link_id = tokens.passage_link_id
            and gone.side != tokens.side
            and tokens.position between gone.opposite_first_position and gone.opposite_last_position
    group by gone.passage_link_id, gone.side, gone.island

),

compared as (

    select
        gone.*,
        opposites.opposite_start_char,
        opposites.opposite_end_char
    from gone
    left join opposites
        on
            gone.passage_link_id = opposites.passage_link_id
            and gone.side = opposites.side
            and gone.island = opposites.island

),

replaced as (

    select * from compared
    where side = 'before'

)

select
    passage_link_id,
    gap,
    start_char as before_start_char,
    end_char as before_end_char,
    opposite_start_char as after_start_char,
    opposite_end_char as after_end_char,
    'named in the origin: ' || name as detail
from compared
where side = 'before'

union all

select
    added.passage_link_id,
    added.gap,
    added.opposite_start_char as before_start_char,
    added.opposite_end_char as before_end_char,
    added.start_char as after_start_char,
    added.end_char as after_end_char,
    'named in the copy only: ' || added.name as detail
from compared as added
anti join replaced
    on
        added.passage_link_id = replaced.passage_link_id
        and (
            added.gap = replaced.gap
            or (added.start_char < replaced.opposite_end_char and added.end_char > replaced.opposite_start_char)
        )
where added.side = 'after'
