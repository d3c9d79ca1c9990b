"""The pipeline as plain functions: one a stage, and the one order in which they run.

Knows nothing of Prefect: whoever runs the pipeline passes a :class:`StageRunner`, which decides how a stage is called
(directly, or as a Prefect task). What does not belong here: how a stage does its work (the subpackages), command line
(``cli``), forms, schedules and artifacts (``pipeline``, ``deployments``, ``artifacts``).
"""

from __future__ import annotations

import hashlib
import json
import logging
import shlex
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ParamSpec, Protocol, TypeVar

from pydantic import AfterValidator, BaseModel, Field

from flows.errors import WellsourcedError
from flows.report import FailedCheck, Kind, Outcome, RejectedFile, RunReport, SuiteSummary
from flows.settings import Settings

if TYPE_CHECKING:
    import polars as pl

    from flows.extraction.workers import ExtractionRejection
    from flows.quality.validation import Validator
    from flows.sources.ingesting import Ingested
    from flows.sources.types import SourceDocument
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


MAX_SOURCE_CHARACTERS = 200


def _expanded(path: Path) -> Path:
    """Read ``~`` as a shell would; a form has none to do it."""
    try:
        return path.expanduser()
    except RuntimeError:  # no such user: the path is looked for as it is written
        return path


class RunRequest(BaseModel):
    """What a run is asked to do."""

    path: Annotated[
        Annotated[Path, AfterValidator(_expanded)] | None,
        Field(
            description="Folder (or one file) of .txt and .md documents on the machine that runs this, such as "
            "/data/articles; the documents that ship with the project if empty."
        ),
    ] = None
    source: Annotated[
        str | None,
        Field(
            max_length=MAX_SOURCE_CHARACTERS,
            description="Name under which sightings are recorded; the folder's name if empty.",
        ),
    ] = None
    rebuild: Annotated[
        bool,
        Field(description="Model, check and publish again even if nothing has changed since the current release."),
    ] = False
    new_baseline: Annotated[
        bool,
        Field(
            description="Take this run's volumes and rates for the new normal: one that is beyond its band is a warning and "
            "keeps nothing from being published, and later runs are compared with this one and those after it."
        ),
    ] = False

    def parameters(self) -> dict[str, Any]:
        """Return the request as JSON-ready values, for the run's record."""
        return self.model_dump(mode="json")

    def command(self) -> str:
        """Return the command line that asks for the same, from any working directory."""
        words = ["wellsourced", "run"]
        words += [str(self.path.absolute())] if self.path is not None else []
        words += ["--source", self.source] if self.source is not None else []
        words += ["--rebuild"] if self.rebuild else []
        words += ["--new-baseline"] if self.new_baseline else []
        return shlex.join(words)


class NothingPublishedError(WellsourcedError):
    """There is no release yet to work on."""


class NoDocumentsError(WellsourcedError):
    """Nothing is published yet, and what was given holds no document that could be read."""


NOTHING_PUBLISHED = "Nothing is published yet. Start with: wellsourced run"


class ReleaseDiffersError(WellsourcedError):
    """The published marts are not what was published."""


def new_run_id() -> str:
    """Return an identifier for a run that Prefect did not name."""
    return str(uuid.uuid4())


def _no_progress(stage: Stage, done: int, total: int | None) -> None:
    """Take no note."""


@dataclass(slots=True)
class _Run:
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


