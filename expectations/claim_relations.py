"""What is expected of relations between claims: two claims of two documents, related in a known way."""

import great_expectations.expectations as gxe

from flows.quality.rules import exists_in, no_nulls, no_rows, where
from flows.quality.suites import critical, one_of, share, suite, unique_key

SUITE = suite(
    "main.claim_relations",
    key=["claim_relation_id"],
    columns=["claim_relation_id", "claim_id", "related_claim_id", "relation", "detail", "score"],
    empty_when="no claims of independent documents are related",
    checks=[
        critical("One row a related pair.", *unique_key("claim_relation_id")),
        critical(
            "A relation has two ends and a sort.",
            no_nulls("claim_relation_id", "claim_id", "related_claim_id", "relation", "score"),
        ),
        critical(
            "A relation to nothing.",
            exists_in("claim_id", "claims", key="claim_relation_id"),
            exists_in("related_claim_id", "claims", key="claim_relation_id", target="claim_id"),
        ),
        critical(
            "A claim does not relate to itself.",
            where(
                "a relation is between two claims",
                "claim_id = related_claim_id",
                show=["claim_relation_id", "claim_id"],
                columns=["claim_id", "related_claim_id"],
            ),
        ),
        critical(
            "Queries filter by these words.",
            one_of("relation", "equivalent", "corroborates", "generalises", "contradicts", "supersedes", "shares_figure"),
        ),
        critical(
            "A relation by a figure names it.",
            where(
                "what shares a figure shows the figure",
                "relation = 'shares_figure' and not coalesce(regexp_matches(detail, '\"shared_figures\":\\[[-0-9]'), false)",
                show=["claim_relation_id", "claim_id", "related_claim_id", "detail"],
                columns=["detail"],
            ),
        ),
        critical("Scores rank between 0 and 1.", *share("score")),
        critical(
            "A pair is related in one way.",
            gxe.ExpectCompoundColumnsToBeUnique(column_list=["claim_id", "related_claim_id"]),
        ),
        critical(
            "A copy neither corroborates nor contradicts its original: what it altered is a change, not a second opinion.",
            no_rows(
                "related claims are of different stories",
                "select t.claim_relation_id, a.document_id, b.document_id as related_document_id, d.story_id "
                "from batch as t join claims as a on t.claim_id = a.claim_id "
                "join claims as b on t.related_claim_id = b.claim_id join documents as d on a.document_id = d.document_id "
                "join documents as e on b.document_id = e.document_id where d.story_id = e.story_id",
                columns=["claim_id", "related_claim_id"],
            ),
        ),
    ],
)
