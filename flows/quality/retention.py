"""How long the history is kept: which runs' files may go, and which may not however old they are.

What does not belong here: deciding when to clear away (``flows.upkeep``), and releases (``flows.warehouse.releases``).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from flows.quality.alerts import open_alerts, waiting
from flows.quality.bands import HISTORY_DAYS
from flows.settings import Settings
from flows.warehouse import history
from flows.warehouse.schema import HISTORY
from flows.warehouse.state import REJECTION_KEY

LEAST_DAYS = HISTORY_DAYS + 4
"""Bands compare with eight weeks of runs, and each of those days with runs up to a day before."""

TIMES = {
    "pipeline_runs": "started_at",
    "check_results": "checked_at",
    "measurements": "measured_at",
    "rejected_documents": "seen_at",
    "alerts": "created_at",
}
"""The column of each history table that says when; each table has one."""


def removable_history(settings: Settings, *, days: int, releases: Collection[str], now: datetime) -> list[Path]:
    """Return the history files of runs older than ``days`` before the newest run, all but those that are still needed.

    Needed, however old: the runs that made the releases that are kept (``releases`` are those runs' ids: the next build is
    compared with the last one), the last run that succeeded, alerts that wait to be sent or whose end has not been told, and
    the last rejection of each file, from which a run knows that it has rejected it before. Counted from the newest run up to
    ``now``, not from now: a clock that is ahead removes nothing, nor does a run dated by one that was, nor a long pause. The
    caller holds the writer lock.

    Raises:
        ValueError: ``days`` is less than ``LEAST_DAYS``, which the bands need.

    """
    if days < LEAST_DAYS:
        raise ValueError(f"bands need {LEAST_DAYS} days of history, so {days} are too few")
    seen = pl.concat(
        [
            history.read(settings, table, columns=["run_id", time]).select("run_id", at=pl.col(time)).unique()
            for table, time in TIMES.items()
        ]
    ).drop_nulls()
    newest = seen.filter(pl.col("at") <= now)["at"].max()
    if not isinstance(newest, datetime):
        return []
    old = seen.group_by("run_id").agg(pl.col("at").max()).filter(pl.col("at") < newest - timedelta(days=days))
    succeeded = history.read(settings, "pipeline_runs").filter(pl.col("outcome").is_in(["published", "unchanged"]))
    rejected = history.read(settings, "rejected_documents").sort("seen_at").unique(REJECTION_KEY, keep="last")
    needed = {
        *releases,
        *succeeded.sort("finished_at").tail(1)["run_id"],
        *waiting(settings)["run_id"],
        *open_alerts(settings)["run_id"],
        *rejected["run_id"],
    }
    going = set(old["run_id"]) - needed
    return [
        path for table in HISTORY for path in sorted((settings.history_dir / table).glob("*.parquet")) if path.stem in going
    ]
