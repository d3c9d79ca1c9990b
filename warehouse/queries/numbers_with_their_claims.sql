-- Every number, normalised, with the sentence it stands in and whoever stands behind it.
select
    quantities.text,
    quantities.value,
    quantities.value_high,
    quantities.bound,
    quantities.unit,
    sources.name as source,
    claims.text as claim
from quantities
inner join claims on quantities.claim_id = claims.claim_id
inner join attributions on claims.claim_id = attributions.claim_id and attributions.depth = 0
inner join sources on attributions.source_id = sources.source_id
order by quantities.document_id, quantities.start_char;
