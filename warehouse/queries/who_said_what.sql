-- Who said what, word for word, and where: one row per attributed claim.
select
    left(coalesce(documents.title, documents.text), 60) as document_begins,
    sources.name as source,
    sources.kind as source_kind,
    attributions.cue_text as cue,
    attributions.quotation,
    attributions.venue,
    claims.text as claim,
    claims.start_char,
    claims.end_char
from attributions
inner join sources on attributions.source_id = sources.source_id
inner join claims on attributions.claim_id = claims.claim_id
inner join documents on attributions.document_id = documents.document_id
where attributions.via not in ('author', 'interview_turn')
order by documents.document_id, claims.start_char, attributions.depth;
