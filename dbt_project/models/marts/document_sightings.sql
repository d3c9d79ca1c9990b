select
    {{ stable_id(['document_id', 'source', 'uri']) }} as sighting_id,
    document_id,
    source,
    uri,
    first_seen_run_id,
    first_seen_at,
    last_seen_run_id,
    last_seen_at
from {{ ref('stg_document_sightings') }}
