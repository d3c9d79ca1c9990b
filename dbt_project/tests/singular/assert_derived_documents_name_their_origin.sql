-- A copy, rewrite or summary was made from a document that is named, in the same story, and is not itself; an original,
-- and one where it is undecided, name none. A row is a document where that does not hold.
select
    documents.document_id,
    documents.derivation,
    documents.derived_from_document_id,
    documents.story_id,
    origins.story_id as origin_story_id
from {{ ref('documents') }} as documents
left join {{ ref('documents') }} as origins
    on documents.derived_from_document_id = origins.document_id
where
    (documents.derivation in ('original', 'undecided')) <> (documents.derived_from_document_id is null)
    or documents.derived_from_document_id = documents.document_id
    or documents.story_id is distinct from coalesce(origins.story_id, documents.story_id)
