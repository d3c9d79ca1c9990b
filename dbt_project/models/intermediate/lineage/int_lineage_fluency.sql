{{
    config(
        materialized='incremental',
        schema='incremental',
        incremental_strategy='delete+insert',
        unique_key=['upstream_key', 'downstream_key'],
        on_schema_change='fail',
        pre_hook=[
            "{{ forget_all_if_a_document_is_gone(['upstream_key', 'downstream_key']) }}",
            "{{ forget_other_pairs('int_lineage_relations', ['upstream_key', 'downstream_key'], of_two=true) }}"
        ]
    )
}}
-- Of the shingles that only one of two related documents has, how many also occur in documents unrelated to it: ordinary wording
-- recurs, substituted words do not. One row per pair of int_lineage_relations, and one per document with itself, which says that its
-- shingles were counted. Of twins only the first is counted, and nothing is its own.
--
-- With documents added, a pair is counted anew if one of the two has other neighbours than before; else what the new documents say
-- again of its own is added. If a document is gone, everything is counted again.
with

documents as (

    select
        document_id,
        document_key,
        document_number
    from {{ ref('int_lineage_documents') }}
    where document_number = twin_number

),

{% if is_incremental() %}
    known as (

        select distinct twins.twin_number as document_number
        from {{ this }} as counted
        inner join {{ ref('int_lineage_documents') }} as twins on counted.upstream_key = twins.document_key
        where counted.upstream_key = counted.downstream_key

    ),

{% endif %}
added as materialized (

    select documents.*
    from documents
    {% if is_incremental() %}
        anti join known on documents.document_number = known.document_number
    {% endif %}

),

-- both ways, and no twins
neighbours as materialized (

    select
        pairs.first_number as document_number,
        pairs.second_number as neighbour_number,
        second_document.document_key as neighbour_key
    from {{ ref('int_lineage_pairs') }} as pairs
    inner join documents as second_document on pairs.second_number = second_document.document_number

    union all

    select
        pairs.second_number as document_number,
        pairs.first_number as neighbour_number,
        first_document.document_key as neighbour_key
    from {{ ref('int_lineage_pairs') }} as pairs
    inner join documents as first_document on pairs.first_number = first_document.document_number
    semi join documents as second_document on pairs.second_number = second_document.document_number

),

neighbourhoods as materialized (

    select
        neighbours.document_number,
        count(*) as n_neighbours,
        bit_xor(neighbours.neighbour_key) as neighbours_xor
    from neighbours
    group by neighbours.document_number

),

relations as materialized (

    select
        relations.upstream_number,
        relations.downstream_number,
        relations.upstream_key,
        relations.downstream_key,
        of_upstream.neighbours_xor as upstream_neighbours,
        of_downstream.neighbours_xor as downstream_neighbours
    from {{ ref('int_lineage_relations') }} as relations
    inner join neighbourhoods as of_upstream on relations.upstream_number = of_upstream.document_number
    inner join neighbourhoods as of_downstream on relations.downstream_number = of_downstream.document_number

),

fresh as materialized (

    select relations.*
    from relations
    {% if is_incremental() %}
        anti join {{ this }} as counted
            on
                relations.upstream_key = counted.upstream_key
                and relations.downstream_key = counted.downstream_key
                and relations.upstream_neighbours = counted.upstream_neighbours
                and relations.downstream_neighbours = counted.downstream_neighbours
    {% endif %}

),

-- each of the two against the other
sides as materialized (

    {{ lineage_each_with_the_other('fresh') }}

),

asked_documents as (

    select document_number from sides

    union

    select neighbours.neighbour_number
    from neighbours
    semi join sides on neighbours.document_number = sides.document_number
    {% if is_incremental() %}

        union

        select document_number from added
    {% endif %}

),

asked as (

    select
        documents.document_id,
        documents.document_number
    from documents
    semi join asked_documents on documents.document_number = asked_documents.document_number

),

shingles as materialized (

    select
        asked.document_number,
        shingles.shingle
    from {{ ref('stg_shingles') }} as shingles
    inner join asked on shingles.document_id = asked.document_id

),

-- Step by step, as the planner may else join the shingles to each other first: with 5,000 copies of one text, 25 million rows for
-- each of its shingles.
sought as materialized (

    select
        sides.document_number,
        sides.other_number,
        shingles.shingle
    from sides
    inner join shingles on sides.document_number = shingles.document_number

),

own as materialized (

    select
        sought.document_number,
        sought.other_number,
        sought.shingle
    from sought
    anti join shingles on sought.other_number = shingles.document_number and sought.shingle = shingles.shingle

),

{% if is_incremental() %}
    said_again as materialized (

        select
            shingles.shingle,
            count(*) as n_added
        from shingles
        semi join added on shingles.document_number = added.document_number
        group by shingles.shingle

    ),

{% endif %}
counted_shingles as (

    select distinct shingle from own
    {% if is_incremental() %}

        union

        select shingle from said_again
    {% endif %}

),

-- step by step, else all shingles are joined to their documents first
found as {% if is_incremental() %}materialized {% endif %}(

    select
        shingles.document_id,
        shingles.shingle
    from {{ ref('stg_shingles') }} as shingles
    semi join counted_shingles on shingles.shingle = counted_shingles.shingle

),

postings as {% if is_incremental() %}materialized {% endif %}(

    select
        documents.document_number,
        found.shingle
    from found
    inner join documents on found.document_id = documents.document_id

),

frequencies as materialized (

    select
        shingle,
        count(*) as n_documents
    from postings
    group by shingle
    having count(*) > 1

),

