"""Stopping and starting ``wellsourced serve``: nothing is left behind, nothing is forgotten, nothing is done twice."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psutil
import pytest

from flows.deployments import BY_HAND
from flows.serving import ServerStartError, prefect_home, serve
from flows.settings import Settings
from tests.served import Served, free_port, serving, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(2400)]

SCHEDULED = "wellsourced-pipeline/scheduled-pipeline"


def processes_of(settings: Settings) -> dict[psutil.Process, str]:
    """The processes that were started for this installation's server, with their command lines."""
    home = str(prefect_home(settings).resolve())
    found = {}
    for process in psutil.process_iter(["pid", "cmdline"]):
        try:
            if process.environ().get("PREFECT_HOME") == home and process.status() != psutil.STATUS_ZOMBIE:
                found[process] = " ".join(process.info["cmdline"] or [])
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def scheduled_runs(served: Served, *states: str) -> list[dict[str, object]]:
    body = {
        "deployments": {"id": {"any_": [served.deployment(SCHEDULED)["id"]]}},
        "flow_runs": {"state": {"name": {"any_": list(states)}}},
    }
    found: list[dict[str, object]] = served.post("/flow_runs/filter", body)
    return found


def test_a_stop_in_the_middle_of_a_run_leaves_nothing_and_a_restart_takes_up_from_there(settings: Settings) -> None:
    port = free_port()
    with serving(settings, port=port, every_minutes=None) as served:
        with pytest.raises(ServerStartError, match="already answers"):
            serve(settings, port=port)
        running = served.start("wellsourced-pipeline/full-pipeline")
        wait_for(
            "a task of the run", lambda: served.post("/task_runs/filter", {"flow_runs": {"id": {"any_": [running]}}}), 300
        )
        assert served.get("/v2/concurrency_limits/warehouse-writer")["active_slots"] == 1
        assert any("prefect.engine" in command for command in processes_of(settings).values())
        upcoming = wait_for("scheduled runs", lambda: scheduled_runs(served, "Scheduled"), 120)
        assert all(str(run["expected_start_time"])[14:19] == "00:00" for run in upcoming), "not on the hour"
    assert served.process.returncode == 0, served.log.read_text()
    assert processes_of(settings) == {}
    assert "Traceback" not in served.log.read_text().split("Stopping")[1]

    # Three hours without a server, as far as the schedule can tell.
    with sqlite3.connect(prefect_home(settings) / "prefect.db") as database:
        rows = database.execute(
            "select flow_run.id from flow_run join deployment on deployment.id = flow_run.deployment_id "
            "where auto_scheduled and deployment.name = 'scheduled-pipeline' order by next_scheduled_start_time limit 3"
        ).fetchall()
        for hours, (run_id,) in zip((3, 2, 1), rows, strict=True):
            due = datetime.now(UTC) - timedelta(hours=hours)
            stored = due.strftime("%Y-%m-%d %H:%M:%S.%f")
            database.execute(
                "update flow_run set next_scheduled_start_time = ?, expected_start_time = ? where id = ?",
                (stored, stored, run_id),
            )
            # A run waits until the time in its state, unless the server has found it late before it starts.
            database.execute(
                "update flow_run_state set state_details = json_set(state_details, '$.scheduled_time', ?) "
                "where flow_run_id = ?",
                (due.isoformat(), run_id),
            )

    due_while_away = {UUID(run_id) for (run_id,) in rows}

    def caught_up() -> list[dict[str, object]]:
        """Runs that were missed: the hour may strike after the restart and start another."""
        started = scheduled_runs(served, "Running", "Completed", "Failed")
        return [run for run in started if UUID(str(run["id"])) in due_while_away]

    with serving(settings, port=port, every_minutes=None) as served:
        stopped = served.get(f"/flow_runs/{running}")
        assert (stopped["state_name"], stopped["state"]["message"]) == ("Crashed", "The server was stopped while this ran.")
        missed = scheduled_runs(served, "Cancelled")
        assert [run["state"]["message"] for run in missed] == ["Missed: nothing was serving at the time."] * 2
        assert len(wait_for("the last missed run", caught_up, 120)) == 1

        deployment = served.deployment(SCHEDULED)
        [schedule] = deployment["schedules"]
        paused = f"/deployments/{deployment['id']}/schedules/{schedule['id']}"
        assert served.request("PATCH", paused, {"active": False}).is_success
        with serving(settings, port=port, every_minutes=None, reuse=True) as again:
            [still] = served.deployment(SCHEDULED)["schedules"]
            assert (still["id"], still["active"]) == (schedule["id"], False)
            assert len(served.post("/deployments/filter", {})) == len(BY_HAND) + 2
            names = [automation["name"] for automation in served.post("/automations/filter", {})]
            assert len(names) == len(set(names)) == 3
        assert again.process.returncode == 0
        assert served.process.poll() is None
    assert processes_of(settings) == {}


def test_a_server_that_outlives_the_command_that_was_killed_keeps_a_second_one_away(settings: Settings) -> None:
    with serving(settings) as served:
        served.process.kill()
        served.process.wait()
        left = processes_of(settings)
        assert any("prefect server start" in command for command in left.values())
        try:
            with pytest.raises(ServerStartError, match="another `wellsourced serve` is running for this warehouse"):
                serve(settings, port=free_port())
        finally:
            for process in left:
                process.kill()
            psutil.wait_procs(list(left), timeout=60)
