with

attributions as (

    select * from {{ ref('stg_attributions') }}

),

identities as (

    select
        document_source_id,
        source_id
    from {{ ref('int_source_identities') }}

)

select

    ---------- ids
    attributions.attribution_id,
    attributions.statement_id,
    attributions.document_id,
    attributions.claim_id,
    identities.source_id,
    attributions.depth,

    ---------- as written
    attributions.source_start_char,
    attributions.source_end_char,
    attributions.source_text,
    attributions.cue_start_char,
    attributions.cue_end_char,
    attributions.cue_text,
    attributions.content_start_char,
    attributions.content_end_char,
    attributions.content_text,
    attributions.content_spans,

    ---------- judgements
    attributions.quotation,
    attributions.via,
    attributions.venue,
    attributions.confidence

from attributions
left join identities on attributions.document_source_id = identities.document_source_id
