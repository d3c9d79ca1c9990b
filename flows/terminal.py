"""What the command line shows: progress while a run works, tables, and the account at its end.

Text from documents is hostile to terminals as well (escape sequences, bidirectional overrides): everything printed here goes
through :func:`printable`. What does not belong here: reading arguments (``cli``), Markdown (``report``).
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from flows.quality.counting import number_of
from flows.report import FAILING_ROWS_SHOWN, QUERIES_TO_TRY, RunReport
from flows.runs import STAGE_TITLES, Stage
from flows.runs import Progress as StageProgress

OUTCOME_STYLES = {"published": "bold green", "unchanged": "bold green", "failed_checks": "bold red", "failed": "bold red"}
FIRST_TABLES = ("documents", "claims", "sources", "attributions", "quantities", "document_links", "claim_changes")
"""The tables that a person asks for first, in the order they are named in."""
MAX_CELL_CHARACTERS = 600
MIN_COLUMN_CHARACTERS = 16
"""A column narrower than this breaks words and identifiers apart."""
SPREADSHEET_FORMULA_STARTS = "^[=+\\-@\\t\\r]"


def command_name() -> str:
    """Return what to type for this program here: its bare name if that is on the path, else where it is."""
    program = Path(sys.argv[0])
    found = shutil.which("wellsourced")
    if found is not None and Path(found).resolve() == program.resolve():
        return "wellsourced"
    with suppress(ValueError):
        return str(program.absolute().relative_to(Path.cwd()))
    return str(program)


def printable(value: object) -> str:
    """Return a value as one line of at most 600 characters in which every control character is shown as its code point."""
    match value:
        case None:
            text = ""
        case datetime():
            text = value.isoformat(sep=" ", timespec="seconds")
        case float() if abs(value) < 1:
            text = f"{value:.3g}"
        case float() if value.is_integer():
            text = f"{value:,.0f}"
        case list():
            text = ", ".join(map(str, value))
        case _:
            text = str(value)
    text = text if len(text) <= MAX_CELL_CHARACTERS else text[: MAX_CELL_CHARACTERS - 1] + "…"
    return inert(text.replace("\n", "↵"))


def inert(text: str) -> str:
    """Return a text in which every control character but the line break is shown as its code point."""
    return "".join(c if c.isprintable() or c == "\n" else f"<U+{ord(c):04X}>" for c in text)


def json_text(value: Any) -> str:
    """Return a value as indented JSON in which every character that a terminal could act on is escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    return "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)


