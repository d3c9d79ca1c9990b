-- Nothing is dropped in silence: each file that a run listed was loaded, already known or rejected, and the three
-- counts that ingestion took while it read agree with the rows it wrote. A row is a run whose numbers do not add up.
with

counted as (

    select * from {{ ref('stg_run_counts') }}

),

written as (

    select
        run_id,
        count(*) as n_listed,
        count(*) filter (where outcome = 'loaded') as n_loaded,
        count(*) filter (where outcome = 'already_known') as n_already_known,
        count(*) filter (where outcome = 'rejected') as n_rejected
    from {{ ref('stg_ingested_files') }}
    group by run_id

)

select
    counted.run_id,
    counted.n_listed,
    written.n_listed as n_listed_rows,
    counted.n_loaded,
    written.n_loaded as n_loaded_rows,
    counted.n_already_known,
    written.n_already_known as n_already_known_rows,
    counted.n_rejected,
    written.n_rejected as n_rejected_rows
from counted
left join written on counted.run_id = written.run_id
where
    counted.n_listed <> counted.n_loaded + counted.n_already_known + counted.n_rejected
    or counted.n_listed <> coalesce(written.n_listed, 0)
    or counted.n_loaded <> coalesce(written.n_loaded, 0)
    or counted.n_already_known <> coalesce(written.n_already_known, 0)
    or counted.n_rejected <> coalesce(written.n_rejected, 0)
