"""One run: how its stages are called, what is known of it so far, and the record that it leaves however it ends.

Knows nothing of Prefect: whoever runs the pipeline passes a :class:`StageRunner`, which decides how a stage is called
(directly, or as a Prefect task). What does not belong here: what the stages do, and their order (``stages``).
"""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar

from flows.report import FailedCheck, Kind, Outcome, RejectedFile, RunReport, SuiteSummary
from flows.settings import Settings

if TYPE_CHECKING:
    import polars as pl

    from flows.sources.ingesting import Ingested
    from flows.warehouse.releases import Release

P = ParamSpec("P")

T = TypeVar("T")

logger = logging.getLogger(__name__)


class Stage(StrEnum):
    """The stages of a run, in order."""

    INGEST = "ingest"
    EXTRACT = "extract"
    LOAD = "load"
    MODEL = "model"
    VALIDATE = "validate"
    PUBLISH = "publish"


STAGE_TITLES: dict[Stage, str] = {
    Stage.INGEST: "Find and read documents",
    Stage.EXTRACT: "Clean and extract",
    Stage.LOAD: "Load into the build",
    Stage.MODEL: "Model with dbt",
    Stage.VALIDATE: "Validate with Great Expectations",
    Stage.PUBLISH: "Publish the release",
}


class Progress(Protocol):
    """Told how far a stage is; ``total`` is ``None`` where it cannot be known."""

    def __call__(self, stage: Stage, done: int, total: int | None) -> None:
        """Take note."""


