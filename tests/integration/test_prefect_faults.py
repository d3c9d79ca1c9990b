"""What the Prefect server's own mishaps do to a run: its database locked by somebody, its process killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import time

import psutil
import pytest

from flows.serving import prefect_home
from flows.settings import Settings
from flows.warehouse.locking import holder
from flows.warehouse.releases import current_release
from tests.integration.test_prefect_restart import processes_of
from tests.served import Served, free_port, serving, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2400)]

PIPELINE = "wellsourced-pipeline/full-pipeline"
LOCKED_SECONDS = 15.0
"""Longer than the server waits for its database (10 s) before it tells its clients to ask again."""


def started(served: Served, **parameters: object) -> str:
    """Start a run and return its id when one of its tasks is there."""
    run_id = served.start(PIPELINE, **parameters)
    asked = {"flow_runs": {"id": {"any_": [run_id]}}}
    wait_for("a task of the run", lambda: served.post("/task_runs/filter", asked), 300)
    return run_id


def server_of(settings: Settings) -> psutil.Process:
    [found] = [process for process, command in processes_of(settings).items() if "prefect server start" in command]
    return found


def test_a_run_outlasts_a_locked_database_of_the_server_and_serving_ends_in_words_when_the_server_is_killed(
    settings: Settings,
) -> None:
    port = free_port()
    with serving(settings, port=port) as served:
        first = started(served)
        with sqlite3.connect(prefect_home(settings) / "prefect.db", timeout=60, isolation_level=None) as database:
            database.execute("begin exclusive")
            time.sleep(LOCKED_SECONDS)
            database.execute("rollback")
        assert served.finished(first)["state_name"] == "Completed"
        before = current_release(settings)
        assert before is not None
        assert before.name == first

        second = started(served, rebuild=True)
        os.kill(server_of(settings).pid, signal.SIGKILL)
        assert served.process.wait(300) == 2
        assert "the Prefect server ended by itself" in served.log.read_text()
        assert processes_of(settings) == {}
        assert current_release(settings) == before
        assert holder(settings) is None

    with serving(settings, port=port) as served:
        assert served.get(f"/flow_runs/{second}")["state_name"] == "Crashed"
        third = served.start(PIPELINE, rebuild=True)
        assert served.finished(third)["state_name"] == "Completed"
    after = current_release(settings)
    assert after is not None
    assert (after.name, after.manifest.base) == (third, before.name)