def run_pipeline(
    request: RunRequest,
    settings: Settings,
    *,
    run_id: str,
    stages: StageRunner | None = None,
    progress: Progress = _no_progress,
    run_url: str | None = None,
) -> RunReport:
    """Take in what the request names and publish what passes.

    Args:
        request: What to do.
        settings: Where, and with which limits.
        run_id: Key of the run in ``quality.pipeline_runs``.
        stages: Calls the stages; directly, if not given.
        progress: Told how far each stage is.
        run_url: Where the run can be looked at, for alerts.

    Returns:
        The account; ``outcome`` says whether a release was published, nothing had changed, or a critical check failed.

    Raises:
        WellsourcedError: nothing could be done (the folder does not exist, another run is writing, the release is damaged);
            the message says what to do. The published release is untouched, and the failed run is recorded.

    """
    path = request.path if request.path is not None else settings.seeds_dir
    source = request.source or path.name
    run = _begin(
        settings,
        run_id,
        source,
        request.parameters(),
        kind="documents",
        reproduce=request.command(),
        stages=stages,
        progress=progress,
        run_url=run_url,
    )

    run.new_baseline = request.new_baseline

    def work() -> RunReport:
        from flows.sources.ingesting import ingest
        from flows.sources.listing import list_documents
        from flows.warehouse.state import (
            SIGHTING_KEY,
            document_versions,
            failed_extractions,
            known_sightings,
            stale_documents,
        )

        extractor = run.versions["extractor"]
        listing = list_documents(path, source=request.source)
        run.source = listing.source
        known = document_versions(run.base, settings)
        run.ingested = run.stage(
            Stage.INGEST,
            ingest,
            listing,
            run_id=run_id,
            known=known,
            max_bytes=settings.max_document_bytes,
            now=lambda: datetime.now(UTC),
            on_progress=lambda done, total: run.progress(Stage.INGEST, done, total),
        )
        stale = stale_documents(run.base, extractor, settings)
        if not request.rebuild:
            # What this version failed to extract would fail, or take its whole time limit, again.
            failures = failed_extractions(extractor, settings)
            run.ingested = run.ingested.rejecting_known_failures(failures)
            stale = _without(stale, failures)
        run.n_newly_rejected = _n_newly_rejected(run.ingested, settings)
        is_new = (
            bool(run.ingested.documents or stale)
            or not run.ingested.sightings.join(known_sightings(run.base, settings), on=SIGHTING_KEY, how="anti").is_empty()
            or run.n_newly_rejected > 0
        )
        if run.base is None and not run.ingested.documents:
            _record_rejections(run, run.ingested.rejections)
            raise NoDocumentsError(_nothing_found(path, run.ingested))
        same_versions = run.base is not None and run.base.manifest.fingerprint == _fingerprint(run.versions)
        if run.base is not None and same_versions and not is_new and not request.rebuild:
            return _unchanged(run, run.base)
        from flows.quality.validation import start_validator

        with start_validator(settings) as validator:
            return _build_and_publish(run, run.ingested.documents, stale, validator)

    return _recorded(run, work)


def rebuild_release(
    settings: Settings,
    *,
    run_id: str,
    stages: StageRunner | None = None,
    progress: Progress = _no_progress,
    run_url: str | None = None,
) -> RunReport:
    """Model, check and publish again what the current release holds, without reading any file.

    Raises:
        NothingPublishedError: there is no release yet.
        WellsourcedError: as :func:`run_pipeline`.

    """
    run = _begin(
        settings,
        run_id,
        "",
        {"rebuild": True},
        kind="rebuild",
        reproduce="wellsourced rebuild",
        stages=stages,
        progress=progress,
        run_url=run_url,
    )

    def work() -> RunReport:
        from flows.quality.validation import start_validator
        from flows.warehouse.state import failed_extractions, stale_documents

        base, extractor = _published(run), run.versions["extractor"]
        stale = _without(stale_documents(base, extractor, settings), failed_extractions(extractor, settings))
        with start_validator(settings) as validator:
            return _build_and_publish(run, (), stale, validator)

    return _recorded(run, work)


class Scope(StrEnum):
    """Which documents a backfill extracts again."""

    OUTDATED = "outdated"
    ALL = "all"


class BackfillRequest(BaseModel):
    """What a backfill is asked to do."""

    scope: Annotated[
        Scope,
        Field(
            description="outdated: documents that another version of the extraction read, also those that this one failed "
            "on; all: every document."
        ),
    ] = Scope.OUTDATED
    dry_run: Annotated[
        bool, Field(description="Only say how many documents would be extracted. Switch this off to do it and publish.")
    ] = True

    def command(self) -> str:
        """Return the command line that asks for the same."""
        dry_run = [] if self.dry_run else ["--no-dry-run"]
        return shlex.join(["wellsourced", "backfill", "--scope", self.scope.value, *dry_run])


