{{ config(materialized='table') }}
-- Names of a side of a passage (int_passage_names) that the other side has in no form (int_matched_names), with what stands in their place
-- and whether the other document has all their words anywhere. One row per name.
with

sides as (

    select * from {{ ref('int_passage_sides') }}

),

gone as (

    select names.*
    from {{ ref('int_passage_names') }} as names
    anti join {{ ref('int_matched_names') }} as matched
        on
            names.passage_link_id = matched.passage_link_id
            and names.side = matched.side
            and names.island = matched.island

),

opposites as (

    select
        gone.passage_link_id,
        gone.side,
        gone.island,
        min(tokens.start_char) as opposite_start_char,
        max(tokens.end_char) as opposite_end_char
    from gone
    inner join {{ ref('int_passage_tokens') }} as tokens
        on
            gone.passage_link_id = tokens.passage_link_id
            and gone.side != tokens.side
            and tokens.position between gone.opposite_first_position and gone.opposite_last_position
    group by gone.passage_link_id, gone.side, gone.island

),

said as (

    select
        documents.document_id,
        string_split({{ lineage_folded_text('documents.text') }}, ' ') as words
    from {{ ref('stg_documents') }} as documents
    semi join sides on documents.document_id = sides.document_id

)

select
    gone.passage_link_id,
    gone.side,
    gone.island,
    gone.name,
    gone.gap,
    gone.start_char,
    gone.end_char,
    opposites.opposite_start_char,
    opposites.opposite_end_char,
    gone.is_whole,
    gone.is_before_anchor,
    sides.relation,
    sides.is_retold,
    sides.similarity < 0.3 as is_unlike,
    -- without the first word of a sentence, which has a capital anyway
    opposites.opposite_start_char = sides.opposite_start_char as is_opposite_first,
    substr(
        sides.opposite_text,
        opposites.opposite_start_char - sides.opposite_start_char + 1,
        opposites.opposite_end_char - opposites.opposite_start_char
    ) as opposite_text,
    -- all of its words, anywhere
    list_has_all(
        said.words, string_split(regexp_replace(gone.name, '^(?:mr|mrs|ms|miss|dr|prof|sir|dame) ', ''), ' ')
    ) as is_known
from gone
left join opposites
    on
        gone.passage_link_id = opposites.passage_link_id
        and gone.side = opposites.side
        and gone.island = opposites.island
inner join sides on gone.passage_link_id = sides.passage_link_id and gone.side = sides.side
inner join said on sides.opposite_document_id = said.document_id
