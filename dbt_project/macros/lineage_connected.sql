{#-
    CTEs, of which `connected` is the last: the lowest key that each one is connected to, over any number of steps (`key`, lowest_id).
    Keys without a neighbour have no row. Needs "with recursive".

    neighbours  relation: `key`, neighbour_id; each pair in both directions
    key         name of the column, of any type that has an order

    Nearly all that is connected is a first one and what comes from it: the lowest of the neighbours' neighbours names them, and only
    what is larger is followed step by step (which, begun at every key, took sixteen times as long for 200,000 pairs).
-#}
{% macro lineage_connected(neighbours, key) -%}
nearest as materialized (

    select
        {{ key }},
        least({{ key }}, min(neighbour_id)) as lowest_id
    from {{ neighbours }}
    group by {{ key }}

),

near as materialized (

    select
        neighbours.{{ key }},
        min(nearest.lowest_id) as lowest_id
    from {{ neighbours }} as neighbours
    inner join nearest on neighbours.neighbour_id = nearest.{{ key }}
    group by neighbours.{{ key }}

),

bridges as materialized (

    select distinct
        one.lowest_id,
        other.lowest_id as neighbour_id
    from {{ neighbours }} as neighbours
    inner join near as one on neighbours.{{ key }} = one.{{ key }}
    inner join near as other on neighbours.neighbour_id = other.{{ key }}
    where one.lowest_id != other.lowest_id

),

bridged (near_id, lowest_id) using key (near_id) as (

    select distinct
        lowest_id as near_id,
        lowest_id
    from bridges

    union

    select
        known.near_id,
        min(reached.lowest_id)
    from recurring.bridged as known
    inner join bridges on known.near_id = bridges.lowest_id
    inner join bridged as reached on bridges.neighbour_id = reached.near_id
    where reached.lowest_id < known.lowest_id
    group by known.near_id

),

connected as (

    select
        near.{{ key }},
        coalesce(bridged.lowest_id, near.lowest_id) as lowest_id
    from near
    left join bridged on near.lowest_id = bridged.near_id

),
{%- endmacro %}
