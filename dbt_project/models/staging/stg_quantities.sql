with

source as (

    select * from {{ source('raw', 'quantities') }}

),

renamed as (

    select

        ---------- ids
        quantity_id,
        document_id,
        claim_id,

        ---------- position
        start_char,
        end_char,
        text,

        ---------- number
        value,
        value_high,
        bound,
        unit,
        unit_kind

    from source

)

select * from renamed
