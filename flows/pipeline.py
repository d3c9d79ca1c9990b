"""The flows: forms that explain themselves, stages as Prefect tasks, and what a run leaves behind on the server.

A flow reads settings, takes the writer's slot, calls the library (``flows.stages``) and reports. The run's id is the
flow-run id. What does not belong here: what a stage does (the subpackages), which deployments and schedules there are
(``flows.deployments``), how the server is started (``flows.serving``).
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

from prefect import Task, flow
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.concurrency.sync import concurrency
from prefect.events import emit_event
from prefect.exceptions import ObjectNotFound
from prefect.logging import get_run_logger
from prefect.runtime import flow_run
from prefect.settings import get_current_settings
from prefect.states import Completed, Failed
from prefect.utilities.urls import url_for
from pydantic import BeforeValidator, Field

from flows.artifacts import ProgressArtifact, publish_account, publish_failure, publish_releases
from flows.blocks import block_sender
from flows.errors import WellsourcedError
from flows.quality import channels
from flows.quality.counting import number_of
from flows.report import FAILING_ROWS_SHOWN, RunReport
from flows.requests import BackfillRequest, RunRequest, Scope
from flows.runs import STAGE_TITLES, Stage
from flows.settings import Settings
from flows.terminal import printable

P = ParamSpec("P")
T = TypeVar("T")

WRITER_LIMIT = "warehouse-writer"
"""Global concurrency limit of one slot, made by ``flows.deployments``; what really guards is the warehouse's lock file."""

LEASE_SECONDS = 60  # a killed run's slot is free again after this long; the server takes no less

RUN_FINISHED = "wellsourced.run.finished"
CHECK_FAILED = "wellsourced.check.failed"

channels.provide("block", block_sender)


