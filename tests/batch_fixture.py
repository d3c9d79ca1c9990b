"""Extraction small enough for tests of batches, workers and loading: a sentence and a claim a line, in every table a row.

The functions named ``work_…`` run in real worker processes, so they stand at the top level of a module that can be imported.
"""

from __future__ import annotations

import hashlib
import os
import signal
import time
from collections.abc import Iterable
from typing import Any

import polars as pl

from flows.extraction.version import Engine
from flows.sources.types import SourceDocument
from flows.warehouse import schema

VERSION = "rules-1+tiny-1.0"


def document(text: str) -> SourceDocument:
    """Return a document with this text."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return SourceDocument(sha256[:16], sha256, len(text.encode()), "utf-8", "text/plain", text)


def tables_of(documents: Iterable[SourceDocument], version: str = VERSION) -> dict[str, pl.DataFrame]:
    """Return the tables of a batch; each line of a document is a claim."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in schema.EXTRACTED}
    for found in documents:
        key, start = found.document_id, 0
        rows["documents"].append(
            {
                "document_id": key,
                "sha256": found.sha256,
                "n_bytes": found.n_bytes,
                "encoding": found.encoding,
                "media_type": found.media_type,
                "text": found.text,
                "genre": "article",
                "extractor_version": version,
            }
        )
        rows["shingle_sets"].append({"document_id": key, "shingles": [2**64 - 1]})
        rows["document_sources"].append({"document_source_id": f"{key}-s", "document_id": key, "aliases": ["a", "b"]})
        for number, line in enumerate(found.text.split("\n")):
            span = {"document_id": key, "start_char": start, "end_char": start + len(line), "text": line}
            rows["blocks"].append({"block_id": f"{key}-b{number}", **span})
            rows["sentences"].append({"sentence_id": f"{key}-{number}", **span})
            rows["claims"].append({"claim_id": f"{key}-c{number}", **span})
            spans = [{"start_char": start, "end_char": start + len(line), "text": line}]
            rows["attributions"].append({"attribution_id": f"{key}-a{number}", "document_id": key, "content_spans": spans})
            rows["quantities"].append({"quantity_id": f"{key}-q{number}", **span})
            rows["time_references"].append({"time_reference_id": f"{key}-t{number}", **span})
            start += len(line) + 1
    return {name: pl.DataFrame(rows[name], schema=columns) for name, columns in schema.EXTRACTED.items()}


def work(documents: list[SourceDocument], engine: Engine) -> dict[str, pl.DataFrame]:  # noqa: ARG001
    """Extract; a document can ask for trouble by its first word."""
    for found in documents:
        match found.text.split(maxsplit=1)[0]:
            case "hang":
                print("hanging", flush=True)  # a test may wait for it
                time.sleep(600)
            case "crash":
                os.kill(os.getpid(), signal.SIGKILL)
            case "leave":
                os._exit(0)
            case "exit":
                raise SystemExit(3)
            case "raise":
                raise UnpicklableError("first line\nsecond line", 1)
    return tables_of(documents)


def work_that_names_its_process(documents: list[SourceDocument], engine: Engine) -> dict[str, pl.DataFrame]:  # noqa: ARG001
    """Write the process's number into each title."""
    tables = tables_of(documents)
    return tables | {"documents": tables["documents"].with_columns(title=pl.lit(str(os.getpid())))}


def work_that_forgets(documents: list[SourceDocument], engine: Engine) -> dict[str, pl.DataFrame]:  # noqa: ARG001
    """Return nothing of a document that says ``forget``."""
    return tables_of(found for found in documents if not found.text.startswith("forget"))


def work_without_a_column(documents: list[SourceDocument], engine: Engine) -> dict[str, pl.DataFrame]:  # noqa: ARG001
    """Return tables that are not those promised."""
    tables = tables_of(documents)
    return tables | {"claims": tables["claims"].drop("kind")}


def work_that_cannot_start(documents: list[SourceDocument], engine: Engine) -> dict[str, pl.DataFrame]:  # noqa: ARG001
    """Fail where the model would be loaded."""
    msg = f"no package {engine.spacy_model}"
    raise OSError(msg)


class UnpicklableError(Exception):
    """Cannot be unpickled, as many exceptions of libraries cannot: it takes more than its message."""

    def __init__(self, message: str, position: int):
        super().__init__(message)
        self.position = position
