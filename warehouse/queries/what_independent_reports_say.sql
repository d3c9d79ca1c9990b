-- What reports that do not derive from each other say of one thing: the same, the same figure, or figures that exclude each other.
select
    claim_relations.relation,
    claim_relations.detail ->> '$.shared_figures' as shared_figures,
    claim_relations.detail ->> '$.excluding_figures' as excluding_figures,
    a.text as claim,
    b.text as related_claim,
    claim_relations.score
from claim_relations
inner join claims as a on claim_relations.claim_id = a.claim_id
inner join claims as b on claim_relations.related_claim_id = b.claim_id
order by claim_relations.relation in ('contradicts', 'supersedes') desc, claim_relations.score desc;
