"""What is expected of the account of listed files: one row a file, and what became of it."""

import great_expectations.expectations as gxe

from flows.quality.rules import no_nulls, no_rows, where
from flows.quality.suites import critical, one_of, suite
from flows.warehouse import schema

SUITE = suite(
    "raw.ingested_files",
    key=["source", "uri"],
    columns=list(schema.INGESTED_FILES),
    empty_when="the source listed no document: an inbox that was emptied. The counts of raw.run_counts must say so too",
    checks=[
        critical(
            "Each listed file is accounted for, once.",
            no_nulls("source", "run_id", "source", "uri", "outcome", "seen_at"),
            gxe.ExpectCompoundColumnsToBeUnique(column_list=["source", "uri"]),
        ),
        critical("These three add up to what was listed.", one_of("outcome", "loaded", "already_known", "rejected")),
        critical(
            "The table holds the run that built the release: rows of another run would be counted as this one's.",
            no_rows(
                "all files belong to one run",
                "select run_id, count(*) as n_files from batch group by run_id qualify count(*) over () > 1",
                columns=["run_id"],
            ),
        ),
        critical(
            "A file taken in has its document: nothing is lost between reading and loading.",
            no_rows(
                "every file that was not rejected has its document",
                "select f.uri, f.outcome, f.document_id from batch as f "
                "left join raw.documents as d using (document_id) where f.outcome <> 'rejected' and d.document_id is null",
                columns=["document_id"],
            ),
        ),
        critical(
            "A document is its bytes: those of every file that is said to hold it.",
            no_rows(
                "every file that was not rejected has the bytes of its document",
                "select f.uri, f.sha256, f.n_bytes, d.sha256 as sha256_of_document, d.n_bytes as n_bytes_of_document "
                "from batch as f join raw.documents as d using (document_id) where f.outcome <> 'rejected' "
                "and (f.sha256 is distinct from d.sha256 or f.n_bytes is distinct from d.n_bytes)",
                columns=["sha256", "n_bytes"],
            ),
        ),
        critical(
            "A document's sightings say where it was found, this run's places too.",
            no_rows(
                "every file that was not rejected is a sighting",
                "select f.source, f.uri, f.document_id from batch as f "
                "anti join raw.document_sightings as s "
                "on f.document_id = s.document_id and f.source = s.source and f.uri = s.uri "
                "where f.outcome <> 'rejected'",
                columns=["document_id", "source", "uri"],
            ),
        ),
        critical(
            "A reject without a reason is a file dropped in silence.",
            where(
                "rejected files have a reason, and only they",
                "(outcome = 'rejected') <> (coalesce(trim(reason), '') <> '')",
                show=["source", "uri", "outcome", "reason"],
                columns=["outcome", "reason"],
            ),
        ),
    ],
)
