-- Blocks divide a document and sentences divide its content: two that overlap would count the same words twice. A row
-- is a span that begins before the one in front of it has ended.
{{ config(severity='warn') }}
with

spans as (

    select
        'block' as span,
        block_id as span_id,
        document_id,
        start_char,
        end_char
    from {{ ref('blocks') }}
    union all
    select
        'sentence' as span,
        sentence_id as span_id,
        document_id,
        start_char,
        end_char
    from {{ ref('sentences') }}

)

select
    *,
    lag(end_char) over (
        partition by span, document_id order by start_char, end_char
    ) as previous_end_char
from spans
qualify start_char < previous_end_char
