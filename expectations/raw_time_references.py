"""What is expected of each date or period that extraction finds in a claim; what it means is checked on the mart."""

from flows.quality.rules import exists_in, no_nulls, spans_reslice
from flows.quality.suites import critical, suite, unique_key
from flows.warehouse import schema

SUITE = suite(
    "raw.time_references",
    key=["time_reference_id"],
    columns=list(schema.TIME_REFERENCES),
    empty_when="no claim holds a date or period",
    checks=[
        critical("One row a date or period.", *unique_key("time_reference_id")),
        critical("A date or period of nothing.", no_nulls("time_reference_id", "document_id", "claim_id")),
        critical(
            "A date or period of nothing.",
            exists_in("document_id", "raw.documents", key="time_reference_id"),
            exists_in("claim_id", "raw.claims", key="time_reference_id"),
        ),
        critical(
            "Whatever points at text is exactly that text.", spans_reslice("time_reference_id", documents="raw.documents")
        ),
    ],
)