def spreadsheet_safe(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with an apostrophe before texts that a spreadsheet would run as a formula; lists become JSON text."""
    nested = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
    flat = frame.with_columns(
        # Polars encodes structs alone: {"name":[…]}, of which the value is wanted.
        pl.when(pl.col(name).is_not_null())
        .then(
            pl.struct(name)
            .struct.json_encode()
            .str.strip_prefix(f"{{{json.dumps(name, ensure_ascii=False)}:")
            .str.strip_suffix("}")
        )
        .alias(name)
        for name in nested
    )
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    return flat.with_columns(
        pl.when(pl.col(name).str.contains(SPREADSHEET_FORMULA_STARTS))
        .then(pl.concat_str(pl.lit("'"), pl.col(name)))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    )


def rendered_table(frame: pl.DataFrame, rows: int) -> Table:
    """Return at most ``rows`` rows as a table."""
    table = Table(header_style="bold")
    for name, dtype in frame.schema.items():
        table.add_column(Text(printable(name)), justify="right" if dtype.is_numeric() else "left", overflow="fold")
    for row in frame.head(rows).iter_rows():
        table.add_row(*(Text(printable(value)) for value in row))
    return table


def print_table(frame: pl.DataFrame, rows: int, *, all_rows: str) -> None:
    """Print at most ``rows`` rows, one below the other where a table would not fit, and say whether there are more.

    ``all_rows`` says how to get them all, where some are left out.
    """
    console = Console(highlight=False)
    if frame.width * MIN_COLUMN_CHARACTERS <= console.width:
        console.print(rendered_table(frame, rows))
    else:
        names_width = max(map(len, frame.columns))
        for n, row in enumerate(frame.head(rows).iter_rows(), start=1):
            console.print(Text(f"─ {n} ".ljust(console.width, "─"), style="dim"))
            grid = Table.grid(padding=(0, 2))
            grid.add_column(width=names_width, style="bold")
            grid.add_column(overflow="fold")
            for name, value in zip(frame.columns, row, strict=True):
                grid.add_row(Text(printable(name)), Text(printable(value)))
            console.print(grid)
    if frame.height > rows:
        console.print(f"the first {number_of(rows, 'row')}; {all_rows}", style="dim")
    else:
        console.print(number_of(frame.height, "row"), style="dim")


@contextmanager
def progress_display(*, quiet: bool) -> Iterator[StageProgress]:
    """Show on standard error how far each stage is; a plain line a stage where that is not a terminal, nothing if quiet."""
    if quiet:
        yield _nothing
    elif sys.stderr.isatty():
        with _live_progress() as take_note:
            yield take_note
    else:
        yield _LinePerStage()


def _nothing(stage: Stage, done: int, total: int | None) -> None:
    """Show nothing."""


class _LinePerStage:
    """Prints a line when a stage begins; for logs and pipes."""

    def __init__(self) -> None:
        self._stage: Stage | None = None

    def __call__(self, stage: Stage, done: int, total: int | None) -> None:  # noqa: ARG002
        if stage is not self._stage:
            self._stage = stage
            sys.stderr.write(f"{STAGE_TITLES[stage]} ...\n")
            sys.stderr.flush()


@contextmanager
def _live_progress() -> Iterator[StageProgress]:
    columns = (
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
    )
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as progress:
        tasks = {
            stage: progress.add_task(title, total=None, start=False, visible=False) for stage, title in STAGE_TITLES.items()
        }
        begun: list[Stage] = []

        def take_note(stage: Stage, done: int, total: int | None) -> None:
            if stage not in begun:
                for earlier in begun:
                    _finish(progress, tasks[earlier])
                begun.append(stage)
                progress.start_task(tasks[stage])
            progress.update(tasks[stage], completed=done, total=total, visible=True)

        yield take_note
        for stage in begun:
            _finish(progress, tasks[stage])


def _finish(progress: Progress, task: int) -> None:
    total = next(t.total for t in progress.tasks if t.id == task) or 1
    progress.update(task, total=total, completed=total)  # type: ignore[arg-type]
    progress.stop_task(task)  # type: ignore[arg-type]


def print_report(report: RunReport) -> None:
    """Print the account of a run for a person."""
    console = Console(highlight=False)
    console.print()
    console.print(Text.assemble((f"{report.headline}.", OUTCOME_STYLES[report.outcome]), " ", printable(report.message)))
    console.print()
    account = Table.grid(padding=(0, 2))
    account.add_column(min_width=9)
    account.add_column(overflow="fold")
    if report.kind == "documents":
        account.add_row("Found", Text(printable(report.found_sentence())))
    if report.row_counts:
        first = [name for name in FIRST_TABLES if name in report.row_counts]
        ordered = first + [name for name in report.row_counts if name not in first]
        counts = ", ".join(f"{report.row_counts[name]:,} {name.replace('_', ' ')}" for name in ordered)
        account.add_row("Holds", Text(counts))
    account.add_row("Checks", Text(report.checks_sentence()))
    held = [suite for suite in report.suites if not suite.n_failed_critical and not suite.n_failed_warning]
    if held:
        account.add_row("", Text("held: " + ", ".join(f"{suite.suite} {suite.n_checks}" for suite in held), style="dim"))
    for suite in report.suites:
        if suite not in held:
            style = "red" if suite.n_failed_critical else "yellow"
            warnings = number_of(suite.n_failed_warning, "warning")
            counts = f"{suite.n_failed_critical} critical failed, {warnings} of {suite.n_checks}"
            account.add_row("", Text(f"{suite.suite}: {counts}", style=style))
    if report.stage_seconds:
        times = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in report.stage_seconds.items())
        account.add_row("Time", Text(times))
    console.print(account)
    _print_failed_checks(console, report)
    _print_rejected(console, report)
    console.print()
    # Paths are printed whole, to be copied: a line that is too long is wrapped by the terminal.
    if report.database:
        console.print(Text(f"Warehouse  {report.database}"), soft_wrap=True)
        content = f"  (content {report.content_hash[:16]})" if report.content_hash else ""
        console.print(Text(f"Release    {report.release}{content}"), soft_wrap=True)
    if report.quality_report:
        console.print(Text(f"Report     {report.quality_report}"), soft_wrap=True)
    if report.build:
        console.print(Text(f"Build      {report.build}  (kept for inspection)"), soft_wrap=True)
    if report.succeeded:
        console.print("\nQueries to try")
        for title, sql in QUERIES_TO_TRY:
            console.print(Text(f"  # {title}"), style="dim")
            one_line = " ".join(sql.split())
            console.print(Text(f'  {command_name()} query "{one_line}"'), soft_wrap=True)


def _print_rejected(console: Console, report: RunReport) -> None:
    if not report.rejected:
        return
    console.print()
    table = Table(title="Rejected", title_justify="left", header_style="bold")
    for heading in ("file", "reason", "what to do"):
        table.add_column(heading, overflow="fold")
    for file in report.rejected[:20]:
        table.add_row(Text(printable(file.uri)), Text(file.reason), Text(printable(file.detail)))
    console.print(table)
    if len(report.rejected) > 20:
        console.print(f'{len(report.rejected) - 20} more: wellsourced query "from quality.rejected_documents"', style="dim")


def _print_failed_checks(console: Console, report: RunReport) -> None:
    for check in report.failed_checks:
        style = "red" if check.severity == "critical" else "yellow"
        rows = f" ({check.n_rows})" if check.n_rows else ""
        console.print()
        console.print(Text(f"{check.severity}: {check.place}: {printable(check.expectation)}{rows}", style=style))
        console.print(Text(f"    {printable(check.reason)}"))
        if not check.failing_rows and check.observed:
            console.print(Text("    " + printable(check.observed)), style="dim")
        for row in check.failing_rows[:FAILING_ROWS_SHOWN]:
            console.print(Text("    " + ", ".join(f"{name} {printable(value)}" for name, value in row.items())), style="dim")
