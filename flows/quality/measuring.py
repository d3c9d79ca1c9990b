"""Measure what a run brought in and what its build holds, as numbers that can be followed over runs.

What does not belong here: saying which number is unusual (``bands``), and checks that need no past (``expectations/``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

from flows.settings import Settings
from flows.warehouse import schema
from flows.warehouse.connection import reading

MEASURED: schema.Columns = {
    name: schema.MEASUREMENTS[name]
    for name in ("table_name", "column_name", "measure", "part", "group_name", "value", "n", "measured_at")
}
"""Columns of a measurement as it is taken; whose it is and what it is held against come with the run."""

LISTED = "ingested_files"
"""Stands for the files of a run's listing, as the raw table that holds them does."""

SEPARATOR = "__"

AGGREGATES: dict[str, tuple[str, str]] = {
    "documents": (
        "documents",
        "avg((title is null)::int) as null_share__title, avg((byline is null)::int) as null_share__byline, "
        "avg((publisher is null)::int) as null_share__publisher, "
        "avg((published_at is null)::int) as null_share__published_at, "
        "avg((language is null)::int) as null_share__language, avg(boilerplate_share) as mean__boilerplate_share",
    ),
    "sentences": ("sentences", ""),
    "claims": (
        "(select *, claim_id in (select claim_id from attributions where via <> 'author') as is_attributed from claims)",
        "avg(is_attributed::int) as attributed_share__, "
        "avg(verifiability_score) as mean__verifiability_score, "
        "avg(check_worthiness_score) as mean__check_worthiness_score",
    ),
    "attributions": (
        "(select a.*, s.kind as source_kind from attributions as a join sources as s using (source_id) "
        "where via <> 'author')",
        "avg((source_kind = 'unnamed')::int) as unnamed_share__, avg((cue_text is null)::int) as null_share__cue_text, "
        "avg(confidence) as mean__confidence",
    ),
    "quantities": ("quantities", "avg((unit is null)::int) as null_share__unit"),
    "time_references": ("time_references", ""),
}
"""Table -> what is read of it, and the aggregates, each named measure__column. Attributions to the author are left out: they
say no more than that a document has one."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a run found that it had not met before: documents that it loaded and files that it rejected."""

    n_loaded: int
    n_newly_rejected: int


def measure_listing(listing: Listing, *, at: datetime) -> pl.DataFrame:
    """Return what the listing alone says, also for a run that has nothing to build; columns ``MEASURED``."""
    n_met = listing.n_loaded + listing.n_newly_rejected
    rows = [{"table_name": "documents", "measure": "rows", "value": float(listing.n_loaded), "n": listing.n_loaded}]
    if n_met:
        rows.append(
            {"table_name": LISTED, "measure": "rejected_share", "value": listing.n_newly_rejected / n_met, "n": n_met}
        )
    return pl.DataFrame(rows, schema=MEASURED).with_columns(part=pl.lit("new"), measured_at=pl.lit(at))


def measure_build(database: Path, run_id: str, settings: Settings, *, at: datetime) -> pl.DataFrame:
    """Return what a build's marts hold as a whole, and of the documents that the run brought in; columns ``MEASURED``.

    Documents that the run extracted again are not new. Raises duckdb.Error when a mart or column is missing: measure a build
    that passed its checks.
    """
    with reading(database, settings) as connection:
        frames = [_shares(connection, table, run_id) for table in AGGREGATES]
        frames.append(_row_counts(connection))
        frames.append(_publishers(connection, run_id))
        frames.append(_age(connection, at))
    columns = [name for name in MEASURED if name != "measured_at"]
    aligned = [
        frame.with_columns(pl.lit(None, MEASURED[c]).alias(c) for c in set(columns) - set(frame.columns)) for frame in frames
    ]
    taken = pl.concat([schema.conform(frame.select(columns), {c: MEASURED[c] for c in columns}) for frame in aligned])
    return taken.with_columns(measured_at=pl.lit(at, MEASURED["measured_at"])).filter(pl.col("value").is_not_null())


def _shares(connection: duckdb.DuckDBPyConnection, table: str, run_id: str) -> pl.DataFrame:
    """Return the aggregates of one table, for the whole of it and for the run's new documents."""
    read, aggregates = AGGREGATES[table]
    wide = connection.sql(
        f"""
        with parts as (
            select
                document_id,
                unnest(if(first_seen_run_id = $run_id, ['whole', 'new'], ['whole'])) as part,
            from documents
        ),
        sizes as (select part, count(*) as n_documents from parts group by part),
        measured as (
            select part, count(*) as n_rows, {aggregates}
            from {read} as t join parts using (document_id)
            group by part
        )
        select *, coalesce(n_rows, 0) / n_documents as per_document__
        from sizes left join measured using (part)
        """,  # noqa: S608 (constants of this module)
        params={"run_id": run_id},
    ).pl()
    named = [name for name in wide.columns if SEPARATOR in name]
    parts = pl.col("variable").str.split_exact(SEPARATOR, 1)
    return (
        wide.with_columns(pl.col(named).cast(pl.Float64), pl.col("n_rows").fill_null(0))
        .unpivot(named, index=["part", "n_rows", "n_documents"])
        .with_columns(
            table_name=pl.lit(table),
            measure=parts.struct[0],
            column_name=pl.when(parts.struct[1] != "").then(parts.struct[1]),
        )
        .with_columns(n=pl.when(pl.col("measure") == "per_document").then("n_documents").otherwise("n_rows"))
    )


def _row_counts(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return how many rows each mart holds."""
    tables = connection.sql("select table_name from duckdb_tables() where schema_name = 'main'").pl()["table_name"]
    counted = " union all ".join(
        f"""select '{table}' as table_name, count(*) as n from main."{table}" """  # noqa: S608 (the catalogue's names)
        for table in tables.sort()
    )
    return connection.sql(
        f"select table_name, 'rows' as measure, 'whole' as part, n::double as value, n from ({counted})"  # noqa: S608
    ).pl()


def _publishers(connection: duckdb.DuckDBPyConnection, run_id: str) -> pl.DataFrame:
    """Return how many of the run's new documents each publisher has."""
    return connection.sql(
        """
        select
            'documents' as table_name, 'rows' as measure, 'new' as part, publisher as group_name,
            count(*)::double as value, count(*) as n,
        from documents
        where first_seen_run_id = $run_id and publisher is not null
        group by publisher
        order by publisher
        """,
        params={"run_id": run_id},
    ).pl()


def _age(connection: duckdb.DuckDBPyConnection, at: datetime) -> pl.DataFrame:
    """Return how long ago the newest document was first seen."""
    return connection.sql(
        """
        select
            'documents' as table_name, 'hours_since_new' as measure, 'whole' as part,
            greatest(0, epoch($at - max(first_seen_at)) / 3600) as value, count(*) as n,
        from documents
        """,
        params={"at": at},
    ).pl()
