"""What is expected of links between documents: one direction, two documents, shares that are shares."""

import great_expectations.expectations as gxe

from flows.quality.rules import exists_in, no_nulls, no_rows, where
from flows.quality.suites import critical, one_of, share, suite, unique_key

SUITE = suite(
    "main.document_links",
    key=["document_link_id"],
    columns=[
        *("document_link_id", "document_id", "origin_document_id", "relation", "containment", "origin_containment"),
        *("n_shared_shingles", "n_aligned_sentences", "n_sentences", "score", "direction_evidence"),
    ],
    empty_when="no document was made from another",
    checks=[
        critical("One row a link.", *unique_key("document_link_id")),
        critical(
            "A link says what was made from what, how, and on what evidence.",
            no_nulls(
                "document_link_id",
                "document_id",
                "origin_document_id",
                "relation",
                "containment",
                "origin_containment",
                "score",
                "n_shared_shingles",
                "n_aligned_sentences",
                "n_sentences",
                "direction_evidence",
            ),
        ),
        critical(
            "A link to nothing.",
            exists_in("document_id", "documents", key="document_link_id"),
            exists_in("origin_document_id", "documents", key="document_link_id", target="document_id"),
        ),
        critical(
            "A document is not made from itself.",
            where(
                "a link is between two documents",
                "document_id = origin_document_id",
                show=["document_link_id", "document_id"],
                columns=["document_id", "origin_document_id"],
            ),
        ),
        critical(
            "Of two documents one comes from the other, not each from the other, and that is said once.",
            gxe.ExpectCompoundColumnsToBeUnique(column_list=["document_id", "origin_document_id"]),
            no_rows(
                "a pair is linked in one direction",
                "select t.document_link_id, t.document_id, t.origin_document_id from batch as t "
                "semi join document_links as o on t.document_id = o.origin_document_id "
                "and t.origin_document_id = o.document_id and t.document_id <> o.document_id",
                columns=["document_id", "origin_document_id"],
            ),
        ),
        critical(
            "Queries filter by these words.",
            one_of("relation", "exact_copy", "near_copy", "rewrite", "summary", "shares_passage"),
            one_of(
                "direction_evidence",
                *("notice", "published_at", "containment", "typography", "wording", "spelling", "undecided"),
            ),
        ),
        critical("Shares and scores are shares.", *share("containment", "origin_containment", "score")),
        critical(
            "A link is as strong as the passages that are shown for it.",
            no_rows(
                "aligned sentences are those with a passage link",
                "select t.document_link_id, t.n_aligned_sentences, count(distinct p.sentence_id) as n_linked "
                "from batch as t left join passage_links as p "
                "on t.document_id = p.document_id and t.origin_document_id = p.origin_document_id "
                "group by all having t.n_aligned_sentences <> count(distinct p.sentence_id)",
                columns=["n_aligned_sentences"],
            ),
        ),
        critical(
            "What is shared is part of what there is.",
            where(
                "shared and aligned counts are possible",
                "n_shared_shingles < 0 or n_aligned_sentences < 0 or n_aligned_sentences > n_sentences",
                show=["document_link_id", "n_shared_shingles", "n_aligned_sentences", "n_sentences"],
                columns=["n_shared_shingles", "n_aligned_sentences", "n_sentences"],
            ),
            no_rows(
                "n_sentences is the number of sentences of the derived document",
                "select t.document_link_id, t.n_sentences, d.n_sentences as n_of_document from batch as t "
                "join documents as d using (document_id) where t.n_sentences <> d.n_sentences",
                columns=["n_sentences"],
            ),
        ),
        critical(
            "Linked documents tell one story: stories are counted by grouping on story_id.",
            no_rows(
                "copies, rewrites and summaries tell the story of their origin",
                "select t.document_link_id, d.story_id, o.story_id as origin_story_id from batch as t "
                "join documents as d on t.document_id = d.document_id "
                "join documents as o on t.origin_document_id = o.document_id "
                "where t.relation <> 'shares_passage' and d.story_id <> o.story_id",
                columns=["relation"],
            ),
        ),
    ],
)
