"""The README is held to what it shows: each query is run and its output compared, each command named exists.

After a change that alters an output on purpose: ``UPDATE_README=1 python -m pytest tests/project/test_readme.py``.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from rich.console import Console

from flows.quality.validation import validate
from flows.settings import PROJECT_DIR, Settings
from flows.terminal import print_report, rendered_table
from flows.warehouse.query import run_query
from tests.conftest import Built

README = PROJECT_DIR / "README.md"
QUERY_WITH_OUTPUT = re.compile(r"```sql\n(?P<sql>[^`]+)```\n\n```text\n(?P<output>[^`]*)```")
WIDTH = 118
ACCOUNT = re.compile(r"The run ends with an account:\n\n```text\n(?P<held>[^`]*?)Time ")
"""The account up to the times, which differ from run to run, as do the names after them."""
ACCOUNT_WIDTH = 110
LIBRARIES = {"alterations", "scoring"}
"""Modules that the benchmarks share."""


def shown(sql: str, settings: Settings) -> str:
    console = Console(width=WIDTH, highlight=False, color_system=None, legacy_windows=False)
    with console.capture() as capture:
        console.print(rendered_table(run_query(sql, settings), 40))
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"


def test_every_query_in_the_readme_gives_the_output_shown(seeds_built: Built) -> None:
    text = README.read_text(encoding="utf-8")
    matches = list(QUERY_WITH_OUTPUT.finditer(text))
    assert len(matches) >= 5
    if os.environ.get("UPDATE_README"):
        for match in reversed(matches):
            output = shown(match["sql"], seeds_built.settings)
            text = text[: match.start("output")] + output + text[match.end("output") :]
        README.write_text(text, encoding="utf-8")
        return
    for match in matches:
        assert match["output"] == shown(match["sql"], seeds_built.settings), match["sql"]


def test_the_account_in_the_readme_is_the_one_that_a_run_ends_with(
    seeds_built: Built, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(ACCOUNT_WIDTH))
    print_report(seeds_built.report)
    printed = "\n".join(line.rstrip() for line in capsys.readouterr().out.strip().splitlines())
    account = printed[: printed.index("\nTime")] + "\n"
    text = README.read_text(encoding="utf-8")
    match = ACCOUNT.search(text)
    assert match is not None
    if os.environ.get("UPDATE_README"):
        README.write_text(text[: match.start("held")] + account + text[match.end("held") :], encoding="utf-8")
        return
    assert match["held"] == account


def test_the_suite_in_the_readme_is_picked_up_and_checks_the_table(seeds_built: Built, tmp_path: Path) -> None:
    [block] = re.findall(r"```python\n([^`]+)```", README.read_text(encoding="utf-8"))
    (tmp_path / "my_claims.py").write_text(block, encoding="utf-8")
    settings = seeds_built.settings
    report = validate(settings.published_path, "run", settings, suites=tmp_path)
    [suite] = report.suites
    assert (suite.suite, suite.table_name) == ("my_claims", "main.claims")
    assert suite.n_evaluated == suite.n_declared == 3  # two of its own, and that the table has rows
    checks = report.results.filter(suite="my_claims")
    assert {"Our dashboard divides by it.", "Longer claims do not fit the page."} <= set(checks["reason"])
    assert set(checks.filter(~pl.col("success"))["severity"]) <= {"warning"}, "one that raises is critical"


def test_every_command_the_readme_names_exists() -> None:
    named = set(re.findall(r"`?wellsourced ([a-z]+)\b", README.read_text(encoding="utf-8")))
    assert {"run", "query", "serve", "rollback", "doctor"} <= named
    code = "from flows.cli import app; print(*[c.name or c.callback.__name__ for c in app.registered_commands])"
    known = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert named - set(known) == set()


def test_benchmarks_are_started_as_modules_which_alone_find_what_the_tests_share() -> None:
    benchmarks = sorted((PROJECT_DIR / "tests" / "benchmarks").glob("*.py"))
    started = {path.stem: path.read_text(encoding="utf-8") for path in benchmarks if path.stem not in LIBRARIES}
    assert [name for name, text in started.items() if f"python -m tests.benchmarks.{name}" not in text] == []
    every = [README.read_text(encoding="utf-8"), *started.values()]
    assert [found for text in every for found in re.findall(r"python tests/benchmarks/\S+", text)] == []


def test_every_make_target_the_readme_names_exists() -> None:
    named = set(re.findall(r"`?make ([a-z-]+)", README.read_text(encoding="utf-8")))
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT_DIR / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"run", "test", "serve"} <= named <= targets


@pytest.mark.parametrize(
    "link", sorted(set(re.findall(r"\]\((?!https?:|#)([^)]+)\)", README.read_text("utf-8")))) if README.exists() else []
)
def test_every_link_to_a_file_leads_somewhere(link: str) -> None:
    assert (README.parent / Path(link.split("#")[0])).exists()
