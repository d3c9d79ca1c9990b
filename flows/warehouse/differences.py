"""What changed from one release to the next: rows that appeared, vanished or changed, by mart, and which documents.

What does not belong here: why it changed, and how that is shown (``flows.quality.page``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from flows.settings import Settings
from flows.warehouse import schema
from flows.warehouse.connection import reading
from flows.warehouse.content import MARTS_SCHEMA, RUN_DEPENDENT, mart_columns, quoted

TABLES: schema.Columns = {
    "table_name": pl.String,
    "n_before": pl.Int64,
    "n_after": pl.Int64,
    "n_appeared": pl.Int64,
    "n_vanished": pl.Int64,
    "n_changed": pl.Int64,
}

DOCUMENTS: schema.Columns = {
    "document_id": pl.String,
    "change": pl.String,  # appeared, vanished, changed
    "title": pl.String,
    "publisher": pl.String,
    "derivation": pl.String,
}

_ROWS: schema.Columns = {"key": pl.UInt64, "row": pl.UInt64}


@dataclass(frozen=True, slots=True)
class Differences:
    """How two databases differ."""

    tables: pl.DataFrame
    """One row a mart that either has: columns ``TABLES``."""
    documents: pl.DataFrame
    """One row a document that appeared, vanished or changed, in that order: columns ``DOCUMENTS``."""


def differences(before: Path, after: Path, settings: Settings) -> Differences:
    """Compare the marts of two database files by primary key.

    Columns that only say when a run saw something (``content.RUN_DEPENDENT``) are left out. Of each row two 64-bit hashes are
    held in memory. A mart that one of the two lacks counts as empty there; one without a primary key is compared row by row,
    so that a changed row is one that vanished and one that appeared. Raises UnreadableDatabaseError when a file cannot be read.
    """
    old, new = _read(before, settings), _read(after, settings)
    nothing = pl.DataFrame(schema=_ROWS)
    tables = [
        _compared(name, old.rows.get(name, nothing), new.rows.get(name, nothing))
        for name in sorted(old.rows.keys() | new.rows.keys())
    ]
    return Differences(pl.DataFrame(tables, schema=TABLES, orient="row"), _documents(old, new))


@dataclass(frozen=True, slots=True)
class _Marts:
    rows: dict[str, pl.DataFrame]
    documents: pl.DataFrame


def _read(database: Path, settings: Settings) -> _Marts:
    with reading(database, settings) as connection:
        keys, marts = _primary_keys(connection), mart_columns(connection)
        rows = {name: _hashes(connection, name, columns, keys.get(name)) for name, columns in marts.items()}
        return _Marts(rows, _document_names(connection, marts.get("documents", {})))


def _primary_keys(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    found = connection.execute(
        "select table_name, constraint_column_names from duckdb_constraints() "
        "where schema_name = $schema and constraint_type = 'PRIMARY KEY'",
        {"schema": MARTS_SCHEMA},
    ).fetchall()
    return dict(found)


def _hashes(
    connection: duckdb.DuckDBPyConnection, mart: str, columns: Iterable[str], key: list[str] | None
) -> pl.DataFrame:
    """Return a hash of the key and one of the row, for each row of a mart; without a key the row is its own."""
    selected = ", ".join(quoted(name) for name in columns if name not in RUN_DEPENDENT.get(mart, ())) or "null as nothing"
    row = "md5_number_lower(to_json(r)::varchar)"
    of_key = f"md5_number_lower(concat_ws(chr(31), {', '.join(map(quoted, key))}))" if key else row
    query = f"select {of_key} as key, {row} as row from (select {selected} from {MARTS_SCHEMA}.{quoted(mart)}) as r"  # noqa: S608
    return schema.conform(connection.sql(query).pl(), _ROWS)


def _document_names(connection: duckdb.DuckDBPyConnection, columns: Collection[str]) -> pl.DataFrame:
    """Return what names a document, null where an older release has no such column, with the hash of its key."""
    shown = {name: dtype for name, dtype in DOCUMENTS.items() if name != "change"} | {"key": _ROWS["key"]}
    if "document_id" not in columns:
        return pl.DataFrame(schema=shown)
    selected = ", ".join(quoted(name) if name in columns else f"null as {name}" for name in shown if name != "key")
    query = f"select {selected}, md5_number_lower(document_id) as key from {MARTS_SCHEMA}.documents"  # noqa: S608
    return schema.conform(connection.sql(query).pl(), shown)


def _compared(name: str, old: pl.DataFrame, new: pl.DataFrame) -> tuple[str, int, int, int, int, int]:
    appeared = new.join(old, on="key", how="anti").height
    vanished = old.join(new, on="key", how="anti").height
    changed = new.join(old, on="key").filter(pl.col("row") != pl.col("row_right")).height
    return name, old.height, new.height, appeared, vanished, changed


def _documents(old: _Marts, new: _Marts) -> pl.DataFrame:
    nothing = pl.DataFrame(schema=_ROWS)
    rows = new.rows.get("documents", nothing).join(old.rows.get("documents", nothing), on="key")
    changed = rows.filter(pl.col("row") != pl.col("row_right"))
    found = {
        "appeared": new.documents.join(old.documents, on="key", how="anti"),
        "vanished": old.documents.join(new.documents, on="key", how="anti"),
        "changed": new.documents.join(changed, on="key", how="semi"),
    }
    return pl.concat(
        [frame.sort("title", "document_id").with_columns(change=pl.lit(change)).select(list(DOCUMENTS)) for change, frame in found.items()]
    )
