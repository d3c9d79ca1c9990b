"""What is expected of attributions as extraction hands them over; what they mean is checked on the mart."""

from flows.quality.rules import exists_in, list_spans_reslice, no_nulls, no_rows, spans_reslice
from flows.quality.suites import critical, suite, unique_key
from flows.warehouse import schema

SUITE = suite(
    "raw.attributions",
    key=["attribution_id"],
    columns=list(schema.ATTRIBUTIONS),
    empty_when="no document has a claim: every claim has an attribution",
    checks=[
        critical("One row an attribution.", *unique_key("attribution_id")),
        critical(
            "These say who stands behind what.",
            no_nulls("attribution_id", "statement_id", "document_id", "claim_id", "document_source_id", "depth", "via"),
        ),
        critical(
            "An attribution of nothing, or to nobody.",
            exists_in("document_id", "raw.documents", key="attribution_id"),
            exists_in("claim_id", "raw.claims", key="attribution_id"),
            exists_in("document_source_id", "raw.document_sources", key="attribution_id"),
            no_rows(
                "an attribution and its source are of one document",
                "select t.attribution_id, t.document_id, s.document_id as source_document_id from batch as t "
                "join raw.document_sources as s using (document_source_id) where t.document_id <> s.document_id",
                columns=["document_id", "document_source_id"],
            ),
        ),
        critical(
            "Source, cue and content are shown as written: exactly what stands there.",
            spans_reslice("attribution_id", prefix="source_", documents="raw.documents", nullable=True),
            spans_reslice("attribution_id", prefix="cue_", documents="raw.documents", nullable=True),
            spans_reslice("attribution_id", prefix="content_", documents="raw.documents", nullable=True),
            list_spans_reslice("attribution_id", "content_spans", documents="raw.documents"),
        ),
    ],
)
