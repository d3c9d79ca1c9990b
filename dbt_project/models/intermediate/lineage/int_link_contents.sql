{{ config(materialized='table') }}
-- What the changes between two linked documents follow from, as one number: the two as they were extracted, how the one derives from
-- the other, and which of their sentences are laid against each other. One row per link with aligned sentences.
with

passages as (

    select
        document_id,
        origin_document_id,
        relation,
        bit_xor(md5_number_lower(passage_link_id)) as passages_xor
    from {{ ref('int_passage_links') }}
    group by document_id, origin_document_id, relation

),

documents as (

    select
        document_id,
        document_key
    from {{ ref('int_lineage_documents') }}

)

select
    passages.document_id,
    passages.origin_document_id,
    md5_number_lower(
        concat_ws(
            chr(31), derived.document_key, origin.document_key, passages.relation, passages.passages_xor
        )
    ) as fingerprint
from passages
inner join documents as derived on passages.document_id = derived.document_id
inner join documents as origin on passages.origin_document_id = origin.document_id