def backfill_sentence(request: BackfillRequest, settings: Settings) -> tuple[int, str]:
    """Return how many documents a backfill would extract, and that in a sentence; changes and records nothing.

    Raises NothingPublishedError when there is no release yet.
    """
    from flows.warehouse.releases import current_release

    base, extractor = current_release(settings), versions(settings)["extractor"]
    if base is None:
        raise NothingPublishedError(NOTHING_PUBLISHED)
    n = len(_to_backfill(request, base, extractor, settings))
    held = base.manifest.row_counts.get("documents", 0)
    return n, f"{n} of the {held} documents of release {base.name} would be extracted again, by {extractor}."


def _to_backfill(request: BackfillRequest, base: Release, extractor: str, settings: Settings) -> tuple[SourceDocument, ...]:
    from flows.warehouse.state import stale_documents

    return stale_documents(base, extractor if request.scope is Scope.OUTDATED else None, settings)


def backfill_release(
    request: BackfillRequest,
    settings: Settings,
    *,
    run_id: str,
    stages: StageRunner | None = None,
    progress: Progress = _no_progress,
    run_url: str | None = None,
) -> RunReport:
    """Extract what the current release holds again from its text there, under the present extractor, and publish it.

    Unlike a rebuild it tries again what this version failed on, and with the scope ``all`` what it has read already. It does
    so whatever ``dry_run`` says: who asks for a rehearsal calls :func:`backfill_sentence`.

    Raises:
        NothingPublishedError: there is no release yet.
        WellsourcedError: as :func:`run_pipeline`.

    """
    run = _begin(
        settings,
        run_id,
        "",
        {"backfill": request.scope.value},
        kind="rebuild",
        reproduce=request.command(),
        stages=stages,
        progress=progress,
        run_url=run_url,
    )

    def work() -> RunReport:
        from flows.quality.validation import start_validator

        documents = _to_backfill(request, _published(run), run.versions["extractor"], settings)
        with start_validator(settings) as validator:
            return _build_and_publish(run, (), documents, validator)

    return _recorded(run, work)


def validate_release(
    settings: Settings,
    *,
    run_id: str,
    stages: StageRunner | None = None,
    progress: Progress = _no_progress,
    run_url: str | None = None,
) -> RunReport:
    """Check the published release again: its bytes against the manifest, then every suite. Publishes nothing.

    Raises:
        NothingPublishedError: there is no release yet.
        WellsourcedError: as :func:`run_pipeline`.

    """
    run = _begin(
        settings,
        run_id,
        "",
        {"validate": True},
        kind="validation",
        reproduce="wellsourced validate",
        stages=stages,
        progress=progress,
        run_url=run_url,
    )

    def work() -> RunReport:
        from flows.quality.validation import export_dir, validate
        from flows.warehouse.content import describe
        from flows.warehouse.releases import verify

        base = _published(run)
        verify(base)
        contents = describe(base.path, settings)
        run.row_counts, run.content_hash = contents.row_counts, contents.content_hash
        exported = export_dir(settings, base.path)
        validated = run.stage(Stage.VALIDATE, validate, base.path, run_id, settings, export_dir=exported)
        _take_results(run, validated.results)
        verdict = "holds" if validated.passed else "does not hold: critical checks failed"
        outcome: Outcome = "unchanged" if validated.passed else "failed_checks"
        return run.report(outcome, f"Release {base.name} {verdict}.", release=base)

    return _recorded(run, work)


def _nothing_found(path: Path, ingested: Ingested) -> str:
    """Say why there is nothing to start from."""
    if not ingested.n_listed:
        return f"There is no document in {str(path)!r}: give a folder that holds .txt or .md files."
    reasons = ", ".join(
        f"{uri}: {detail}" for uri, detail in ingested.rejections.select("uri", "detail").head(3).iter_rows()
    )
    return f"There is no document that can be read in {str(path)!r} ({ingested.n_listed} rejected, among them {reasons})."


def _published(run: _Run) -> Release:
    """Return the release that the run works on."""
    if run.base is None:
        raise NothingPublishedError(NOTHING_PUBLISHED)
    return run.base


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


