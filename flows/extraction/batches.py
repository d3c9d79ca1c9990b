"""Finished extraction, kept as immutable folders of Parquet files until the warehouse holds it.

A batch is named by its documents and the extractor version, so any process on any machine that extracts the same documents
writes the same folder, and a killed run keeps what it had finished. What does not belong here: extracting (``workers``) and
loading (``flows.warehouse.building``).
"""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows.settings import Settings
from flows.sources.identity import stable_id
from flows.warehouse import files, schema

logger = logging.getLogger(__name__)

_FOLDER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,199}")


class BatchError(Exception):
    """A batch does not have the tables and columns that extraction promises."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A finished batch on disk."""

    path: Path
    document_ids: frozenset[str]


def batch_id(document_ids: Iterable[str], extractor_version: str) -> str:
    """Return a batch's identifier: it depends on the set of documents and the version, not on any order."""
    return stable_id(extractor_version, *sorted(document_ids))


def check_tables(tables: Mapping[str, pl.DataFrame]) -> None:
    """Raise BatchError unless the tables are those of a batch: names, columns, types, each document once, no stray rows."""
    if set(tables) != set(schema.EXTRACTED):
        missing, unknown = set(schema.EXTRACTED) - set(tables), set(tables) - set(schema.EXTRACTED)
        msg = f"tables missing: {sorted(missing)}; not known: {sorted(unknown)}"
        raise BatchError(msg)
    documents = tables["documents"]["document_id"]
    if documents.n_unique() != documents.len():
        msg = "a document_id stands more than once in documents"
        raise BatchError(msg)
    for name, frame in tables.items():
        expected = pl.Schema(schema.EXTRACTED[name])
        if frame.schema != expected:
            msg = f"{name} has the columns {dict(frame.schema)}, expected {dict(expected)}"
            raise BatchError(msg)
        if not frame["document_id"].is_in(documents.implode()).all():
            msg = f"{name} has rows of documents that are not in the batch"
            raise BatchError(msg)


def write_batch(tables: Mapping[str, pl.DataFrame], extractor_version: str, extractions_dir: Path) -> Path:
    """Write the tables of a batch as ``<extractor_version>/<batch_id>/<table>.parquet`` and return the folder.

    ``tables`` has exactly the tables of ``schema.EXTRACTED``, each with exactly its columns and types. The folder appears
    whole or not at all. One that is there already stays if it is whole and is replaced if it is not. Raises BatchError
    for other tables, columns or types, or when a row belongs to no document of the batch, ValueError for a version that
    is no plain folder name, OSError when the disk is full.
    """
    if not _FOLDER_NAME.fullmatch(extractor_version):
        msg = f"{extractor_version!r} cannot name a folder: use letters, digits and '_.+-'."
        raise ValueError(msg)
    check_tables(tables)
    identity = batch_id(tables["documents"]["document_id"], extractor_version)
    target = extractions_dir / extractor_version / identity
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        if _read(target) is not None:
            return target
        shutil.rmtree(target)
    temporary = files.temporary_path(target)
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    try:
        for name, frame in tables.items():
            path = temporary / f"{name}.parquet"
            files.write_parquet(frame, path)
            files.sync(path)
        files.sync(temporary)
        try:
            temporary.rename(target)
        except OSError:
            if _read(target) is None:  # otherwise another process has just finished the same batch
                raise
        files.sync(target.parent)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return target


def finished_batches(extractor_version: str, settings: Settings) -> list[Batch]:
    """Return the whole batches of one extractor version, in order of their identifiers.

    Each is read in full. One that lacks a table, has other columns or cannot be read is removed, with a warning that
    names it: its documents are extracted again.
    """
    found = []
    for folder in sorted((settings.extractions_dir / extractor_version).glob("[!.]*")):
        document_ids = _read(folder)
        if document_ids is None:
            logger.warning("Extraction batch %s is damaged and was removed; its documents are extracted again.", folder)
            shutil.rmtree(folder)
        else:
            found.append(Batch(folder, document_ids))
    return found


def prune_batches(extractor_version: str, known: pl.DataFrame, settings: Settings) -> list[Path]:
    """Remove batches that are of no more use and return their folders. Call it after publication.

    Of no more use is a batch whose documents are all in ``known`` (column ``document_id``: documents that the current
    release holds as extracted by this version), and every batch of another version.
    """
    held = frozenset(known["document_id"])
    pruned = [batch.path for batch in finished_batches(extractor_version, settings) if batch.document_ids <= held]
    pruned += [folder for folder in settings.extractions_dir.glob("[!.]*") if folder.name != extractor_version]
    for folder in pruned:
        shutil.rmtree(folder)
    return pruned


def _read(folder: Path) -> frozenset[str] | None:
    """Return the document identifiers of a whole batch; None when it is not whole. Reads every value: loading would, too."""
    try:
        tables = {name: pl.read_parquet(folder / f"{name}.parquet", glob=False) for name in schema.EXTRACTED}
        check_tables(tables)
    except (pl.exceptions.PolarsError, OSError, BatchError):
        return None
    return frozenset(tables["documents"]["document_id"])
