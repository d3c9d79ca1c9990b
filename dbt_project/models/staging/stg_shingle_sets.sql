with

source as (

    select
        *,
        rowid as row_id
    from {{ source('raw', 'shingle_sets') }}

),

renamed as (

    select

        ---------- ids
        document_id,
        row_id,

        ---------- content
        shingles

    from source

)

select * from renamed