class PrefectStages:
    """Calls each stage as a Prefect task of the running flow.

    The call is closed over, so that Prefect neither walks through nor hashes what passes between stages. Nothing is
    cached and nothing is retried: what a stage has finished is kept on disk and found by the next run, and an error that
    a stage lets through is one that the same call meets again.
    """

    def run(self, stage: Stage, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Call ``function`` as a task named after the stage and return what it returns; exceptions pass through.

        The task's state says in a few words what came of the stage, and is Failed where that keeps the run from publishing.
        """
        results: list[T] = []
        errors: list[BaseException] = []

        def call() -> State[None]:
            try:
                results.append(function(*args, **kwargs))
            except BaseException as error:
                errors.append(error)
                raise
            good, words = stage_words(stage, results[0])
            return Completed(message=words) if good else Failed(message=words)

        title = STAGE_TITLES[stage]
        task = Task(fn=call, name=title, task_run_name=title, cache_policy=NO_CACHE, persist_result=False)
        state = task(return_state=True)
        if results:
            return results[0]
        if errors:
            raise errors[0]
        raise WellsourcedError(f"{title}: Prefect did not run the task and left it {state.name}. Start the run again.")


def stage_words(stage: Stage, result: Any) -> tuple[bool, str]:
    """Return whether a stage's result lets the run go on to publish, and what came of it in a few words."""
    match stage:
        case Stage.INGEST:
            new, known, rejected = (result.count(outcome) for outcome in ("loaded", "already_known", "rejected"))
            n_closed = len(result.unreadable_folders)
            closed = f", {number_of(n_closed, 'folder')} not opened" if n_closed else ""
            files = number_of(result.n_listed, "file")
            return True, f"{files}: {new} new, {known} already known, {rejected} rejected{closed}"
        case Stage.EXTRACT:
            refused = f", {len(result.rejections)} refused" if result.rejections else ""
            extracted = f"{number_of(result.n_extracted, 'document')} extracted"
            return True, f"{extracted}, {result.n_reused} taken from an earlier run{refused}"
        case Stage.MODEL:
            failed = result.checks.filter(~result.checks["success"]).height
            return result.succeeded, f"models and tests: {len(result.nodes):,}, {failed} did not hold"
        case Stage.VALIDATE:
            return result.passed, f"{number_of(result.n_checks, 'check')}, {result.n_failed} did not hold"
        case Stage.PUBLISH:
            return True, f"release {result.name}"
        case _:
            return True, "done"


class _KnownErrors(logging.Filter):
    """Takes the traceback off log records of errors that a user can act on: their message says it all.

    Prefect's engine logs every Failed run twice as "exited with unexpected exception", with its own frames.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through; one of a known error keeps its message alone."""
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if isinstance(error, WellsourcedError):
            record.msg, record.args, record.exc_info = "The run ended as Failed: %s", (str(error),), None
        return True


_KNOWN_ERRORS = _KnownErrors()


class WriterBusyError(WellsourcedError):
    """Another run under this server is writing and did not finish in time."""


class NoServerError(WellsourcedError):
    """A run is to be recorded on a Prefect server and there is none."""


class RunFailedError(WellsourcedError):
    """A run came to its end and did not publish; ``report`` says why."""

    def __init__(self, report: RunReport):
        self.report = report
        super().__init__(report.message)


@contextmanager
def writer_slot(settings: Settings) -> Iterator[None]:
    """Hold the server's only writing slot, so that waiting runs are seen to wait in the UI.

    Does nothing on a server without the limit. A lease that cannot be renewed (the server died) does not stop the run,
    because the lock file still keeps others out. Raises WriterBusyError after ``settings.lock_wait_seconds``.
    """
    with get_client(sync_client=True) as client:
        try:
            limit = client.read_global_concurrency_limit_by_name(WRITER_LIMIT)
        except ObjectNotFound:
            yield
            return
    if limit.active_slots >= limit.limit:
        get_run_logger().info("Another run is writing; this one begins when it ends.")
    with ExitStack() as stack:
        try:
            stack.enter_context(
                concurrency(
                    WRITER_LIMIT,
                    timeout_seconds=settings.lock_wait_seconds,
                    lease_duration=LEASE_SECONDS,
                    strict=True,
                    raise_on_lease_renewal_failure=False,
                )
            )
        except TimeoutError as error:
            raise WriterBusyError(
                f"another run held the warehouse for {settings.lock_wait_seconds:.0f} seconds. Look at the runs that are "
                "Running: cancel the one that is stuck, or start this one again later."
            ) from error
        yield


def _blank_is_none(value: object) -> object:
    """Read a form's emptied field as not given (``Path("")`` would mean the working directory), others without their edges.

    The UI's field takes several lines, so a name that was pasted often ends in one.
    """
    return (value.strip() or None) if isinstance(value, str) else value


BlankIsNone = BeforeValidator(_blank_is_none)
"""To be named last: before a constraint it would make Pydantic apply the constraint to None."""


def _documents_run_name() -> str:
    parameters = flow_run.parameters
    what = parameters.get("source") or Path(parameters.get("path") or "seeds").name
    return f"documents of {what}" + (" (rebuild)" if parameters.get("rebuild") else "")


@flow(name="wellsourced-pipeline", flow_run_name=_documents_run_name)
def run_documents(
    path: Annotated[Path | None, RunRequest.model_fields["path"], BlankIsNone] = None,
    source: Annotated[str | None, RunRequest.model_fields["source"], BlankIsNone] = None,
    rebuild: Annotated[bool, RunRequest.model_fields["rebuild"]] = False,
    new_baseline: Annotated[bool, RunRequest.model_fields["new_baseline"]] = False,
) -> State[RunReport]:
    """Take in documents, extract who said what, model, check, and publish what passes.

    What is already in the warehouse is not extracted again, and a run that finds nothing new changes nothing. A critical
    check that fails stops the publication: queries go on seeing the release they saw before, and this run ends as Failed
    with the failing rows under Artifacts.
    """
    from flows.stages import run_pipeline

    request = RunRequest(path=path, source=source, rebuild=rebuild, new_baseline=new_baseline)
    return _conclude(partial(run_pipeline, request))


@flow(name="wellsourced-transform", flow_run_name="transform and validate")
def transform_and_validate() -> State[RunReport]:
    """Model the documents that are already in the warehouse again, check the result, and publish it if it passes.

    Reads no files. For use after a change to a model or a check; after a change to the extraction, the documents that it
    concerns are extracted again from their text in the warehouse.
    """
    from flows.stages import rebuild_release

    return _conclude(rebuild_release)


def _backfill_run_name() -> str:
    scope = flow_run.parameters.get("scope") or "outdated"
    return f"{'rehearsal: ' if flow_run.parameters.get('dry_run', True) else ''}extract {scope} documents again"


@flow(name="wellsourced-backfill", flow_run_name=_backfill_run_name)
def backfill(
    scope: Annotated[Scope, BackfillRequest.model_fields["scope"]] = Scope.OUTDATED,
    dry_run: Annotated[bool, BackfillRequest.model_fields["dry_run"]] = True,
) -> State[Any]:
    """Extract the documents that are in the warehouse again under the present extractor, model, check, publish.

    For use after a new version of the extraction. Reads no files. A critical check that fails stops the publication.
    """
    from flows.stages import backfill_release, backfill_sentence

    request = BackfillRequest(scope=scope, dry_run=dry_run)
    quieten_known_errors()
    try:
        n, sentence = backfill_sentence(request, Settings())
    except WellsourcedError as error:
        publish_failure(str(error))
        return Failed(message=str(error), data=error)
    if dry_run or not n:
        return Completed(message=f"{sentence} Nothing was changed{': run again with dry_run switched off' if n else ''}.")
    return _conclude(partial(backfill_release, request))


@flow(name="wellsourced-validate", flow_run_name="check the published release")
def validate_published() -> State[RunReport]:
    """Check the published release again: its bytes against its manifest, then every suite.

    Changes nothing. Ends as Failed if a critical check does not hold.
    """
    from flows.stages import validate_release

    return _conclude(validate_release)


def _rollback_run_name() -> str:
    release = flow_run.parameters.get("release") or "the release before"
    return f"{'rehearsal: ' if flow_run.parameters.get('dry_run', True) else ''}back to {release}"


@flow(name="wellsourced-rollback", flow_run_name=_rollback_run_name)
def roll_back_release(
    release: Annotated[
        str | None,
        Field(max_length=128, description="Name of the release to go back to; the one before the current if empty."),
        BlankIsNone,
    ] = None,
    dry_run: Annotated[
        bool, Field(description="Only say what would become current. Switch this off to really change what queries see.")
    ] = True,
) -> State[str]:
    """Make an earlier release the one that queries see; the next run that publishes builds on it.

    A run over the documents that were taken back publishes them again, a scheduled one too: pause the schedule, or take
    them out of its folder, until they are mended.

    Every run, a rehearsal too, lists the releases that are kept under Artifacts, so that there is something to choose from.
    """
    from flows.warehouse.releases import current_name, list_releases, rollback, rollback_target

    quieten_known_errors()
    settings = Settings()
    try:
        if dry_run:
            target = rollback_target(settings, release)
            message = f"Queries would see release {target.name}. Nothing was changed: run again with dry_run switched off."
        else:
            with writer_slot(settings):
                target = rollback(settings, release, now=datetime.now(UTC))
            message = f"Queries now see release {target.name}. A run over the documents taken back publishes them again."
    except WellsourcedError as error:
        publish_failure(str(error))
        return Failed(message=str(error), data=error)
    finally:
        publish_releases(list_releases(settings), current_name(settings))
    return Completed(message=message, data=target.name)


def require_server() -> None:
    """Raise NoServerError unless ``PREFECT_API_URL`` names a server that answers."""
    url = get_current_settings().api.url
    if url is None:
        raise NoServerError(
            "PREFECT_API_URL is not set, so there is no server to use. Start one with `wellsourced serve` and "
            "set PREFECT_API_URL=http://127.0.0.1:4200/api, or run without --prefect."
        )
    with get_client(sync_client=True) as client:
        if problem := client.api_healthcheck():
            raise NoServerError(f"no Prefect server answers at {url} ({problem}). Start one with `wellsourced serve`.")


def run_under_prefect(request: RunRequest) -> RunReport:
    """Run the pipeline in this process as a flow run on the server that ``PREFECT_API_URL`` names; return its report.

    Raises NoServerError when no server is named or none answers, and whatever the pipeline raises.
    """
    require_server()
    state = run_documents(**request.model_dump(), return_state=True)
    outcome: object = state.result(raise_on_failure=False)
    if isinstance(outcome, RunFailedError):
        return outcome.report
    if isinstance(outcome, RunReport):
        return outcome
    raise outcome if isinstance(outcome, BaseException) else TypeError(f"not a report: {outcome!r}")


def _conclude(work: Callable[..., RunReport]) -> State[RunReport]:
    """Do the work in the writer's slot, put its account on the page, emit its events, and name the final state.

    ``work`` is called with the settings and the keywords that the functions of ``flows.stages`` share. An error that a
    user can act on ends the run as Failed with its message; any other passes through, and Prefect keeps its traceback.
    """
    quieten_known_errors()
    settings = Settings()
    run_id = str(flow_run.id)
    run_url = url_for("flow-run", obj_id=run_id)
    progress = ProgressArtifact()
    try:
        with _alerting_on_failure(settings, run_id, run_url), writer_slot(settings):
            report = work(settings, run_id=run_id, stages=PrefectStages(), progress=progress, run_url=run_url)
    except WellsourcedError as error:
        progress.finish("Stopped")
        publish_failure(str(error))
        _emit_finished(run_id, "failed", str(error))
        return Failed(message=str(error), data=error)
    progress.finish(report.headline)
    publish_account(report, str(settings.reports_url) if settings.reports_url else None)
    log = get_run_logger()
    log.info("%s", report.found_sentence())
    log.info("%s", report.checks_sentence())
    for check in report.failed_checks:
        log.log(
            logging.ERROR if check.severity == "critical" else logging.WARNING,
            "%s",
            "\n    ".join(map(printable, (f"{check.place}: {check.expectation}", *check.failing_rows[:FAILING_ROWS_SHOWN]))),
        )
        emit_event(
            CHECK_FAILED,
            resource={
                "prefect.resource.id": f"wellsourced.table.{check.table_name}",
                "prefect.resource.name": check.table_name,
                "wellsourced.severity": check.severity,
            },
            payload=check.model_dump(include={"suite", "expectation", "column_name", "severity", "reason", "n_unexpected"}),
        )
    _emit_finished(run_id, report.outcome, report.message, report.kind)
    if report.succeeded:
        return Completed(message=report.message, data=report)
    return Failed(message=report.message, data=RunFailedError(report))


def quieten_known_errors() -> None:
    """Let errors that a user can act on be logged without their traceback."""
    for name in ("prefect.flow_runs", "prefect.engine"):
        logging.getLogger(name).addFilter(_KNOWN_ERRORS)


@contextmanager
def _alerting_on_failure(settings: Settings, run_id: str, run_url: str | None) -> Iterator[None]:
    """Alert on a run that stops before the library took it on (folder gone, slot taken); the library does for the rest."""
    import polars as pl

    from flows.quality.alerts import RunFacts, has_alerted, send_alerts
    from flows.warehouse.releases import current_name
    from flows.warehouse.schema import CHECK_RESULTS

    try:
        yield
    finally:
        error = sys.exception()
        if error is not None and not has_alerted(settings, run_id):
            facts = RunFacts(run_id, "failed", str(error) or type(error).__name__, current_name(settings), run_url)
            send_alerts(settings, facts, pl.DataFrame(schema=CHECK_RESULTS))


def _emit_finished(run_id: str, outcome: str, message: str, kind: str = "") -> None:
    emit_event(
        RUN_FINISHED,
        resource={
            "prefect.resource.id": f"wellsourced.run.{run_id}",
            "wellsourced.outcome": outcome,
            "wellsourced.kind": kind,
        },
        payload={"message": message},
    )
