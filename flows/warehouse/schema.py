"""Columns and types of the raw and quality tables: written once, used by extraction, loading, and DDL alike.

Marts are not described here: their contract lives beside each dbt model.
"""

from __future__ import annotations

import polars as pl

Columns = dict[str, pl.DataType | type[pl.DataType]]
"""Column name -> Polars type, in order."""

SPAN: Columns = {"start_char": pl.Int64, "end_char": pl.Int64, "text": pl.String}
"""A span: Unicode code points into ``documents.text``, half open, and exactly the text found there."""

DOCUMENTS: Columns = {
    "document_id": pl.String,  # first 16 hex digits of sha256
    "sha256": pl.String,
    "n_bytes": pl.Int64,
    "encoding": pl.String,
    "media_type": pl.String,  # text/plain, text/markdown
    "text": pl.String,
    "title": pl.String,
    "title_start_char": pl.Int64,
    "title_end_char": pl.Int64,
    "byline": pl.String,
    "publisher": pl.String,
    "published_at": pl.Date,
    "language": pl.String,  # ISO 639-1
    "genre": pl.String,  # article, interview, summary, other
    "notice_kind": pl.String,  # republished, summary_of, draws_on; null where the document names no origin
    "notice_origin": pl.String,  # the origin as the notice names it, verbatim
    "wording_score": pl.Float64,  # how far neighbouring words are those of English; null where it is not in English
    "extractor_version": pl.String,
}

BLOCKS: Columns = {
    "block_id": pl.String,
    "document_id": pl.String,
    "block_index": pl.Int64,
    **SPAN,
    "kind": pl.String,
    "speaker": pl.String,
    "reason": pl.String,
}

SENTENCES: Columns = {
    "sentence_id": pl.String,
    "document_id": pl.String,
    "block_id": pl.String,
    "sentence_index": pl.Int64,
    **SPAN,
    "is_question": pl.Boolean,
}

CLAIMS: Columns = {
    "claim_id": pl.String,
    "document_id": pl.String,
    "sentence_id": pl.String,
    "parent_claim_id": pl.String,
    "granularity": pl.String,
    **SPAN,
    "kind": pl.String,
    "modality": pl.String,
    "is_negated": pl.Boolean,
    "voice": pl.String,
    "verifiability_score": pl.Float64,
    "check_worthiness_score": pl.Float64,
    "needs_context": pl.Boolean,
}

DOCUMENT_SOURCES: Columns = {
    "document_source_id": pl.String,
    "document_id": pl.String,
    "name": pl.String,
    "kind": pl.String,
    "description": pl.String,
    "aliases": pl.List(pl.String),
}

ATTRIBUTIONS: Columns = {
    "attribution_id": pl.String,
    "statement_id": pl.String,  # one source-cue-content relation as written; shared by the claims inside its content
    "document_id": pl.String,
    "claim_id": pl.String,
    "document_source_id": pl.String,
    "depth": pl.Int64,
    "source_start_char": pl.Int64,
    "source_end_char": pl.Int64,
    "source_text": pl.String,
    "cue_start_char": pl.Int64,
    "cue_end_char": pl.Int64,
    "cue_text": pl.String,
    "content_start_char": pl.Int64,
    "content_end_char": pl.Int64,
    "content_text": pl.String,
    "content_spans": pl.List(pl.Struct(SPAN)),
    "quotation": pl.String,
    "via": pl.String,
    "venue": pl.String,
    "confidence": pl.Float64,
}

QUANTITIES: Columns = {
    "quantity_id": pl.String,
    "document_id": pl.String,
    "claim_id": pl.String,
    **SPAN,
    "value": pl.Float64,
    "value_high": pl.Float64,
    "bound": pl.String,
    "unit": pl.String,
    "unit_kind": pl.String,
}

TIME_REFERENCES: Columns = {
    "time_reference_id": pl.String,
    "document_id": pl.String,
    "claim_id": pl.String,
    **SPAN,
    "date_from": pl.Date,
    "date_to": pl.Date,
}

SHINGLE_SETS: Columns = {"document_id": pl.String, "shingles": pl.List(pl.UInt64)}
"""One row per document: kept one by one, the shingles of a few new documents could only be found by looking through all."""

EXTRACTED: dict[str, Columns] = {
    "documents": DOCUMENTS,
    "blocks": BLOCKS,
    "sentences": SENTENCES,
    "claims": CLAIMS,
    "document_sources": DOCUMENT_SOURCES,
    "attributions": ATTRIBUTIONS,
    "quantities": QUANTITIES,
    "time_references": TIME_REFERENCES,
    "shingle_sets": SHINGLE_SETS,
}
"""The tables one extraction batch holds: file name (and raw table name) -> columns."""

