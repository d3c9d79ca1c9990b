"""What runs, checks, rejects and alerts left behind: one Parquet file a run and table, and schema ``quality`` made of them.

The files are the truth, because they outlive a build that is not published; each build gets a fresh copy in ``quality``.
What does not belong here: what a row means to a check or an alert (``flows.quality``).
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from pathlib import Path

import duckdb
import polars as pl

from flows.settings import Settings
from flows.warehouse import files, schema
from flows.warehouse.building import check_run_id, ensure_table, replace_table
from flows.warehouse.connection import transaction, writing

logger = logging.getLogger(__name__)

COMMENTS: dict[str, tuple[str, dict[str, str]]] = {
    "pipeline_runs": (
        "One row a run of the pipeline, whatever became of it, as of this release; `wellsourced runs` shows later ones too.",
        {
            "run_id": "The run; the Prefect flow-run id where there is one.",
            "started_at": "When it began.",
            "finished_at": "When it ended; null while it goes on, and for a run that was killed.",
            "outcome": "published, unchanged (nothing new to load), failed_checks (a critical check failed), failed, or "
            "running while it goes on.",
            "source": "What it was asked to read.",
            "parameters": "Its parameters, as JSON.",
            "versions": "Versions of what the result depends on, as JSON.",
            "n_listed": "Files found; the sum of n_loaded, n_already_known and n_rejected.",
            "n_loaded": "Files whose document this run loaded.",
            "n_already_known": "Files whose document the warehouse held already, or that hold what another file of the run holds.",
            "n_rejected": "Files that could not be taken in.",
            "n_ignored": "Files passed over because their name is not a document's.",
            "n_extracted": "Documents extracted by this run.",
            "n_checks": "Checks evaluated.",
            "n_failed_checks": "Checks that failed, warnings included.",
            "stage_seconds": "Seconds each stage took, as JSON.",
            "release": "Name of the release it published, or left current.",
            "content_hash": "Hash of the marts without run-dependent columns; equal hashes mean equal rows.",
            "message": "One line on what happened.",
        },
    ),
    "check_results": (
        "One row a check and run.",
        {
            "run_id": "The run that checked.",
            "check_id": "The check; the same in every run.",
            "suite": "The suite it belongs to.",
            "table_name": "The table it reads.",
            "expectation": "The expectation's type.",
            "column_name": "The column it reads; null for a check on the whole table.",
            "severity": "critical (a failure stops publication) or warning.",
            "success": "Whether it held.",
            "observed": "What was measured, as JSON.",
            "n_unexpected": "Rows that broke it.",
            "failing_rows": "The first rows that broke it, as JSON.",
            "reason": "Why the check exists, with the measurement its threshold comes from.",
            "checked_at": "When it was evaluated.",
        },
    ),
    "measurements": (
        "One row a run and measure: how much came in, how much of it was attributed, what was missing; from these the bands "
        "follow.",
        {
            "run_id": "The run.",
            "source": "What the run was asked to read; empty for a rebuild. Runs are compared with runs of the same source.",
            "baseline": "The run that opened the stretch of history that this one is compared with: a new version of the "
            "extractor opens a new one, and so does a run that was told to.",
            "table_name": "The table measured; ingested_files stands for the files that the run listed.",
            "column_name": "The column measured; null for a measure of the whole table.",
            "measure": "rows, per_document (rows a document), null_share, attributed_share (of claims: those with a source other "
            "than the author), unnamed_share (of attributions to others than the author), rejected_share (of files met for the "
            "first time), mean, or hours_since_new (since the newest document was first seen).",
            "part": "new (the documents that the run brought in) or whole (all of the release).",
            "group_name": "The publisher whose documents were counted; null for all.",
            "value": "What was measured.",
            "n": "Rows that it was measured over; for per_document, documents.",
            "low": "Lower end of the band of this run's value as the runs before it give it; null where there is none yet.",
            "high": "Upper end of that band.",
            "measured_at": "When the run began.",
        },
    ),
    "rejected_documents": (
        "One row a run and file that the run could not take in.",
        {
            "run_id": "The run that met the file.",
            "source": "The collection it was found in.",
            "uri": "Where in the collection.",
            "reason": "Why it was rejected, one word from a closed set.",
            "detail": "What was found, and what to do next.",
            "sha256": "Hash of its bytes; null where they could not be read.",
            "n_bytes": "Its size in bytes.",
            "seen_at": "When it was met.",
        },
    ),
    "alerts": (
        "One row an alert and destination.",
        {
            "alert_id": "The alert; the same in each channel that it goes out by.",
            "run_id": "The run it is about; for nothing_published, what noticed it.",
            "kind": "failed_checks, failed_run, crashed_run, warnings, nothing_published, or recovered and recovered_warnings "
            "for their end.",
            "severity": "critical, warning or info.",
            "subject": "What was run, as a command; a failure ends when the same succeeds.",
            "signature": "Hash of what is told: equal for a failure that goes on from run to run.",
            "repeat_of": "The alert that told the same already, so that this one was not sent; null for one that was.",
            "channel": "How it is sent: webhook, slack, teams, email or block (of Prefect); null where it is not.",
            "destination": "Where it was sent; null where there was nobody to tell, and for a repeat.",
            "payload": "What was sent, as JSON.",
            "created_at": "When it was written down.",
            "delivered_at": "When the destination took it; null while it has not.",
            "given_up_at": "When it was given up, because it had waited for a channel that is no longer set up; else null.",
            "n_attempts": "Times it was sent.",
            "error": "Why the last attempt failed.",
        },
    ),
}
"""Table -> its comment and those of its columns, stored as DuckDB comments."""

HISTORY_FILES: schema.Columns = {
    "table_name": pl.String,
    "run_id": pl.String,
    "n_bytes": pl.Int64,
    "modified_ns": pl.Int64,
}
HISTORY_FILES_COMMENTS: tuple[str, dict[str, str]] = (
    "One row a file of the history that the other tables of this schema hold: the next release takes in only what differs.",
    {
        "table_name": "The table that the file belongs to.",
        "run_id": "The run that wrote it, after which it is named.",
        "n_bytes": "Its size in bytes.",
        "modified_ns": "When it was last written, in nanoseconds since 1970.",
    },
)

FILES_AT_ONCE = 200
"""History files read into memory together: 143,000 check results, where each of the runs had built."""

_LATEST_REJECTIONS = """
create or replace view quality.latest_rejections as
select rejected.*
from quality.rejected_documents as rejected
left join raw.document_sightings as sighted
    on rejected.source = sighted.source and rejected.uri = sighted.uri and sighted.last_seen_at > rejected.seen_at
