"""A database with the raw tables and a few invented rows, for tests of the models; nothing here extracts anything.

Sentences end at full stops and every statement is one plain claim of its document's author: enough to give the models rows
whose spans re-slice and whose keys meet, and no more. What real extraction gives is tested with the extraction.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from flows.sources.identity import stable_id
from flows.warehouse.building import RAW

RUN_ID = "run-1"
SEEN_AT = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)

Row = Mapping[str, Any]
Span = tuple[int, int]


def paragraphs(text: str) -> list[Span]:
    """Return the spans of the stretches of a text that are divided by blank lines."""
    return [match.span() for match in re.finditer(r"\S(?:[^\n]|\n(?!\n))*", text)]


def create_raw(
    path: Path,
    documents: Iterable[tuple[str, str, Sequence[Span]]],
    *,
    document_values: Mapping[str, Row] | None = None,
    rows: Mapping[str, Sequence[Row]] | None = None,
) -> None:
    """Create a DuckDB file at ``path`` with every table of schema ``raw``.

    ``documents`` holds ``(document_id, text, paragraph spans)``; ``document_values`` replaces columns of ``raw.documents``
    by document_id (``{"d1": {"genre": "summary"}}``); ``rows`` adds rows to raw tables by name, absent columns being null.
    """
    tables: dict[str, list[Row]] = {name: [] for name in RAW}
    for document_id, text, spans in documents:
        for name, made in _document_rows(document_id, text, spans, (document_values or {}).get(document_id, {})).items():
            tables[name].extend(made)
    for name, added in (rows or {}).items():
        tables[name].extend(added)
    n_documents = len(tables["documents"])
    counts = {"n_listed": n_documents, "n_loaded": n_documents, "n_already_known": 0, "n_rejected": 0}
    tables["run_counts"].append({"run_id": RUN_ID, **counts})
    with duckdb.connect(path) as connection:
        connection.execute("create schema raw")
        for name, schema in RAW.items():
            frame = pl.DataFrame([{column: row.get(column) for column in schema} for row in tables[name]], schema=schema)
            connection.register("frame", frame)
            connection.execute(f'create table raw."{name}" as select * from frame')  # noqa: S608 - names of the schema
            connection.unregister("frame")


def _document_rows(document_id: str, text: str, spans: Sequence[Span], values: Row) -> dict[str, list[Row]]:
    encoded = text.encode()
    seen = {"first_seen_run_id": RUN_ID, "first_seen_at": SEEN_AT}
    document = {
        "document_id": document_id,
        "sha256": (document_id + hashlib.sha256(encoded).hexdigest())[:64],  # begins with the identifier, as a real one does
        "n_bytes": len(encoded),
        "encoding": "utf-8",
        "media_type": "text/plain",
        "text": text,
        "language": "en",
        "genre": "article",
        "extractor_version": "fixture",
        **seen,
        **values,
    }
    sighting = {
        "document_id": document_id,
        "source": "fixture",
        "uri": f"{document_id}.txt",
        **seen,
        "last_seen_run_id": RUN_ID,
        "last_seen_at": SEEN_AT,
    }
    file = {
        "run_id": RUN_ID,
        "source": "fixture",
        "uri": f"{document_id}.txt",
        "outcome": "loaded",
        "document_id": document_id,
        "sha256": document["sha256"],
        "n_bytes": document["n_bytes"],
        "seen_at": SEEN_AT,
    }
    author = {
        "document_source_id": stable_id(document_id, "author"),
        "document_id": document_id,
        "name": document.get("byline") or document.get("publisher") or f"author of document {document_id}",
        "kind": "author",
        "aliases": [],
    }
    made: dict[str, list[Row]] = {
        "documents": [document],
        "document_sightings": [sighting],
        "ingested_files": [file],
        "document_sources": [author],
        "blocks": [],
        "sentences": [],
        "claims": [],
        "attributions": [],
        "shingle_sets": [{"document_id": document_id, "shingles": sorted(_shingles(text))}],
    }
    for block_index, (start, end) in enumerate(spans):
        block_id = stable_id(document_id, "block", start, end)
        made["blocks"].append(
            {
                "block_id": block_id,
                "document_id": document_id,
                "block_index": block_index,
                "start_char": start,
                "end_char": end,
                "text": text[start:end],
                "kind": "paragraph",
                "reason": "fixture",
            }
        )
        for match in re.finditer(r"[^\s.!?][^.!?]*[.!?]+[\"”’)]?|[^\s.!?][^.!?]*\Z", text[start:end]):
            _add_sentence(
                made, document_id, block_id, author["document_source_id"], text, start + match.start(), start + match.end()
            )
    return made


def _add_sentence(
    made: dict[str, list[Row]], document_id: str, block_id: str, author_id: str, text: str, start: int, end: int
) -> None:
    span = {"start_char": start, "end_char": end, "text": text[start:end]}
    sentence_id = stable_id(document_id, "sentence", start, end)
    is_question = text[start:end].endswith("?")
    made["sentences"].append(
        {
            "sentence_id": sentence_id,
            "document_id": document_id,
            "block_id": block_id,
            "sentence_index": len(made["sentences"]),
            **span,
            "is_question": is_question,
        }
    )
    if is_question:
        return
    claim_id = stable_id(document_id, "claim", start, end)
    made["claims"].append(
        {
            "claim_id": claim_id,
            "document_id": document_id,
            "sentence_id": sentence_id,
            "granularity": "sentence",
            **span,
            "kind": "state",
            "modality": "asserted",
            "is_negated": False,
            "voice": "document",
            "verifiability_score": 0.5,
            "check_worthiness_score": 0.5,
            "needs_context": False,
        }
    )
    made["attributions"].append(
        {
            "attribution_id": stable_id(claim_id, "author"),
            "statement_id": stable_id(claim_id, "statement"),
            "document_id": document_id,
            "claim_id": claim_id,
            "document_source_id": author_id,
            "depth": 0,
            "content_start_char": start,
            "content_end_char": end,
            "content_text": text[start:end],
            "content_spans": [span],
            "via": "author",
            "confidence": 1.0,
        }
    )


def _shingles(text: str) -> set[int]:
    """Return 64-bit hashes of the distinct runs of three lower-case words."""
    words = re.findall(r"\w+", text.lower())
    runs = (" ".join(words[i : i + 3]) for i in range(len(words) - 2))
    return {int.from_bytes(hashlib.sha256(run.encode()).digest()[:8], "big") for run in runs}
