-- What did not hold when this release was made. Runs since then, and those that published nothing: wellsourced checks.
select
    check_results.suite,
    check_results.table_name,
    check_results.column_name,
    check_results.expectation,
    check_results.severity,
    check_results.n_unexpected,
    check_results.reason
from quality.check_results
where
    not check_results.success
    and check_results.run_id = (
        select pipeline_runs.run_id
        from quality.pipeline_runs
        order by pipeline_runs.started_at desc
        limit 1
    )
order by check_results.severity, check_results.suite;
