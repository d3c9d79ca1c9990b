"""Runs started through Prefect's API, on a real server and with the real pipeline."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from flows.deployments import EPOCH
from flows.stages import STAGE_TITLES
from flows.warehouse import history
from flows.warehouse.query import run_query
from flows.warehouse.releases import current_release
from tests.conftest import SEEDS
from tests.served import FAR_APART_MINUTES, TOLD_SECONDS, Served, wait_for

pytestmark = pytest.mark.timeout(2700)  # three runs in a row are waited for, and a server to start


def test_every_deployment_is_there_with_a_closed_form(served: Served) -> None:
    found = {deployment["name"]: deployment for deployment in served.post("/deployments/filter", {})}
    assert sorted(found) == ["full-pipeline", "roll-back", "scheduled-pipeline", "transform-and-validate", "validate-only"]
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
    assert len([name for name in automations if name.startswith("wellsourced: ")]) == 3
    assert all(automation["enabled"] for automation in automations.values())


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
    assert served.artifacts(run["id"])["quality-report"] == f"[Quality report of {page.stem}]({page.absolute().as_uri()})"

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


def test_a_run_that_crashes_is_told_to_the_webhook_by_the_server_itself(served: Served) -> None:
    receiver = served.receiver
    assert receiver is not None
    flow = served.post("/flows/filter", {"flows": {"name": {"any_": ["wellsourced-pipeline"]}}})[0]
    name = 'quotes " and \\ and {{ braces }}'
    run = served.post("/flow_runs/", {"flow_id": flow["id"], "name": name, "state": {"type": "RUNNING"}})
    served.post(f"/flow_runs/{run['id']}/set_state", {"state": {"type": "CRASHED", "message": "killed"}, "force": True})

    def told() -> list[dict[str, object]]:
        return [payload for payload in receiver.received if payload.get("run_id") == run["id"]]

    [alert] = wait_for("the alert", told, TOLD_SECONDS)
    assert (alert["kind"], alert["run_name"], alert["message"]) == ("crashed_run", name, "killed")
    assert alert["run_url"] == f"{served.url}/runs/flow-run/{run['id']}"
