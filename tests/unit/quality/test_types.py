import polars as pl
import pytest

from flows.quality.types import ValidationReport, verdict_of
from flows.warehouse import schema


def results(*checks: tuple[str, str, bool]) -> pl.DataFrame:
    rows = [{"check_id": check_id, "severity": severity, "success": success} for check_id, severity, success in checks]
    return pl.DataFrame(rows, schema=schema.CHECK_RESULTS)


@pytest.mark.parametrize(
    ("checks", "verdict"),
    [
        ([("a", "critical", True), ("b", "warning", True)], "passed"),
        ([("a", "critical", True), ("b", "warning", False)], "passed_with_warnings"),
        ([("a", "critical", False), ("b", "warning", True)], "failed"),
        ([("a", "critical", False), ("b", "warning", False)], "failed"),
        ([], "failed"),
    ],
)
def test_one_critical_failure_or_nothing_checked_fails_and_warnings_alone_do_not(
    checks: list[tuple[str, str, bool]], verdict: str
) -> None:
    assert verdict_of(results(*checks)) == verdict


def test_failures_come_critical_first() -> None:
    frame = results(("z", "critical", False), ("a", "warning", False), ("b", "critical", True), ("c", "critical", False))
    report = ValidationReport("run", verdict_of(frame), frame, (), 0.0, 0.0)
    assert report.failures["check_id"].to_list() == ["c", "z", "a"]
    assert (report.n_checks, report.n_failed, report.passed) == (4, 3, False)
