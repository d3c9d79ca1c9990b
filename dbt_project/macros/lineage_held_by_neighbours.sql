{#-
    CTEs: in how many of its neighbours (CTE `neighbours`) each shingle of a document stands. `asked` has document_number, shingle,
    n_neighbours and a count of documents; what more documents hold than it has neighbours is left out, as there the answer makes no
    difference. `shingles` holds those of the neighbours. Step by step, else shingles are joined to each other first.
-#}
{% macro lineage_held_by_neighbours(asked, shingles, n_documents, prefix='') -%}
{{ prefix }}sought_in_neighbours as materialized (

    select
        asked.document_number,
        neighbours.neighbour_number,
        asked.shingle
    from {{ asked }} as asked
    inner join neighbours on asked.document_number = neighbours.document_number
    where asked.{{ n_documents }} <= 1 + asked.n_neighbours

),

{{ prefix }}held_by_neighbours as (

    select
        sought.document_number,
        sought.shingle,
        count(*) as n_neighbours
    from {{ prefix }}sought_in_neighbours as sought
    inner join {{ shingles }} as shingles
        on sought.neighbour_number = shingles.document_number and sought.shingle = shingles.shingle
    group by sought.document_number, sought.shingle

)
{%- endmacro %}
