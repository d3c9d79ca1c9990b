-- Words inside quotation marks that the copy changed: a person is made to say what they did not.
select
    left(coalesce(documents.title, documents.text), 60) as copy_begins,
    claim_changes.document_id as copy_id,
    claim_changes.before_text as in_the_origin,
    claim_changes.after_text as in_the_copy
from claim_changes
inner join documents on claim_changes.document_id = documents.document_id
where claim_changes.change = 'quote'
order by claim_changes.document_id, claim_changes.after_start_char;
