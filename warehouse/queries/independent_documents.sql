-- How many documents say it, and how many of them independently: copies, rewrites and summaries of one original count once.
select
    claim_groups.n_documents,
    claim_groups.n_independent_documents,
    claim_groups.n_sources,
    claim_groups.text
from claim_groups
where claim_groups.n_documents > 1
order by claim_groups.n_independent_documents desc, claim_groups.n_documents desc, claim_groups.text;
