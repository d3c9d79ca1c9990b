{{ config(materialized='table') }}
-- Figures of a passage that the other side has not. One row per figure. What both sides have as often is no change, nor a range against
-- its ends ("45 to 74", "between 45 and 74"), a share against its parts ("212 out of 290", "212 of the 290"), a year against how long ago it
-- is, and "over ten years" against "more than ten years".
with

sides as (

    select * from {{ ref('int_passage_sides') }}

),

all_figures as (

    select * from {{ ref('int_passage_figures') }}

),

numbered as (

    select
        *,
        row_number() over (partition by passage_link_id, side, figure order by start_char) as occurrence
    from all_figures

),

-- "in 2023" against "three years ago"
times as (

    select
        document_id,
        start_char,
        end_char,
        text,
        concat_ws('–', coalesce(date_from::varchar, ''), coalesce(date_to::varchar, '')) as period
    from {{ ref('stg_time_references') }}
    where coalesce(date_from, date_to) is not null

),

dated as (

    select distinct
        all_figures.passage_link_id,
        all_figures.side,
        all_figures.start_char
    from all_figures
    inner join sides on all_figures.passage_link_id = sides.passage_link_id and all_figures.side = sides.side
    inner join times
        on
            sides.document_id = times.document_id
            and all_figures.start_char >= times.start_char
            and all_figures.end_char <= times.end_char
    inner join times as other_times
        on sides.opposite_document_id = other_times.document_id and times.period = other_times.period
    where not contains(other_times.text, regexp_replace(all_figures.figure, '^[<>] ', ''))

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
    anti join dated
        on one.passage_link_id = dated.passage_link_id and one.side = dated.side and one.start_char = dated.start_char

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
            or (
                whole.dimension = low.dimension
                and low.dimension = high.dimension
                and low.size between 0.98 * whole.value * whole.size_high / whole.value_high
                and 1.02 * whole.value * whole.size_high / whole.value_high
                and high.size between 0.98 * whole.size_high and 1.02 * whole.size_high
            )
            or (whole.unit = 'ratio' and abs(whole.value - low.value / nullif(high.value, 0)) < 1e-9)
        )

),

-- "over ten years" against "more than ten years"; where people told it again, "3.8 to 4" against "3.8 to 4 per cent"
same as (

    select
        one.passage_link_id,
        one.side,
        one.start_char
    from unlike as one
    inner join unlike as other
        on one.passage_link_id = other.passage_link_id and one.side != other.side and one.value = other.value
    inner join sides on one.passage_link_id = sides.passage_link_id and one.side = sides.side
    where
        one.value_high is not distinct from other.value_high
        and case
            when one.unit = other.unit
                then (one.may_be_more and other.bound = '>') or (other.may_be_more and one.bound = '>')
            else sides.is_retold and one.bound = other.bound and 'number' in (one.unit_kind, other.unit_kind)
        end

),

alike as (

    select * from ranges

    union all

    select * from same

)

select
    unlike.passage_link_id,
    unlike.side,
    unlike.start_char,
    unlike.end_char,
    unlike.figure,
    unlike.value,
    unlike.value_high,
    unlike.bound,
    unlike.is_about,
    unlike.unit,
    unlike.unit_kind,
    unlike.dimension,
    unlike.size
from unlike
anti join alike
    on
        unlike.passage_link_id = alike.passage_link_id
        and unlike.side = alike.side
        and unlike.start_char = alike.start_char
