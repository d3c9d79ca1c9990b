with

source as (

    select * from {{ source('raw', 'sentences') }}

),

renamed as (

    select

        ---------- ids
        sentence_id,
        document_id,
        block_id,

        ---------- position
        sentence_index,
        start_char,
        end_char,
        text,

        ---------- properties
        is_question

    from source

)

select * from renamed