class StageRunner(Protocol):
    """Calls the stages' functions."""

    def run(self, stage: Stage, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Call ``function`` as the given stage and return what it returns; exceptions pass through."""


class PlainStages:
    """Calls each stage directly, in this process."""

    def run(self, stage: Stage, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:  # noqa: ARG002
        """Call ``function``."""
        return function(*args, **kwargs)


class StageClock:
    """Wraps a runner and keeps the seconds that each stage took."""

    def __init__(self, runner: StageRunner) -> None:
        self._runner = runner
        self.seconds: dict[str, float] = {}

    def run(self, stage: Stage, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Call ``function`` through the wrapped runner and add up its wall time under the stage's name."""
        start = time.perf_counter()
        try:
            return self._runner.run(stage, function, *args, **kwargs)
        finally:
            elapsed = time.perf_counter() - start
            self.seconds[stage.value] = self.seconds.get(stage.value, 0.0) + elapsed


def new_run_id() -> str:
    """Return an identifier for a run that Prefect did not name."""
    return str(uuid.uuid4())


def no_progress(stage: Stage, done: int, total: int | None) -> None:
    """Take no note."""


@dataclass(slots=True)
class Run:
    """One run in progress: what it was asked, and what is known of it so far."""

    settings: Settings
    run_id: str
    source: str
    parameters: dict[str, Any]
    clock: StageClock
    progress: Progress
    run_url: str | None
    reproduce: str
    kind: Kind
    versions: dict[str, str] = field(default_factory=dict)
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    base: Release | None = None
    build: Path | None = None
    ingested: Ingested | None = None
    n_extracted: int = 0
    n_changed: int = 0
    n_newly_rejected: int = 0
    new_baseline: bool = False
    results: pl.DataFrame | None = None
    suites: list[SuiteSummary] = field(default_factory=list)
    row_counts: dict[str, int] = field(default_factory=dict)
    content_hash: str | None = None

    def stage(self, stage: Stage, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a stage's function through the runner, and tell how far the run is."""
        self.progress(stage, 0, None)
        return self.clock.run(stage, function, *args, **kwargs)

    def report(self, outcome: Outcome, message: str, *, release: Release | None, build: Path | None = None) -> RunReport:
        """Return the account as it stands now."""
        ingested = self.ingested
        failures = [] if self.results is None else _failed_checks(self.results)
        return RunReport(
            run_id=self.run_id,
            kind=self.kind,
            outcome=outcome,
            message=message,
            source=self.source,
            started_at=self.started_at,
            finished_at=datetime.now(UTC),
            n_listed=ingested.n_listed if ingested else 0,
            n_loaded=ingested.count("loaded") if ingested else 0,
            n_already_known=ingested.count("already_known") if ingested else 0,
            n_twins=ingested.n_twins if ingested else 0,
            n_changed=self.n_changed,
            n_rejected=ingested.count("rejected") if ingested else 0,
            n_ignored=sum(ingested.ignored.values()) if ingested else 0,
            n_extracted=self.n_extracted,
            ignored_suffixes=ingested.ignored if ingested else {},
            unreadable_folders=list(ingested.unreadable_folders) if ingested else [],
            rejected=[
                RejectedFile.model_validate(row) for row in ingested.rejections.select("uri", "reason", "detail").to_dicts()
            ]
            if ingested
            else [],
            row_counts=self.row_counts,
            suites=self.suites,
            failed_checks=failures,
            stage_seconds=dict(self.clock.seconds),
            versions=self.versions,
            release=release.name if release else None,
            content_hash=self.content_hash,
            database=str(self.settings.published_path) if release else None,
            build=str(build) if build else None,
        )


def versions(settings: Settings) -> dict[str, str]:
    """Return the versions that a release depends on: packages, extractor, models, suites."""
    from flows.extraction.version import engine_of
    from flows.modeling.build import models_fingerprint
    from flows.quality.validation import suites_fingerprint

    packages = ("wellsourced", "duckdb", "dbt-core", "great-expectations", "prefect", "polars")
    return {name: metadata.version(name) for name in packages} | {
        "extractor": engine_of(settings).version,
        "models": models_fingerprint(settings),
        "suites": suites_fingerprint(),
    }


def begin(
    settings: Settings,
    run_id: str,
    source: str,
    parameters: dict[str, Any],
    *,
    kind: Kind,
    reproduce: str,
    stages: StageRunner | None,
    progress: Progress,
    run_url: str | None,
) -> Run:
    """Return a run that knows what it was asked, and nothing else yet."""
    return Run(
        settings=settings,
        run_id=run_id,
        source=source,
        # The limit is kept with the run, so that what was too slow is tried again once there is more time.
        parameters=parameters | {"document_timeout_seconds": settings.document_timeout_seconds},
        clock=StageClock(stages or PlainStages()),
        progress=progress,
        run_url=run_url,
        kind=kind,
        reproduce=reproduce,
    )


def recorded(run: Run, work: Callable[[], RunReport]) -> RunReport:
    """Do a run's work as the only writer, and see to it that the run is recorded and alerted on, however it ends."""
    from flows.warehouse.building import discard_build
    from flows.warehouse.connection import NO_ROOM
    from flows.warehouse.locking import holder, writer_lock
    from flows.warehouse.releases import current_name, current_release, restore_link, sweep

    with ExitStack() as stack:
        try:
            run.versions = versions(run.settings)
            if held := holder(run.settings):
                wait = run.settings.lock_wait_seconds
                logger.warning("Run %s is writing; this one begins when it ends, within %.0f s.", held.run_id, wait)
            stack.enter_context(writer_lock(run.settings, run.run_id))
            sweep(run.settings)
            restore_link(run.settings)
            run.base = current_release(run.settings)
            settle_killed_runs(run.settings, run.base)
            _record_start(run)
            report = work()
        except BaseException as error:
            reason = str(error) or type(error).__name__
            if run.build is not None and isinstance(error, OSError) and error.errno in NO_ROOM:
                discard_build(run.build)  # what there is room for then: to say why
            try:
                failed = run.report("failed", reason.splitlines()[0], release=run.base)
                if run.base is None:  # it ended before it looked, or what it found is damaged: queries see it all the same
                    failed = failed.model_copy(update={"release": current_name(run.settings)})
                _record(run, failed)
            except OSError as unwritten:  # as a rule what ended the run, too. The next run records that it did not say why
                logger.warning("Run %s could not be recorded: %s", run.run_id, unwritten)
            raise
        _record(run, report)
    return report


def _record_start(run: Run) -> None:
    """Write down that the run is going on, so that one that is killed leaves a trace."""
    import polars as pl

    from flows.warehouse import history

    row = run_row(run, run.report("failed", "Going on.", release=run.base))
    going_on = row.with_columns(outcome=pl.lit("running"), finished_at=pl.lit(None, row.schema["finished_at"]))
    history.append(run.settings, "pipeline_runs", run.run_id, going_on)


def settle_killed_runs(settings: Settings, base: Release | None) -> None:
    """Correct the record of runs that were killed: none but the caller's is going on while the caller holds the lock.

    A run's last record has to go into its release, so it is written before publication. A release that it names and that
    is not there was never published if it is a build still, or if the run ended after the last publication (which a clock
    set back hides); others that are not there were removed since, each by a later publication.
    """
    import polars as pl

    from flows.warehouse import history
    from flows.warehouse.releases import list_releases

    releases = list_releases(settings)
    since = max((release.manifest.published_at for release in releases), default=datetime.min.replace(tzinfo=UTC))
    names = [release.name for release in releases]
    builds = [path.stem for path in settings.builds_dir.glob("*.duckdb")]
    is_lost = pl.col("release").is_in(builds) | (pl.col("finished_at") > since) & ~pl.col("release").is_in(names)
    is_unpublished = (pl.col("outcome") == "published") & is_lost
    unended = history.read(settings, "pipeline_runs").filter((pl.col("outcome") == "running") | is_unpublished)
    for (run_id,), row in unended.group_by("run_id"):
        killed = row.with_columns(
            outcome=pl.lit("failed"),
            release=pl.lit(base.name if base else None, pl.String),
            message=pl.lit("It ended without a report: it was killed, or its disk was full."),
        )
        history.append(settings, "pipeline_runs", str(run_id), killed)


def _record(run: Run, report: RunReport) -> None:
    """Write the run into the history and send what is to be alerted on."""
    from flows.quality.alerts import RunFacts, send_alerts
    from flows.warehouse import history

    facts = RunFacts(
        run_id=run.run_id,
        outcome=report.outcome,
        message=report.message,
        release_in_use=report.release,
        run_url=run.run_url,
        reproduce=run.reproduce,
        publishes=run.kind != "validation",
    )
    try:
        history.append(run.settings, "pipeline_runs", run.run_id, run_row(run, report))
    finally:  # a disk that is full is the more reason to tell somebody
        send_alerts(run.settings, facts, results_of(run))


def record_rejections(run: Run, *rejections: pl.DataFrame) -> None:
    """Write what the run rejected so far into the history; columns of ``rejected_documents``, others are left out."""
    import polars as pl

    from flows.warehouse import history
    from flows.warehouse.schema import REJECTED_DOCUMENTS

    rows = pl.concat([frame.select(list(REJECTED_DOCUMENTS)) for frame in rejections])
    history.append(run.settings, "rejected_documents", run.run_id, rows)


def take_results(run: Run, *found: pl.DataFrame | None) -> None:
    """Join what the suites, dbt and the bands found into one list of results, record it, and sum it up by suite."""
    import polars as pl

    from flows.warehouse import history

    run.results = pl.concat([frame for frame in found if frame is not None])
    history.append(run.settings, "check_results", run.run_id, run.results)
    summary = (
        run.results.group_by("suite", maintain_order=True)
        .agg(
            n_checks=pl.len(),
            n_failed_critical=((~pl.col("success")) & (pl.col("severity") == "critical")).sum(),
            n_failed_warning=((~pl.col("success")) & (pl.col("severity") == "warning")).sum(),
        )
        .to_dicts()
    )
    run.suites = [SuiteSummary.model_validate(row) for row in summary]


def _failed_checks(results: pl.DataFrame) -> list[FailedCheck]:
    import polars as pl

    failures = results.filter(~pl.col("success")).sort("severity", "suite").to_dicts()
    return [FailedCheck.model_validate(row | {"failing_rows": json.loads(row["failing_rows"] or "[]")}) for row in failures]


def results_of(run: Run) -> pl.DataFrame:
    """Return the run's check results, none if it did not come that far."""
    import polars as pl

    from flows.warehouse.schema import CHECK_RESULTS

    return pl.DataFrame(schema=CHECK_RESULTS) if run.results is None else run.results


def run_row(run: Run, report: RunReport) -> pl.DataFrame:
    """Return the run as its one row of ``quality.pipeline_runs``."""
    import polars as pl

    from flows.warehouse.schema import PIPELINE_RUNS

    row = {
        "run_id": run.run_id,
        "started_at": report.started_at,
        "finished_at": report.finished_at,
        "outcome": report.outcome,
        "source": run.source,
        "parameters": json.dumps(run.parameters, sort_keys=True),
        "versions": json.dumps(run.versions, sort_keys=True),
        "n_listed": report.n_listed,
        "n_loaded": report.n_loaded,
        "n_already_known": report.n_already_known,
        "n_rejected": report.n_rejected,
        "n_ignored": report.n_ignored,
        "n_extracted": report.n_extracted,
        "n_checks": report.n_checks,
        "n_failed_checks": report.n_failed_checks,
        "stage_seconds": json.dumps(report.stage_seconds),
        "release": report.release,
        "content_hash": report.content_hash,
        "message": report.message,
    }
    return pl.DataFrame([row], schema=PIPELINE_RUNS)
