"""What a warehouse's marts hold, as numbers: row counts and a hash that two equal warehouses share.

The hash says whether two runs came to the same rows, whatever order the rows lie in. What does not belong here: the sha256
of the file (``releases``), which differs between two builds of the same rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from flows.settings import Settings
from flows.warehouse.connection import reading

MARTS_SCHEMA = "main"

RUN_DEPENDENT: Mapping[str, frozenset[str]] = {
    "documents": frozenset({"first_seen_run_id", "first_seen_at"}),
    "document_sightings": frozenset({"first_seen_run_id", "first_seen_at", "last_seen_run_id", "last_seen_at"}),
    "claim_groups": frozenset({"first_seen_at"}),
}
"""Columns that say when a run saw something, by mart; two runs over the same input differ in them and in nothing else."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Rows and hashes of the marts of one database file."""

    row_counts: dict[str, int]
    table_hashes: dict[str, str]
    content_hash: str


def describe(database: Path, settings: Settings, exclude: Mapping[str, Collection[str]] = RUN_DEPENDENT) -> Contents:
    """Count and hash every mart.

    A table's hash covers the names and types of its columns, in order, its number of rows, and the sum over its rows of 64
    bits of the MD5 of the row as JSON. A sum does not depend on the order of rows (which DuckDB does not promise) and counts
    repeated rows, which an exclusive or would cancel. It reads every block of every mart, so a block that fails its checksum
    raises UnreadableDatabaseError here. DuckDB's own ``hash()`` is faster but gives an empty list and NULL the same value and is
    only promised to be stable within a version; how JSON prints a number may change between versions too, so compare hashes
    of one DuckDB version only. The total is the sha256 of the tables' names and hashes.
    """
    with reading(database, settings) as connection:
        counts: dict[str, int] = {}
        hashes: dict[str, str] = {}
        for mart, columns in mart_columns(connection).items():
            excluded = exclude.get(mart, ())
            counts[mart], hashes[mart] = _hash(connection, mart, {n: t for n, t in columns.items() if n not in excluded})
    total = hashlib.sha256("\n".join(f"{mart} {hashes[mart]}" for mart in sorted(hashes)).encode())
    return Contents(counts, hashes, total.hexdigest())


def mart_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Return each mart's columns in order, with their types."""
    rows = connection.execute(
        """
        select table_name, column_name, data_type
        from information_schema.columns
        where table_catalog = current_database() and table_schema = $schema
        order by table_name, ordinal_position
        """,
        {"schema": MARTS_SCHEMA},
    ).fetchall()
    columns: dict[str, dict[str, str]] = {}
    for table, column, data_type in rows:
        columns.setdefault(table, {})[column] = data_type
    return columns


def _hash(connection: duckdb.DuckDBPyConnection, mart: str, columns: dict[str, str]) -> tuple[int, str]:
    selected = ", ".join(quoted(name) for name in columns) or "null as nothing"
    answer = connection.execute(
        f"""
        select count(*), coalesce(sum(md5_number_lower(to_json(r)::varchar)::hugeint), 0)::varchar
        from (select {selected} from {MARTS_SCHEMA}.{quoted(mart)}) as r
        """  # noqa: S608 (names come from the database's own catalogue, quoted)
    ).fetchone()
    if answer is None:
        msg = f"DuckDB returned no row for an aggregate over {mart}."
        raise duckdb.InternalException(msg)
    n_rows, row_sum = answer
    header = ", ".join(f"{name} {data_type}" for name, data_type in columns.items())
    return n_rows, hashlib.sha256(f"{header}\n{n_rows}\n{row_sum}".encode()).hexdigest()


def quoted(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