where sighted.document_id is null
qualify row_number() over (
    partition by rejected.source, rejected.uri order by rejected.seen_at desc, rejected.run_id desc
) = 1
"""


def append(settings: Settings, table: str, run_id: str, frame: pl.DataFrame) -> Path:
    """Write a run's rows of one history table and return the file; rows that the same run wrote before are replaced.

    ``frame`` has the columns of ``schema.HISTORY[table]``. The file appears whole or not at all. Raises
    KeyError for an unknown table, ValueError for a run id that is no plain file name, polars.exceptions.SchemaError for
    other columns, OSError when the disk is full.
    """
    columns = schema.HISTORY[table]
    path = settings.history_dir / table / f"{check_run_id(run_id)}.parquet"
    with files.replacing(path) as temporary:
        files.write_parquet(schema.conform(frame, columns), temporary)
    return path


def read(
    settings: Settings,
    table: str,
    *,
    run_ids: Collection[str] | None = None,
    where: pl.Expr | None = None,
    columns: Collection[str] | None = None,
) -> pl.DataFrame:
    """Return all runs' rows of one history table, or those of some runs alone; no rows when none was written.

    ``where`` and ``columns`` say which rows and columns: others are not brought into memory. A column that an older version
    did not write is null. A file that cannot be read is left out, with a warning that names it. Raises KeyError for an
    unknown table.
    """
    wanted = schema.HISTORY[table]
    paths = sorted((settings.history_dir / table).glob("*.parquet"))
    if run_ids is not None:
        ids = set(run_ids)
        paths = [path for path in paths if path.stem in ids]
    frame, _ = _readable_rows(paths, wanted, where, columns)
    return frame


def refresh_quality(build: Path, settings: Settings) -> None:
    """Make the build's ``quality`` tables hold the history as it is on disk, with comments, and the view of open rejections.

    The build is a copy of a release, so most of the history is there: only files that are new, or not the ones that were
    taken in, are read, and rows of those that are gone are removed. ``quality.latest_rejections`` holds the last rejection
    of each file that has not been taken in since.
    """
    with writing(build, settings) as connection, transaction(connection):
        ensure_table(connection, "quality.history_files", HISTORY_FILES)
        known = connection.sql("from quality.history_files").pl()
        taken = []
        for table, columns in schema.HISTORY.items():
            ensure_table(connection, f"quality.{table}", columns)
            taken.append(_take_in(connection, table, known.filter(table_name=table), settings))
            _comment(connection, table, COMMENTS[table])
        replace_table(connection, "quality.history_files", pl.concat(taken))
        _comment(connection, "history_files", HISTORY_FILES_COMMENTS)
        connection.execute(_LATEST_REJECTIONS)
        connection.execute(
            "comment on view quality.latest_rejections is "
            "'The last rejection of each file that has not been taken in since: what is still to be mended.'"
        )


def _take_in(connection: duckdb.DuckDBPyConnection, table: str, known: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Bring one table to what its files hold and return the files that it holds then; columns ``HISTORY_FILES``."""
    found = [
        (table, path.stem, status.st_size, status.st_mtime_ns)
        for path in sorted((settings.history_dir / table).glob("*.parquet"))
        for status in [path.stat()]
    ]
    on_disk = pl.DataFrame(found, schema=HISTORY_FILES, orient="row")
    held = on_disk.join(known, on=list(HISTORY_FILES), how="semi")
    connection.register("held", held)
    connection.execute(f"delete from quality.{table} where run_id not in (select run_id from held)")  # noqa: S608 (as below)
    connection.unregister("held")
    new = on_disk.join(held, on="run_id", how="anti", maintain_order="left")
    taken = [held]
    for part in new.iter_slices(FILES_AT_ONCE):
        paths = [settings.history_dir / table / f"{run_id}.parquet" for run_id in part["run_id"]]
        frame, read_paths = _readable_rows(paths, schema.HISTORY[table])
        connection.register("part", frame)
        connection.execute(f"insert into quality.{table} by name select * from part")  # noqa: S608 (a name from schema.HISTORY)
        connection.unregister("part")
        taken.append(part.filter(pl.col("run_id").is_in([path.stem for path in read_paths])))
    return pl.concat(taken)


