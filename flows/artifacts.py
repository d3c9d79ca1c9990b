"""What a run leaves on its Prefect page: account, quality report, failed checks, files not taken in, progress.

Text from documents and names of files are hostile: Prefect stores artifacts as they come, so every such value is made
inert here or in ``flows.report``. Keys are stable, so the UI shows each artifact's history over the runs. What does not
belong here: deciding anything, and the wording of the account (``flows.report``).
"""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import UUID

import httpx
from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.exceptions import PrefectException

from flows.report import FAILING_ROWS_SHOWN, FailedCheck, RunReport, markdown_cell, to_markdown
from flows.runs import STAGE_TITLES, Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flows.warehouse.releases import Release

logger = logging.getLogger(__name__)

ACCOUNT_KEY = "wellsourced-account"
FAILED_CHECKS_KEY = "wellsourced-failed-checks"
QUALITY_REPORT_KEY = "wellsourced-quality-report"
REJECTED_KEY = "wellsourced-rejected-documents"
RELEASES_KEY = "wellsourced-releases"
PROGRESS_KEY = "wellsourced-progress"

TABLE_ROWS_SHOWN = 200
SECONDS_BETWEEN_UPDATES = 2.0  # one update is a request of 10-20 ms to the server; documents finish many times a second

UNREACHABLE = (PrefectException, httpx.HTTPError)
"""What the API client raises when the server is gone: a run must finish without its page."""


def failed_check_rows(checks: list[FailedCheck]) -> list[dict[str, Any]]:
    """Return one table row a failed check, critical ones first, each with its first failing rows as one inert text."""
    ordered = sorted(checks, key=lambda check: (check.severity != "critical", check.suite, check.table_name))
    return [
        {
            "severity": check.severity,
            "where": markdown_cell(check.place),
            "expectation": markdown_cell(check.expectation),
            "rows": check.n_unexpected if check.n_unexpected is not None else "–",
            "why it matters": markdown_cell(check.reason),
            "first rows that broke it": " ¦ ".join(markdown_cell(row) for row in check.failing_rows[:FAILING_ROWS_SHOWN])
            or markdown_cell(check.observed or "–"),
        }
        for check in ordered[:TABLE_ROWS_SHOWN]
    ]


def rejected_rows(report: RunReport) -> list[dict[str, Any]]:
    """Return one table row a rejected file, at most ``TABLE_ROWS_SHOWN``."""
    return [
        {"file": markdown_cell(file.uri), "reason": markdown_cell(file.reason), "what to do": markdown_cell(file.detail)}
        for file in report.rejected[:TABLE_ROWS_SHOWN]
    ]


def report_link(page: Path, reports_url: str | None) -> str:
    """Return the address of a report: where it is served, else of its file."""
    return f"{reports_url.rstrip('/')}/{quote(page.name)}" if reports_url else page.absolute().as_uri()


def publish_account(report: RunReport, reports_url: str | None = None) -> None:
    """Put a run's account on its page, with a table of failed checks and one of rejects where there are any.

    ``reports_url`` is where a browser finds the quality reports; without it the link is to the file, which a browser follows
    from no server's page: it is copied, or the report is found by its path.
    """
    _safely(
        create_markdown_artifact, to_markdown(report), key=ACCOUNT_KEY, description="What this run found, made and checked"
    )
    if report.quality_report:
        _safely(
            create_link_artifact,
            link=report_link(Path(report.quality_report), reports_url),
            link_text=f"Quality report of {Path(report.quality_report).stem}",
            key=QUALITY_REPORT_KEY,
            description=f"Checks, trends, rejects, what changed, as one page: open {markdown_cell(report.quality_report)}",
        )
    if report.failed_checks:
        _safely(
            create_table_artifact,
            failed_check_rows(report.failed_checks),
            key=FAILED_CHECKS_KEY,
            description=f"Checks that did not hold ({report.n_failed_checks}), with the first rows that broke them",
        )
    if report.rejected:
        _safely(
            create_table_artifact,
            rejected_rows(report),
            key=REJECTED_KEY,
            description=f"Files that were not taken in ({report.n_rejected}), and why",
        )


def publish_releases(releases: Sequence[Release], current: str | None) -> None:
    """Put the releases that are kept on the page, newest first, the one that ``current`` names marked."""
    rows = [
        {
            "release": release.name,
            "now": "current" if release.name == current else "",
            "published": f"{release.manifest.published_at:%Y-%m-%d %H:%M} UTC",
            "documents": release.manifest.row_counts.get("documents", 0),
            "claims": release.manifest.row_counts.get("claims", 0),
            "checks": release.manifest.verdict,
            "withdrawn": "yes" if release.manifest.withdrawn_at else "",
        }
        for release in releases
    ]
    _safely(create_table_artifact, rows, key=RELEASES_KEY, description="Releases that can be made current")


def publish_failure(message: str) -> None:
    """Put what stopped a run on its page, where the run ended without an account."""
    text = f"# Failed\n\n{markdown_cell(message)}\n\nNothing was published; queries see what they saw before."
    _safely(create_markdown_artifact, text, key=ACCOUNT_KEY, description="Why this run stopped")


class ProgressArtifact:
    """Shows on the run's page which stage is at work and how far the run is.

    Called with (stage, done, total); ``total`` is None where it cannot be known. A stage counts for one part in as many
    as there are stages, whatever its time. Sends at most one update every ``SECONDS_BETWEEN_UPDATES``, and the first of
    each stage.
    """

    def __init__(self) -> None:
        self._id: UUID | None = _safely(create_progress_artifact, 0.0, key=PROGRESS_KEY, description="Starting")
        self._stage: Stage | None = None
        self._sent = 0.0

    def __call__(self, stage: Stage, done: int, total: int | None) -> None:
        """Take note, and tell the server if it is time to."""
        now = time.monotonic()
        if self._id is None or (stage is self._stage and now - self._sent < SECONDS_BETWEEN_UPDATES):
            return
        self._stage, self._sent = stage, now
        _safely(
            update_progress_artifact, self._id, percent(stage, done, total), description=progress_text(stage, done, total)
        )

    def finish(self, words: str) -> None:
        """Show that the run came to its end."""
        if self._id is not None:
            _safely(update_progress_artifact, self._id, 100.0, description=words)


def percent(stage: Stage, done: int, total: int | None) -> float:
    """Return how far a run is, 0 to 100: whole stages that are over, and the share of the present one."""
    share = min(1.0, done / total) if total else 0.0
    return round(100.0 * (list(Stage).index(stage) + share) / len(Stage), 1)


def progress_text(stage: Stage, done: int, total: int | None) -> str:
    """Say what a run is at, as in "Clean and extract: 3 of 5"."""
    return f"{STAGE_TITLES[stage]}: {done} of {total}" if total else STAGE_TITLES[stage]


def _safely(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call the API; a server that is gone costs the run its page, not its work."""
    try:
        return call(*args, **kwargs)
    except UNREACHABLE as error:
        logger.warning("the Prefect server did not take an artifact: %s", error)
        return None
