select
    time_reference_id,
    document_id,
    claim_id,
    start_char,
    end_char,
    text,
    date_from,
    date_to
from {{ ref('stg_time_references') }}
