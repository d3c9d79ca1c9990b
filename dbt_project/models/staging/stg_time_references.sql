with

source as (

    select * from {{ source('raw', 'time_references') }}

),

renamed as (

    select

        ---------- ids
        time_reference_id,
        document_id,
        claim_id,

        ---------- position
        start_char,
        end_char,
        text,

        ---------- period
        date_from,
        date_to

    from source

)

select * from renamed