recurring as materialized (

    select distinct
        own.document_number,
        own.shingle,
        frequencies.n_documents,
        neighbourhoods.n_neighbours
    from own
    inner join frequencies on own.shingle = frequencies.shingle
    inner join neighbourhoods on own.document_number = neighbourhoods.document_number

),

{{ lineage_held_by_neighbours('recurring', 'shingles', 'n_documents') }},

ordinary as materialized (

    select
        recurring.document_number,
        recurring.shingle
    from recurring
    left join held_by_neighbours
        on
            recurring.document_number = held_by_neighbours.document_number
            and recurring.shingle = held_by_neighbours.shingle
    where recurring.n_documents > 1 + coalesce(held_by_neighbours.n_neighbours, 0)

),

n_ordinary as (

    select
        own.document_number,
        own.other_number,
        count(*) as n_ordinary
    from own
    semi join ordinary on own.document_number = ordinary.document_number and own.shingle = ordinary.shingle
    group by own.document_number, own.other_number

),

{% if is_incremental() %}
    settled as materialized (

        select
            relations.*,
            counted.upstream_n_ordinary,
            counted.downstream_n_ordinary
        from relations
        inner join {{ this }} as counted
            on
                relations.upstream_key = counted.upstream_key
                and relations.downstream_key = counted.downstream_key
                and relations.upstream_neighbours = counted.upstream_neighbours
                and relations.downstream_neighbours = counted.downstream_neighbours

    ),

    settled_sides as materialized (

        {{ lineage_each_with_the_other('settled') }}

    ),

    grown as materialized (

        select
            frequencies.shingle,
            frequencies.n_documents,
            frequencies.n_documents - said_again.n_added as n_before
        from frequencies
        inner join said_again on frequencies.shingle = said_again.shingle
        where
            frequencies.n_documents - said_again.n_added
            between 1 and (select max(most.n_neighbours) + 1 from neighbourhoods as most)

    ),

    grown_postings as materialized (

        select postings.*
        from postings
        semi join grown on postings.shingle = grown.shingle

    ),

    touched as materialized (

        select
            postings.document_number,
            postings.shingle,
            grown.n_documents,
            grown.n_before,
            neighbourhoods.n_neighbours
        from grown_postings as postings
        inner join grown on postings.shingle = grown.shingle
        inner join neighbourhoods on postings.document_number = neighbourhoods.document_number
        semi join settled_sides on postings.document_number = settled_sides.document_number
        where grown.n_before <= 1 + neighbourhoods.n_neighbours

    ),

    {{ lineage_held_by_neighbours('touched', 'grown_postings', 'n_before', 'touched_') }},

    -- what no unrelated document held before, and one does now
    became_ordinary as materialized (

        select
            touched.document_number,
            touched.shingle
        from touched
        left join touched_held_by_neighbours as held_by_neighbours
            on
                touched.document_number = held_by_neighbours.document_number
                and touched.shingle = held_by_neighbours.shingle
        where
            touched.n_before <= 1 + coalesce(held_by_neighbours.n_neighbours, 0)
            and touched.n_documents > 1 + coalesce(held_by_neighbours.n_neighbours, 0)

    ),

    became_sought as materialized (

        select
            settled_sides.document_number,
            settled_sides.other_number,
            became_ordinary.shingle
        from settled_sides
        inner join became_ordinary on settled_sides.document_number = became_ordinary.document_number

    ),

    n_became as (

        select
            became_sought.document_number,
            became_sought.other_number,
            count(*) as n_became
        from became_sought
        anti join grown_postings
            on
                became_sought.other_number = grown_postings.document_number
                and became_sought.shingle = grown_postings.shingle
        group by became_sought.document_number, became_sought.other_number

    ),

{% endif %}
counts as (

    select
        fresh.upstream_key,
        fresh.downstream_key,
        fresh.upstream_neighbours,
        fresh.downstream_neighbours,
        coalesce(of_upstream.n_ordinary, 0) as upstream_n_ordinary,
        coalesce(of_downstream.n_ordinary, 0) as downstream_n_ordinary
    from fresh
    left join n_ordinary as of_upstream
        on fresh.upstream_number = of_upstream.document_number and fresh.downstream_number = of_upstream.other_number
    left join n_ordinary as of_downstream
        on fresh.downstream_number = of_downstream.document_number and fresh.upstream_number = of_downstream.other_number

    {% if is_incremental() %}
        union all

        select
            settled.upstream_key,
            settled.downstream_key,
            settled.upstream_neighbours,
            settled.downstream_neighbours,
            settled.upstream_n_ordinary + coalesce(of_upstream.n_became, 0) as upstream_n_ordinary,
            settled.downstream_n_ordinary + coalesce(of_downstream.n_became, 0) as downstream_n_ordinary
        from settled
        left join n_became as of_upstream
            on
                settled.upstream_number = of_upstream.document_number
                and settled.downstream_number = of_upstream.other_number
        left join n_became as of_downstream
            on
                settled.downstream_number = of_downstream.document_number
                and settled.upstream_number = of_downstream.other_number
        where coalesce(of_upstream.n_became, of_downstream.n_became) is not null
    {% endif %}

)

select
    upstream_key,
    downstream_key,
    upstream_neighbours,
    downstream_neighbours,
    upstream_n_ordinary::integer as upstream_n_ordinary,
    downstream_n_ordinary::integer as downstream_n_ordinary
from counts

union all

select
    document_key as upstream_key,
    document_key as downstream_key,
    null as upstream_neighbours,
    null as downstream_neighbours,
    null as upstream_n_ordinary,
    null as downstream_n_ordinary
from added
