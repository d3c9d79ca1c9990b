"""Artifacts as plain values: order, limits, escaping, progress; and a server that is gone."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from flows import artifacts
from flows.artifacts import TABLE_ROWS_SHOWN, ProgressArtifact, failed_check_rows, percent, progress_text
from flows.report import FailedCheck
from flows.runs import Stage


def check(severity: str = "critical", **changes: Any) -> FailedCheck:
    values: dict[str, Any] = {
        "suite": "claims",
        "table_name": "claims",
        "expectation": "expect_column_values_to_not_be_null",
        "column_name": "text",
        "severity": severity,
        "reason": "why",
        "observed": None,
        "n_unexpected": 1,
        "failing_rows": [],
    }
    return FailedCheck.model_validate(values | changes)


def test_critical_checks_come_before_warnings() -> None:
    rows = failed_check_rows([check("warning"), check("critical", suite="sources")])
    assert [row["severity"] for row in rows] == ["critical", "warning"]


def test_a_check_of_a_whole_table_shows_what_was_observed() -> None:
    [row] = failed_check_rows([check(column_name=None, n_unexpected=None, observed='{"row_count": 0}')])
    assert (row["where"], row["rows"], row["first rows that broke it"]) == ("claims", "–", '{"row_count": 0}')


def test_a_table_has_a_bounded_number_of_rows() -> None:
    assert len(failed_check_rows([check() for _ in range(1000)])) == TABLE_ROWS_SHOWN


@pytest.mark.parametrize(
    ("stage", "done", "total", "expected"),
    [
        (Stage.INGEST, 0, None, 0.0),
        (Stage.EXTRACT, 1, 2, 25.0),
        (Stage.EXTRACT, 9, 2, 33.3),
        (Stage.PUBLISH, 1, 1, 100.0),
        (Stage.LOAD, 0, 0, 33.3),
    ],
)
def test_progress_counts_whole_stages_and_the_share_of_the_present_one(
    stage: Stage, done: int, total: int | None, expected: float
) -> None:
    assert percent(stage, done, total) == expected


def test_progress_says_how_many_of_how_many_where_it_is_known() -> None:
    assert progress_text(Stage.EXTRACT, 3, 5) == "Clean and extract: 3 of 5"
    assert progress_text(Stage.MODEL, 0, None) == "Model with dbt"


def test_progress_is_told_at_each_stage_and_else_not_more_often_than_every_two_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    monkeypatch.setattr(artifacts, "create_progress_artifact", lambda *_, **__: "an id")
    monkeypatch.setattr(artifacts, "update_progress_artifact", lambda *_, description: told.append(description))
    progress = ProgressArtifact()
    for stage in (Stage.INGEST, Stage.EXTRACT):
        for done in range(1000):
            progress(stage, done, 1000)
    progress.finish("Published")
    assert told == ["Find and read documents: 0 of 1000", "Clean and extract: 0 of 1000", "Published"]


def test_a_server_that_is_gone_costs_the_page_and_not_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise httpx.ConnectError("gone")

    monkeypatch.setattr(artifacts, "create_progress_artifact", refuse)
    monkeypatch.setattr(artifacts, "create_markdown_artifact", refuse)
    progress = ProgressArtifact()
    progress(Stage.INGEST, 1, 2)
    progress.finish("Published")
    artifacts.publish_failure("why")
