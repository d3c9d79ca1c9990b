from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from flows.requests import RunRequest
from flows.runs import PlainStages, Stage, StageClock, settle_killed_runs
from flows.settings import Settings
from flows.warehouse import history
from flows.warehouse.schema import PIPELINE_RUNS
from tests.integration.publishing import publish_next


def test_a_stage_that_fails_is_timed_all_the_same() -> None:
    clock = StageClock(PlainStages())

    def fail() -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        clock.run(Stage.LOAD, fail)
    assert clock.seconds["load"] >= 0


def test_the_seconds_of_one_stage_add_up() -> None:
    clock = StageClock(PlainStages())
    assert clock.run(Stage.MODEL, lambda x: x + 1, 1) == 2
    first = clock.seconds["model"]
    clock.run(Stage.MODEL, sum, range(1000))
    assert clock.seconds["model"] >= first
    assert list(clock.seconds) == ["model"]


def test_a_request_is_recorded_as_plain_json() -> None:
    assert RunRequest(source="s").parameters() == {"path": None, "source": "s", "rebuild": False, "new_baseline": False}


@pytest.mark.parametrize("clock_was_set_back", [False, True])
def test_a_run_killed_before_publication_is_not_remembered_as_published(
    settings: Settings, clock_was_set_back: bool
) -> None:
    if clock_was_set_back:  # a later publication by the clock, and the build of the run that was killed
        publish_next(settings, "ahead")
        settings.builds_dir.joinpath("killed.duckdb").touch()
    row = {"run_id": "killed", "outcome": "published", "release": "killed", "finished_at": datetime(2026, 1, 2, tzinfo=UTC)}
    history.append(settings, "pipeline_runs", "killed", pl.DataFrame([row], schema=PIPELINE_RUNS))
    settle_killed_runs(settings, None)
    corrected = history.read(settings, "pipeline_runs").row(0, named=True)
    assert corrected["outcome"] == "failed"
    assert corrected["release"] is None
    assert "it was killed" in corrected["message"]
