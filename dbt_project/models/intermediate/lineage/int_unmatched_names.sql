{{ config(materialized='table') }}
-- Names of a side of a passage (int_passage_names) that the other side has in no form, with what stands in their place. One row per name.
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

passages as (

    select * from {{ ref('int_fresh_passages') }}

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

),

gone as (

    select names.*
    from names
    anti join kept
        on
            names.passage_link_id = kept.passage_link_id
            and names.side = kept.side
            and names.island = kept.island
    anti join shortened
        on
            names.passage_link_id = shortened.passage_link_id
            and names.side = shortened.side
            and names.island = shortened.island

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

either_documents as (

    select document_id from passages

    union

    select origin_document_id from passages

),

said as (

    select
        documents.document_id,
        string_split({{ lineage_folded_text('documents.text') }}, ' ') as words
    from {{ ref('stg_documents') }} as documents
    semi join either_documents on documents.document_id = either_documents.document_id

)

-- whether all words of each name stand anywhere in the other document
select
    compared.passage_link_id,
    compared.side,
    compared.island,
    compared.name,
    compared.gap,
    compared.start_char,
    compared.end_char,
    compared.opposite_start_char,
    compared.opposite_end_char,
    compared.is_whole,
    compared.is_before_anchor,
    passages.relation,
    passages.is_retold,
    passages.similarity < 0.3 as is_unlike,
    -- without the first word of a sentence, which has a capital anyway
    compared.opposite_start_char = if(compared.side = 'before', passages.start_char, passages.origin_start_char)
        as is_opposite_first,
    substr(
        if(compared.side = 'before', passages.text, passages.origin_text),
        compared.opposite_start_char - if(compared.side = 'before', passages.start_char, passages.origin_start_char) + 1,
        compared.opposite_end_char - compared.opposite_start_char
    ) as opposite_text,
    list_has_all(
        said.words, string_split(regexp_replace(compared.name, '^(?:mr|mrs|ms|miss|dr|prof|sir|dame) ', ''), ' ')
    ) as is_known
from compared
inner join passages on compared.passage_link_id = passages.passage_link_id
inner join said
    on
        case compared.side when 'before' then passages.document_id else passages.origin_document_id end
        = said.document_id
