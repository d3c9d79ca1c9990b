"""What is expected of the hashed word triples by which documents are compared."""

import great_expectations.expectations as gxe

from flows.quality.rules import exists_in, no_nulls, no_rows
from flows.quality.suites import critical, suite
from flows.warehouse import schema

SUITE = suite(
    "raw.shingles",
    key=["document_id"],
    columns=list(schema.SHINGLES),
    empty_when="no document has three words of content",
    checks=[
        critical("A triple of nothing.", no_nulls("document_id", "document_id", "shingle")),
        critical("A triple of nothing.", exists_in("document_id", "raw.documents", key="shingle")),
        critical(
            "How much of one document stands in another is counted over distinct triples.",
            gxe.ExpectCompoundColumnsToBeUnique(column_list=["document_id", "shingle"]),
        ),
        critical(
            "A document without triples is compared with none, so each of its copies would count as a voice of its own.",
            no_rows(
                "documents whose content has three words in a row have triples",
                "select document_id, min(s.text) as sentence from raw.sentences as s "
                "join (select block_id, kind from raw.blocks) as b using (block_id) anti join batch using (document_id) "
                "where b.kind in ('paragraph', 'list_item', 'question', 'answer') "
                "and regexp_matches(s.text, '[a-z]+ [a-z]+ [a-z]+', 'i') group by document_id",
                columns=["document_id"],
            ),
        ),
    ],
)
