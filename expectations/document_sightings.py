"""What is expected of the places where documents were found."""

import great_expectations.expectations as gxe

from flows.quality.rules import exists_in, no_nulls, same_rows, where
from flows.quality.suites import critical, suite, unique_key

_COLUMNS = ("document_id", "source", "uri", "first_seen_run_id", "first_seen_at", "last_seen_run_id", "last_seen_at")

SUITE = suite(
    "main.document_sightings",
    key=["sighting_id"],
    columns=["sighting_id", *_COLUMNS],
    checks=[
        critical("One row a sighting.", *unique_key("sighting_id")),
        critical(
            "One row a document and place: a second one would count the place twice.",
            no_nulls("uri", *_COLUMNS),
            gxe.ExpectCompoundColumnsToBeUnique(column_list=["document_id", "source", "uri"]),
        ),
        critical("A sighting of nothing.", exists_in("document_id", "documents", key="sighting_id")),
        critical(
            "Modelling neither loses a sighting nor makes one up.",
            same_rows(
                "sightings are those of raw.document_sightings",
                "raw.document_sightings",
                _COLUMNS,
                show=["document_id", "source", "uri"],
            ),
        ),
        critical(
            "A place cannot have been seen last before it was seen first.",
            where(
                "first seen is not after last seen",
                "first_seen_at > last_seen_at",
                show=["sighting_id", "uri", "first_seen_at", "last_seen_at"],
                columns=["first_seen_at", "last_seen_at"],
            ),
        ),
    ],
)
