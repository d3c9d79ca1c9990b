"""What is expected of claim groups: the counts by which a proposition's support is judged are true."""

from flows.quality.rules import counted, exists_in, no_nulls, no_rows, where
from flows.quality.suites import critical, suite, unique_key, warning

SUITE = suite(
    "main.claim_groups",
    key=["claim_group_id"],
    columns=[
        *("claim_group_id", "text", "representative_claim_id", "n_claims", "n_documents", "n_independent_documents"),
        *("n_sources", "first_seen_at"),
    ],
    empty_when="no document has a claim",
    checks=[
        critical("Claims point at a group by its identifier.", *unique_key("claim_group_id")),
        critical(
            "A group is shown by a claim and judged by its counts.",
            no_nulls(
                "claim_group_id",
                "text",
                "representative_claim_id",
                "n_claims",
                "n_documents",
                "n_independent_documents",
                "n_sources",
                "first_seen_at",
            ),
        ),
        critical(
            "The claim that stands for a group belongs to it.",
            exists_in("representative_claim_id", "claims", key="claim_group_id", target="claim_id"),
            no_rows(
                "a group is represented by one of its claims, in its words",
                "select t.claim_group_id, c.claim_group_id as group_of_claim, t.text, c.text as text_of_claim "
                "from batch as t join claims as c on t.representative_claim_id = c.claim_id "
                "where c.claim_group_id is distinct from t.claim_group_id or c.text <> t.text",
                columns=["representative_claim_id", "text"],
            ),
        ),
        critical(
            "A count is what one gets by counting the rows it speaks of.",
            counted("n_claims", key="claim_group_id", table="claims"),
            counted("n_documents", key="claim_group_id", table="claims", what="count(distinct document_id)"),
        ),
        critical(
            "A proposition is as old as the first document that states it: what is new is told by this.",
            no_rows(
                "first_seen_at is when the first of its documents was met",
                "select t.claim_group_id, t.first_seen_at, d.first_seen_at as first_document_seen_at from batch as t "
                "join (select claim_group_id, min(first_seen_at) as first_seen_at from claims "
                "join documents using (document_id) group by claim_group_id) as d using (claim_group_id) "
                "where t.first_seen_at is distinct from d.first_seen_at",
                columns=["first_seen_at"],
            ),
        ),
        critical(
            "The original with its copies counts once: never more than there are documents, and never none.",
            where(
                "n_independent_documents lies between 1 and n_documents",
                "n_independent_documents not between 1 and n_documents",
                show=["claim_group_id", "n_documents", "n_independent_documents"],
                columns=["n_independent_documents", "n_documents"],
            ),
        ),
        critical(
            "An original with its copies, rewrites and summaries is one story, each story counts once, and one that took "
            "the sentence over from another need not count.",
            no_rows(
                "n_independent_documents is the number of stories that did not take it over",
                "select t.claim_group_id, t.n_independent_documents, s.n_own, s.n_stories from batch as t "
                "join (select claim_group_id, count(distinct story_id) as n_stories, "
                "count(distinct story_id) filter (sentence_id not in (select sentence_id from passage_links)) as n_own "
                "from claims join documents using (document_id) group by claim_group_id) as s using (claim_group_id) "
                "where t.n_independent_documents not between greatest(1, s.n_own) and s.n_stories",
                columns=["n_independent_documents"],
            ),
        ),
        critical(
            "Copying authors are no further sources, so there may be fewer than are attributed, but never more.",
            no_rows(
                "n_sources is at most the number of sources attributed",
                "select t.claim_group_id, t.n_sources, s.n as n_attributed from batch as t "
                "left join (select claim_group_id, count(distinct source_id) as n from claims "
                "join attributions using (claim_id) group by claim_group_id) as s using (claim_group_id) "
                "where t.n_sources not between 0 and coalesce(s.n, 0)",
                columns=["n_sources"],
            ),
        ),
        warning(
            "Somebody says it: a group of nothing but copies has lost its original.",
            where(
                "n_sources is at least 1",
                "n_sources = 0",
                show=["claim_group_id", "text", "n_claims"],
                columns=["n_sources"],
            ),
        ),
    ],
)
