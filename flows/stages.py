"""The pipeline as plain functions: one a stage, and the one order in which they run.

Knows nothing of Prefect. What does not belong here: how a stage does its work (the subpackages), what a run is and how it is
recorded (``runs``), command line (``cli``), forms, schedules and artifacts (``pipeline``, ``deployments``, ``artifacts``).
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.errors import WellsourcedError
from flows.quality.counting import number_of
from flows.report import Outcome, RunReport
from flows.requests import BackfillRequest, RunRequest, Scope
from flows.runs import (
    Progress,
    Run,
    Stage,
    StageRunner,
    begin,
    no_progress,
    record_rejections,
    recorded,
    results_of,
    run_row,
    take_results,
    versions,
)
from flows.settings import Settings

if TYPE_CHECKING:
    import polars as pl

    from flows.extraction.workers import ExtractionRejection
    from flows.quality.validation import Validator
    from flows.sources.ingesting import Ingested
    from flows.sources.types import SourceDocument
    from flows.warehouse.releases import Release

logger = logging.getLogger(__name__)


class NothingPublishedError(WellsourcedError):
    """There is no release yet to work on."""


class NoDocumentsError(WellsourcedError):
    """Nothing is published yet, and what was given holds no document that could be read."""


NOTHING_PUBLISHED = "Nothing is published yet. Start with: wellsourced run"


class ReleaseDiffersError(WellsourcedError):
    """The published marts are not what was published."""


def run_pipeline(
    request: RunRequest,
    settings: Settings,
    *,
    run_id: str,
    stages: StageRunner | None = None,
    progress: Progress = no_progress,
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
    run = begin(
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
        earlier = known_sightings(run.base, settings)
        run.n_changed = run.ingested.n_changed(earlier)
        is_new = (
            bool(run.ingested.documents or stale)
            or not run.ingested.sightings.join(earlier, on=SIGHTING_KEY, how="anti").is_empty()
            or run.n_newly_rejected > 0
        )
        if run.base is None and not run.ingested.documents:
            record_rejections(run, run.ingested.rejections)
            raise NoDocumentsError(_nothing_found(path, run.ingested))
        same_versions = run.base is not None and run.base.manifest.fingerprint == _fingerprint(run.versions)
        if run.base is not None and same_versions and not is_new and not request.rebuild:
            return _unchanged(run, run.base, path)
        from flows.quality.validation import start_validator

        with start_validator(settings) as validator:
            return _build_and_publish(run, run.ingested.documents, stale, validator)

    return recorded(run, work)


def rebuild_release(
    settings: Settings,
    *,
    run_id: str,
    stages: StageRunner | None = None,
    progress: Progress = no_progress,
    run_url: str | None = None,
) -> RunReport:
    """Model, check and publish again what the current release holds, without reading any file.

    Raises:
        NothingPublishedError: there is no release yet.
        WellsourcedError: as :func:`run_pipeline`.

    """
    run = begin(
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

    return recorded(run, work)


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
    progress: Progress = no_progress,
    run_url: str | None = None,
) -> RunReport:
    """Extract what the current release holds again from its text there, under the present extractor, and publish it.

    Unlike a rebuild it tries again what this version failed on, and with the scope ``all`` what it has read already. It does
    so whatever ``dry_run`` says: who asks for a rehearsal calls :func:`backfill_sentence`.

    Raises:
        NothingPublishedError: there is no release yet.
        WellsourcedError: as :func:`run_pipeline`.

    """
    run = begin(
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

    return recorded(run, work)


def validate_release(
    settings: Settings,
    *,
    run_id: str,
    stages: StageRunner | None = None,
    progress: Progress = no_progress,
    run_url: str | None = None,
) -> RunReport:
    """Check the published release again: its bytes against the manifest, then every suite. Publishes nothing.

    Raises:
        NothingPublishedError: there is no release yet.
        WellsourcedError: as :func:`run_pipeline`.

    """
    run = begin(
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
        take_results(run, validated.results)
        verdict = "holds" if validated.passed else "does not hold: critical checks failed"
        outcome: Outcome = "unchanged" if validated.passed else "failed_checks"
        return run.report(outcome, f"Release {base.name} {verdict}.", release=base)

    return recorded(run, work)


def _nothing_found(path: Path, ingested: Ingested) -> str:
    """Say why there is nothing to start from."""
    closed = ", ".join(ingested.unreadable_folders[:3])
    unopened = f" Folders in it that cannot be opened: {closed}; let the user who runs this list them." if closed else ""
    if not ingested.n_listed:
        return f"There is no document in {str(path)!r}: give a folder that holds .txt or .md files.{unopened}"
    reasons = ", ".join(
        f"{uri}: {detail}" for uri, detail in ingested.rejections.select("uri", "detail").head(3).iter_rows()
    )
    rejected = f"{ingested.n_listed} rejected, among them {reasons}"
    return f"There is no document that can be read in {str(path)!r} ({rejected}).{unopened}"


def _published(run: Run) -> Release:
    """Return the release that the run works on."""
    if run.base is None:
        raise NothingPublishedError(NOTHING_PUBLISHED)
    return run.base


def _fingerprint(found: dict[str, str]) -> str:
    """Return one value that differs when the same documents may give other marts or other verdicts."""
    decisive = {name: found[name] for name in ("extractor", "models", "suites", "duckdb")}
    return hashlib.sha256(json.dumps(decisive, sort_keys=True).encode()).hexdigest()


def _unchanged(run: Run, base: Release, path: Path) -> RunReport:
    """Make sure that the published marts are still what was published, and say that there was nothing to do."""
    from flows.warehouse.content import describe

    contents = describe(base.path, run.settings)
    if contents.content_hash != base.manifest.content_hash:
        raise ReleaseDiffersError(
            f"The marts of release {base.name} are not what was published (content hash {contents.content_hash[:16]}, "
            f"published as {base.manifest.content_hash[:16]}). Go back with: wellsourced rollback"
        )
    run.row_counts, run.content_hash = contents.row_counts, contents.content_hash
    take_results(run, _listing_check(run), _judged(run, None))
    message = (
        f"{_what_was_found(run, path)}; nothing was extracted and the marts of release {base.name} are identical "
        f"(content hash {contents.content_hash[:16]}, recomputed)."
    )
    return run.report("unchanged", message, release=base)


def _what_was_found(run: Run, path: Path) -> str:
    """Say of a listing that held nothing new what it held."""
    from flows.sources.listing import MEDIA_TYPES

    if run.ingested is None or not run.ingested.n_listed:
        return f"No document was found in {str(path)!r}, where {' and '.join(MEDIA_TYPES)} files are read"
    found = "Every document that was found is known" if run.ingested.unreadable_folders else "Every document is known"
    return f"{found} or was rejected before" if run.ingested.count("rejected") else found


def _listing_check(run: Run) -> pl.DataFrame | None:
    """Return the check of what was listed; None for a run that lists nothing."""
    from flows.quality.folders import check_folders

    return None if run.ingested is None else check_folders(run.ingested.unreadable_folders, run_id=run.run_id)


def _without(documents: Sequence[SourceDocument], failures: pl.DataFrame) -> tuple[SourceDocument, ...]:
    """Return the documents whose ``sha256`` is not among the failures."""
    failed = set(failures["sha256"])
    return tuple(document for document in documents if document.sha256 not in failed)


def _stale_rejections(run: Run, refused: Sequence[ExtractionRejection]) -> pl.DataFrame:
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
    run: Run, new: Sequence[SourceDocument], stale: Sequence[SourceDocument], validator: Validator
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
    record_rejections(run, *rejections)
    build = run.stage(Stage.LOAD, _load, run, extracted.batch_dirs)
    modeled = run.stage(Stage.MODEL, build_models, build, settings)
    exported = export_dir(settings, build)
    validated = (
        run.stage(Stage.VALIDATE, validator.validate, build, run.run_id, export_dir=exported) if modeled.succeeded else None
    )
    # A build whose checks failed may lack what is to be measured, and is not published in any case.
    judged = _judged(run, build) if validated is not None and validated.passed else None
    found = validated.results if validated else None
    take_results(run, found, modeled.check_results(run.run_id), judged, _listing_check(run))
    verdict = verdict_of(results_of(run))

    if validated is None or not validated.passed or verdict == "failed":
        n_failed = sum(suite.n_failed_critical for suite in run.suites)
        stays = f"Release {run.base.name} stays." if run.base else "There is no release yet."
        message = f"{number_of(n_failed, 'critical check')} failed, so nothing was published. {stays}"
        return _with_page(run, run.report("failed_checks", message, release=run.base, build=build), build)

    contents = describe(build, settings)
    run.row_counts, run.content_hash = contents.row_counts, contents.content_hash
    n_warnings = sum(suite.n_failed_warning for suite in run.suites)
    reused = f", {extracted.n_reused} taken over from an earlier run" if extracted.n_reused else ""
    message = f"{number_of(run.n_extracted, 'document')} extracted{reused}; " + (
        f"every critical check holds, {number_of(n_warnings, 'warning')}." if n_warnings else "every check holds."
    )
    release = run.stage(Stage.PUBLISH, _publish, run, build, contents, verdict, message)
    _clear_batches(run, release)
    return _with_page(run, run.report("published", message, release=release), release.path)


def _with_page(run: Run, report: RunReport, database: Path) -> RunReport:
    """Write the quality report of a release or a build that was not published, and name it in the account.

    It is about what is done already: a page that cannot be made costs nobody the release.
    """
    from flows.quality.page import PageError, write_page
    from flows.warehouse import history

    history.append(run.settings, "pipeline_runs", run.run_id, run_row(run, report))
    try:
        page = write_page(run.settings, run.run_id, database=database, before=run.base)
    except PageError as error:
        logger.warning("%s", error)
        return report
    return report.model_copy(update={"quality_report": str(page)})


def _clear_batches(run: Run, release: Release) -> None:
    """Remove the batches that the release holds; it is out, so what cannot be cleared away does not undo that."""
    from flows.extraction.batches import prune_batches
    from flows.warehouse.state import document_versions

    extractor = run.versions["extractor"]
    try:
        known = document_versions(release, run.settings).filter(extractor_version=extractor)
        prune_batches(extractor, known, run.settings)
    except OSError as error:
        logger.warning("Finished batches could not be removed, the next publication tries again: %s", error)


def _load(run: Run, batch_dirs: Sequence[Path]) -> Path:
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


def _publish(run: Run, build: Path, contents: Any, verdict: str, message: str) -> Release:
    """Put the history, this run's included, into the build and publish it."""
    from flows.warehouse import history
    from flows.warehouse.releases import publish

    report = run.report("published", message, release=None)
    row = run_row(run, report.model_copy(update={"release": build.stem}))
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


def _judged(run: Run, build: Path | None) -> pl.DataFrame:
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
