select
    block_id,
    document_id,
    block_index,
    start_char,
    end_char,
    text,
    kind,
    speaker,
    reason,
    kind in ('paragraph', 'list_item', 'question', 'answer') as is_content
from {{ ref('stg_blocks') }}
