"""What can be started from the server, and when: deployments, schedule, automations, the writer's limit.

Run as ``python -m flows.deployments`` it applies the definitions to the server that ``PREFECT_API_URL`` names and waits
there for runs to start; applying twice changes nothing. What does not belong here: the flows (``flows.pipeline``), and
starting or stopping a server (``flows.serving``).
"""

from __future__ import annotations

import argparse
import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints
from uuid import UUID

from prefect import Flow
from prefect.automations import AutomationCore, ChangeFlowRunState, EventTrigger, Posture, RunDeployment, SendNotification
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import (
    DeploymentScheduleCreate,
    DeploymentUpdate,
    GlobalConcurrencyLimitUpdate,
    WorkPoolCreate,
)
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterTags,
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.schedules import IntervalSchedule
from prefect.client.schemas.sorting import FlowRunSort
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.runner import Runner
from prefect.settings import get_current_settings
from prefect.states import Cancelled, Crashed
from prefect.types.entrypoint import EntrypointType
from pydantic.fields import FieldInfo

from flows.attendance import WATCHED, maintain, send_waiting_alerts
from flows.blocks import saved_blocks
from flows.pipeline import (
    RUN_FINISHED,
    WRITER_LIMIT,
    backfill,
    require_server,
    roll_back_release,
    run_documents,
    transform_and_validate,
    validate_published,
)
from flows.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

BY_HAND: dict[str, Flow[..., Any]] = {
    "full-pipeline": run_documents,
    "transform-and-validate": transform_and_validate,
    "validate-only": validate_published,
    "backfill": backfill,
    "roll-back": roll_back_release,
    "maintenance": maintain,
}
"""Deployments that are started by hand, by name."""

TAG = "wellsourced"
"""Marks the deployments made here: on a server that others use too, those are not touched."""

SCHEDULED = "scheduled-pipeline"
ALERTS = "alerts"
SCHEDULE_SLUG = "interval"
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)  # a fixed anchor: runs stay on the hour, and a restart does not shift them

HEARTBEAT_SECONDS = 30  # the shortest that Prefect takes
ZOMBIE_SECONDS = 3 * HEARTBEAT_SECONDS
POLL_SECONDS = 3.0  # Prefect's own 10 s is most of what a person waits between "run" and the first log line
SILENT_INTERVALS = 3  # scheduled runs that may be missing before somebody is told
ALERTS_EVERY = timedelta(minutes=15)  # a look costs some 4 s of one core, most of it Prefect's start
UNATTENDED_SECONDS = 180  # after a restart the server finds nobody there, until the deployments are served again

ZOMBIE_AUTOMATION = "wellsourced: mark runs that stopped without a word as crashed"
CRASH_AUTOMATION = "wellsourced: have crashed runs told"
SILENCE_AUTOMATION = "wellsourced: look when no run succeeds"
UNATTENDED_AUTOMATION = "wellsourced: tell when nothing serves the deployments"
FORMER_AUTOMATIONS = (
    "wellsourced: tell the webhook when no run finishes",
    "wellsourced: tell the webhook about crashed runs",
    "wellsourced: tell the webhook when no run succeeds",
)
"""Names that automations had once: a server that was served by an earlier version has them still."""

OUR_FLOWS = {"prefect.resource.role": "flow", "prefect.resource.name": list(WATCHED)}


def deployments(*, every_minutes: int, path: Path | None) -> list[RunnerDeployment]:
    """Return the deployments: those to start by hand, the one that sends alerts, and a scheduled run.

    ``every_minutes`` is the time between scheduled runs; there are none if it is 0. ``path`` is the folder that they read
    (None: the documents that ship with the project).
    """
    made = [_deployment(name, flow) for name, flow in BY_HAND.items()]
    made.append(
        _deployment(
            ALERTS,
            send_waiting_alerts,
            every=ALERTS_EVERY,
            parameters={"success_within_minutes": SILENT_INTERVALS * every_minutes},
            description=f"Every {ALERTS_EVERY // timedelta(minutes=1)} minutes. {send_waiting_alerts.description}",
        )
    )
    if every_minutes:
        made.append(
            _deployment(
                SCHEDULED,
                run_documents,
                every=timedelta(minutes=every_minutes),
                parameters={"path": str(path.resolve())} if path else {},
                description=f"The full pipeline, every {every_minutes} minutes. {run_documents.description}",
            )
        )
    return made


