with

source as (

    select * from {{ source('raw', 'blocks') }}

),

renamed as (

    select

        ---------- ids
        block_id,
        document_id,

        ---------- position
        block_index,
        start_char,
        end_char,
        text,

        ---------- label
        kind,
        speaker,
        reason

    from source

)

select * from renamed
