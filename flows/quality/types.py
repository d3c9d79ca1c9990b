"""What validation hands on; plain values, no behaviour beyond counting them.

What does not belong here: anything that imports Great Expectations, and thresholds (``expectations/``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from flows.errors import WellsourcedError
from flows.warehouse import schema

Severity = Literal["critical", "warning"]
Verdict = Literal["passed", "passed_with_warnings", "failed"]

MARTS: tuple[str, ...] = (
    "documents",
    "document_sightings",
    "blocks",
    "sentences",
    "claims",
    "sources",
    "attributions",
    "quantities",
    "time_references",
    "document_links",
    "passage_links",
    "claim_changes",
    "claim_groups",
    "claim_relations",
)
"""Tables of schema ``main`` that every release holds."""

REQUIRED_TABLES: frozenset[str] = frozenset(
    [
        *(f"raw.{name}" for name in (*schema.EXTRACTED, "document_sightings", "ingested_files", "run_counts")),
        *(f"main.{name}" for name in MARTS),
    ]
)
"""Every table that must have a suite: a table that nobody checks would pass unnoticed."""

FAILING_ROWS_KEPT = 5
"""Failing rows kept for each failed check: enough to recognise a fault, small enough for a log line and an alert."""


ABOUT_THE_SUITE: tuple[str, ...] = ("table_exists", "every_declared_expectation_was_evaluated")
"""Checks that each suite gets besides what it declares."""


class ValidationError(WellsourcedError):
    """The validation itself did not finish, so nothing is known about the data: never to be taken for a pass."""


@dataclass(frozen=True, slots=True)
class SuiteCount:
    """What became of one suite: how many checks it declares, how many gave a result, and how many of those failed."""

    suite: str
    table_name: str
    n_declared: int
    n_evaluated: int
    n_failed_critical: int
    n_failed_warning: int


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """The result of checking one database."""

    run_id: str
    verdict: Verdict
    """``failed`` when a critical check failed; ``passed_with_warnings`` when only warnings did."""
    results: pl.DataFrame
    """One row a check, passed ones too; the columns of ``schema.CHECK_RESULTS``."""
    suites: tuple[SuiteCount, ...]
    seconds: float
    """What the checks took, without the process's start."""
    startup_seconds: float
    """How long this call waited for the process to be ready: near zero when it was started early enough."""

    @property
    def n_checks(self) -> int:
        """How many checks gave a result."""
        return self.results.height

    @property
    def failures(self) -> pl.DataFrame:
        """Return the failed checks, critical ones first, in the columns of ``schema.CHECK_RESULTS``."""
        return self.results.filter(~pl.col("success")).sort("severity", "check_id")

    @property
    def n_failed(self) -> int:
        """How many checks failed, whatever their severity."""
        return self.failures.height

    @property
    def passed(self) -> bool:
        """Whether the database may be published."""
        return self.verdict != "failed"


def verdict_of(results: pl.DataFrame) -> Verdict:
    """Return the verdict on check results (columns ``severity`` and ``success`` are read).

    No result at all is a failure: a validation that checked nothing has shown nothing.
    """
    failed = results.filter(~pl.col("success"))["severity"]
    if results.is_empty() or (failed == "critical").any():
        return "failed"
    return "passed" if failed.is_empty() else "passed_with_warnings"
