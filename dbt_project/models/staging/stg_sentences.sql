with

source as (

    select
        *,
        rowid as row_id
    from {{ source('raw', 'sentences') }}

),

headings as (

    select block_id
    from {{ source('raw', 'blocks') }}
    where kind in ('title', 'heading')

),

renamed as (

    select

        ---------- ids
        source.sentence_id,
        source.document_id,
        source.block_id,
        source.row_id,

        ---------- position
        source.sentence_index,
        source.start_char,
        source.end_char,
        source.text,

        ---------- properties
        source.is_question,
        headings.block_id is not null as is_heading

    from source
    left join headings on source.block_id = headings.block_id

)

select * from renamed
