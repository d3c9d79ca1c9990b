"""What is expected of sentences as extraction splits them."""

from flows.quality.rules import exists_in, no_nulls, spans_reslice
from flows.quality.suites import critical, suite, unique_key
from flows.warehouse import schema

SUITE = suite(
    "raw.sentences",
    key=["sentence_id"],
    columns=list(schema.SENTENCES),
    empty_when="no document has a title, heading, paragraph, list item, question or answer (checked in documents)",
    checks=[
        critical("Claims point at a sentence by its identifier.", *unique_key("sentence_id")),
        critical(
            "These place a sentence.", no_nulls("sentence_id", "document_id", "block_id", "sentence_index", "is_question")
        ),
        critical(
            "A sentence of nothing.",
            exists_in("document_id", "raw.documents", key="sentence_id"),
            exists_in("block_id", "raw.blocks", key="sentence_id"),
        ),
        critical("Whatever points at text is exactly that text.", spans_reslice("sentence_id", documents="raw.documents")),
    ],
)
