"""What is expected of changes: what stood in the origin, what stands in the copy, both as written."""

from flows.quality.rules import exists_in, no_nulls, no_rows, spans_reslice, where
from flows.quality.suites import critical, one_of, suite, unique_key

LETTERS = "regexp_replace(lower(nfc_normalize({})), '[^\\p{{L}}\\p{{M}}\\p{{N}}]+', '', 'g')"
"""What of a text is certainly compared: punctuation, quotation marks and white space may be written otherwise."""

SUITE = suite(
    "main.claim_changes",
    key=["claim_change_id"],
    columns=[
        *("claim_change_id", "passage_link_id", "document_id", "origin_document_id", "change", "severity", "before_text"),
        *("before_start_char", "before_end_char", "after_text", "after_start_char", "after_end_char", "detail"),
    ],
    empty_when="no copy differs from its origin",
    checks=[
        critical(
            "Two aligned sentences whose words differ have at least one change, if only that of their wording; a summary's "
            "may have none.",
            no_rows(
                "passages that were altered have a change",
                "select p.passage_link_id, p.document_id, p.origin_document_id from passage_links as p "  # noqa: S608
                "join document_links as l using (document_id, origin_document_id) "
                "anti join batch as t on p.passage_link_id = t.passage_link_id "
                f"where l.relation <> 'summary' and {LETTERS.format('p.text')} <> {LETTERS.format('p.origin_text')}",
                columns=["passage_link_id"],
            ),
        ),
        critical("One row a change.", *unique_key("claim_change_id")),
        critical(
            "A change is of a sort, of some weight, and somewhere.",
            no_nulls("claim_change_id", "passage_link_id", "document_id", "origin_document_id", "change", "severity"),
        ),
        critical(
            "A change of nothing.",
            exists_in("passage_link_id", "passage_links", key="claim_change_id"),
            exists_in("document_id", "documents", key="claim_change_id"),
            exists_in("origin_document_id", "documents", key="claim_change_id", target="document_id"),
            no_rows(
                "a change is between the documents of its passages",
                "select t.claim_change_id from batch as t join passage_links as p using (passage_link_id) "
                "where t.document_id <> p.document_id or t.origin_document_id <> p.origin_document_id",
                columns=["passage_link_id"],
            ),
        ),
        critical(
            "Queries filter by these words.",
            one_of(
                "change",
                *(
                    "number",
                    "quote",
                    "entity",
                    "term",
                    "hedge_dropped",
                    "hedge_shifted",
                    "negation",
                    "attribution",
                    "condition",
                ),
                *("scope", "predicate", "wording"),
            ),
            one_of("severity", "material", "minor"),
        ),
        critical(
            "Before (in the origin) and after (in the copy) are shown as written.",
            spans_reslice("claim_change_id", prefix="before_", document="origin_document_id", nullable=True),
            spans_reslice("claim_change_id", prefix="after_", nullable=True),
        ),
        critical(
            "A change has something before it or after it, and not the same.",
            where(
                "before and after differ",
                "before_text is not distinct from after_text",
                show=["claim_change_id", "change", "before_text", "after_text"],
                columns=["before_text", "after_text"],
            ),
        ),
    ],
)
