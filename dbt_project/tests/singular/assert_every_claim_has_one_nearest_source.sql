-- A claim without a source at depth 0 would be missing from every count of who said what; one with two would be counted
-- twice. A row is a claim and how many sources it has at depth 0.
select
    claims.claim_id,
    claims.document_id,
    claims.text,
    count(attributions.attribution_id) as n_nearest
from {{ ref('claims') }} as claims
left join {{ ref('attributions') }} as attributions
    on
        claims.claim_id = attributions.claim_id
        and attributions.depth = 0
group by claims.claim_id, claims.document_id, claims.text
having count(attributions.attribution_id) <> 1
