"""What is expected of the documents as extraction hands them over."""

from typing import get_args

from flows.cleaning.types import Genre
from flows.quality.rules import no_nulls, no_rows, where
from flows.quality.suites import critical, one_of, suite, unique_key, warning
from flows.warehouse import schema

SUITE = suite(
    "raw.documents",
    key=["document_id"],
    columns=[*schema.DOCUMENTS, "first_seen_run_id", "first_seen_at"],
    checks=[
        critical("Everything else points at a document by its identifier.", *unique_key("document_id")),
        critical("A document is its bytes: the same bytes twice would count every source twice.", *unique_key("sha256")),
        critical(
            "The identifier follows from the bytes, so that any run on any machine gives the same.",
            where(
                "document_id is the beginning of sha256",
                "document_id <> sha256[1:16] or not regexp_full_match(sha256, '[0-9a-f]{64}')",
                show=["document_id", "sha256"],
                columns=["document_id", "sha256"],
            ),
        ),
        critical(
            "Without these nobody can say what was read, how, by which version, and when it came in.",
            no_nulls(
                "document_id",
                "text",
                "n_bytes",
                "encoding",
                "media_type",
                "genre",
                "extractor_version",
                "first_seen_run_id",
                "first_seen_at",
            ),
        ),
        critical(
            "A blank document is rejected with its reason, never loaded.",
            where("text is not blank", "not regexp_matches(text, '[^\\s\\p{Z}]')", show=["document_id"], columns=["text"]),
        ),
        critical("Queries filter by these words.", one_of("genre", *get_args(Genre))),
        critical("Queries filter by these words.", one_of("media_type", "text/plain", "text/markdown")),
        critical(
            "A file of no bytes is rejected.", where("n_bytes is at least 1", "n_bytes < 1", show=["document_id", "n_bytes"])
        ),
        critical("Queries filter by these words.", one_of("notice_kind", "republished", "summary_of", "draws_on")),
        critical(
            "The title is a span like any other; markdown marks and white space stay outside of it.",
            where(
                "title is what stands at title_start_char to title_end_char",
                "title_start_char is not null and (title_end_char <= title_start_char or title_end_char > length(text) "
                "or substring(text, title_start_char + 1, title_end_char - title_start_char) is distinct from title)",
                show=["document_id", "title_start_char", "title_end_char", "title"],
                columns=["title", "title_start_char", "title_end_char"],
            ),
        ),
        critical(
            "Cleaning labels text and never deletes any: whatever is not white space stands in exactly one block.",
            no_rows(
                "blocks hold every character of the text that is not white space, once",
                """
                with edges as (
                    select document_id, start_char, end_char from raw.blocks
                    union all
                    select document_id, length(text), length(text) from batch
                ),
                gaps as (
                    select
                        document_id, start_char,
                        lag(end_char, 1, 0) over (partition by document_id order by start_char, end_char) as gap_start
                    from edges
                )
                select g.document_id, g.gap_start, g.start_char as gap_end,
                    substring(d.text, g.gap_start + 1, g.start_char - g.gap_start) as text_outside_blocks
                from gaps as g
                join batch as d using (document_id)
                where g.start_char < g.gap_start
                    or regexp_matches(
                        substring(d.text, g.gap_start + 1, g.start_char - g.gap_start),
                        '[^\\s\\p{Z}\\x0b\\x1c-\\x1f\\x{85}]'
                    )
                """,
            ),
        ),
        critical(
            "A document nobody found anywhere cannot be traced back.",
            no_rows(
                "every document was seen somewhere",
                "select document_id from batch anti join raw.document_sightings using (document_id)",
                columns=["document_id"],
            ),
        ),
        critical(
            "What is called rewritten rests on this score, which is of English alone and near 0 in most texts.",
            where(
                "documents in English have a wording_score between -3 and 3, and no others",
                "(language is not distinct from 'en') <> (wording_score is not null) or wording_score not between -3 and 3",
                show=["document_id", "language", "wording_score"],
                columns=["language", "wording_score"],
            ),
        ),
        warning(
            "An origin is given as the document's notice names it, word for word.",
            where(
                "notice_origin stands in the text",
                "position(notice_origin in text) = 0",
                show=["document_id", "notice_origin"],
                columns=["notice_origin"],
            ),
        ),
        warning(
            "Documents read by an earlier version stay as they were when their files are no longer listed: their figures "
            "are not comparable. List them again to have them read again.",
            no_rows(
                "all documents were read by one version",
                "select extractor_version, count(*) as n_documents from batch group by extractor_version qualify "
                "count(*) over () > 1",
                columns=["extractor_version"],
            ),
        ),
    ],
)
