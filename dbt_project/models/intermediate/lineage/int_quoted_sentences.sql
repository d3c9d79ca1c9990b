{{ config(materialized='table') }}
-- Sentences without a double quotation mark that stand within a quotation of several: between one that leaves it open and one that
-- closes it, in one block. One row per such sentence of a document whose changes are sought.
with

passages as (

    select * from {{ ref('int_fresh_passages') }}

),

compared as (

    select document_id from passages

    union

    select origin_document_id as document_id from passages

),

-- what the last mark of each sentence does, and the first; null where it has none
marked as (

    select
        sentences.sentence_id,
        sentences.block_id,
        sentences.start_char,
        case
            when regexp_matches(sentences.text, '["“”]')
                then regexp_matches(sentences.text, '(?:“|(?:^|[\s(])"[^"“”\s])[^"“”]*$')
        end as is_left_open,
        case
            when regexp_matches(sentences.text, '["“”]')
                then regexp_matches(sentences.text, '^[^"“”]*(?:”|[^"“”\s(\p{N}]"(?:[\s,.;:)]|$))')
        end as is_closed_first
    from {{ ref('stg_sentences') }} as sentences
    semi join compared on sentences.document_id = compared.document_id

)

select sentence_id
from marked
window
    up_to_it as (partition by block_id order by start_char rows between unbounded preceding and current row),
    from_it_on as (partition by block_id order by start_char rows between current row and unbounded following)
qualify
    is_left_open is null
    and last_value(is_left_open ignore nulls) over up_to_it
    and first_value(is_closed_first ignore nulls) over from_it_on
