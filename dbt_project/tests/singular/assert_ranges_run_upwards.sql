-- The upper end of a range is above its lower end, and a period does not end before it begins. A row is a number or a
-- period that was read the wrong way round.
{{ config(severity='warn') }}
select
    quantity_id as row_id,
    document_id,
    text,
    value::varchar as lower_end,
    value_high::varchar as upper_end
from {{ ref('quantities') }}
where value_high < value
union all
select
    time_reference_id as row_id,
    document_id,
    text,
    date_from::varchar as lower_end,
    date_to::varchar as upper_end
from {{ ref('time_references') }}
where date_to < date_from
