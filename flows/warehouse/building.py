"""The build of a run: a copy of the last release, or an empty database, into which extracted batches are loaded.

Loading is set-based and can be repeated: the same batches loaded twice give the same rows. What does not belong here: the
marts (dbt), the ``quality`` schema (``history``) and publication (``releases``).
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

from flows.errors import WellsourcedError
from flows.settings import Settings
from flows.warehouse import files, schema
from flows.warehouse.connection import transaction, writing
from flows.warehouse.releases import CorruptReleaseError, Release

SCHEMAS = ("raw", "staging", "intermediate", "main", "quality")

RUN_COUNTS: schema.Columns = {
    "run_id": pl.String,
    "n_listed": pl.Int64,
    "n_loaded": pl.Int64,
    "n_already_known": pl.Int64,
    "n_rejected": pl.Int64,
}

FIRST_SEEN: schema.Columns = {
    "first_seen_run_id": pl.String,
    "first_seen_at": pl.Datetime("us", "UTC"),
}
"""Columns of ``raw.documents`` that loading adds; a document extracted again keeps its first ones."""

RAW: dict[str, schema.Columns] = {
    **schema.EXTRACTED,
    "documents": {**schema.DOCUMENTS, **FIRST_SEEN},
    "document_sightings": schema.DOCUMENT_SIGHTINGS,
    "ingested_files": schema.INGESTED_FILES,
    "run_counts": RUN_COUNTS,
}
"""The tables of schema ``raw``."""

MOVED: dict[str, str] = {
    "shingles": """
        insert into raw.shingle_sets by name
        select documents.document_id, coalesce(list(kept.shingle) filter (where kept.shingle is not null), []) as shingles
        from raw.documents
        left join raw.shingles as kept on documents.document_id = kept.document_id
        group by documents.document_id
    """,
}
"""Tables of ``raw`` that earlier versions wrote and this one doesn't -> what moves their rows to where they are kept now."""

DISK_SPACE_FACTOR = 2.5
"""A build is a copy of the release, grows while dbt replaces tables beside the old ones, and has a WAL."""

_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")


class IncompatibleSchemaError(WellsourcedError):
    """The release to build on has a column of a type that this version does not use."""


class DiskSpaceError(WellsourcedError):
    """There is too little room on the disk for a build."""


class LoadError(WellsourcedError):
    """After loading, the database does not hold what was to be loaded."""


@dataclass(frozen=True, slots=True)
class IngestCounts:
    """What became of the files a run listed: ``n_listed`` is the sum of the others, which a check asserts."""

    n_listed: int
    n_loaded: int
    n_already_known: int
    n_rejected: int


def start_build(run_id: str, base: Release | None, settings: Settings) -> Path:
    """Make a run's build file: a copy of ``base``, or an empty database with the project's schemas and raw tables.

    Tables and columns that ``base`` lacks are added, and rows that an earlier version kept elsewhere moved. The file is ``builds/<run_id>.duckdb``, or ``<run_id>-2`` and so on
    where that run has built before. The caller holds the writer lock. Raises ValueError for a run id that is no plain file
    name, DiskSpaceError when the disk has too little room, CorruptReleaseError when ``base`` is not what was published,
    IncompatibleSchemaError when a column of ``base`` has another type.
    """
    settings.builds_dir.mkdir(parents=True, exist_ok=True)
    build = settings.builds_dir / f"{_unused_name(check_run_id(run_id), settings)}.duckdb"
    if base is not None:
        _check_disk_space(base, settings)
        copied = files.copy_database(base.path, build)
        if copied.sha256 != base.manifest.sha256:
            build.unlink()
            msg = (
                f"The current release {base.name} is not the file that was published (sha256 {copied.sha256}, published as "
                f"{base.manifest.sha256}). Go back to an earlier one with: wellsourced rollback"
            )
            raise CorruptReleaseError(msg)
    with writing(build, settings) as connection, transaction(connection):
        for name in SCHEMAS:
            connection.execute(f"create schema if not exists {name}")
        for table, columns in RAW.items():
            ensure_table(connection, f"raw.{table}", columns)
        for table, moved in MOVED.items():
            if _count(connection, "select count(*) from duckdb_tables() where schema_name = 'raw' and table_name = $1", [table]):
                connection.execute(moved)
                connection.execute(f"drop table raw.{table}")
    return build


def discard_build(build: Path) -> None:
    """Remove a build that nobody will look at; does nothing if it is gone, as one that was published is."""
    for path in (build, build.with_name(f"{build.name}.wal")):
        path.unlink(missing_ok=True)


