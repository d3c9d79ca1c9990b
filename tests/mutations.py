"""Ways to spoil a warehouse, made up systematically from its catalogue: every mart and raw table, every column, by its type.

A mutation is done to a mart alone (a model got it wrong) or, where a raw table has the same column, to both alike
(extraction got it wrong, and modelling passed it on). Each breaks as little as its kind can: one row, unless it is about
the whole table.
"""

# ruff: noqa: S608 - names come from the catalogue of a database that the tests make

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

NOBODY = "0000000000000000"

OF_TABLES = {
    "emptied": "delete from {table}",
    "halved": "delete from {table} where rowid % 2 = 1",
    "doubled": "insert into {table} select * from {table}",
    "a row lost": "delete from {table} where rowid = 0",
    "a row twice": "insert into {table} select * from {table} limit 1",
}

OF_TYPES = {
    "VARCHAR": {"null": "null", "out of vocabulary": "'nonsense'"},
    "BIGINT": {"null": "null", "one more": "{column} + 1", "negative": "-7"},
    "UBIGINT[]": {"null": "null", "emptied": "[]"},
    "DOUBLE": {"null": "null", "out of range": "1e300", "not a number": "'nan'"},
    "BOOLEAN": {"null": "null", "flipped": "not {column}"},
    "DATE": {"null": "null", "in the year 2999": "date '2999-12-31'"},
    "TIMESTAMP WITH TIME ZONE": {"null": "null", "in the year 2999": "timestamptz '2999-12-31 00:00:00+00'"},
    "VARCHAR[]": {"null": "null"},
    'STRUCT(start_char BIGINT, end_char BIGINT, "text" VARCHAR)[]': {"null": "null", "emptied": "[]"},
}
"""Type -> kind -> the value that the first row with a value gets."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """One way to spoil a warehouse."""

    name: str
    """``table.column: kind``; ``extracted`` stands after it where the raw table is spoilt alike."""
    table: str
    """The table whose suite should find it first, with its schema."""
    statements: tuple[str, ...]


def mutations(con: duckdb.DuckDBPyConnection) -> list[Mutation]:
    """Return every mutation of the warehouse that is open, in order of tables and columns; changes nothing.

    One of an empty column, or of a table with too few rows, changes no row when it is done.
    """
    found = con.execute(
        "select table_schema, table_name, column_name, data_type from information_schema.columns "
        "where table_schema in ('main', 'raw') order by table_schema, table_name, ordinal_position"
    ).fetchall()
    tables: dict[tuple[str, str], dict[str, str]] = {}
    for schema, table, column, data_type in found:
        tables.setdefault((schema, table), {})[column] = data_type
    made = []
    for (schema, table), columns in tables.items():
        raw = tables.get(("raw", table), {}) if schema == "main" else {}
        if schema == "raw" and ("main", table) in tables:
            continue  # a raw table alone: the mart differs from it as if the mart had been spoilt
        made += _of_table(schema, table, {"": columns, " extracted": raw})
        for column in columns:
            made += _of_column(schema, table, column, columns, " extracted" if column in raw else None)
    return made


def _of_table(schema: str, table: str, scenes: dict[str, dict[str, str]]) -> Iterator[Mutation]:
    for kind, statement in OF_TABLES.items():
        for suffix, columns in scenes.items():
            if columns:
                yield _mutation(schema, table, None, f"{kind}{suffix}", statement)


def _of_column(schema: str, table: str, column: str, columns: dict[str, str], also: str | None) -> Iterator[Mutation]:
    first = f'where rowid = (select min(rowid) from {{table}} where "{column}" is not null)'
    update = f'update {{table}} set "{column}" = '
    statements = {
        kind: f"{update}{value.format(column=column)} {first}" for kind, value in OF_TYPES[columns[column]].items()
    }
    # A key that is another row's is a duplicate, one of nothing dangles, any other value is mistaken for another's.
    own = f'(select "{column}" from {{table}} {first})'
    other = f'(select "{column}" from {{table}} where "{column}" <> {own} order by rowid limit 1)'
    statements["another row's"] = f"{update}{other} {first} and {other} is not null"
    if column.endswith("_id"):
        del statements["out of vocabulary"]
        statements["of nothing"] = f"{update}'{NOBODY}' {first}"
    if column.endswith("text") and columns[column] == "VARCHAR":
        statements["one character more"] = f"{update}{column} || '.' {first}"
    if column.endswith("start_char"):
        end = column.replace("start_char", "end_char")
        statements["ends exchanged"] = f'update {{table}} set "{column}" = "{end}", "{end}" = "{column}" {first}'
        statements["moved by one"] = f'update {{table}} set "{column}" = "{column}" + 1, "{end}" = "{end}" + 1 {first}'
    for kind, statement in statements.items():
        for suffix in ("", also):
            if suffix is not None:
                yield _mutation(schema, table, column, f"{kind}{suffix}", statement)


def _mutation(schema: str, table: str, column: str | None, kind: str, statement: str) -> Mutation:
    shown = ".".join(part for part in (table if schema == "main" else f"{schema}.{table}", column) if part)
    places = [f"{schema}.{table}"] + ([f"raw.{table}"] if kind.endswith(" extracted") else [])
    return Mutation(f"{shown}: {kind}", places[0], tuple(statement.format(table=place) for place in places))
