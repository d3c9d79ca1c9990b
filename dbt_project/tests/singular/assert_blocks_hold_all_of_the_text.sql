-- Cleaning labels and never deletes: the blocks of a document hold every character of it that is not white space. A row
-- is a document whose blocks hold more or fewer of them.
{{ config(severity='warn') }}
with

documents as (

    select
        document_id,
        {{ count_visible_characters('text') }} as n_visible_characters
    from {{ ref('documents') }}

),

blocks as (

    select
        document_id,
        sum({{ count_visible_characters('text') }}) as n_visible_characters
    from {{ ref('blocks') }}
    group by document_id

)

select
    documents.document_id,
    documents.n_visible_characters,
    coalesce(blocks.n_visible_characters, 0) as n_visible_characters_in_blocks
from documents
left join blocks on documents.document_id = blocks.document_id
where documents.n_visible_characters <> coalesce(blocks.n_visible_characters, 0)
