"""What is expected of claims as extraction hands them over; what they mean is checked on the mart."""

from flows.quality.rules import exists_in, no_nulls, spans_reslice
from flows.quality.suites import critical, suite, unique_key
from flows.warehouse import schema

SUITE = suite(
    "raw.claims",
    key=["claim_id"],
    columns=list(schema.CLAIMS),
    empty_when="no document has a declarative sentence (checked in documents)",
    checks=[
        critical("Attributions, quantities and dates point at a claim by its identifier.", *unique_key("claim_id")),
        critical("These place a claim.", no_nulls("claim_id", "document_id", "sentence_id", "granularity")),
        critical(
            "A claim of nothing.",
            exists_in("document_id", "raw.documents", key="claim_id"),
            exists_in("sentence_id", "raw.sentences", key="claim_id"),
            exists_in("parent_claim_id", "raw.claims", key="claim_id", target="claim_id"),
        ),
        critical("Whatever points at text is exactly that text.", spans_reslice("claim_id", documents="raw.documents")),
    ],
)
