"""What is expected of sources as one document names them."""

from flows.quality.rules import exists_in, no_nulls, where
from flows.quality.suites import critical, one_of, suite, unique_key
from flows.warehouse import schema

SUITE = suite(
    "raw.document_sources",
    key=["document_source_id"],
    columns=list(schema.DOCUMENT_SOURCES),
    empty_when="no document has a claim: every claim has a source",
    checks=[
        critical("Attributions point at a source by its identifier.", *unique_key("document_source_id")),
        critical(
            "A source without a name or kind is nobody.", no_nulls("document_source_id", "document_id", "name", "kind")
        ),
        critical("A source of nothing.", exists_in("document_id", "raw.documents", key="document_source_id")),
        critical(
            "A name of white space is nobody.",
            where("name is not blank", "trim(name) = ''", show=["document_source_id", "document_id"], columns=["name"]),
        ),
        critical(
            "Recognising a source across documents depends on its kind.",
            one_of("kind", "person", "organisation", "publication", "government", "document", "group", "unnamed", "author"),
        ),
    ],
)
