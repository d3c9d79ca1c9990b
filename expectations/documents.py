"""What is expected of documents: their counts are true and their lineage hangs together."""

from typing import get_args

from flows.cleaning.types import Genre
from flows.quality.rules import counted, exists_in, no_nulls, no_rows, same_keys, same_values, where
from flows.quality.suites import critical, one_of, share, suite, unique_key, warning
from flows.warehouse import schema

SUITE = suite(
    "main.documents",
    key=["document_id"],
    columns=[
        *("document_id", "sha256", "title", "byline", "publisher", "published_at", "language", "genre", "text", "encoding"),
        *("media_type", "notice_kind", "notice_origin", "n_bytes", "n_characters", "n_words", "n_blocks", "n_sentences"),
        *("n_claims", "n_attributions", "n_quantities", "boilerplate_share", "story_id", "derivation"),
        *(
            "derived_from_document_id",
            "derivation_score",
            "wording_score",
            "is_probably_rewritten",
            "extractor_version",
            "first_seen_run_id",
            "first_seen_at",
        ),
    ],
    checks=[
        critical("Everything else points at a document by its identifier.", *unique_key("document_id")),
        critical("The same bytes twice would count every source twice.", *unique_key("sha256")),
        critical("Modelling neither loses a document nor makes one up.", same_keys("document_id", "raw.documents")),
        critical(
            "What extraction found goes through modelling as it is: a judgement that changed on the way was made by nobody.",
            same_values(
                "document_id",
                "raw.documents",
                [*schema.DOCUMENTS, "first_seen_run_id", "first_seen_at"],
                without=["title_start_char", "title_end_char"],
            ),
        ),
        critical(
            "Without these a document cannot be read, counted or placed.",
            no_nulls(
                "document_id",
                "text",
                "genre",
                "encoding",
                "media_type",
                "n_bytes",
                "n_words",
                "extractor_version",
                "story_id",
                "derivation",
                "first_seen_run_id",
                "first_seen_at",
            ),
        ),
        critical("Queries filter by these words.", one_of("genre", *get_args(Genre))),
        critical("Queries filter by these words.", one_of("notice_kind", "republished", "summary_of", "draws_on")),
        critical(
            "Who copied whom is read off these words.",
            one_of("derivation", "original", "exact_copy", "near_copy", "rewrite", "summary", "undecided"),
        ),
        critical(
            "Spans are checked against this length, in code points.",
            where(
                "n_characters is the length of the text in code points",
                "n_characters is distinct from length(text)",
                show=["document_id", "n_characters", "length(text) as counted"],
                columns=["n_characters"],
            ),
        ),
        critical(
            "A text has a word, and no more words than characters.",
            where(
                "n_words lies between 1 and n_characters",
                "n_words not between 1 and n_characters",
                show=["document_id", "n_words", "n_characters"],
                columns=["n_words"],
            ),
        ),
        critical(
            "A count is what one gets by counting the rows it speaks of.",
            counted("n_blocks", key="document_id", table="blocks"),
            counted("n_sentences", key="document_id", table="sentences"),
            counted("n_claims", key="document_id", table="claims"),
            counted("n_attributions", key="document_id", table="attributions"),
            counted("n_quantities", key="document_id", table="quantities"),
        ),
        critical(
            "A document nobody found anywhere cannot be traced back.",
            exists_in("document_id", "document_sightings", key="document_id"),
        ),
        critical(
            "Cleaning labels every character that is not white space, so a document has at least one block.",
            exists_in("document_id", "blocks", key="document_id"),
        ),
        critical(
            "Splitting into sentences that finds none in a text with content has failed in silence.",
            no_rows(
                "documents with content have sentences",
                "select document_id from batch as t anti join sentences using (document_id) "
                "semi join (select document_id from blocks where is_content and regexp_matches(text, '\\pL\\pL')) "
                "using (document_id)",
            ),
        ),
        critical(
            "Extraction that makes no claim of ten sentences that are no questions has failed in silence: the five seed "
            "documents give at least one claim for each such sentence.",
            no_rows(
                "documents with sentences have claims",
                "select document_id, s.n_declarative from batch as t join (select document_id, count(*) as n_declarative "
                "from sentences join blocks using (document_id, block_id) "
                "where is_content and not is_question and kind <> 'question' "
                "group by document_id having count(*) >= 10) as s using (document_id) anti join claims using (document_id)",
            ),
        ),
        critical("Shares and scores are shares.", *share("boilerplate_share", "derivation_score")),
        critical(
            "A copy, rewrite or summary without its origin cannot be discounted; an original has none.",
            where(
                "documents that are derived name their origin, and only they",
                "(derivation in ('exact_copy', 'near_copy', 'rewrite', 'summary')) <> (derived_from_document_id is "
                "not null)",
                show=["document_id", "derivation", "derived_from_document_id"],
                columns=["derivation", "derived_from_document_id"],
            ),
        ),
        critical(
            "How sure it is that a document was made from another is said where it was, and only there.",
            where(
                "derived documents have a derivation_score, and only they",
                "(derived_from_document_id is not null) <> (derivation_score is not null)",
                show=["document_id", "derivation", "derivation_score"],
                columns=["derivation_score"],
            ),
        ),
        critical(
            "An origin is a document of the warehouse.",
            exists_in("derived_from_document_id", "documents", key="document_id", target="document_id"),
        ),
        critical(
            "What a derivation rests on can be looked up.",
            no_rows(
                "derived documents are linked to their origin",
                "select t.document_id, t.derived_from_document_id from batch as t anti join document_links as l "
                "on t.document_id = l.document_id and t.derived_from_document_id = l.origin_document_id "
                "where t.derived_from_document_id is not null",
                columns=["derived_from_document_id"],
            ),
        ),
        critical(
            "Following origins ends at an original: in a circle of copies nobody was first, and nobody would be counted.",
            no_rows(
                "no document derives from itself, directly or through others",
                """
                select document_id from (
                    with recursive ancestry as (
                        select document_id, derived_from_document_id as ancestor_id from batch
                        where derived_from_document_id is not null
                        union
                        select a.document_id, d.derived_from_document_id
                        from ancestry as a join batch as d on a.ancestor_id = d.document_id
                        where d.derived_from_document_id is not null
                    )
                    select distinct document_id from ancestry where document_id = ancestor_id
                )
                """,
                columns=["derived_from_document_id"],
            ),
        ),
        critical(
            "Stories are counted once by grouping on story_id: a copy and its origin tell the same one.",
            no_rows(
                "a derived document tells the story of its origin",
                "select t.document_id, t.story_id, o.document_id as origin_document_id, o.story_id as origin_story_id "
                "from batch as t join documents as o on t.derived_from_document_id = o.document_id where "
                "t.story_id <> o.story_id",
                columns=["story_id"],
            ),
        ),
        critical(
            "Whoever looks for rewrites of what is not here filters by this word.",
            where(
                "is_probably_rewritten says whether wording_score is below -0.3",
                "is_probably_rewritten is distinct from (wording_score < -0.3)",
                show=["document_id", "wording_score", "is_probably_rewritten"],
                columns=["wording_score", "is_probably_rewritten"],
            ),
        ),
        warning(
            "A document dated in the future is misread or mistyped; two days allow for time zones.",
            where(
                "published_at is not in the future",
                "published_at > current_date + 2 or published_at < date '1400-01-01'",
                show=["document_id", "published_at"],
                columns=["published_at"],
            ),
        ),
        warning(
            "Half of a document set aside means that cleaning took content for page furniture, or that the file is mostly "
            "not an article. The most of any seed document is 8 in 100.",
            where(
                "at most half of a document is boilerplate",
                "boilerplate_share > 0.5",
                show=["document_id", "title", "boilerplate_share"],
                columns=["boilerplate_share"],
            ),
        ),
        warning(
            "Cleaning and extraction are made for English: what they find elsewhere is not measured.",
            where(
                "documents with claims are in English",
                "language <> 'en' and n_claims > 0",
                show=["document_id", "title", "language", "n_claims"],
                columns=["language"],
            ),
        ),
    ],
)
