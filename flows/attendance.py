"""The flows that look after an installation: alerts that wait or that a run could not send itself, and clearing away.

What does not belong here: the pipeline's flows (``flows.pipeline``), and what is told or removed (``flows.quality``,
``flows.upkeep``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from prefect import Flow, flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.exceptions import ObjectNotFound, ParameterTypeError, SignatureMismatchError
from prefect.runtime import flow_run
from prefect.states import Completed, Failed
from prefect.utilities.urls import url_for
from pydantic import Field

from flows.artifacts import publish_failure, publish_releases
from flows.errors import WellsourcedError
from flows.pipeline import (
    backfill,
    quieten_known_errors,
    roll_back_release,
    run_documents,
    transform_and_validate,
    validate_published,
    writer_slot,
)
from flows.quality.counting import number_of
from flows.requests import BackfillRequest, RunRequest
from flows.settings import Settings
from flows.upkeep import Area, Clearance, clear_away

ALERTS_FLOW = "wellsourced-alerts"

COMMANDS: dict[str, tuple[Flow[..., Any], Any]] = {
    run_documents.name: (run_documents, lambda parameters: RunRequest(**parameters).command()),
    backfill.name: (backfill, lambda parameters: BackfillRequest(**parameters).command()),
    transform_and_validate.name: (transform_and_validate, lambda _: "wellsourced rebuild"),
    validate_published.name: (validate_published, lambda _: "wellsourced validate"),
}
"""The flows whose runs alert, each with what tells the command of a run's parameters."""

WATCHED = (*COMMANDS, roll_back_release.name)
"""The flows whose runs are alerted on when they crash: not the one that sends alerts, which would go on for ever."""


def _alerts_run_name() -> str:
    crashed = flow_run.parameters.get("crashed_run")
    return f"tell of crashed run {crashed}" if crashed else "send what waits"


@flow(name=ALERTS_FLOW, flow_run_name=_alerts_run_name)
def send_waiting_alerts(
    crashed_run: Annotated[
        str | None, Field(max_length=36, description="A run that ended without a report, to alert of first; none if empty.")
    ] = None,
    success_within_minutes: Annotated[
        int,
        Field(ge=0, le=525_600, description="Also alert when no run has succeeded in so many minutes; 0 for never."),
    ] = 0,
) -> State[None]:
    """Send the alerts that could not be delivered yet, and those of runs that could not tell themselves.

    Ends as Failed while an alert still waits, with the reason.
    """
    from flows.quality.alerts import RunFacts, deliver_waiting, tell_crashed, tell_overdue
    from flows.warehouse.releases import current_name

    quieten_known_errors()
    settings = Settings()
    n_delivered = 0
    if crashed_run:
        facts = crash_facts(settings, crashed_run)
        if facts is None:
            return Failed(message=f"The server knows no run {crashed_run}.")
        n_delivered += tell_crashed(settings, facts).n_delivered
    if success_within_minutes:
        run_id = str(flow_run.id)
        noticed = RunFacts(
            run_id, "failed", release_in_use=current_name(settings), run_url=url_for("flow-run", obj_id=run_id)
        )
        n_delivered += tell_overdue(settings, noticed, timedelta(minutes=success_within_minutes)).n_delivered
    delivery = deliver_waiting(settings)
    n_delivered += delivery.n_delivered
    sent = f"{number_of(n_delivered, 'alert')} sent"
    if delivery.n_given_up:
        sent += f", {delivery.n_given_up} given up (for a channel that is no longer set up)"
    if delivery.n_waiting:
        why = delivery.error or "what waits is for a channel that is no longer set up"
        return Failed(message=f"{sent}, {delivery.n_waiting} waiting: {why}")
    return Completed(message=f"{sent}, none waiting.")


def crash_facts(settings: Settings, run_id: str) -> Any:
    """Return what the server knows of a run as ``flows.quality.alerts.RunFacts``; None if it knows none of that id."""
    from flows.quality.alerts import RunFacts
    from flows.warehouse.releases import current_name

    with get_client(sync_client=True) as client:
        try:
            run = client.read_flow_run(UUID(run_id))
            name = client.read_flow(run.flow_id).name
        except (ObjectNotFound, ValueError):
            return None
    message = run.state.message if run.state else None
    return RunFacts(
        run_id=str(run.id),
        outcome="failed",
        message=f"{run.name}: {message or 'it said nothing'}",
        release_in_use=current_name(settings),
        run_url=url_for("flow-run", obj_id=run.id),
        reproduce=command_of(name, run.parameters),
        publishes=name != validate_published.name,
    )


def command_of(flow_name: str, parameters: Mapping[str, Any]) -> str | None:
    """Return the command line that does what a run with these parameters does; None where they are not the flow's."""
    if flow_name not in COMMANDS:
        return None
    its_flow, command = COMMANDS[flow_name]
    try:
        return str(command(its_flow.validate_parameters(dict(parameters))))
    except (ParameterTypeError, SignatureMismatchError, ValueError):
        return None


def _clearing_run_name() -> str:
    parameters = flow_run.parameters
    return f"{'rehearsal: ' if parameters.get('dry_run', True) else ''}clear away {parameters.get('area') or 'everything'}"


@flow(name="wellsourced-maintenance", flow_run_name=_clearing_run_name)
def maintain(
    area: Annotated[Area, Clearance.model_fields["area"]] = Area.EVERYTHING,
    releases_kept: Annotated[int, Clearance.model_fields["releases_kept"]] = 0,
    history_days: Annotated[int, Clearance.model_fields["history_days"]] = 400,
    dry_run: Annotated[bool, Clearance.model_fields["dry_run"]] = True,
) -> State[None]:
    """Remove old releases and old quality history.

    The current release stays in any case, and so does history that is still needed: what bands compare with, alerts that
    were not delivered, the runs of kept releases. The releases that stay are listed under Artifacts.
    """
    from flows.warehouse.releases import current_name, list_releases

    quieten_known_errors()
    settings = Settings()
    wanted = Clearance(area=area, releases_kept=releases_kept, history_days=history_days, dry_run=dry_run)
    try:
        with writer_slot(settings):
            cleared = clear_away(wanted, settings)
    except WellsourcedError as error:
        publish_failure(str(error))
        return Failed(message=str(error), data=error)
    publish_releases(list_releases(settings), current_name(settings))
    return Completed(message=cleared.sentence)