def flow_of(deployment: RunnerDeployment) -> Flow[..., Any]:
    """Return the flow that one of these deployments runs."""
    return (BY_HAND | {ALERTS: send_waiting_alerts, SCHEDULED: run_documents})[deployment.name]


def _deployment(
    name: str,
    flow: Flow[..., Any],
    *,
    every: timedelta | None = None,
    parameters: dict[str, Any] | None = None,
    description: str | None = None,
) -> RunnerDeployment:
    # The slug lets Prefect update the schedule in place, so that one that somebody paused in the UI stays paused.
    schedule = every and DeploymentScheduleCreate(
        schedule=IntervalSchedule(interval=every, anchor_date=EPOCH), slug=SCHEDULE_SLUG
    )
    return RunnerDeployment.from_flow(
        flow,
        name,
        version=metadata.version("wellsourced"),
        tags=[TAG],
        entrypoint_type=EntrypointType.MODULE_PATH,
        parameters=parameters,
        description=description,
        schedules=[schedule] if schedule else None,
    )


def prepare(client: SyncPrefectClient, *, fresh: bool) -> None:
    """Bring the server to what the deployments need; safe to repeat.

    Makes the writer's limit, and calls off scheduled runs that were missed, all but each deployment's last. ``fresh`` says
    that this server was just started and serves nobody else: then whatever it still shows as running was killed with its
    predecessor and becomes Crashed, and the writer's slot is free.
    """
    client.upsert_global_concurrency_limit_by_name(WRITER_LIMIT, limit=1)
    if fresh:
        for run in _runs(client, StateType.RUNNING, StateType.PENDING, StateType.CANCELLING):
            client.set_flow_run_state(run.id, Crashed(message="The server was stopped while this ran."), force=True)
        # The server keeps leases in memory: a slot held when it stopped would stay taken for ever.
        client.update_global_concurrency_limit(WRITER_LIMIT, GlobalConcurrencyLimitUpdate(active_slots=0))
    missed = [run for run in _runs(client, StateType.SCHEDULED, due=True) if run.auto_scheduled]
    last = {run.deployment_id: run.id for run in missed}
    for run in missed:
        if run.id != last[run.deployment_id]:
            client.set_flow_run_state(run.id, Cancelled(message="Missed: nothing was serving at the time."), force=True)


def apply_automations(client: SyncPrefectClient, wanted: Sequence[AutomationCore]) -> None:
    """Make the automations on the server, bring those that are there up to date, remove those that were made once."""
    for automation in wanted:
        _apply(client, automation)
    ours = {ZOMBIE_AUTOMATION, CRASH_AUTOMATION, SILENCE_AUTOMATION, UNATTENDED_AUTOMATION, *FORMER_AUTOMATIONS}
    for name in ours - {automation.name for automation in wanted}:
        for stale in client.read_automations_by_name(name):
            client.delete_automation(stale.id)


