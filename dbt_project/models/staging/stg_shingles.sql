with

source as (

    select * from {{ source('raw', 'shingles') }}

),

renamed as (

    select

        ---------- ids
        document_id,

        ---------- content
        shingle

    from source

)

select * from renamed
