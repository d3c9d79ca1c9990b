with

source as (

    select * from {{ source('raw', 'ingested_files') }}

),

renamed as (

    select

        ---------- ids
        run_id,
        document_id,

        ---------- place
        source,
        uri,

        ---------- outcome
        outcome,
        reason,
        detail,

        ---------- content
        sha256,
        n_bytes,

        ---------- when
        seen_at

    from source

)

select * from renamed
