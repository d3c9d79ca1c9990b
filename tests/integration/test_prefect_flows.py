"""The flows in this process against a real server; the pipeline's own work is replaced where only the wrapping is tried."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from prefect.concurrency.sync import concurrency
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows import pipeline
from flows.errors import WellsourcedError
from flows.report import FailedCheck, RejectedFile, RunReport, SuiteSummary
from flows.requests import RunRequest
from flows.runs import Stage, StageRunner
from flows.settings import Settings
from tests.served import TOLD_SECONDS, Served, wait_for

HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) | `id`"


@pytest.fixture
def server(served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """The served installation's API for flows of this process, which work in a warehouse folder of their own."""
    monkeypatch.setenv("WELLSOURCED_WAREHOUSE_DIR", str(tmp_path / "warehouse"))
    with temporary_settings({PREFECT_API_URL: f"{served.url}/api"}):
        yield served


def report_of(run_id: str, **changes: Any) -> RunReport:
    now = datetime.now(UTC)
    values = {
        "run_id": run_id,
        "outcome": "published",
        "message": "5 documents extracted; every check holds.",
        "source": "seeds",
        "started_at": now,
        "finished_at": now,
    }
    return RunReport.model_validate(values | changes)


class Doing:
    """Stands in for ``flows.stages.run_pipeline``: runs two stages and reports what it is told to."""

    def __init__(self, **changes: Any) -> None:
        self.changes = changes
        self.calls: list[dict[str, Any]] = []

    def __call__(self, request: RunRequest, settings: Settings, **keywords: Any) -> RunReport:
        self.calls.append({"request": request, "settings": settings, **keywords})
        stages: StageRunner = keywords["stages"]
        assert stages.run(Stage.INGEST, divmod, 7, 2) == (3, 1)
        keywords["progress"](Stage.EXTRACT, 1, 4)
        return report_of(keywords["run_id"], **self.changes)


FAILED = {
    "outcome": "failed_checks",
    "message": "1 critical check failed, so nothing was published.",
    "suites": [SuiteSummary(suite="claims", n_checks=1, n_failed_critical=1, n_failed_warning=0)],
    "failed_checks": [
        FailedCheck(
            suite="claims",
            table_name="claims",
            expectation="expect_column_values_to_not_be_null",
            column_name="text",
            severity="critical",
            reason="A claim without text says nothing.",
            observed=None,
            n_unexpected=4,
            failing_rows=[{"claim_id": str(n), "text": HOSTILE} for n in range(4)],
        )
    ],
    "rejected": [RejectedFile(uri=f"/in/{HOSTILE}.txt", reason="empty", detail="nothing in it")],
    "n_rejected": 1,
}


