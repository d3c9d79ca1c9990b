-- The identifier is the beginning of the sha256 of the bytes: that is what makes runs repeatable and copies one
-- document. A row is a document with another identifier.
select
    document_id,
    sha256
from {{ ref('documents') }}
where not starts_with(sha256, document_id)