def _fingerprint(found: dict[str, str]) -> str:
    """Return one value that differs when the same documents may give other marts or other verdicts."""
    decisive = {name: found[name] for name in ("extractor", "models", "suites", "duckdb")}
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()


def _begin(
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
) -> _Run:
    return _Run(
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


def _recorded(run: _Run, work: Callable[[], RunReport]) -> RunReport:
    """Do a run's work as the only writer, and see to it that the run is recorded and alerted on, however it ends."""
    from flows.warehouse.building import discard_build
    from flows.warehouse.connection import NO_ROOM
    from flows.warehouse.locking import holder, writer_lock
    from flows.warehouse.releases import current_release, restore_link, sweep

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
            _settle_killed_runs(run.settings, run.base)
            _record_start(run)
            report = work()
        except BaseException as error:
            reason = str(error) or type(error).__name__
            if run.build is not None and isinstance(error, OSError) and error.errno in NO_ROOM:
                discard_build(run.build)  # what there is room for then: to say why
            try:
                _record(run, run.report("failed", reason.splitlines()[0], release=run.base))
            except OSError as unwritten:  # as a rule what ended the run, too. The next run records that it did not say why
                logger.warning("Run %s could not be recorded: %s", run.run_id, unwritten)
            raise
        _record(run, report)
    return report


def _record_start(run: _Run) -> None:
    """Write down that the run is going on, so that one that is killed leaves a trace."""
    import polars as pl

    from flows.warehouse import history

    row = _run_row(run, run.report("failed", "Going on.", release=run.base))
    going_on = row.with_columns(outcome=pl.lit("running"), finished_at=pl.lit(None, row.schema["finished_at"]))
    history.append(run.settings, "pipeline_runs", run.run_id, going_on)


def _settle_killed_runs(settings: Settings, base: Release | None) -> None:
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
            message=pl.lit("It ended without a word: it was killed, or its disk was full."),
        )
        history.append(settings, "pipeline_runs", str(run_id), killed)


def _record(run: _Run, report: RunReport) -> None:
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
        history.append(run.settings, "pipeline_runs", run.run_id, _run_row(run, report))
    finally:  # a disk that is full is the more reason to tell somebody
        send_alerts(run.settings, facts, _results(run))


def _unchanged(run: _Run, base: Release) -> RunReport:
    """Make sure that the published marts are still what was published, and say that there was nothing to do."""
    from flows.warehouse.content import describe

    contents = describe(base.path, run.settings)
    if contents.content_hash != base.manifest.content_hash:
        raise ReleaseDiffersError(
            f"The marts of release {base.name} are not what was published (content hash {contents.content_hash[:16]}, "
            f"published as {base.manifest.content_hash[:16]}). Go back with: wellsourced rollback"
        )
    run.row_counts, run.content_hash = contents.row_counts, contents.content_hash
    judged = _judged(run, None)
    if not judged.is_empty():
        _take_results(run, judged)
    message = (
        f"Every document is known to release {base.name}; nothing was extracted and the marts are identical "
        f"(content hash {contents.content_hash[:16]}, recomputed)."
    )
    return run.report("unchanged", message, release=base)


def _without(documents: Sequence[SourceDocument], failures: pl.DataFrame) -> tuple[SourceDocument, ...]:
    """Return the documents whose ``sha256`` is not among the failures."""
    failed = set(failures["sha256"])
    return tuple(document for document in documents if document.sha256 not in failed)


def _record_rejections(run: _Run, *rejections: pl.DataFrame) -> None:
    """Write what the run rejected so far into the history; columns of ``rejected_documents``, others are left out."""
    import polars as pl

    from flows.warehouse import history
    from flows.warehouse.schema import REJECTED_DOCUMENTS

    rows = pl.concat([frame.select(list(REJECTED_DOCUMENTS)) for frame in rejections])
    history.append(run.settings, "rejected_documents", run.run_id, rows)


