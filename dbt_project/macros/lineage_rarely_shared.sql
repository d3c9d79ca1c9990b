{#-
    Query: how many rare shingles two documents share. One row per pair that shares enough, and one per document with itself (none),
    which says that it was counted and names its crowds: the shingles that more than twenty hold, of whom it is the first, and how
    many do. Of twins only the first is counted.

    shingle_sets    relation: what each document holds (document_id, shingles: a list, nothing twice); it need not be three words
    n_shingles      column of int_lineage_documents: how many
    least_share     of the document that holds fewer, and of not fewer than
    least_counted   this many: what a pair must share to be kept

    A shingle that 2 to 20 documents hold relates each of them to each other. One that up to 2,000 hold (a story that many printed)
    relates each of them to the first of them only: the number of rows grows with the number of shingles, never with its square. One
    that more hold says nothing ("one of the").

    With documents added, only shingles of these are counted: the pairs of a new document from all of them, and from a pair of known
    documents what a shingle says no longer that is too common now or has another first. That can only be less, so a pair that was not
    kept is never missed; one that falls below what is asked stays, and is not asked for by int_lineage_candidates. Who holds a shingle
    is not looked up if it is a crowd's whose first stays the first: most of what a new document says is such. A document that became
    the first of its twins counts as new. If one is gone, everything is counted again.
-#}
{% macro lineage_rarely_shared(shingle_sets, n_shingles, least_share, least_counted) -%}
with

documents as (

    select
        document_id,
        document_key,
        document_number,
        {{ n_shingles }} as n_shingles
    from {{ ref('int_lineage_documents') }}
    where document_number = twin_number

),

{% if is_incremental() %}
-- under which number the same set of shingles was counted before
    known as materialized (

        select
            twins.twin_number as document_number,
            min(twins.document_number) as known_number
        from {{ this }} as counted
        inner join {{ ref('int_lineage_documents') }} as twins on counted.first_key = twins.document_key
        where counted.first_key = counted.second_key
        group by twins.twin_number

    ),

    compared as materialized (

        select
            documents.*,
            known.known_number,
            coalesce(known.known_number != documents.document_number, true) as is_new
        from documents
        left join known on documents.document_number = known.document_number

    ),

    new_postings as materialized (

        select
            compared.document_number,
            compared.known_number,
            unnest(shingle_sets.shingles) as shingle
        from {{ shingle_sets }} as shingle_sets
        inner join compared on shingle_sets.document_id = compared.document_id and compared.is_new

    ),

    told_crowds as (

        select
            counted.first_key,
            known.known_number,
            unnest(counted.crowds) as crowd
        from {{ this }} as counted
        inner join {{ ref('int_lineage_documents') }} as twins on counted.first_key = twins.document_key
        inner join known on twins.twin_number = known.document_number
        where counted.first_key = counted.second_key

    ),

    known_crowds as materialized (

        select
            first_key,
            known_number,
            crowd.shingle,
            crowd.n_documents
        from told_crowds

    ),

    asked_crowds as materialized (

        select
            crowds.shingle,
            crowds.first_key,
            crowds.known_number,
            crowds.n_documents as n_known,
            crowds.n_documents + count(*) filter (where postings.known_number is null) as n_documents,
            min(postings.document_number) as first_new
        from known_crowds as crowds
        inner join new_postings as postings on crowds.shingle = postings.shingle
        group by crowds.shingle, crowds.first_key, crowds.known_number, crowds.n_documents

    ),

    settled as (

        select
            shingle,
            first_key,
            known_number as first_number,
            n_documents
        from asked_crowds
        where n_known > 2000 or (n_documents <= 2000 and known_number < first_new)

    ),

    asked as materialized (

        select postings.shingle
        from new_postings as postings
        anti join settled on postings.shingle = settled.shingle

    ),

    postings as (

        select
            compared.document_number,
            compared.known_number,
            compared.is_new,
            unnest(shingle_sets.shingles) as shingle
        from {{ shingle_sets }} as shingle_sets
        inner join compared on shingle_sets.document_id = compared.document_id

    ),

    asked_postings as materialized (

        select *
        from postings
        -- "coalesce", else it becomes a semi join that keeps all shingles in memory: they are taken for as many as their documents
        where coalesce(shingle in (select asked.shingle from asked), false)

    ),

    held as materialized (

        select
            shingle,
            count(*) as n_documents,
            min(document_number) as first_number,
            arg_min(is_new, document_number) as first_is_new,
            count(known_number) as n_known,
            min(known_number) as first_known
        from asked_postings
        group by shingle
        having count(*) > 1

    ),

    few as materialized (

        select
            postings.document_number,
            postings.is_new,
            postings.shingle
        from asked_postings as postings
        inner join held on postings.shingle = held.shingle
        where held.n_documents <= 20

    ),

    few_new as (

        select * from few
        where is_new

    ),

    related as (

        select
            least(few_new.document_number, few.document_number) as first_number,
            greatest(few_new.document_number, few.document_number) as second_number
        from few_new
        inner join few
            on
                few_new.shingle = few.shingle
                and few_new.document_number != few.document_number
                and (not few.is_new or few_new.document_number < few.document_number)

        union all

        select
            held.first_number,
            postings.document_number as second_number
        from asked_postings as postings
        inner join held on postings.shingle = held.shingle
        where
            held.n_documents between 21 and 2000
            and held.first_number < postings.document_number
            and (held.first_is_new or postings.is_new)

        union all

        select
            settled.first_number,
            postings.document_number as second_number
        from new_postings as postings
        inner join settled on postings.shingle = settled.shingle
        where settled.n_documents <= 2000

    ),

    -- shingles that say less of known documents than before
    faded as materialized (

        select
            postings.document_number,
            held.shingle,
            held.n_known <= 20 as related_all,
            case when held.n_known > 20 then held.first_known end as first_then,
            case when held.n_documents <= 2000 then held.first_number end as first_now
        from asked_postings as postings
        inner join held on postings.shingle = held.shingle
        where
            not postings.is_new
            and held.n_known between 2 and 2000
            and (
                (held.n_known <= 20 and held.n_documents > 20)
                or (held.n_known > 20 and (held.n_documents > 2000 or held.first_number != held.first_known))
            )

    ),

    stored as materialized (

        select
            counted.first_key,
            counted.second_key,
            counted.n_rare_shared,
            first_document.document_number as first_number,
            second_document.document_number as second_number
        from {{ this }} as counted
        inner join compared as first_document on counted.first_key = first_document.document_key
        inner join compared as second_document on counted.second_key = second_document.document_key
        where counted.first_key != counted.second_key and not first_document.is_new and not second_document.is_new

    ),

    of_second as materialized (

        select
            stored.first_key,
            stored.second_key,
            stored.n_rare_shared,
            stored.first_number,
            faded.shingle
        from stored
        inner join faded on stored.second_number = faded.document_number

    ),

    less as (

        select
            of_second.first_key,
            of_second.second_key,
            min(of_second.n_rare_shared) as n_rare_shared,
            count(*) filter (where faded.related_all or faded.first_then is not distinct from of_second.first_number)
            - count(*) filter (where faded.first_now is not distinct from of_second.first_number) as n_lost
        from of_second
        inner join faded on of_second.first_number = faded.document_number and of_second.shingle = faded.shingle
        group by of_second.first_key, of_second.second_key

    ),

{% else %}
    compared as materialized (

        select
            *,
            true as is_new
        from documents

    ),

    postings as (

        select
            documents.document_number,
            unnest(shingle_sets.shingles) as shingle
        from {{ shingle_sets }} as shingle_sets
        inner join documents on shingle_sets.document_id = documents.document_id

    ),

    held as materialized (

        select
            shingle,
            count(*) as n_documents,
            min(document_number) as first_number
        from postings
        group by shingle
        having count(*) > 1

    ),

    held_postings as materialized (

        select
            postings.document_number,
            postings.shingle,
            held.n_documents,
            held.first_number
        from postings
        inner join held on postings.shingle = held.shingle
        where held.n_documents <= 2000

    ),

    related as (

        select
            a.document_number as first_number,
            b.document_number as second_number
        from held_postings as a
        inner join held_postings as b on a.shingle = b.shingle and a.document_number < b.document_number
        where a.n_documents <= 20 and b.n_documents <= 20

        union all

        select
            first_number,
            document_number as second_number
        from held_postings
        where n_documents > 20 and first_number < document_number

    ),

{% endif %}
counted_crowds as (

    select
        compared.document_key,
        held.shingle,
        held.n_documents
    from held
    inner join compared on held.first_number = compared.document_number
    where held.n_documents > 20

    {% if is_incremental() %}
        union all

        select
            first_key as document_key,
            shingle,
            n_documents
        from settled
    {% endif %}

),

-- whose rows are written: those who are new, and those whose crowds grew or now have another first
written as (

    select document_key
    from compared
    where is_new

    {% if is_incremental() %}
        union

        select first_key from asked_crowds

        union

        select document_key from counted_crowds
    {% endif %}

),

crowds as (

    select * from counted_crowds

    {% if is_incremental() %}
        union all

        select
            known_crowds.first_key as document_key,
            known_crowds.shingle,
            known_crowds.n_documents
        from known_crowds
        semi join written on known_crowds.first_key = written.document_key
        anti join asked_crowds on known_crowds.shingle = asked_crowds.shingle
    {% endif %}

),

crowds_of as (

    select
        document_key,
        list({ shingle: shingle, n_documents: n_documents }) as crowds
    from crowds
    group by document_key

),

pairs as (

    select
        first_number,
        second_number,
        count(*)::integer as n_rare_shared
    from related
    group by first_number, second_number
    having count(*) >= 2

)

select
    first_document.document_key as first_key,
    second_document.document_key as second_key,
    pairs.n_rare_shared,
    null as crowds
from pairs
inner join documents as first_document on pairs.first_number = first_document.document_number
inner join documents as second_document on pairs.second_number = second_document.document_number
where
    pairs.n_rare_shared
    >= {{ least_share }} * greatest({{ least_counted }}, least(first_document.n_shingles, second_document.n_shingles))

union all

select
    written.document_key as first_key,
    written.document_key as second_key,
    0 as n_rare_shared,
    coalesce(crowds_of.crowds, []) as crowds
from written
left join crowds_of on written.document_key = crowds_of.document_key

{% if is_incremental() %}
    union all

    select
        first_key,
        second_key,
        (n_rare_shared - n_lost)::integer as n_rare_shared,
        null as crowds
    from less
    where n_lost > 0
{% endif %}
{%- endmacro %}
