{{ config(materialized='table') }}
-- Aligned sentences of links whose changes no earlier build found (int_known_changes): those of new documents, and of links that are
-- not what they were. One row per aligned sentence, as in int_passage_links.
-- is_retold (a similarity under .65): people told it in other words, and chose what to tell; a figure or a hedge that only one side has is then no change of what
-- the other says.
{% set known = kept_by_an_earlier_build('int_known_changes') %}
with

fresh_links as (

    select
        contents.document_id,
        contents.origin_document_id
    from {{ ref('int_link_contents') }} as contents
    {% if known %}
        anti join {{ known }} as known
            on
                contents.document_id = known.document_id
                and contents.origin_document_id = known.origin_document_id
                and contents.fingerprint = known.fingerprint
    {% endif %}

)

select
    passages.passage_link_id,
    passages.document_id,
    passages.origin_document_id,
    passages.relation,
    passages.is_spun,
    passages.similarity,
    passages.similarity < 0.65 and not passages.is_spun as is_retold,
    passages.sentence_id,
    passages.origin_sentence_id,
    passages.start_char,
    passages.end_char,
    passages.text,
    passages.origin_start_char,
    passages.origin_end_char,
    passages.origin_text,
    passages.has_same_wording
from {{ ref('int_passage_links') }} as passages
semi join fresh_links
    on
        passages.document_id = fresh_links.document_id
        and passages.origin_document_id = fresh_links.origin_document_id