def test_the_run_has_the_flow_runs_id_and_gets_what_the_form_says(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    doing = Doing()
    monkeypatch.setattr("flows.stages.run_pipeline", doing)
    state = pipeline.run_documents(path="  ", source="", rebuild=True, return_state=True)
    [call] = doing.calls
    assert call["request"] == RunRequest(rebuild=True)
    assert call["run_id"] == str(state.state_details.flow_run_id)
    assert call["run_url"] == f"{server.url}/runs/flow-run/{call['run_id']}"
    run = server.get(f"/flow_runs/{call['run_id']}")
    assert (run["state_name"], run["name"]) == ("Completed", "documents of seeds (rebuild)")
    assert run["state"]["message"] == "5 documents extracted; every check holds."


def test_a_failing_gate_makes_the_run_failed_with_its_artifacts_and_events(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.stages.run_pipeline", Doing(**FAILED))
    state = pipeline.run_documents(return_state=True)
    run_id = str(state.state_details.flow_run_id)
    assert server.get(f"/flow_runs/{run_id}")["state_name"] == "Failed"
    assert state.message == FAILED["message"]
    artifacts = server.artifacts(run_id)
    assert sorted(artifacts) == ["account", "failed-checks", "progress", "rejected-documents"]
    assert artifacts["account"].startswith("# Not published: a critical check failed")
    [row] = artifacts["failed-checks"]
    assert (row["severity"], row["where"], row["rows"]) == ("critical", "claims.text", 4)
    assert row["first rows that broke it"].count("claim_id") == 3
    for text in (artifacts["account"], str(artifacts["failed-checks"]), str(artifacts["rejected-documents"])):
        assert "<script" not in text
        assert "](" not in text

    def events() -> set[str]:
        body = {"filter": {"event": {"prefix": ["wellsourced."]}, "related": {"id": [f"prefect.flow-run.{run_id}"]}}}
        return {event["event"] for event in server.post("/events/filter", body)["events"]}

    wait_for("events", lambda: events() == {"wellsourced.run.finished", "wellsourced.check.failed"}, TOLD_SECONDS)


def test_an_error_that_a_user_can_act_on_is_the_runs_message(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> RunReport:
        raise WellsourcedError("There is no folder /nowhere. Name one that exists.")

    monkeypatch.setattr("flows.stages.run_pipeline", refuse)
    state = pipeline.run_documents(return_state=True)
    run = server.get(f"/flow_runs/{state.state_details.flow_run_id}")
    assert (run["state_name"], run["state"]["message"]) == ("Failed", "There is no folder /nowhere. Name one that exists.")
    assert "no folder /nowhere" in server.artifacts(run["id"])["account"]


def test_a_bug_keeps_its_traceback_and_fails_the_run(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object, **__: object) -> RunReport:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("flows.stages.run_pipeline", break_down)
    state = pipeline.run_documents(return_state=True)
    assert server.get(f"/flow_runs/{state.state_details.flow_run_id}")["state_name"] == "Failed"
    with pytest.raises(ZeroDivisionError):
        state.result()


def test_a_scheduled_folder_that_is_gone_alerts(server: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    receiver = server.receiver
    assert receiver is not None
    monkeypatch.setenv("WELLSOURCED_ALERT_WEBHOOK_URL", receiver.url)
    state = pipeline.run_documents(path=tmp_path / "unmounted", return_state=True)
    assert state.is_failed()
    run_id = str(state.state_details.flow_run_id)
    [alert] = [payload for payload in receiver.received if payload.get("run_id") == run_id]
    assert (alert["kind"], alert["release_in_use"]) == ("failed_run", None)
    assert "unmounted" in alert["message"]


def test_a_second_writer_waits_and_then_says_who_to_look_for(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    doing = Doing()
    monkeypatch.setattr("flows.stages.run_pipeline", doing)
    with concurrency(pipeline.WRITER_LIMIT, strict=True), monkeypatch.context() as impatient:
        impatient.setenv("WELLSOURCED_LOCK_WAIT_SECONDS", "3")
        state = pipeline.run_documents(return_state=True)
    run = server.get(f"/flow_runs/{state.state_details.flow_run_id}")
    assert run["state_name"] == "Failed"
    assert "another run held the warehouse for 3 seconds" in run["state"]["message"]
    assert doing.calls == []
    assert pipeline.run_documents(return_state=True).is_completed()


def test_a_server_without_the_limit_still_runs_the_pipeline(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "WRITER_LIMIT", "no-such-limit")
    monkeypatch.setattr("flows.stages.run_pipeline", Doing())
    state = pipeline.run_documents(return_state=True)
    assert server.get(f"/flow_runs/{state.state_details.flow_run_id}")["state_name"] == "Completed"


def test_a_run_from_the_command_line_gives_back_its_report_published_or_not(
    server: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.stages.run_pipeline", Doing())
    assert pipeline.run_under_prefect(RunRequest(source="wire")).outcome == "published"
    monkeypatch.setattr("flows.stages.run_pipeline", Doing(**FAILED))
    failed = pipeline.run_under_prefect(RunRequest())
    assert failed.outcome == "failed_checks"
    assert server.get(f"/flow_runs/{failed.run_id}")["state_name"] == "Failed"


def test_a_run_from_the_command_line_without_a_server_says_how_to_get_one() -> None:
    with temporary_settings({PREFECT_API_URL: None}), pytest.raises(pipeline.NoServerError, match="wellsourced serve"):
        pipeline.run_under_prefect(RunRequest())
    with (
        temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api"}),
        pytest.raises(pipeline.NoServerError, match="no Prefect server answers"),
    ):
        pipeline.run_under_prefect(RunRequest())