def _readable_rows(
    paths: list[Path],
    columns: schema.Columns,
    where: pl.Expr | None = None,
    selected: Collection[str] | None = None,
) -> tuple[pl.DataFrame, list[Path]]:
    """Return the rows of all files that can be read, and which those are; each other one is warned of by name."""
    try:
        return _rows(paths, columns, where, selected), paths
    except (pl.exceptions.PolarsError, OSError):  # one at a time, to find the one
        readable = [path for path in paths if _is_readable(path, columns)]
        return _rows(readable, columns, where, selected), readable


def _rows(
    paths: list[Path],
    columns: schema.Columns,
    where: pl.Expr | None = None,
    selected: Collection[str] | None = None,
) -> pl.DataFrame:
    scanned = (
        pl.scan_parquet(paths, schema=columns, missing_columns="insert", extra_columns="ignore", glob=False)
        if paths
        else pl.LazyFrame(schema=columns)
    )
    if where is not None:
        scanned = scanned.filter(where)
    return (scanned if selected is None else scanned.select(selected)).collect()


def _is_readable(path: Path, columns: schema.Columns) -> bool:
    try:
        _rows([path], columns)
    except (pl.exceptions.PolarsError, OSError) as error:
        logger.warning("History file %s is left out, it cannot be read: %s", path, str(error).splitlines()[0])
        return False
    return True


def _comment(connection: duckdb.DuckDBPyConnection, table: str, comments: tuple[str, dict[str, str]]) -> None:
    """Store a table's comments. DuckDB takes no parameter here; the texts are constants of this module."""
    text, columns = comments
    connection.execute(f"comment on table quality.{table} is {_literal(text)}")
    for column, column_text in columns.items():
        connection.execute(f"comment on column quality.{table}.{column} is {_literal(column_text)}")


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