def check_run_id(run_id: str) -> str:
    """Return the run id. Raises ValueError unless it is a plain file name: letters, digits, ``_.-``, at most 100 in all."""
    if not _RUN_ID.fullmatch(run_id):
        msg = f"{run_id!r} cannot name a run: use at most 100 letters, digits, '_', '.', '-', beginning with no sign."
        raise ValueError(msg)
    return run_id


def _unused_name(run_id: str, settings: Settings) -> str:
    """Return a name that no release and no build has: what a killed run started (dbt) may still write to its build."""
    name, attempt = run_id, 1
    while any((folder / f"{name}.duckdb").exists() for folder in (settings.releases_dir, settings.builds_dir)):
        attempt += 1
        name = f"{run_id}-{attempt}"
    return name


def _check_disk_space(base: Release, settings: Settings) -> None:
    needed = int(DISK_SPACE_FACTOR * base.manifest.n_bytes)
    free = shutil.disk_usage(settings.builds_dir).free
    if free < needed:
        msg = (
            f"{settings.warehouse_dir} has {free / 1e6:,.0f} MB of disk space left, and a build needs about "
            f"{needed / 1e6:,.0f} MB. Free some, or keep fewer releases (WELLSOURCED_RELEASES_KEPT)."
        )
        raise DiskSpaceError(msg)


def load_batches(build: Path, batch_dirs: Sequence[Path], settings: Settings, *, run_id: str, now: datetime) -> int:
    """Load extracted batches into ``raw`` and return how many documents they hold.

    All rows of a document found in a batch replace the rows it had, in every table, so a document extracted again by another
    version leaves nothing behind; its ``first_seen_run_id`` and ``first_seen_at`` stay. A document in two batches is taken
    from the later one in the list. One transaction: all batches or none. Raises duckdb.Error when a file cannot be read,
    LoadError when the count afterwards is not the count before.
    """
    if not batch_dirs:
        return 0
    with writing(build, settings) as connection:
        with transaction(connection):
            _choose_documents(connection, batch_dirs)
            connection.execute("""
                create or replace temp table first_seen as
                select document_id, first_seen_run_id, first_seen_at
                from raw.documents semi join loading using (document_id)
            """)
            for table in schema.EXTRACTED:
                _replace_rows(connection, table, batch_dirs)
            connection.execute(
                """
                update raw.documents
                set
                    first_seen_run_id = coalesce(first_seen.first_seen_run_id, $run_id),
                    first_seen_at = coalesce(first_seen.first_seen_at, $now)
                from loading left join first_seen using (document_id)
                where documents.document_id = loading.document_id
                """,
                {"run_id": run_id, "now": now},
            )
        expected = _count(connection, "select count(*) from loading")
        found = _count(connection, "select count(*) from raw.documents semi join loading using (document_id)")
        connection.execute("drop table loading; drop table first_seen")
    if found != expected:
        msg = f"{found} of {expected} documents are in raw.documents after loading. Nothing was published: run again."
        raise LoadError(msg)
    return expected


def record_sightings(build: Path, sightings: pl.DataFrame, settings: Settings, *, run_id: str, now: datetime) -> None:
    """Note where documents were found: new places are added, known ones get this run as their last.

    ``sightings`` has the columns document_id, source, uri; a place named twice counts once. The time last seen never goes
    back, whatever the clock says now: a place last seen before it was first seen would keep every run from publishing.
    """
    with writing(build, settings) as connection, transaction(connection):
        connection.register("sightings", sightings.select("document_id", "source", "uri").unique())
        connection.execute(
            """
            merge into raw.document_sightings as known
            using sightings as seen
            on known.document_id = seen.document_id and known.source = seen.source and known.uri = seen.uri
            when matched then update set last_seen_run_id = $run_id, last_seen_at = greatest(known.last_seen_at, $now)
            when not matched then insert
                (document_id, source, uri, first_seen_run_id, first_seen_at, last_seen_run_id, last_seen_at)
                values (seen.document_id, seen.source, seen.uri, $run_id, $now, $run_id, $now)
            """,
            {"run_id": run_id, "now": now},
        )
        connection.unregister("sightings")


def record_ingest(
    build: Path, ingested_files: pl.DataFrame, settings: Settings, *, run_id: str, counts: IngestCounts
) -> None:
    """Replace ``raw.ingested_files`` and ``raw.run_counts`` with this run's.

    ``ingested_files`` has the columns of ``schema.INGESTED_FILES``. The counts come from the listing, not from the frame,
    so that a check can compare the two.
    """
    frame = schema.conform(ingested_files, schema.INGESTED_FILES)
    row = pl.DataFrame([{"run_id": run_id, **asdict(counts)}], schema=RUN_COUNTS)
    with writing(build, settings) as connection, transaction(connection):
        replace_table(connection, "raw.ingested_files", frame)
        replace_table(connection, "raw.run_counts", row)