def _stale_rejections(run: _Run, refused: Sequence[ExtractionRejection]) -> pl.DataFrame:
    """Return the refusals of documents that the warehouse holds from an earlier version, at each place they were seen."""
    import polars as pl

    from flows.warehouse.state import places

    refusals = pl.DataFrame(
        [(one.document_id, one.reason, f"{one.detail}; the rows of the earlier extractor stay") for one in refused],
        schema={"document_id": pl.String, "reason": pl.String, "detail": pl.String},
        orient="row",
    )
    seen_at = pl.lit(datetime.now(UTC), pl.Datetime("us", "UTC"))
    found = places(refusals.select("document_id"), run.base, run.settings).join(refusals, on="document_id")
    return found.with_columns(run_id=pl.lit(run.run_id), seen_at=seen_at)


def _build_and_publish(
    run: _Run, new: Sequence[SourceDocument], stale: Sequence[SourceDocument], validator: Validator
) -> RunReport:
    """Extract, build, model, check; publish if every critical check holds, else leave the build for inspection.

    ``stale`` are documents of the current release that another version extracted.
    """
    from flows.extraction.workers import extract
    from flows.modeling.build import build_models
    from flows.quality.types import verdict_of
    from flows.quality.validation import export_dir
    from flows.warehouse.content import describe

    settings, extractor = run.settings, run.versions["extractor"]
    extracted = run.stage(
        Stage.EXTRACT,
        extract,
        (*new, *stale),
        settings,
        extractor_version=extractor,
        on_progress=lambda done, total: run.progress(Stage.EXTRACT, done, total),
    )
    run.n_extracted = extracted.n_extracted
    in_warehouse = {document.document_id for document in stale}
    stale_refused = [refusal for refusal in extracted.rejections if refusal.document_id in in_warehouse]
    rejections = [_stale_rejections(run, stale_refused)]
    if run.ingested is not None:
        run.ingested = run.ingested.rejecting(
            (refusal.document_id, refusal.reason, refusal.detail)
            for refusal in extracted.rejections
            if refusal.document_id not in in_warehouse
        )
        rejections.append(run.ingested.rejections)
    _record_rejections(run, *rejections)
    build = run.stage(Stage.LOAD, _load, run, extracted.batch_dirs)
    modeled = run.stage(Stage.MODEL, build_models, build, settings)
    exported = export_dir(settings, build)
    validated = (
        run.stage(Stage.VALIDATE, validator.validate, build, run.run_id, export_dir=exported) if modeled.succeeded else None
    )
    # A build whose checks failed may lack what is to be measured, and is not published in any case.
    judged = _judged(run, build) if validated is not None and validated.passed else None
    _take_results(run, validated.results if validated else None, modeled.check_results(run.run_id), judged)
    verdict = verdict_of(_results(run))

    if validated is None or not validated.passed or verdict == "failed":
        n_failed = sum(suite.n_failed_critical for suite in run.suites)
        stays = f"Release {run.base.name} stays." if run.base else "There is no release yet."
        message = f"{n_failed} critical check{'s' if n_failed != 1 else ''} failed, so nothing was published. {stays}"
        return _with_page(run, run.report("failed_checks", message, release=run.base, build=build), build)

    contents = describe(build, settings)
    run.row_counts, run.content_hash = contents.row_counts, contents.content_hash
    n_warnings = sum(suite.n_failed_warning for suite in run.suites)
    reused = f", {extracted.n_reused} taken over from an earlier run" if extracted.n_reused else ""
    message = f"{run.n_extracted} documents extracted{reused}; " + (
        f"every critical check holds, {n_warnings} warning{'s' if n_warnings != 1 else ''}."
        if n_warnings
        else "every check holds."
    )
    release = run.stage(Stage.PUBLISH, _publish, run, build, contents, verdict, message)
    _clear_batches(run, release)
    return _with_page(run, run.report("published", message, release=release), release.path)


def _with_page(run: _Run, report: RunReport, database: Path) -> RunReport:
    """Write the quality report of a release or a build that was not published, and name it in the account.

    It is about what is done already: a page that cannot be made costs nobody the release.
    """
    from flows.quality.page import PageError, write_page
    from flows.warehouse import history

    history.append(run.settings, "pipeline_runs", run.run_id, _run_row(run, report))
    try:
        page = write_page(run.settings, run.run_id, database=database, before=run.base)
    except PageError as error:
        logger.warning("%s", error)
        return report
    return report.model_copy(update={"quality_report": str(page)})


