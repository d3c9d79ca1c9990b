with

source as (

    select * from {{ source('raw', 'document_sightings') }}

),

renamed as (

    select

        ---------- ids
        document_id,

        ---------- place
        source,
        uri,

        ---------- when
        first_seen_run_id,
        first_seen_at,
        last_seen_run_id,
        last_seen_at

    from source

)

select * from renamed
