"""What is expected of the hashed word triples by which documents are compared."""

from flows.quality.rules import exists_in, no_nulls, no_rows, where
from flows.quality.suites import critical, suite, unique_key
from flows.warehouse import schema

SUITE = suite(
    "raw.shingle_sets",
    key=["document_id"],
    columns=list(schema.SHINGLE_SETS),
    checks=[
        critical("A document has one set of triples.", *unique_key("document_id")),
        critical("Triples of nothing.", no_nulls("document_id", "shingles")),
        critical("Triples of nothing.", exists_in("document_id", "raw.documents", key="document_id")),
        critical(
            "How much of one document stands in another is counted over distinct triples.",
            where(
                "a document has no triple twice",
                "list_unique(shingles) < len(shingles)",
                show=["document_id"],
                columns=["shingles"],
            ),
        ),
        critical(
            "A document without triples is compared with none, so each of its copies would count as a voice of its own.",
            no_rows(
                "every document has a set of triples",
                "select document_id from raw.documents anti join batch using (document_id)",
                columns=["document_id"],
            ),
            no_rows(
                "documents whose content has three words in a row have triples",
                "select document_id, min(s.text) as sentence from raw.sentences as s "
                "join (select block_id, kind from raw.blocks) as b using (block_id) "
                "anti join (select document_id from batch where len(shingles) > 0) using (document_id) "
                "where b.kind in ('paragraph', 'list_item', 'question', 'answer') "
                "and regexp_matches(s.text, '[a-z]+ [a-z]+ [a-z]+', 'i') group by document_id",
                columns=["document_id"],
            ),
        ),
    ],
)
