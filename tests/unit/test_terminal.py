from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from flows.runs import Stage
from flows.terminal import print_table, printable, progress_display, spreadsheet_safe


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        ("a\nb", "a↵b"),
        ("\x1b[31mred", "<U+001B>[31mred"),
        ("\u202egpj", "<U+202E>gpj"),
        (0.123456, "0.123"),
        (12.0, "12"),
        (150_000_000_000.0, "150,000,000,000"),
        (["a", "b"], "a, b"),
        (datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC), "2026-01-02 03:04:05+00:00"),
        ("x" * 700, "x" * 599 + "…"),
    ],
)
def test_a_value_is_shown_on_one_line_without_control_characters(value: object, expected: str) -> None:
    assert printable(value) == expected


def test_text_that_a_spreadsheet_would_run_is_made_text() -> None:
    frame = pl.DataFrame({"text": ["=1+1", "@x", "-2", "plain"], "n": [-1, 2, 3, 4], "list": [["=a"], ["b"], [], None]})
    safe = spreadsheet_safe(frame)
    assert safe["text"].to_list() == ["'=1+1", "'@x", "'-2", "plain"]
    assert safe["n"].to_list() == [-1, 2, 3, 4]
    assert "=a" in safe.write_csv()
    assert safe["list"].to_list() == ['["=a"]', '["b"]', "[]", None]


def test_few_columns_are_a_table_and_many_are_records(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    print_table(pl.DataFrame({"a": [1], "b": [2]}), 10, all_rows="")
    assert "┃ a ┃ b ┃" in capsys.readouterr().out
    print_table(pl.DataFrame({f"column_{n}": ["[red]x"] for n in range(9)}), 10, all_rows="")
    shown = capsys.readouterr().out
    assert "column_8  [red]x" in shown
    assert "1 row" in shown


def test_what_is_not_shown_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(pl.DataFrame({"a": range(50)}), 3, all_rows="--rows 50 for all")
    assert "the first 3 rows; --rows 50 for all" in capsys.readouterr().out


def test_progress_on_a_pipe_is_a_line_a_stage(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_display(quiet=False) as progress:
        progress(Stage.INGEST, 0, None)
        progress(Stage.INGEST, 1, 2)
        progress(Stage.MODEL, 0, None)
    assert capsys.readouterr().err == "Find and read documents ...\nModel with dbt ...\n"


def test_quiet_progress_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_display(quiet=True) as progress:
        progress(Stage.INGEST, 0, None)
    assert capsys.readouterr().err == ""