def _clear_batches(run: _Run, release: Release) -> None:
    """Remove the batches that the release holds; it is out, so what cannot be cleared away does not undo that."""
    from flows.extraction.batches import prune_batches
    from flows.warehouse.state import document_versions

    extractor = run.versions["extractor"]
    try:
        known = document_versions(release, run.settings).filter(extractor_version=extractor)
        prune_batches(extractor, known, run.settings)
    except OSError as error:
        logger.warning("Finished batches could not be removed, the next publication tries again: %s", error)


def _load(run: _Run, batch_dirs: Sequence[Path]) -> Path:
    """Start the build from the current release and bring in this run's documents and sightings."""
    from flows.warehouse.building import IngestCounts, load_batches, record_ingest, record_sightings, start_build

    settings, now = run.settings, datetime.now(UTC)
    run.build = build = start_build(run.run_id, run.base, settings)
    load_batches(build, batch_dirs, settings, run_id=run.run_id, now=now)
    if run.ingested is not None:
        record_sightings(build, run.ingested.sightings, settings, run_id=run.run_id, now=now)
        counts = IngestCounts(
            n_listed=run.ingested.n_listed,
            n_loaded=run.ingested.count("loaded"),
            n_already_known=run.ingested.count("already_known"),
            n_rejected=run.ingested.count("rejected"),
        )
        record_ingest(build, run.ingested.files, settings, run_id=run.run_id, counts=counts)
    return build


def _publish(run: _Run, build: Path, contents: Any, verdict: str, message: str) -> Release:
    """Put the history, this run's included, into the build and publish it."""
    from flows.warehouse import history
    from flows.warehouse.releases import publish

    report = run.report("published", message, release=None)
    row = _run_row(run, report.model_copy(update={"release": build.stem}))
    history.append(run.settings, "pipeline_runs", run.run_id, row)
    history.refresh_quality(build, run.settings)
    return publish(
        build,
        run.settings,
        run_id=run.run_id,
        contents=contents,
        verdict=verdict,
        versions=run.versions,
        fingerprint=_fingerprint(run.versions),
        base=run.base,
        now=datetime.now(UTC),
    )


def _n_newly_rejected(ingested: Ingested, settings: Settings) -> int:
    """Return how many of the files that a run rejects no run has rejected before as they are."""
    from flows.warehouse.state import REJECTION_KEY, known_rejections

    return ingested.rejections.join(known_rejections(settings), on=REJECTION_KEY, how="anti", nulls_equal=True).height


def _judged(run: _Run, build: Path | None) -> pl.DataFrame:
    """Measure what the run brought in, hold it against earlier runs, record it, and return the checks (``CHECK_RESULTS``).

    Without a build only the listing is measured: that nothing comes in any more shows in runs that have nothing to build.
    """
    import polars as pl

    from flows.quality.bands import judge
    from flows.quality.measuring import Listing, measure_build, measure_listing
    from flows.warehouse import history

    taken = []
    if run.ingested is not None:
        taken.append(measure_listing(Listing(run.ingested.count("loaded"), run.n_newly_rejected), at=run.started_at))
    if build is not None:
        taken.append(measure_build(build, run.run_id, run.settings, at=run.started_at))
    base = run.base.manifest if run.base is not None else None
    measured = judge(
        pl.concat(taken),
        run.settings,
        run_id=run.run_id,
        source=run.source,
        extractor=run.versions["extractor"],
        base_run_id=base.run_id if base else None,
        same_versions=base is not None and all(base.versions.get(v) == run.versions[v] for v in ("extractor", "models")),
        new_baseline=run.new_baseline,
        at=run.started_at,
    )
    history.append(run.settings, "measurements", run.run_id, measured.measurements)
    return measured.checks


def _take_results(run: _Run, *found: pl.DataFrame | None) -> None:
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


def _results(run: _Run) -> pl.DataFrame:
    """Return the run's check results, none if it did not come that far."""
    import polars as pl

    from flows.warehouse.schema import CHECK_RESULTS

    return pl.DataFrame(schema=CHECK_RESULTS) if run.results is None else run.results


def _run_row(run: _Run, report: RunReport) -> pl.DataFrame:
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
