"""What is expected of the counts that ingest took while it listed and read, before anything was loaded."""

import great_expectations.expectations as gxe

from flows.quality.rules import no_nulls, no_rows, where
from flows.quality.suites import critical, suite

_COUNTS = ("n_listed", "n_loaded", "n_already_known", "n_rejected")

SUITE = suite(
    "raw.run_counts",
    key=["run_id"],
    columns=["run_id", *_COUNTS],
    checks=[
        critical("One run built this release.", gxe.ExpectTableRowCountToEqual(value=1)),
        critical("A count that is missing adds up to anything.", no_nulls("run_id", "run_id", *_COUNTS)),
        critical(
            "Every listed file is loaded, already known or rejected: nothing is dropped in silence.",
            where(
                "listed files are those loaded, already known and rejected",
                "n_listed <> n_loaded + n_already_known + n_rejected",
                show=_COUNTS,
                columns=_COUNTS,
            ),
        ),
        critical(
            "What ingest counted while reading is what was written down file by file.",
            no_rows(
                "counts are those of raw.ingested_files",
                """
                with counted as (
                    select
                        count(*) as n_listed,
                        count(*) filter (outcome = 'loaded') as n_loaded,
                        count(*) filter (outcome = 'already_known') as n_already_known,
                        count(*) filter (outcome = 'rejected') as n_rejected
                    from raw.ingested_files
                )
                select c.*, f.n_listed as n_files, f.n_loaded as n_files_loaded, f.n_already_known as n_files_already_known,
                    f.n_rejected as n_files_rejected
                from batch as c cross join counted as f
                where (c.n_listed, c.n_loaded, c.n_already_known, c.n_rejected)
                    is distinct from (f.n_listed, f.n_loaded, f.n_already_known, f.n_rejected)
                """,
                columns=_COUNTS,
            ),
            no_rows(
                "counts are of the run that raw.ingested_files holds",
                "select c.run_id, f.run_id as run_id_of_files from batch as c "
                "join (select distinct run_id from raw.ingested_files) as f on c.run_id <> f.run_id",
                columns=["run_id"],
            ),
        ),
    ],
)
