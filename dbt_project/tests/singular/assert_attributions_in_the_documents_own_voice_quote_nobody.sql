-- What a document says in its own voice is not quoted from anybody, and what is reported from somebody is quoted in one
-- of the three ways or is a speaker's turn. A row is an attribution where `via` and `quotation` contradict each other.
{{ config(severity='warn') }}
select
    attribution_id,
    document_id,
    claim_id,
    via,
    quotation
from {{ ref('attributions') }}
where
    (via = 'author' and quotation is not null)
    or (via in ('explicit', 'pronoun', 'continued', 'document_reference') and quotation is null)
