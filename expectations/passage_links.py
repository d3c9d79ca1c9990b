"""What is expected of aligned passages: two sentences, both as written, of documents that are linked."""

from flows.quality.rules import exists_in, no_nulls, no_rows, spans_reslice, where
from flows.quality.suites import critical, share, suite, unique_key

SUITE = suite(
    "main.passage_links",
    key=["passage_link_id"],
    columns=[
        *(
            "passage_link_id",
            "document_id",
            "origin_document_id",
            "sentence_id",
            "origin_sentence_id",
            "start_char",
            "end_char",
        ),
        *("text", "origin_start_char", "origin_end_char", "origin_text", "similarity", "is_identical"),
    ],
    empty_when="no documents are linked",
    checks=[
        critical("Changes point at a pair of passages by its identifier.", *unique_key("passage_link_id")),
        critical(
            "A pair has two ends and a likeness.",
            no_nulls(
                "passage_link_id",
                "document_id",
                "origin_document_id",
                "sentence_id",
                "origin_sentence_id",
                "similarity",
                "is_identical",
            ),
        ),
        critical(
            "A passage of nothing.",
            exists_in("document_id", "documents", key="passage_link_id"),
            exists_in("origin_document_id", "documents", key="passage_link_id", target="document_id"),
            exists_in("sentence_id", "sentences", key="passage_link_id"),
            exists_in("origin_sentence_id", "sentences", key="passage_link_id", target="sentence_id"),
        ),
        critical(
            "Passages are compared only between documents that are linked.",
            no_rows(
                "passages belong to a document link",
                "select t.passage_link_id, t.document_id, t.origin_document_id from batch as t "
                "anti join document_links as l on t.document_id = l.document_id "
                "and t.origin_document_id = l.origin_document_id",
                columns=["document_id", "origin_document_id"],
            ),
        ),
        critical(
            "Each end is a sentence of its document.",
            no_rows(
                "each passage is of its own document",
                "select t.passage_link_id from batch as t join sentences as s on t.sentence_id = s.sentence_id "
                "join sentences as o on t.origin_sentence_id = o.sentence_id "
                "where (t.document_id, t.start_char, t.end_char) <> (s.document_id, s.start_char, s.end_char) "
                "or (t.origin_document_id, t.origin_start_char, t.origin_end_char) "
                "<> (o.document_id, o.start_char, o.end_char)",
                columns=["sentence_id", "origin_sentence_id"],
            ),
        ),
        critical(
            "Both ends are shown as written: exactly what stands there.",
            spans_reslice("passage_link_id"),
            spans_reslice("passage_link_id", prefix="origin_", document="origin_document_id"),
        ),
        critical("Likeness lies between 0 and 1.", *share("similarity")),
        critical(
            "Identical means that nothing was changed but white space, and only that.",
            where(
                "identical passages hold the same words",
                "is_identical <> (regexp_replace(text, '[\\s\\p{Z}]+', ' ', 'g') = regexp_replace(origin_text, "
                "'[\\s\\p{Z}]+', ' ', 'g'))",
                show=["passage_link_id", "text", "origin_text"],
                columns=["is_identical"],
            ),
        ),
    ],
)
