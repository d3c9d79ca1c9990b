"""What the server is told: deployments and forms as a snapshot, and what the forms let through."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from prefect.utilities.schema_tools.validation import ValidationError, validate

from flows.deployments import BY_HAND, automations, deployments, form
from flows.pipeline import run_documents

SNAPSHOT = Path(__file__).parent / "snapshots" / "deployments.json"


def described() -> dict[str, Any]:
    return {
        f"{deployment.flow_name}/{deployment.name}": {
            "entrypoint": deployment.entrypoint,
            "description": deployment.description,
            "parameters": deployment.parameters,
            "tags": deployment.tags,
            "schedules": [schedule.model_dump(mode="json", exclude_unset=True) for schedule in deployment.schedules or []],
            "form": form(BY_HAND.get(deployment.name, run_documents)),
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


def test_no_schedule_means_no_scheduled_deployment() -> None:
    assert [deployment.name for deployment in deployments(every_minutes=0, path=None)] == list(BY_HAND)


def test_the_scheduled_run_reads_the_folder_that_was_named(tmp_path: Path) -> None:
    scheduled = deployments(every_minutes=15, path=tmp_path)[-1]
    assert scheduled.parameters == {"path": str(tmp_path.resolve())}


def test_automations_need_a_webhook_only_for_telling() -> None:
    webhook = UUID(int=1)
    assert [len(automations(hook, every_minutes=n)) for hook, n in ((None, 60), (webhook, 0), (webhook, 60))] == [1, 2, 3]
