"""What the warehouse knows already, as frames to join against: the memory of incremental ingest.

What does not belong here: deciding what is new (the ingest stage) and batches that are finished but not loaded
(``flows.extraction.batches``).
"""

from __future__ import annotations

from dataclasses import fields

import duckdb
import polars as pl

from flows.settings import Settings
from flows.sources.types import SourceDocument
from flows.warehouse import history, schema
from flows.warehouse.connection import reading
from flows.warehouse.releases import Release

SIGHTING_KEY = ("document_id", "source", "uri")
REJECTION_KEY = ("source", "uri", "reason", "sha256")
"""What makes a rejection the same one when a later run meets the file again as it is."""


def document_versions(release: Release | None, settings: Settings) -> pl.DataFrame:
    """Return ``document_id`` and ``extractor_version`` of each document in a release; no rows without a release."""
    columns: schema.Columns = {"document_id": pl.String, "extractor_version": pl.String}
    return _rows(release, "select document_id, extractor_version from raw.documents", {}, columns, settings)


def stale_documents(
    release: Release | None, extractor_version: str | None, settings: Settings
) -> tuple[SourceDocument, ...]:
    """Return the documents in a release that another version extracted, as they were read, in order of their identifiers.

    Their text is in the warehouse, so they are extracted again without their files. No version: all documents.
    """
    names = tuple(field.name for field in fields(SourceDocument))
    columns = {name: schema.DOCUMENTS[name] for name in names}
    query = f"""
        select {", ".join(names)} from raw.documents
        where $version is null or extractor_version is distinct from $version
        order by document_id
    """  # noqa: S608 (names of a dataclass's fields)
    rows = _rows(release, query, {"version": extractor_version}, columns, settings)
    return tuple(SourceDocument(**row) for row in rows.iter_rows(named=True))


def known_sightings(release: Release | None, settings: Settings) -> pl.DataFrame:
    """Return ``document_id``, ``source`` and ``uri`` of each place where a release has seen a document."""
    columns = {name: schema.DOCUMENT_SIGHTINGS[name] for name in SIGHTING_KEY}
    return _rows(release, "select document_id, source, uri from raw.document_sightings", {}, columns, settings)


def places(documents: pl.DataFrame, release: Release | None, settings: Settings) -> pl.DataFrame:
    """Return ``document_id``, ``sha256``, ``n_bytes``, ``source`` and ``uri`` where a release has seen documents.

    ``documents`` has a column ``document_id``; a document seen in several places has a row for each.
    """
    columns = {
        "document_id": pl.String,
        "sha256": schema.DOCUMENTS["sha256"],
        "n_bytes": schema.DOCUMENTS["n_bytes"],
        "source": schema.DOCUMENT_SIGHTINGS["source"],
        "uri": schema.DOCUMENT_SIGHTINGS["uri"],
    }
    query = """
        select document_id, sha256, n_bytes, source, uri
        from raw.documents join raw.document_sightings using (document_id)
    """
    return _rows(release, query, {}, columns, settings).join(documents, on="document_id", how="semi")


def known_rejections(settings: Settings) -> pl.DataFrame:
    """Return ``source``, ``uri``, ``reason`` and ``sha256`` of each rejection that any run has recorded, once each."""
    return history.read(settings, "rejected_documents", columns=REJECTION_KEY).unique()


def failed_extractions(extractor_version: str, settings: Settings) -> pl.DataFrame:
    """Return ``sha256``, ``reason`` and ``detail`` of each document that a version could not extract, as last recorded.

    One that took too long counts only where it had as much time as the settings give now.
    """
    runs = history.read(settings, "pipeline_runs").filter(
        pl.col("versions").str.json_path_match("$.extractor") == extractor_version
    )
    limit = pl.col("parameters").str.json_path_match("$.document_timeout_seconds").cast(pl.Int64, strict=False)
    had_time = limit >= settings.document_timeout_seconds
    return (
        history.read(settings, "rejected_documents")
        .filter(pl.col("reason").is_in(["timeout", "extraction_failed"]))
        .join(runs.select("run_id", had_time.alias("had_time")), on="run_id")
        .filter((pl.col("reason") != "timeout") | pl.col("had_time"))
        .sort("seen_at")
        .unique("sha256", keep="last")
        .select("sha256", "reason", "detail")
    )


def _rows(
    release: Release | None, query: str, parameters: dict[str, str | None], columns: schema.Columns, settings: Settings
) -> pl.DataFrame:
    if release is None:
        return pl.DataFrame(schema=columns)
    with reading(release.path, settings) as connection:
        try:
            relation = connection.sql(query, params=parameters)
        except (duckdb.CatalogException, duckdb.BinderException):
            # A release older than the table or the column: nothing is known of it, so everything is done again.
            return pl.DataFrame(schema=columns)
        return relation.pl()