def automations(alerts: UUID, blocks: Sequence[UUID], *, every_minutes: int) -> list[AutomationCore]:
    """Return what the server itself watches for: runs that stop without a report, and that nothing runs or succeeds.

    A run that ends by itself alerts by itself (``flows.quality.alerts``). Of one that cannot, the deployment ``alerts`` is
    told, so that its alert waits in the outbox like any other; ``blocks`` are for the case that nothing would run that.
    """
    final = {f"prefect.flow-run.{state}" for state in ("Completed", "Failed", "Cancelled", "Crashed")}
    made = [
        AutomationCore(
            name=ZOMBIE_AUTOMATION,
            trigger=EventTrigger(
                after={"prefect.flow-run.heartbeat"},
                expect={"prefect.flow-run.heartbeat"} | final,
                match={"prefect.resource.id": "prefect.flow-run.*"},
                match_related={"prefect.resource.role": "flow", "prefect.resource.name": "wellsourced-*"},
                for_each={"prefect.resource.id"},
                posture=Posture.Proactive,
                threshold=1,
                within=timedelta(seconds=ZOMBIE_SECONDS),
            ),
            actions=[ChangeFlowRunState(state=StateType.CRASHED, message=f"No sign of life for {ZOMBIE_SECONDS} seconds.")],
        ),
        AutomationCore(
            name=CRASH_AUTOMATION,
            trigger=EventTrigger(
                expect={"prefect.flow-run.Crashed"},
                match={"prefect.resource.id": "prefect.flow-run.*"},
                match_related=OUR_FLOWS,
                for_each={"prefect.resource.id"},
                posture=Posture.Reactive,
                threshold=1,
                within=timedelta(0),
            ),
            actions=[
                RunDeployment(
                    deployment_id=alerts,
                    parameters={"crashed_run": {"__prefect_kind": "jinja", "template": "{{ flow_run.id }}"}},
                )
            ],
        ),
    ]
    if every_minutes:
        made.append(
            AutomationCore(
                name=SILENCE_AUTOMATION,
                trigger=EventTrigger(
                    expect={RUN_FINISHED},
                    # Failing every hour is no sign of life, and neither is a check of what was published long ago.
                    match={"wellsourced.outcome": ["published", "unchanged"], "wellsourced.kind": ["documents", "rebuild"]},
                    posture=Posture.Proactive,
                    threshold=1,
                    within=timedelta(minutes=SILENT_INTERVALS * every_minutes),
                ),
                actions=[RunDeployment(deployment_id=alerts)],  # which looks for itself whether that is so
            )
        )
    if blocks:
        text = f"Wellsourced: nothing has started runs for {UNATTENDED_SECONDS // 60} minutes. Start it: wellsourced serve"
        made.append(
            AutomationCore(
                name=UNATTENDED_AUTOMATION,
                trigger=EventTrigger(
                    after={"prefect.deployment.not-ready"},
                    expect={"prefect.deployment.ready"},
                    match={"prefect.resource.id": f"prefect.deployment.{alerts}"},
                    for_each={"prefect.resource.id"},
                    posture=Posture.Proactive,
                    threshold=1,
                    within=timedelta(seconds=UNATTENDED_SECONDS),
                ),
                actions=[SendNotification(block_document_id=block, subject="Wellsourced", body=text) for block in blocks],
            )
        )
    return made


def serve_deployments(settings: Settings, *, every_minutes: int, path: Path | None, fresh: bool) -> None:
    """Apply everything to the server that ``PREFECT_API_URL`` names, then start runs as they come, until SIGINT."""
    with get_client(sync_client=True) as client:
        prepare(client, fresh=fresh)
    asyncio.run(_serve(settings, every_minutes=every_minutes, path=path))


def deploy(settings: Settings, *, pool: str, every_minutes: int, path: Path | None) -> None:
    """Apply everything to the server that ``PREFECT_API_URL`` names, for the workers of a work pool to run.

    The pool is made as one of processes where there is none of that name. Raises NoServerError when no server answers.
    """
    require_server()
    with get_client(sync_client=True) as client:
        prepare(client, fresh=False)
        try:
            client.read_work_pool(pool)
        except ObjectNotFound:
            client.create_work_pool(WorkPoolCreate(name=pool, type="process"))

    async def apply(deployment: RunnerDeployment) -> UUID:
        return await deployment.aapply(work_pool_name=pool)

    asyncio.run(register(settings, apply, every_minutes=every_minutes, path=path))


