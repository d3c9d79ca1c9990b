select
    sentence_id,
    document_id,
    block_id,
    sentence_index,
    start_char,
    end_char,
    text,
    is_question
from {{ ref('stg_sentences') }}
