{{ config(materialized='table') }}
-- Related pairs, with what the direction is decided by. One row per pair of int_lineage_relations.
--
-- Fluency. Of the shingles that only one of the two documents has, the share that also occurs in documents unrelated to it
-- (int_lineage_fluency). fluency_z is the two-proportion z of that share, upstream less downstream.
with

surplus as (

    select
        relations.*,
        relations.upstream_n_shingles - relations.n_shared as upstream_n_own,
        relations.downstream_n_shingles - relations.n_shared as downstream_n_own,
        coalesce(fluency.upstream_n_ordinary, 0) as upstream_n_ordinary,
        coalesce(fluency.downstream_n_ordinary, 0) as downstream_n_ordinary
    from {{ ref('int_lineage_relations') }} as relations
    left join {{ ref('int_lineage_fluency') }} as fluency
        on relations.upstream_key = fluency.upstream_key and relations.downstream_key = fluency.downstream_key

),

pooled as (

    select
        *,
        (upstream_n_ordinary + downstream_n_ordinary) / nullif(upstream_n_own + downstream_n_own, 0) as ordinary_share
    from surplus

)

select
    upstream_number,
    downstream_number,
    upstream_key,
    downstream_key,
    upstream_n_shingles,
    downstream_n_shingles,
    n_shared,
    rare_share,
    upstream_n_own,
    downstream_n_own,
    upstream_n_ordinary,
    downstream_n_ordinary,
    (upstream_n_ordinary / nullif(upstream_n_own, 0) - downstream_n_ordinary / nullif(downstream_n_own, 0))
    / nullif(
        sqrt(
            ordinary_share * (1 - ordinary_share) * (1 / nullif(upstream_n_own, 0) + 1 / nullif(downstream_n_own, 0))
        ),
        0
    ) as fluency_z
from pooled
