{{ config(materialized='table') }}
-- Names of a side of a passage (int_passage_names) that the other side has, in this form or another. One row per name.
--
-- A name is in the other side if that has its words in a row, or the same with a part in another form by seeds/reference/change_aliases.csv
-- ("UK Film Council", "Dr Nielsen" against "United Kingdom Film Council", "Doctor Nielsen"), or its initials (what is spelled out before
-- its own initials is there if nothing stands in its place), or begins alike ("Lib Dem" against "Liberal Democrats").
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

names as (

    select * from {{ ref('int_passage_names') }}

),

contents as (

    select
        passage_link_id,
        side,
        ' ' || {{ joined_in_order('token', 'position') }} || ' ' as words
    from tokens
    group by passage_link_id, side

),

forms as (

    select
        names.passage_link_id,
        names.side,
        names.island,
        names.name,
        names.initials,
        unnest(
            -- one letter is an article or the rest of a contraction: "Apple" does not stand in "a firm"
            [
                names.name,
                case
                    when length(names.initials) > 1 and not (names.is_spelled_out and names.is_replaced) then names.initials
                end
            ]
            || coalesce(
                list(
                    trim(replace(' ' || names.name || ' ', ' ' || aliases.alias || ' ', ' ' || other_forms.alias || ' '))
                ) filter (where other_forms.alias is not null),
                []
            )
        ) as form
    from names
    left join aliases on contains(' ' || names.name || ' ', ' ' || aliases.alias || ' ')
    left join aliases as other_forms on aliases.name = other_forms.name
    group by
        names.passage_link_id, names.side, names.island, names.name, names.initials, names.is_spelled_out, names.is_replaced

),

kept as (

    select
        forms.passage_link_id,
        forms.side,
        forms.island
    from forms
    inner join contents
        on
            forms.passage_link_id = contents.passage_link_id
            and forms.side != contents.side
            and contains(contents.words, ' ' || forms.form || ' ')
    inner join contents as own_contents
        on forms.passage_link_id = own_contents.passage_link_id and forms.side = own_contents.side
    -- "China" is not in "middle-class Chinese" if its own side has that as well
    where
        forms.form in (forms.name, forms.initials)
        or length(replace(contents.words, ' ' || forms.form || ' ', ' ')) - length(contents.words)
        < length(replace(own_contents.words, ' ' || forms.form || ' ', ' ')) - length(own_contents.words)

),

-- "Lib Dem" is "Liberal Democrats", the "Ghana" winger the "Ghanaian" one
shortened as (

    select
        b.passage_link_id,
        unnest([b.side, a.side]) as side,
        unnest([b.island, a.island]) as island
    from names as b
    inner join names as a on b.passage_link_id = a.passage_link_id and left(b.name, 3) = left(a.name, 3)
    where
        b.side = 'before'
        and a.side = 'after'
        and regexp_matches(
            if(length(a.name) < length(b.name), b.name, a.name),
            case
                when contains(a.name, ' ')
                    then
                        '^'
                        || regexp_replace(
                            if(length(a.name) < length(b.name), a.name, b.name), '\b(\w{3,4}?)s?\b', '\1[^ ]*', 'g'
                        )
                        || '$'
                else
                    '^'
                    || if(length(a.name) < length(b.name), a.name, b.name)
                    || '(?:n|an|ian|ese|ish|i)s?$'
            end
        )

)

select
    passage_link_id,
    side,
    island
from kept

union

select
    passage_link_id,
    side,
    island
from shortened
