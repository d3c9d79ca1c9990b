select
    quantity_id,
    document_id,
    claim_id,
    start_char,
    end_char,
    text,
    value,
    value_high,
    bound,
    unit,
    unit_kind
from {{ ref('stg_quantities') }}
