"""What there is to see: past runs, checks, alerts, releases, documentation.

Reads only, except for going back to a release and sending alerts that wait. What does not belong here: printing
(``terminal``), anything that makes a release (``stages``).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from flows.errors import WellsourcedError
from flows.quality.bands import SUITE as BANDS
from flows.quality.folders import SUITE as LISTING
from flows.settings import Settings
from flows.warehouse import history
from flows.warehouse.schema import Columns

if TYPE_CHECKING:
    from flows.quality.alerts import Delivery


class UnknownTableError(WellsourcedError):
    """No table of that name is published."""


class UnknownReleaseError(WellsourcedError):
    """No release of that name is kept."""


class UnknownRunError(WellsourcedError):
    """No run of that name has recorded checks."""


def releases(settings: Settings) -> pl.DataFrame:
    """Return the releases that are kept, newest first.

    Columns: ``release``, ``is_current``, ``is_withdrawn`` (rolled back from), ``published_at``, ``verdict``,
    ``n_documents``, ``n_claims``, ``n_bytes``, ``content_hash``.
    """
    from flows.warehouse.releases import current_name, list_releases

    current = current_name(settings)
    rows = [
        {
            "release": release.name,
            "is_current": release.name == current,
            "is_withdrawn": release.manifest.withdrawn_at is not None,
            "published_at": release.manifest.published_at,
            "verdict": release.manifest.verdict,
            "n_documents": release.manifest.row_counts.get("documents"),
            "n_claims": release.manifest.row_counts.get("claims"),
            "n_bytes": release.manifest.n_bytes,
            "content_hash": release.manifest.content_hash[:16],
        }
        for release in list_releases(settings)
    ]
    schema: Columns = {
        "release": pl.String,
        "is_current": pl.Boolean,
        "is_withdrawn": pl.Boolean,
        "published_at": pl.Datetime("us", "UTC"),
        "verdict": pl.String,
        "n_documents": pl.Int64,
        "n_claims": pl.Int64,
        "n_bytes": pl.Int64,
        "content_hash": pl.String,
    }
    return pl.DataFrame(rows, schema=schema)


def releases_in_short(frame: pl.DataFrame) -> pl.DataFrame:
    """Return of :func:`releases` what a person reads: ``release``, ``now``, ``published_at``, ``documents``, ``checks``."""
    now = pl.when("is_current").then(pl.lit("current")).when("is_withdrawn").then(pl.lit("withdrawn")).otherwise(pl.lit(""))
    return frame.select("release", now.alias("now"), "published_at", documents="n_documents", checks="verdict")


def roll_back(settings: Settings, release: str | None) -> str:
    """Make an earlier release the current one and return its name.

    Raises:
        WellsourcedError: there is none to go back to, it is damaged, or another run is writing.

    """
    from flows.warehouse.releases import rollback

    return rollback(settings, release, now=datetime.now(UTC)).name


def runs(settings: Settings, limit: int) -> pl.DataFrame:
    """Return the newest runs, those that published nothing included: the columns of ``quality.pipeline_runs`` one reads."""
    columns = [
        "started_at",
        "run_id",
        "outcome",
        "n_listed",
        "n_loaded",
        "n_rejected",
        "n_failed_checks",
        "release",
        "message",
    ]
    return history.read(settings, "pipeline_runs").sort("started_at", descending=True).head(limit).select(columns)


def alerts(settings: Settings, limit: int) -> pl.DataFrame:
    """Return the newest alerts, one row a channel: when, kind, run, channel, ``state``, the first line, the last error.

    ``state`` is delivered, waiting, given up (its channel is no longer set up), repeat (told before, goes on) or nobody
    (there was no channel).
    """
    state = (
        pl.when(pl.col("delivered_at").is_not_null())
        .then(pl.lit("delivered"))
        .when(pl.col("repeat_of").is_not_null())
        .then(pl.lit("repeat"))
        .when(pl.col("destination").is_null())
        .then(pl.lit("nobody"))
        .when(pl.col("given_up_at").is_not_null())
        .then(pl.lit("given up"))
        .otherwise(pl.lit("waiting"))
    )
    newest = history.read(settings, "alerts").sort("created_at", descending=True).head(limit)
    text = pl.col("payload").str.json_path_match("$.text").str.split("\n").list.first()
    return newest.select("created_at", "kind", "run_id", "channel", state.alias("state"), text.alias("text"), "error")


def retry_alerts(settings: Settings, success_within_hours: float) -> Delivery:
    """Send the alerts that wait; before, unless it is 0, raise one if no run has succeeded in so many hours.

    Raises OSError when the history cannot be read or written.
    """
    from flows.quality.alerts import RunFacts, deliver_waiting, tell_overdue
    from flows.runs import new_run_id
    from flows.warehouse.releases import current_name

    if settings.alert_prefect_block is not None:
        from flows.blocks import block_sender
        from flows.quality.channels import provide

        provide("block", block_sender)
    if not success_within_hours:
        return deliver_waiting(settings)
    noticed = RunFacts(new_run_id(), "failed", release_in_use=current_name(settings))
    return tell_overdue(settings, noticed, timedelta(hours=success_within_hours))


def checks(settings: Settings, run_id: str | None, *, failed_only: bool) -> pl.DataFrame:
    """Return the checks of a run, failures first; if none is named, of the last one that checked a build or found a failure.

    Raises:
        UnknownRunError: the run has recorded no checks.

    """
    if run_id is None:
        columns = ["run_id", "suite", "success", "checked_at"]
        every = history.read(settings, "check_results", columns=columns).sort("checked_at")
        # A run with nothing to build checks its listing alone; what it finds in order would hide the last build's suites.
        telling = every.filter(~pl.col("suite").is_in([BANDS, LISTING]) | ~pl.col("success"))
        run_id = next(iter((every if telling.is_empty() else telling)["run_id"].tail(1)), None)
    results = history.read(settings, "check_results", run_ids=[] if run_id is None else [run_id])
    if results.is_empty():
        raise UnknownRunError("No checks are recorded for that run. See: wellsourced runs")
    if failed_only:
        results = results.filter(~pl.col("success"))
    columns = [
        "suite",
        "table_name",
        "column_name",
        "expectation",
        "severity",
        "success",
        "n_unexpected",
        "reason",
        "observed",
        "failing_rows",
    ]
    return results.sort("success", "severity", "suite", "check_id").select(columns)


def checks_by_suite(checks: pl.DataFrame) -> pl.DataFrame:
    """Return one row a suite of what :func:`checks` gives: ``suite``, ``checks``, ``critical_failed``, ``warnings``."""
    failed = ~pl.col("success")
    return (
        checks.group_by("suite")
        .agg(
            checks=pl.len(),
            critical_failed=(failed & (pl.col("severity") == "critical")).sum(),
            warnings=(failed & (pl.col("severity") == "warning")).sum(),
        )
        .sort(pl.col("critical_failed") == 0, pl.col("warnings") == 0, "suite")
    )


def tables(settings: Settings) -> pl.DataFrame:
    """Return the published tables that are meant to be queried: ``table``, ``rows``, ``what``.

    Raises:
        WellsourcedError: nothing is published yet.

    """
    from flows.warehouse.query import run_query

    return run_query(
        """
        select
            case when schema_name = 'main' then table_name else schema_name || '.' || table_name end as "table",
            estimated_size as "rows",
            trim(comment, chr(10)) as what
        from duckdb_tables()
        where schema_name in ('main', 'quality')
        order by schema_name, table_name
        """,
        settings,
    )


def columns(settings: Settings, table: str) -> pl.DataFrame:
    """Return a published table's columns: ``column``, ``type``, ``what``.

    Raises:
        UnknownTableError: there is no such table.
        WellsourcedError: nothing is published yet.

    """
    from flows.warehouse.query import run_query

    schema, _, name = table.rpartition(".")
    found = run_query(
        """
        select column_name as "column", data_type as "type", trim(comment, chr(10)) as what
        from duckdb_columns()
        where schema_name = coalesce(nullif($schema, ''), 'main') and table_name = $name
        order by column_index
        """,
        settings,
        parameters={"schema": schema, "name": name},
    )
    if found.is_empty():
        raise UnknownTableError(f"There is no table {table!r}. See: wellsourced tables")
    return found


def quality_report(settings: Settings, release: str | None) -> Path:
    """Make a release's quality report anew (the current one's, if none is named) and return where it is.

    Raises:
        UnknownReleaseError: there is no such release, or none at all.
        WellsourcedError: a database cannot be read, or the page cannot be written.

    """
    from flows.quality.page import page_of_release
    from flows.warehouse.releases import current_name, list_releases

    wanted = release or current_name(settings)
    if wanted is None:
        raise UnknownReleaseError("Nothing is published yet. Start with: wellsourced run")
    found = next((one for one in list_releases(settings) if one.name == wanted), None)
    if found is None:
        raise UnknownReleaseError(f"There is no release {wanted!r}. See: wellsourced releases")
    return page_of_release(settings, found)


def build_docs(settings: Settings) -> Path:
    """Write the documentation of every table and column as one self-contained page and return where it is."""
    from flows.modeling.build import generate_docs

    return generate_docs(settings)
