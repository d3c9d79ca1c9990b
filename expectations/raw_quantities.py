"""What is expected of each number that extraction finds in a claim; what it means is checked on the mart."""

from flows.quality.rules import exists_in, no_nulls, spans_reslice
from flows.quality.suites import critical, suite, unique_key
from flows.warehouse import schema

SUITE = suite(
    "raw.quantities",
    key=["quantity_id"],
    columns=list(schema.QUANTITIES),
    empty_when="no claim holds a number",
    checks=[
        critical("One row a number.", *unique_key("quantity_id")),
        critical("A number of nothing.", no_nulls("quantity_id", "document_id", "claim_id")),
        critical(
            "A number of nothing.",
            exists_in("document_id", "raw.documents", key="quantity_id"),
            exists_in("claim_id", "raw.claims", key="quantity_id"),
        ),
        critical("Whatever points at text is exactly that text.", spans_reslice("quantity_id", documents="raw.documents")),
    ],
)
