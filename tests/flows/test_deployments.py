"""What the server is told: deployments and forms as a snapshot, and what the forms let through."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from prefect import Flow
from prefect.utilities.schema_tools.validation import ValidationError, validate

from flows import cli
from flows.attendance import WATCHED, command_of, maintain, send_waiting_alerts
from flows.blocks import notification_blocks
from flows.deployments import (
    ALERTS,
    BY_HAND,
    CRASH_AUTOMATION,
    SILENCE_AUTOMATION,
    UNATTENDED_AUTOMATION,
    ZOMBIE_AUTOMATION,
    automations,
    deployments,
    flow_of,
    form,
)
from flows.pipeline import backfill, roll_back_release, run_documents, transform_and_validate
from flows.quality.retention import LEAST_DAYS
from flows.requests import Scope
from flows.settings import Settings
from flows.upkeep import Area
from tests.served import Receiver, receiving

SNAPSHOT = Path(__file__).parent / "snapshots" / "deployments.json"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def described() -> dict[str, Any]:
    return {
        f"{deployment.flow_name}/{deployment.name}": {
            "entrypoint": deployment.entrypoint,
            "description": deployment.description,
            "parameters": deployment.parameters,
            "tags": deployment.tags,
            "schedules": [schedule.model_dump(mode="json", exclude_unset=True) for schedule in deployment.schedules or []],
            "form": form(flow_of(deployment)),
        }
        for deployment in deployments(every_minutes=60, path=None)
    }


def test_deployments_and_their_forms_are_those_of_the_snapshot(tmp_path: Path) -> None:
    found = json.dumps(described(), indent=2, ensure_ascii=False) + "\n"
    new = tmp_path / "deployments.json"
    new.write_text(found, encoding="utf-8")
    wanted = SNAPSHOT.read_text(encoding="utf-8")
    assert found.splitlines() == wanted.splitlines(), f"if this is meant: cp {new} {SNAPSHOT}"


def test_every_parameter_is_described_and_can_be_left_out() -> None:
    for name, flow in BY_HAND.items():
        schema = form(flow)
        assert schema["required"] == [], name
        for parameter, field in schema["properties"].items():
            assert field.get("description"), f"{name}: {parameter}"
            assert "anyOf" not in field, f"{name}: {parameter} would ask for its type first"


@pytest.mark.parametrize(
    "parameters", [{}, {"path": "/in"}, {"path": ""}, {"path": None}, {"rebuild": True, "source": "wire"}]
)
def test_the_form_lets_through_what_the_flow_takes(parameters: dict[str, Any]) -> None:
    validate(parameters, form(run_documents), raise_on_error=True)
    run_documents.validate_parameters(parameters)


@pytest.mark.parametrize("parameters", [{"nonsense": 1}, {"rebuild": "x"}, {"rebuild": None}, {"source": "x" * 201}])
def test_the_form_refuses_what_the_flow_does_not_take(parameters: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        validate(parameters, form(run_documents), raise_on_error=True)


def test_no_schedule_means_no_scheduled_run_but_alerts_are_sent() -> None:
    made = deployments(every_minutes=0, path=None)
    assert [deployment.name for deployment in made] == [*BY_HAND, ALERTS]
    assert [deployment.name for deployment in made if deployment.schedules] == [ALERTS]
    assert made[-1].parameters == {"success_within_minutes": 0}, "nobody expects a run where none is scheduled"


def test_the_scheduled_run_reads_the_folder_that_was_named(tmp_path: Path) -> None:
    scheduled = deployments(every_minutes=15, path=tmp_path)[-1]
    assert scheduled.parameters == {"path": str(tmp_path.resolve())}


def test_what_the_server_watches_for() -> None:
    alerts, block = UUID(int=1), UUID(int=2)
    watched = {
        (n, len(blocks)): [automation.name for automation in automations(alerts, blocks, every_minutes=n)]
        for n in (0, 60)
        for blocks in ([], [block])
    }
    assert watched == {
        (0, 0): [ZOMBIE_AUTOMATION, CRASH_AUTOMATION],
        (0, 1): [ZOMBIE_AUTOMATION, CRASH_AUTOMATION, UNATTENDED_AUTOMATION],
        (60, 0): [ZOMBIE_AUTOMATION, CRASH_AUTOMATION, SILENCE_AUTOMATION],
        (60, 1): [ZOMBIE_AUTOMATION, CRASH_AUTOMATION, SILENCE_AUTOMATION, UNATTENDED_AUTOMATION],
    }


def test_every_pipeline_flow_is_watched_and_the_one_that_sends_alerts_is_not() -> None:
    assert set(WATCHED) == {flow.name for flow in BY_HAND.values()} - {maintain.name}
    assert send_waiting_alerts.name not in WATCHED


@pytest.mark.parametrize(
    ("flow", "parameters", "command"),
    [
        (run_documents, {"path": " /in ", "rebuild": True}, "wellsourced run /in --rebuild"),
        (run_documents, {}, "wellsourced run"),
        (backfill, {"scope": "all", "dry_run": False}, "wellsourced backfill --scope all --no-dry-run"),
        (transform_and_validate, {}, "wellsourced rebuild"),
        (roll_back_release, {}, None),
        (run_documents, {"nonsense": 1}, None),
        (run_documents, {"rebuild": "perhaps"}, None),
    ],
)
def test_a_crashed_run_is_reproduced_by_the_command_that_its_parameters_mean(
    flow: Flow[..., Any], parameters: dict[str, Any], command: str | None
) -> None:
    assert command_of(flow.name, parameters) == command


@pytest.mark.parametrize(
    ("flow", "parameters"),
    [
        (backfill, {"scope": "some"}),
        (maintain, {"area": "the past"}),
        (maintain, {"history_days": LEAST_DAYS - 1}),
        (maintain, {"releases_kept": -1}),
        (send_waiting_alerts, {"success_within_minutes": -1}),
        (send_waiting_alerts, {"crashed_run": "x" * 37}),
    ],
)
def test_forms_refuse_what_is_out_of_bounds(flow: Flow[..., Any], parameters: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        validate(parameters, form(flow), raise_on_error=True)


def test_the_server_tells_by_each_channel_that_it_can_in_the_form_that_its_receiver_takes(receiver: Receiver) -> None:
    settings = Settings(
        alert_webhook_url=receiver.url, alert_slack_url=receiver.url, alert_teams_url=receiver.url, alert_email_to="a@b.org"
    )
    text = 'quotes " and \\ and {{ braces }}'
    for block in notification_blocks(settings).values():
        with block.raise_on_failure():
            block.notify(text, subject="Wellsourced")
    webhook, slack, teams = receiver.received
    assert (webhook["text"], slack["text"]) == (text, text)
    assert teams["attachments"][0]["content"]["body"][0]["inlines"][0]["text"] == text


def test_the_command_line_offers_what_the_forms_offer() -> None:
    assert [choice.value for choice in cli.BackfillScope] == [choice.value for choice in Scope]
    assert [choice.value for choice in cli.ClearanceArea] == [choice.value for choice in Area]