async def register(
    settings: Settings, apply: Callable[[RunnerDeployment], Awaitable[UUID]], *, every_minutes: int, path: Path | None
) -> None:
    """Make the deployments on the server by ``apply``, each with its form, remove those once made, then the automations."""
    with get_client(sync_client=True) as client:
        applied = {}
        for deployment in deployments(every_minutes=every_minutes, path=path):
            applied[deployment.name] = deployment_id = await apply(deployment)
            client.update_deployment(deployment_id, DeploymentUpdate(parameter_openapi_schema=form(flow_of(deployment))))
        ours = DeploymentFilter(tags=DeploymentFilterTags(all_=[TAG]))
        for found in client.read_deployments(deployment_filter=ours):
            if found.id not in applied.values():  # defined once and no more: its schedule would go on making runs
                client.delete_deployment(found.id)
        blocks = await saved_blocks(settings, client)
        apply_automations(client, automations(applied[ALERTS], blocks, every_minutes=every_minutes))


async def _serve(settings: Settings, *, every_minutes: int, path: Path | None) -> None:
    runner = Runner(
        name="wellsourced", pause_on_shutdown=False, heartbeat_seconds=HEARTBEAT_SECONDS, query_seconds=POLL_SECONDS
    )
    await register(settings, runner.aadd_deployment, every_minutes=every_minutes, path=path)
    schedule = f"a run every {every_minutes} minutes" if every_minutes else "no schedule"
    prefect = get_current_settings()
    print(f"Prefect UI: {prefect.ui_url}/deployments ({schedule}; Ctrl-C stops everything)", flush=True)
    print(f"To use it from a shell: export PREFECT_API_URL={prefect.api.url}", flush=True)
    await runner.start()


def form(flow: Flow[..., Any]) -> dict[str, Any]:
    """Return the JSON schema of a flow's parameters, as the UI shows it and the server enforces it.

    Prefect's own loses the descriptions of annotated parameters (3.8.8 puts those of the docstring in their place, none if
    there is none) and lets unknown parameters through, which then crash the run; here both are put right. A parameter that
    may be None becomes one that may be left out: the UI would ask for its type before it let anybody fill it in.
    """
    schema = flow.parameters.model_dump()
    for name, parameter in schema["properties"].items():
        types = [choice for choice in parameter.get("anyOf", ()) if choice != {"type": "null"}]
        if len(types) == 1 and parameter.get("default", ...) is None:
            rest = {key: value for key, value in parameter.items() if key not in ("anyOf", "default")}
            schema["properties"][name] = types[0] | rest
    for name, annotation in get_type_hints(flow.fn, include_extras=True).items():
        fields = [note for note in getattr(annotation, "__metadata__", ()) if isinstance(note, FieldInfo)]
        if name in schema["properties"] and fields:
            schema["properties"][name]["description"] = fields[-1].description
    return schema | {"additionalProperties": False}


def main() -> None:
    """Serve the deployments as the command line says; started by ``flows.serving``."""
    parser = argparse.ArgumentParser(description=serve_deployments.__doc__)
    parser.add_argument("--every-minutes", type=int, default=60)
    parser.add_argument("--path", type=Path, default=None)
    parser.add_argument("--fresh", action="store_true", help="the server was just started and serves nobody else")
    arguments = parser.parse_args()
    with suppress(KeyboardInterrupt):
        serve_deployments(Settings(), every_minutes=arguments.every_minutes, path=arguments.path, fresh=arguments.fresh)


def _runs(client: SyncPrefectClient, *states: StateType, due: bool = False) -> Sequence[FlowRun]:
    """Return this project's runs in the given states, earliest first; with ``due`` only those that should have started."""
    return client.read_flow_runs(
        flow_filter=FlowFilter(name=FlowFilterName(like_="wellsourced-")),
        flow_run_filter=FlowRunFilter(
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=list(states))),
            expected_start_time=FlowRunFilterExpectedStartTime(before_=datetime.now(UTC)) if due else None,
        ),
        sort=FlowRunSort.EXPECTED_START_TIME_ASC,
    )


def _apply(client: SyncPrefectClient, automation: AutomationCore) -> None:
    """Create an automation, or bring the one of its name up to date."""
    existing = client.read_automations_by_name(automation.name)
    if existing:
        client.update_automation(existing[0].id, automation)
        for duplicate in existing[1:]:
            client.delete_automation(duplicate.id)
    else:
        client.create_automation(automation)


if __name__ == "__main__":
    main()