def ensure_table(connection: duckdb.DuckDBPyConnection, table: str, columns: schema.Columns) -> None:
    """Create a table, or add to it the columns it lacks; columns that ``columns`` does not name stay.

    ``table`` is schema-qualified. Raises IncompatibleSchemaError when a column has another type than ``columns`` says.
    """
    declared = ", ".join(f'"{name}" {sql_type(data_type)}' for name, data_type in columns.items())
    connection.execute(f"create table if not exists {table} ({declared})")
    connection.execute(f"create or replace temp table wanted ({declared})")
    found, wanted = _described(connection, table), _described(connection, "wanted")
    connection.execute("drop table wanted")
    for name, type_name in wanted.items():
        if name not in found:
            connection.execute(f'alter table {table} add column "{name}" {type_name}')
        elif found[name] != type_name:
            msg = (
                f"{table}.{name} is {found[name]} in the release to build on, but this version writes {type_name}. Move "
                "warehouse.duckdb and the releases folder aside and run again: a new warehouse is built from all documents."
            )
            raise IncompatibleSchemaError(msg)


def replace_table(connection: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    """Replace all rows of a table that exists with those of a frame; columns are matched by name."""
    connection.execute(f"delete from {table}")  # noqa: S608 (a table name from this package)
    connection.register("replacement", frame)
    connection.execute(f"insert into {table} by name select * from replacement")  # noqa: S608 (as above)
    connection.unregister("replacement")


def sql_type(data_type: pl.DataType | type[pl.DataType] | pl.datatypes.DataTypeClass) -> str:
    """Return the DuckDB name of a Polars type. Raises ValueError for one this project does not use."""
    if isinstance(data_type, pl.List):
        return f"{sql_type(data_type.inner)}[]"
    if isinstance(data_type, pl.Struct):
        return "STRUCT(" + ", ".join(f'"{field.name}" {sql_type(field.dtype)}' for field in data_type.fields) + ")"
    if isinstance(data_type, pl.Datetime) and data_type.time_zone:
        return "TIMESTAMP WITH TIME ZONE"
    for plain, name in _PLAIN_TYPES.items():
        if data_type == plain:
            return name
    msg = f"No DuckDB type is known for {data_type}."
    raise ValueError(msg)


_PLAIN_TYPES: dict[type[pl.DataType], str] = {
    pl.String: "VARCHAR",
    pl.Int64: "BIGINT",
    pl.UInt64: "UBIGINT",
    pl.Float64: "DOUBLE",
    pl.Boolean: "BOOLEAN",
    pl.Date: "DATE",
}


def _described(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    return {name: type_name for name, type_name, *_ in connection.execute(f"describe {table}").fetchall()}


def _parquet(table: str, batch_dirs: Sequence[Path]) -> list[str]:
    return [str(folder / f"{table}.parquet") for folder in batch_dirs]


def _choose_documents(connection: duckdb.DuckDBPyConnection, batch_dirs: Sequence[Path]) -> None:
    """Make the temporary table ``loading``: each document of the batches once, with the batch folder it is taken from."""
    connection.execute(
        """
        create or replace temp table loading as
        select
            document_id,
            arg_max(filename, list_position($files, filename)) as documents_file,
            string_split(documents_file, '/')[-2] as batch_id,
        from read_parquet($files, filename = true)
        group by document_id
        """,
        {"files": _parquet("documents", batch_dirs)},
    )


def _replace_rows(connection: duckdb.DuckDBPyConnection, table: str, batch_dirs: Sequence[Path]) -> None:
    columns = ", ".join(f'landed."{name}"' for name in schema.EXTRACTED[table])
    connection.execute(f"delete from raw.{table} where document_id in (select document_id from loading)")  # noqa: S608
    connection.execute(
        f"""
        insert into raw.{table} by name
        select {columns}
        from read_parquet($files, filename = true) as landed
        join loading
            on landed.document_id = loading.document_id
            and string_split(landed.filename, '/')[-2] = loading.batch_id
        """,  # noqa: S608 (names from schema.EXTRACTED)
        {"files": _parquet(table, batch_dirs)},
    )


def _count(connection: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[str] = ()) -> int:
    row = connection.execute(query, parameters).fetchone()
    return int(row[0]) if row else 0