INGESTED_FILES: Columns = {
    "run_id": pl.String,
    "source": pl.String,
    "uri": pl.String,
    "outcome": pl.String,  # loaded, already_known, rejected
    "document_id": pl.String,
    "sha256": pl.String,
    "n_bytes": pl.Int64,
    "reason": pl.String,
    "detail": pl.String,
    "seen_at": pl.Datetime("us", "UTC"),
}
"""What became of each file that a run's listing found; the table holds the run that built the release."""

DOCUMENT_SIGHTINGS: Columns = {
    "document_id": pl.String,
    "source": pl.String,
    "uri": pl.String,
    "first_seen_run_id": pl.String,
    "first_seen_at": pl.Datetime("us", "UTC"),
    "last_seen_run_id": pl.String,
    "last_seen_at": pl.Datetime("us", "UTC"),
}

PIPELINE_RUNS: Columns = {
    "run_id": pl.String,  # the Prefect flow-run id where there is one
    "started_at": pl.Datetime("us", "UTC"),
    "finished_at": pl.Datetime("us", "UTC"),
    "outcome": pl.String,  # published, unchanged, failed_checks, failed
    "source": pl.String,
    "parameters": pl.String,  # JSON
    "versions": pl.String,  # JSON
    "n_listed": pl.Int64,
    "n_loaded": pl.Int64,
    "n_already_known": pl.Int64,
    "n_rejected": pl.Int64,
    "n_ignored": pl.Int64,
    "n_extracted": pl.Int64,
    "n_checks": pl.Int64,
    "n_failed_checks": pl.Int64,
    "stage_seconds": pl.String,  # JSON
    "release": pl.String,
    "content_hash": pl.String,
    "message": pl.String,
}

CHECK_RESULTS: Columns = {
    "run_id": pl.String,
    "check_id": pl.String,  # stable over runs: suite.expectation.column(.n)
    "suite": pl.String,
    "table_name": pl.String,
    "expectation": pl.String,
    "column_name": pl.String,
    "severity": pl.String,  # critical, warning
    "success": pl.Boolean,
    "observed": pl.String,  # JSON
    "n_unexpected": pl.Int64,
    "failing_rows": pl.String,  # JSON, at most the first rows
    "reason": pl.String,
    "checked_at": pl.Datetime("us", "UTC"),
}

REJECTED_DOCUMENTS: Columns = {
    "run_id": pl.String,
    "source": pl.String,
    "uri": pl.String,
    "reason": pl.String,
    "detail": pl.String,
    "sha256": pl.String,
    "n_bytes": pl.Int64,
    "seen_at": pl.Datetime("us", "UTC"),
}

ALERTS: Columns = {
    "alert_id": pl.String,
    "run_id": pl.String,
    "kind": pl.String,
    "severity": pl.String,
    "subject": pl.String,  # what was run
    "signature": pl.String,  # hash of what is told: equal for a failure that goes on
    "repeat_of": pl.String,
    "channel": pl.String,  # webhook, slack, teams, email, block
    "destination": pl.String,
    "payload": pl.String,  # JSON
    "created_at": pl.Datetime("us", "UTC"),
    "delivered_at": pl.Datetime("us", "UTC"),
    "given_up_at": pl.Datetime("us", "UTC"),
    "n_attempts": pl.Int64,
    "error": pl.String,
}

MEASUREMENTS: Columns = {
    "run_id": pl.String,
    "source": pl.String,  # what the run was asked to read; empty for a rebuild
    "baseline": pl.String,  # the run that opened the stretch of history that this one is compared with
    "table_name": pl.String,
    "column_name": pl.String,
    "measure": pl.String,
    "part": pl.String,  # new, whole
    "group_name": pl.String,  # a publisher
    "value": pl.Float64,
    "n": pl.Int64,
    "low": pl.Float64,
    "high": pl.Float64,
    "measured_at": pl.Datetime("us", "UTC"),
}

HISTORY: dict[str, Columns] = {
    "pipeline_runs": PIPELINE_RUNS,
    "check_results": CHECK_RESULTS,
    "measurements": MEASUREMENTS,
    "rejected_documents": REJECTED_DOCUMENTS,
    "alerts": ALERTS,
}
"""Tables of the ``quality`` schema: kept as one Parquet file a run under the history folder, copied into every release."""


def conform(frame: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    """Return the frame with exactly these columns, in order, each cast to its type (a column of only nulls may have any).

    Raises polars.exceptions.SchemaError when a column is missing or is one too many, InvalidOperationError (of that module)
    when a value does not fit.
    """
    if set(frame.columns) != set(columns):
        missing, unknown = set(columns) - set(frame.columns), set(frame.columns) - set(columns)
        msg = f"columns missing: {sorted(missing)}; not known: {sorted(unknown)}"
        raise pl.exceptions.SchemaError(msg)
    return frame.select(pl.col(name).cast(data_type) for name, data_type in columns.items())
