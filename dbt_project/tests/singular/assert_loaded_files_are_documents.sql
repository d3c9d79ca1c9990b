-- A file that counts as loaded or already known has its document in the warehouse. A row is a file without one.
select
    files.uri,
    files.source,
    files.outcome,
    files.document_id
from {{ ref('stg_ingested_files') }} as files
left join {{ ref('documents') }} as documents on files.document_id = documents.document_id
where
    files.outcome in ('loaded', 'already_known')
    and documents.document_id is null
