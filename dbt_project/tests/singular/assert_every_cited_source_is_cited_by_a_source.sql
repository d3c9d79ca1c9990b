-- A source at depth 2 is cited by the one at depth 1 on the same claim; without that one the chain has a hole, and who
-- passed the claim on cannot be told. A row is an attribution whose citing source is not there.
{{ config(severity='warn') }}
select
    cited.attribution_id,
    cited.document_id,
    cited.claim_id,
    cited.depth,
    cited.source_text
from {{ ref('attributions') }} as cited
left join {{ ref('attributions') }} as citing
    on
        cited.claim_id = citing.claim_id
        and cited.depth = citing.depth + 1
where
    cited.depth > 0
    and citing.attribution_id is null
