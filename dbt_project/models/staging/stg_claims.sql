with

source as (

    select
        *,
        rowid as row_id
    from {{ source('raw', 'claims') }}

),

renamed as (

    select

        ---------- ids
        claim_id,
        document_id,
        sentence_id,
        parent_claim_id,
        row_id,

        ---------- position
        granularity,
        start_char,
        end_char,
        text,

        ---------- judgements
        kind,
        modality,
        is_negated,
        voice,
        verifiability_score,
        check_worthiness_score,
        needs_context

    from source

)

select * from renamed
