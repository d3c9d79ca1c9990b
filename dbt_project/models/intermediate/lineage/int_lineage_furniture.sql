{{ config(materialized='table') }}
-- Sentences that are no part of a story: who the publisher is, how to write to it, what a subscription costs. One row per sentence.
-- Cleaning knows the usual phrases of such furniture; this finds what only a look at other documents can. Documents with the same
-- shingles count once. Four or more documents hold such a sentence, and
--    they are one publisher's, or
--    it names and quotes nobody (no capital within it, no number, no quotation mark). Of a story that many print, most sentences
--    do: of what the document has in common with so many, half or more must not, and no more than six sentences (is_anywhere).
with

listed as (

    select
        documents.document_number,
        documents.twin_number,
        documents.publisher,
        unnest(signatures.sentences) as sentence
    from {{ ref('int_lineage_documents') }} as documents
    inner join {{ ref('int_lineage_signatures') }} as signatures on documents.document_key = signatures.document_key

),

sentences as (

    select
        document_number,
        twin_number,
        publisher,
        sentence.index,
        sentence.hash,
        sentence.names_nobody
    from listed

),

-- in two steps: twins are told apart only of what is told four times at all
told_often as (

    select hash
    from sentences
    group by hash
    having count(*) >= 4

),

often as materialized (

    select sentences.*
    from sentences
    semi join told_often on sentences.hash = told_often.hash

),

repeated as (

    select hash
    from often
    group by hash
    having count(distinct twin_number) >= 4

),

repeated_by_publisher as (

    select
        hash,
        publisher
    from often
    where publisher is not null
    group by hash, publisher
    having count(distinct twin_number) >= 4

),

held as (

    select
        often.document_number,
        often.index as sentence_index,
        often.names_nobody,
        count(*) filter (where often.names_nobody) over (partition by often.document_number) as n_naming_nobody,
        count(*) over (partition by often.document_number) as n_held
    from often
    semi join repeated on often.hash = repeated.hash

),

anywhere as (

    select
        document_number,
        sentence_index
    from held
    where names_nobody and 2 * n_naming_nobody >= n_held and n_naming_nobody <= 6

),

of_publisher as (

    select
        often.document_number,
        often.index as sentence_index
    from often
    semi join repeated_by_publisher as repeated
        on often.hash = repeated.hash and often.publisher = repeated.publisher

)

select
    coalesce(anywhere.document_number, of_publisher.document_number) as document_number,
    coalesce(anywhere.sentence_index, of_publisher.sentence_index) as sentence_index,
    anywhere.sentence_index is not null as is_anywhere
from anywhere
full join of_publisher
    on anywhere.document_number = of_publisher.document_number and anywhere.sentence_index = of_publisher.sentence_index
