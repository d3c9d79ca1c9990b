-- The family tree of each story: who is the original, who derives from it, and how that is known.
select
    documents.story_id,
    documents.document_id,
    left(coalesce(documents.title, documents.text), 60) as begins,
    documents.derivation,
    documents.derived_from_document_id,
    document_links.containment,
    document_links.direction_evidence
from documents
left join document_links
    on
        documents.document_id = document_links.document_id
        and documents.derived_from_document_id = document_links.origin_document_id
order by documents.story_id, documents.derivation = 'original' desc, documents.document_id;
