"""What is expected of the places where documents were found, as kept from run to run."""

import great_expectations.expectations as gxe

from flows.quality.rules import exists_in, no_nulls, where
from flows.quality.suites import critical, suite
from flows.warehouse import schema

SUITE = suite(
    "raw.document_sightings",
    key=["document_id", "source", "uri"],
    columns=list(schema.DOCUMENT_SIGHTINGS),
    checks=[
        critical(
            "One row a document and place: a second one would count the place twice.",
            no_nulls("uri", *schema.DOCUMENT_SIGHTINGS),
            gxe.ExpectCompoundColumnsToBeUnique(column_list=["document_id", "source", "uri"]),
        ),
        critical("A sighting of nothing.", exists_in("document_id", "raw.documents", key="uri")),
        critical(
            "A place cannot have been seen last before it was seen first.",
            where(
                "first seen is not after last seen",
                "first_seen_at > last_seen_at",
                show=["document_id", "uri", "first_seen_at", "last_seen_at"],
                columns=["first_seen_at", "last_seen_at"],
            ),
        ),
    ],
)
