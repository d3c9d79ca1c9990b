{{ config(materialized='table', schema='incremental') }}
-- What the next build need not find again: the changes of each link, under what they follow from. One row per change, and one per link
-- that has none.
select
    contents.fingerprint,
    contents.document_id,
    contents.origin_document_id,
    changes.claim_change_id,
    changes.passage_link_id,
    changes.change,
    changes.severity,
    changes.before_text,
    changes.before_start_char,
    changes.before_end_char,
    changes.after_text,
    changes.after_start_char,
    changes.after_end_char,
    changes.detail
from {{ ref('int_link_contents') }} as contents
left join {{ ref('claim_changes') }} as changes
    on
        contents.document_id = changes.document_id
        and contents.origin_document_id = changes.origin_document_id
