{{ config(materialized='table') }}
-- Texts that hold another as it is and little more: whether what they have besides is page furniture, as half or more of these sentences
-- stand in documents related to neither. One row per such pair of int_lineage_relations.
with

larger as materialized (

    select
        upstream_number,
        downstream_number,
        upstream_key,
        downstream_key,
        downstream_n_shingles > upstream_n_shingles as is_downstream,
        case when is_downstream then downstream_key else upstream_key end as longer_key,
        case when is_downstream then upstream_key else downstream_key end as shorter_key
    from {{ ref('int_lineage_relations') }}
    where
        n_shared >= 0.95 * least(upstream_n_shingles, downstream_n_shingles)
        and greatest(upstream_n_shingles, downstream_n_shingles) - n_shared >= 10

),

larger_keys as (

    select longer_key as document_key from larger

    union

    select shorter_key from larger

),

larger_sentences as (

    select
        signatures.document_key,
        signatures.sentences
    from {{ ref('int_lineage_signatures') }} as signatures
    semi join larger_keys on signatures.document_key = larger_keys.document_key

),

larger_sets as materialized (

    select
        *,
        list_distinct(list_transform(sentences, lambda sentence: sentence['hash'])) as sentence_hashes
    from larger_sentences

),

-- a text and what has all of it, most of it sentence by sentence, and little more
enlarged as materialized (

    select
        larger.*,
        unnest(longer.sentences) as sentence
    from larger
    inner join larger_sets as longer on larger.longer_key = longer.document_key
    inner join larger_sets as shorter on larger.shorter_key = shorter.document_key
    where
        len(list_intersect(shorter.sentence_hashes, longer.sentence_hashes)) >= 0.8 * len(shorter.sentence_hashes)

),

aligned as (

    select
        larger.upstream_number,
        larger.downstream_number,
        case when larger.is_downstream then alignments.downstream_index else alignments.upstream_index end as sentence_index
    from larger
    inner join {{ ref('int_sentence_alignments') }} as alignments
        on larger.upstream_key = alignments.upstream_key and larger.downstream_key = alignments.downstream_key
    where alignments.is_joined is not true

),

surplus_sentences as materialized (

    select
        enlarged.upstream_number,
        enlarged.downstream_number,
        enlarged.sentence.hash as sentence_hash
    from enlarged
    anti join aligned
        on
            enlarged.upstream_number = aligned.upstream_number
            and enlarged.downstream_number = aligned.downstream_number
            and enlarged.sentence.index = aligned.sentence_index

),

sentences_held as (

    select
        documents.document_number,
        unnest(signatures.sentences).hash as sentence_hash
    from {{ ref('int_lineage_documents') }} as documents
    inner join {{ ref('int_lineage_signatures') }} as signatures on documents.document_key = signatures.document_key
    where documents.document_number = documents.twin_number

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
