"""Runs started through Prefect's API, on a real server and with the real pipeline."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from flows.blocks import BLOCK_PREFIX
from flows.deployments import ALERTS, BY_HAND, EPOCH, SCHEDULED, UNATTENDED_AUTOMATION, ZOMBIE_SECONDS
from flows.runs import STAGE_TITLES
from flows.warehouse import history
from flows.warehouse.query import run_query
from flows.warehouse.releases import current_release, list_releases
from tests.conftest import SEEDS
from tests.served import FAR_APART_MINUTES, TOLD_SECONDS, Served, wait_for

pytestmark = pytest.mark.timeout(2700)  # three runs in a row are waited for, and a server to start


@pytest.fixture(scope="module")
def silence(served: Served) -> str:
    """Let the server hear once of a run that is alive, and once that nobody serves; what follows takes it minutes.

    Returns the run. Asked for by the first test, so that the last need not wait.
    """
    flow = served.post("/flows/", {"name": "wellsourced-pipeline"})
    run = served.post("/flow_runs/", {"flow_id": flow["id"], "name": "stuck", "state": {"type": "RUNNING"}})
    of_flow = {"prefect.resource.id": f"prefect.flow.{flow['id']}", "prefect.resource.role": "flow"}
    alive = {
        "event": "prefect.flow-run.heartbeat",
        "resource": {"prefect.resource.id": f"prefect.flow-run.{run['id']}"},
        "related": [of_flow | {"prefect.resource.name": flow["name"]}],
    }
    alerts = served.deployment("wellsourced-alerts/alerts")
    left = {
        "event": "prefect.deployment.not-ready",
        "resource": {"prefect.resource.id": f"prefect.deployment.{alerts['id']}"},
    }
    told = [event | {"id": str(uuid4()), "occurred": datetime.now(UTC).isoformat()} for event in (alive, left)]
    assert served.request("POST", "/events", told).is_success
    return str(run["id"])


def test_every_deployment_is_there_with_a_closed_form(served: Served, silence: str) -> None:
    assert silence
    found = {deployment["name"]: deployment for deployment in served.post("/deployments/filter", {})}
    assert set(found) == {*BY_HAND, ALERTS, SCHEDULED}
    for deployment in found.values():
        assert deployment["enforce_parameter_schema"]
        assert deployment["parameter_openapi_schema"]["additionalProperties"] is False
        assert deployment["description"]


@pytest.mark.parametrize(
    ("parameters", "complaint"),
    [
        ({"nonsense": 1}, "Additional properties are not allowed"),
        ({"rebuild": "perhaps"}, "is not of type 'boolean'"),
        ({"source": "x" * 201}, "is too long"),
    ],
)
def test_parameters_that_the_form_does_not_allow_are_refused(
    served: Served, parameters: dict[str, object], complaint: str
) -> None:
    deployment = served.deployment("wellsourced-pipeline/full-pipeline")
    response = served.request("POST", f"/deployments/{deployment['id']}/create_flow_run", {"parameters": parameters})
    assert response.status_code == 409
    assert complaint in response.json()["detail"]


def test_the_schedule_makes_runs_that_keep_to_the_clock(served: Served) -> None:
    deployment = served.deployment("wellsourced-pipeline/scheduled-pipeline")

    def upcoming() -> list[str]:
        body = {
            "deployments": {"id": {"any_": [deployment["id"]]}},
            "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
        }
        return [run["expected_start_time"] for run in served.post("/flow_runs/filter", body)]

    starts = wait_for("scheduled runs", upcoming, 120)
    since = [datetime.fromisoformat(start) - EPOCH for start in starts]
    assert all(elapsed % timedelta(minutes=FAR_APART_MINUTES) == timedelta(0) for elapsed in since), starts


def test_the_writers_limit_and_the_automations_are_there(served: Served) -> None:
    assert served.get("/v2/concurrency_limits/warehouse-writer")["limit"] == 1
    automations = {automation["name"]: automation for automation in served.post("/automations/filter", {})}
    assert len([name for name in automations if name.startswith("wellsourced: ")]) == 4
    assert all(automation["enabled"] for automation in automations.values())
    blocks = served.post("/block_documents/filter", {"include_secrets": False})
    [block] = [block for block in blocks if block["name"].startswith(BLOCK_PREFIX)]
    assert block["name"] == f"{BLOCK_PREFIX}webhook"
    [action] = automations[UNATTENDED_AUTOMATION]["actions"]
    assert action["block_document_id"] == block["id"]


def test_a_run_over_known_documents_completes_and_says_that_nothing_changed(served: Served) -> None:
    release = current_release(served.settings)
    assert release is not None
    run = served.finished(served.start("wellsourced-pipeline/full-pipeline", path=str(SEEDS)))
    assert run["state_name"] == "Completed", run["state"]["message"]
    assert run["name"] == "documents of seeds"
    assert "nothing was extracted" in run["state"]["message"]
    after = current_release(served.settings)
    assert after is not None
    assert after.name == release.name
    runs = history.read(served.settings, "pipeline_runs")
    assert runs.filter(run_id=run["id"])["outcome"].to_list() == ["unchanged"]
    account = served.artifacts(run["id"])
    assert "# Nothing changed" in account["account"]
    assert account["progress"] == 100


def test_a_rebuild_runs_each_stage_as_a_task_and_publishes_under_the_runs_id(served: Served) -> None:
    before = current_release(served.settings)
    assert before is not None
    run = served.finished(served.start("wellsourced-transform/transform-and-validate"))
    assert run["state_name"] == "Completed", run["state"]["message"]
    release = current_release(served.settings)
    assert release is not None
    assert release.manifest.run_id == run["id"]
    tasks = served.post("/task_runs/filter", {"task_runs": {"flow_run_id": {"any_": [run["id"]]}}})
    assert {task["name"] for task in tasks} == set(STAGE_TITLES.values()) - {"Find and read documents"}
    assert {task["state_name"] for task in tasks} == {"Completed"}
    question = "select outcome from quality.pipeline_runs where run_id = $run"
    recorded = run_query(question, served.settings, parameters={"run": run["id"]})
    assert recorded["outcome"].to_list() == ["published"]
    [page] = (served.settings.reports_dir).glob(f"{run['id']}.html")
    link = f"http://127.0.0.1:{int(served.url.rpartition(':')[2]) + 1}/{page.name}"
    assert served.artifacts(run["id"])["quality-report"] == f"[Quality report of {page.stem}]({link})"
    assert httpx.get(link, trust_env=False).text == page.read_text("utf-8")

    rehearsal = served.finished(served.start("wellsourced-rollback/roll-back"))
    assert rehearsal["state_name"] == "Completed"
    assert "would see release" in rehearsal["state"]["message"]
    unchanged = current_release(served.settings)
    assert unchanged is not None
    assert unchanged.name == release.name
    names = [row["release"] for row in served.artifacts(rehearsal["id"])["releases"]]
    assert {release.name, before.name} <= set(names), "other tests may have published between"

    back = served.finished(served.start("wellsourced-rollback/roll-back", dry_run=False))
    assert back["state_name"] == "Completed"
    earlier = current_release(served.settings)
    assert earlier is not None
    assert earlier.name in set(names) - {release.name}


def test_a_damaged_release_fails_its_validation_alerts_and_leaves_an_account(served: Served) -> None:
    release = current_release(served.settings)
    receiver = served.receiver
    assert release is not None
    assert receiver is not None
    whole = release.path.read_bytes()
    release.path.chmod(0o644)
    release.path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    try:
        run = served.finished(served.start("wellsourced-validate/validate-only"))
    finally:
        release.path.write_bytes(whole)
        release.path.chmod(0o444)
    assert run["state_name"] == "Failed"
    assert "is not the file that was published" in run["state"]["message"]
    assert "is not the file that was published" in served.artifacts(run["id"])["account"]
    [alert] = [payload for payload in receiver.received if payload.get("run_id") == run["id"]]
    assert alert["kind"] == "failed_run"
    assert alert["run_url"] == f"{served.url}/runs/flow-run/{run['id']}"


def test_a_run_that_crashes_is_told_although_the_receiver_was_away(served: Served) -> None:
    receiver = served.receiver
    assert receiver is not None
    flow = served.post("/flows/filter", {"flows": {"name": {"any_": ["wellsourced-pipeline"]}}})[0]
    name = 'quotes " and \\ and {{ braces }} <!channel>'
    body = {"flow_id": flow["id"], "name": name, "parameters": {"path": "/in", "rebuild": True}}
    run = served.post("/flow_runs/", body | {"state": {"type": "RUNNING"}})
    receiver.go()
    served.post(f"/flow_runs/{run['id']}/set_state", {"state": {"type": "CRASHED", "message": "killed"}, "force": True})

    def waiting() -> list[dict[str, Any]]:
        alerts = history.read(served.settings, "alerts").filter(run_id=run["id"])
        return alerts.filter(alerts["error"].is_not_null()).to_dicts()

    [row] = wait_for("an attempt", waiting, TOLD_SECONDS)
    assert (row["kind"], row["delivered_at"]) == ("crashed_run", None)
    assert "ConnectError" in row["error"]
    receiver.come_back()
    looks = [served.finished(served.start("wellsourced-alerts/alerts"))["state"]["message"] for _ in range(2)]
    # a look that the schedule or the server itself began may have come first
    assert looks[0] in {"1 alert sent, none waiting.", "0 alerts sent, none waiting."}
    assert looks[1] == "0 alerts sent, none waiting."
    [row] = history.read(served.settings, "alerts").filter(run_id=run["id"]).to_dicts()
    assert (row["delivered_at"] is not None, row["error"]) == (True, None)
    [alert] = [payload for payload in receiver.received if payload.get("run_id") == run["id"]]
    assert alert["message"] == 'quotes " and \\ and {{ braces }} &lt;!channel&gt;: killed'
    assert alert["run_url"] == f"{served.url}/runs/flow-run/{run['id']}"
    assert alert["reproduce"] == "wellsourced run /in --rebuild"
    release = current_release(served.settings)
    assert release is not None
    assert alert["release_in_use"] == release.name


def test_maintenance_and_backfill_rehearse_unless_told_otherwise(served: Served) -> None:
    before = [release.name for release in list_releases(served.settings)]
    rehearsal = served.finished(served.start("wellsourced-maintenance/maintenance", releases_kept=1))
    assert rehearsal["state_name"] == "Completed"
    assert f"Would be removed: releases: {len(before) - 1} " in rehearsal["state"]["message"]
    assert [release.name for release in list_releases(served.settings)] == before
    backfill = served.finished(served.start("wellsourced-backfill/backfill", scope="all"))
    assert backfill["state_name"] == "Completed"
    assert re.match(r"(\d+) of the \1 documents of release .* would be extracted again", backfill["state"]["message"])

    done = served.finished(served.start("wellsourced-maintenance/maintenance", releases_kept=1, dry_run=False))
    assert f"Removed: releases: {len(before) - 1} " in done["state"]["message"]
    current = current_release(served.settings)
    assert current is not None
    assert [release.name for release in list_releases(served.settings)] == [current.name]


def test_a_run_without_a_sign_of_life_is_told_and_so_is_that_nobody_serves(served: Served, silence: str) -> None:
    receiver = served.receiver
    assert receiver is not None

    def told(kind: str) -> list[dict[str, Any]]:
        return [payload for payload in receiver.received if payload["kind"] == kind]

    [stuck] = wait_for("the stuck run", lambda: [alert for alert in told("crashed_run") if alert["run_id"] == silence], 600)
    assert stuck["message"] == f"stuck: No sign of life for {ZOMBIE_SECONDS} seconds."
    [unattended] = wait_for("that nobody serves", lambda: told("unattended"), 600)
    assert "nothing has started runs for 3 minutes" in unattended["text"]
