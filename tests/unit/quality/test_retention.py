"""What of the history may go: old runs, and nothing that bands, alerts or the memory of rejections need."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import polars as pl
import pytest
from pydantic import HttpUrl

from flows.quality.alerts import RunFacts, send_alerts
from flows.quality.bands import HISTORY_DAYS, comparable
from flows.quality.retention import LEAST_DAYS, TIMES, removable_history
from flows.settings import Settings
from flows.upkeep import LEAST_HISTORY_DAYS, Area, Clearance, Cleared
from flows.upkeep import clear_away as clear_away_by_the_clock
from flows.warehouse import history
from flows.warehouse.schema import CHECK_RESULTS, HISTORY
from tests.served import receiving

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NOTHING = pl.DataFrame(schema=CHECK_RESULTS)


def record(settings: Settings, table: str, run_id: str, days_ago: float, **values: Any) -> None:
    row = {"run_id": run_id, TIMES[table]: NOW - timedelta(days=days_ago), **values}
    history.append(settings, table, run_id, pl.DataFrame([row], schema=HISTORY[table]))


def runs(settings: Settings, *days_ago: float, outcome: str = "published") -> None:
    """Record a run on each of these days, with a measurement."""
    for days in days_ago:
        name = f"day-{days:g}"
        finished = NOW - timedelta(days=days) + timedelta(minutes=5)
        versions = '{"extractor": "e"}'
        record(
            settings,
            "pipeline_runs",
            name,
            days,
            outcome=outcome,
            finished_at=finished,
            source="s",
            versions=versions,
            parameters="{}",
        )
        record(settings, "measurements", name, days, source="s", baseline="b", value=1.0)


def clear_away(wanted: Clearance, settings: Settings) -> Cleared:
    return clear_away_by_the_clock(wanted, settings, now=lambda: NOW)


def going(settings: Settings, *releases: str, days: int = LEAST_DAYS) -> set[str]:
    return {path.stem for path in removable_history(settings, days=days, releases=releases, now=NOW)}


def test_each_history_table_says_when() -> None:
    assert set(TIMES) == set(HISTORY)
    assert LEAST_HISTORY_DAYS == LEAST_DAYS > HISTORY_DAYS + 1


def test_old_runs_go_and_what_bands_compare_with_stays(settings: Settings) -> None:
    runs(settings, *range(0, 200, 5))
    before, _ = comparable(settings, source="s", extractor="e", at=NOW)
    assert going(settings) == {f"day-{days}" for days in range(65, 200, 5)}
    clear_away(Clearance(area=Area.HISTORY, history_days=LEAST_DAYS, dry_run=False), settings)
    after, _ = comparable(settings, source="s", extractor="e", at=NOW)
    assert before.height == 11
    assert after.sort("measured_at").equals(before.sort("measured_at"))


def test_fewer_days_than_bands_need_are_refused(settings: Settings) -> None:
    with pytest.raises(ValueError, match="bands need"):
        removable_history(settings, days=LEAST_DAYS - 1, releases=(), now=NOW)


def test_a_pause_or_a_clock_that_is_ahead_or_was_removes_nothing(settings: Settings) -> None:
    runs(settings, *range(400, 455, 5))
    assert going(settings) == set()
    runs(settings, -3650)
    assert going(settings) == set()


def test_the_run_of_a_kept_release_and_the_last_that_succeeded_stay(settings: Settings) -> None:
    runs(settings, 100, 110, 120)
    runs(settings, 0, 90, outcome="failed")
    assert going(settings, "day-120") == {"day-90", "day-110"}


def test_the_last_rejection_of_each_file_stays_with_its_run(settings: Settings) -> None:
    runs(settings, 0, 100, 110)
    record(settings, "rejected_documents", "day-110", 110, source="s", uri="a", reason="empty", sha256="1")
    record(settings, "rejected_documents", "day-100", 100, source="s", uri="a", reason="empty", sha256="1")
    assert going(settings) == {"day-110"}
    record(settings, "rejected_documents", "day-110", 110, source="s", uri="b", reason="empty", sha256="1")
    assert going(settings) == set()


def test_alerts_that_wait_or_whose_end_was_not_told_stay(settings: Settings) -> None:
    runs(settings, 0)
    with receiving() as receiver:
        told = settings.model_copy(update={"alert_webhook_url": HttpUrl(receiver.url)})
        url = receiver.url
        for name, outcome, days in (("ended", "failed", 100), ("end", "published", 99), ("open", "failed", 98)):
            facts = RunFacts(name, outcome, "m", reproduce="wellsourced run")
            send_alerts(told, facts, NOTHING, now=partial(NOW.__add__, timedelta(days=-days)))
    away = settings.model_copy(update={"alert_webhook_url": HttpUrl(url)})
    for name, outcome, days in (("waiting", "failed", 97), ("end-of-waiting", "published", 96)):
        facts = RunFacts(name, outcome, "m", reproduce="wellsourced rebuild")
        send_alerts(away, facts, NOTHING, now=partial(NOW.__add__, timedelta(days=-days)))
    assert going(settings) == {"ended", "end"}


def test_a_rehearsal_says_what_would_go_and_removes_nothing(settings: Settings) -> None:
    runs(settings, 0, 100)
    rehearsal = clear_away(Clearance(), settings)
    assert (rehearsal.n_history_files, rehearsal.dry_run) == (0, True), "400 days by default"
    rehearsal = clear_away(Clearance(history_days=LEAST_DAYS), settings)
    assert (rehearsal.n_history_files, rehearsal.releases) == (2, [])
    assert rehearsal.n_history_bytes > 0
    assert history.read(settings, "pipeline_runs").height == 2
    assert clear_away(Clearance(history_days=LEAST_DAYS, area=Area.RELEASES, dry_run=False), settings).n_history_files == 0
    done = clear_away(Clearance(history_days=LEAST_DAYS, dry_run=False), settings)
    assert (done.n_history_files, done.n_history_bytes) == (2, rehearsal.n_history_bytes)
    assert history.read(settings, "pipeline_runs")["run_id"].to_list() == ["day-0"]
