{{ config(materialized='table') }}
-- Texts that hold another as it is and little more: whether what they have besides is page furniture, as half or more of these sentences
-- stand in documents related to neither. One row per such pair of int_lineage_relations.
with

documents as (

    select * from {{ ref('int_lineage_documents') }}

),

larger as materialized (

    select
        upstream_number,
        downstream_number,
        upstream_key,
        downstream_key,
        case when downstream_n_shingles > upstream_n_shingles then downstream_number else upstream_number end
            as longer_number,
        case when downstream_n_shingles > upstream_n_shingles then upstream_number else downstream_number end
            as shorter_number
    from {{ ref('int_lineage_relations') }}
    where
        n_shared >= 0.95 * least(upstream_n_shingles, downstream_n_shingles)
        and greatest(upstream_n_shingles, downstream_n_shingles) - n_shared >= 10

),

larger_sentences as (

    select
        larger.upstream_number,
        larger.downstream_number,
        larger.upstream_key,
        larger.downstream_key,
        larger.longer_number,
        longer.sentences as longer_sentences,
        shorter.sentences as shorter_sentences
    from larger
    inner join documents as longer on larger.longer_number = longer.document_number
    inner join documents as shorter on larger.shorter_number = shorter.document_number

),

larger_sets as (

    select
        upstream_number,
        downstream_number,
        upstream_key,
        downstream_key,
        longer_number,
        list_transform(longer_sentences, lambda sentence: sentence['hash']) as longer_set,
        list_distinct(list_transform(shorter_sentences, lambda sentence: sentence['hash'])) as shorter_set
    from larger_sentences

),

-- a text and what has all of it, most of it sentence by sentence, and little more
enlarged as materialized (

    select
        upstream_number,
        downstream_number,
        upstream_key,
        downstream_key,
        longer_number
    from larger_sets
    where len(list_intersect(shorter_set, longer_set)) >= 0.8 * len(shorter_set)

),

aligned_sentences as materialized (

    select
        alignments.upstream_key,
        alignments.downstream_key,
        unnest([alignments.upstream_sentence_id, alignments.downstream_sentence_id]) as sentence_id
    from {{ ref('int_sentence_alignments') }} as alignments
    semi join enlarged
        on alignments.upstream_key = enlarged.upstream_key and alignments.downstream_key = enlarged.downstream_key

),

surplus_sentences as materialized (

    select
        enlarged.upstream_number,
        enlarged.downstream_number,
        documents.sentences[sentences.sentence_index + 1].hash as sentence_hash
    from enlarged
    inner join documents on enlarged.longer_number = documents.document_number
    inner join {{ ref('stg_sentences') }} as sentences on documents.document_id = sentences.document_id
    anti join aligned_sentences as aligned
        on
            enlarged.upstream_key = aligned.upstream_key
            and enlarged.downstream_key = aligned.downstream_key
            and sentences.sentence_id = aligned.sentence_id

),

sentences_held as (

    select
        document_number,
        unnest(sentences).hash as sentence_hash
    from documents
    where document_number = twin_number

),

holders as materialized (

    select sentences_held.*
    from sentences_held
    semi join surplus_sentences on sentences_held.sentence_hash = surplus_sentences.sentence_hash

),

held_elsewhere as (

    select distinct
        surplus.upstream_number,
        surplus.downstream_number,
        surplus.sentence_hash
    from surplus_sentences as surplus
    inner join holders
        on
            surplus.sentence_hash = holders.sentence_hash
            and holders.document_number not in (surplus.upstream_number, surplus.downstream_number)
    anti join {{ ref('int_lineage_pairs') }} as of_upstream
        on
            least(surplus.upstream_number, holders.document_number) = of_upstream.first_number
            and greatest(surplus.upstream_number, holders.document_number) = of_upstream.second_number
    anti join {{ ref('int_lineage_pairs') }} as of_downstream
        on
            least(surplus.downstream_number, holders.document_number) = of_downstream.first_number
            and greatest(surplus.downstream_number, holders.document_number) = of_downstream.second_number

)

select
    surplus_sentences.upstream_number,
    surplus_sentences.downstream_number,
    2 * count(held_elsewhere.sentence_hash) >= count(*) as is_furniture
from surplus_sentences
left join held_elsewhere
    on
        surplus_sentences.upstream_number = held_elsewhere.upstream_number
        and surplus_sentences.downstream_number = held_elsewhere.downstream_number
        and surplus_sentences.sentence_hash = held_elsewhere.sentence_hash
group by surplus_sentences.upstream_number, surplus_sentences.downstream_number
