with

source as (

    select * from {{ source('raw', 'attributions') }}

),

renamed as (

    select

        ---------- ids
        attribution_id,
        statement_id,
        document_id,
        claim_id,
        document_source_id,

        ---------- source
        depth,
        source_start_char,
        source_end_char,
        source_text,

        ---------- cue
        cue_start_char,
        cue_end_char,
        cue_text,

        ---------- content
        content_start_char,
        content_end_char,
        content_text,
        content_spans,

        ---------- judgements
        quotation,
        via,
        venue,
        confidence

    from source

)

select * from renamed
