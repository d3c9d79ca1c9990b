with

source as (

    select * from {{ source('raw', 'document_sources') }}

),

renamed as (

    select

        ---------- ids
        document_source_id,
        document_id,

        ---------- who
        name,
        kind,
        description,
        aliases

    from source

)

select * from renamed
