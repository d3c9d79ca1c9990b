-- A question asserts nothing. A row is a claim made of one.
{{ config(severity='warn') }}
select
    claims.claim_id,
    claims.document_id,
    claims.text
from {{ ref('claims') }} as claims
inner join {{ ref('sentences') }} as sentences on claims.sentence_id = sentences.sentence_id
where sentences.is_question
