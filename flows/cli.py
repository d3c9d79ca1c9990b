"""The command line ``wellsourced``: reads arguments, calls the library, prints.

Every import that costs time happens inside the command that needs it, so that ``--help`` answers at once. What does not
belong here: any work of the pipeline itself.

Exit codes: 0 as asked; 1 the work was done and the answer is bad (a critical check failed, a run failed); 2 it could not be
tried (wrong arguments, nothing published yet, another run is writing).
"""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    import polars as pl

    from flows.report import RunReport
    from flows.settings import Settings


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(version("wellsourced"))
        raise typer.Exit


app = typer.Typer(
    name="wellsourced",
    help="Who said what, in which document, word for word, and who merely copied it.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Who said what, in which document, word for word, and who merely copied it."""


Json = Annotated[bool, typer.Option("--json", help="Print JSON for a script instead of text for a person.")]


class OutputFormat(StrEnum):
    """How query results are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class BackfillScope(StrEnum):
    """What a backfill extracts again: ``flows.requests.Scope``, which is not imported for a ``--help``."""

    OUTDATED = "outdated"
    ALL = "all"


class ClearanceArea(StrEnum):
    """What is cleared away: ``flows.upkeep.Area``, which is not imported for a ``--help``."""

    EVERYTHING = "everything"
    RELEASES = "releases"
    HISTORY = "history"


@app.command(
    epilog="Examples: `wellsourced run` · `wellsourced run ~/articles` · `wellsourced run ~/articles --json > report.json`"
)
def run(
    path: Annotated[
        Path | None,
        typer.Argument(
            help="Folder (or one file) of .txt and .md documents. Without it: the five that ship with the project."
        ),
    ] = None,
    source: Annotated[str | None, typer.Option(help="Name to record sightings under; default: the folder's name.")] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Model, check and publish again even if nothing changed.")
    ] = False,
    new_baseline: Annotated[
        bool,
        typer.Option(
            "--new-baseline",
            help="Take this run's volumes and rates for the new normal: bands give warnings only and begin anew here.",
        ),
    ] = False,
    prefect: Annotated[
        bool, typer.Option("--prefect", help="Record the run on the Prefect server that PREFECT_API_URL names.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Take in documents, extract, model, check, and publish what passes."""
    from flows.requests import MAX_SOURCE_CHARACTERS, RunRequest

    settings = _settings()
    if source is not None and len(source) > MAX_SOURCE_CHARACTERS:
        _fail(f"--source has {len(source)} characters; give a name of at most {MAX_SOURCE_CHARACTERS}.")
    request = RunRequest(path=path, source=source, rebuild=rebuild, new_baseline=new_baseline)
    with _explained():
        if prefect:
            from flows.pipeline import run_under_prefect

            report = run_under_prefect(request)
        else:
            from flows.runs import new_run_id
            from flows.stages import run_pipeline
            from flows.terminal import progress_display

            with progress_display(quiet=as_json) as progress:
                report = run_pipeline(request, settings, run_id=new_run_id(), progress=progress)
    _print_report(report, as_json=as_json)
    raise typer.Exit(0 if report.succeeded else 1)


@app.command(epilog="Example: `wellsourced rebuild`")
def rebuild(as_json: Json = False) -> None:
    """Model, check and publish again what the warehouse holds, without reading any file."""
    from flows.runs import new_run_id
    from flows.stages import rebuild_release
    from flows.terminal import progress_display

    settings = _settings()
    with _explained(), progress_display(quiet=as_json) as progress:
        report = rebuild_release(settings, run_id=new_run_id(), progress=progress)
    _print_report(report, as_json=as_json)
    raise typer.Exit(0 if report.succeeded else 1)


@app.command(epilog="Examples: `wellsourced backfill` · `wellsourced backfill --scope all --no-dry-run`")
def backfill(
    scope: Annotated[
        BackfillScope, typer.Option(help="outdated: what another version of the extraction read; all: every document.")
    ] = BackfillScope.OUTDATED,
    dry_run: Annotated[bool, typer.Option(help="Only say how many documents would be extracted.")] = True,
    as_json: Json = False,
) -> None:
    """Extract what the warehouse holds again under the present extractor, model, check, publish; rehearses by default."""
    from flows.requests import BackfillRequest, Scope
    from flows.runs import new_run_id
    from flows.stages import backfill_release, backfill_sentence
    from flows.terminal import progress_display

    settings = _settings()
    request = BackfillRequest(scope=Scope(scope.value), dry_run=dry_run)
    with _explained():
        n, sentence = backfill_sentence(request, settings)
        if dry_run or not n:
            if as_json:
                _print_json({"n_documents": n, "dry_run": dry_run})
            else:
                _say(f"{sentence} Nothing was changed." + (" To do it: --no-dry-run" if n else ""))
            return
        with progress_display(quiet=as_json) as progress:
            report = backfill_release(request, settings, run_id=new_run_id(), progress=progress)
    _print_report(report, as_json=as_json)
    raise typer.Exit(0 if report.succeeded else 1)


@app.command(epilog="Examples: `wellsourced validate` · `wellsourced validate --json`")
def validate(as_json: Json = False) -> None:
    """Check the published release again: its bytes against the manifest, then every suite."""
    from flows.runs import new_run_id
    from flows.stages import validate_release
    from flows.terminal import progress_display

    settings = _settings()
    with _explained(), progress_display(quiet=as_json) as progress:
        report = validate_release(settings, run_id=new_run_id(), progress=progress)
    _print_report(report, as_json=as_json)
    raise typer.Exit(0 if report.outcome != "failed_checks" else 1)


@app.command(epilog="Examples: `wellsourced serve` · `wellsourced serve --port 4300 --every-minutes 30`")
def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the Prefect server and its UI.")] = 4200,
    every_minutes: Annotated[
        int, typer.Option(min=0, max=10080, help="Minutes between scheduled runs; 0 for no schedule.")
    ] = 60,
    path: Annotated[
        Path | None, typer.Option(help="Folder that the scheduled run reads; default: the project's own documents.")
    ] = None,
    reuse: Annotated[
        bool,
        typer.Option("--reuse", help="Serve on the Prefect server that already answers at this port; leave it running."),
    ] = False,
) -> None:
    """Start the Prefect server on this machine with the deployments and their schedule; Ctrl-C stops it."""
    from flows.serving import serve as serve_forever

    with _explained():
        serve_forever(_settings(), port=port, every_minutes=every_minutes, path=path, reuse=reuse)


@app.command(epilog="Example: `wellsourced deploy --pool documents`, then `prefect worker start --pool documents`")
def deploy(
    pool: Annotated[str, typer.Option(help="Prefect work pool whose workers run them; made if there is none.")],
    every_minutes: Annotated[
        int, typer.Option(min=0, max=10080, help="Minutes between scheduled runs; 0 for no schedule.")
    ] = 60,
    path: Annotated[
        Path | None,
        typer.Option(exists=True, help="Folder that the scheduled run reads; default: the project's own documents."),
    ] = None,
) -> None:
    """Put the deployments on the Prefect server that PREFECT_API_URL names, for the workers of a work pool to run."""
    from flows.deployments import deploy as register

    with _explained():
        register(_settings(), pool=pool, every_minutes=every_minutes, path=path)
    _say(f"Deployed. To run them, on a machine that holds the warehouse: prefect worker start --pool {pool}")


@app.command(
    epilog='Examples: `wellsourced query "from documents"` · '
    "`wellsourced query --file warehouse/queries/who_said_what.sql` · "
    '`wellsourced query "from claims" --format csv > claims.csv`'
)
def query(
    sql: Annotated[str | None, typer.Argument(help="SQL to run on the published release (read-only).")] = None,
    file: Annotated[
        Path | None, typer.Option("--file", "-f", exists=True, dir_okay=False, help="File with the SQL.")
    ] = None,
    output: Annotated[OutputFormat, typer.Option("--format", help="How to print the result.")] = OutputFormat.TABLE,
    rows: Annotated[int, typer.Option(min=1, help="Rows shown of a table; JSON and CSV always give all.")] = 40,
    as_json: Json = False,
) -> None:
    """Ask the published warehouse in SQL."""
    if (sql is None) == (file is None):
        _fail('give either SQL or --file, for example: wellsourced query "from documents"')
    statement = sql if sql is not None else file.read_text(encoding="utf-8") if file else ""
    from flows.warehouse.query import run_query

    output = OutputFormat.JSON if as_json else output
    with _explained():
        # One row more than is shown tells that there are more, without holding an answer of millions in memory.
        frame = run_query(statement, _settings(), limit=rows + 1 if output is OutputFormat.TABLE else None)
    _print_frame(frame, output, rows, "--rows for more, --format csv for all")


@app.command(epilog="Examples: `wellsourced tables` · `wellsourced tables claims`")
def tables(
    name: Annotated[str | None, typer.Argument(help="A table, to see its columns.")] = None, as_json: Json = False
) -> None:
    """List the published tables, or one table's columns, with what they mean."""
    from flows import overview

    with _explained():
        frame = overview.tables(_settings()) if name is None else overview.columns(_settings(), name)
    _print_frame(frame, OutputFormat.JSON if as_json else OutputFormat.TABLE, 200)


@app.command(epilog="Example: `wellsourced releases`")
def releases(as_json: Json = False) -> None:
    """List the releases that are kept, newest first; the current one is marked."""
    from flows import overview

    with _explained():
        frame = overview.releases(_settings())
    if as_json:
        _print_json(frame.to_dicts())
    elif frame.is_empty():
        _say("Nothing is published yet. Start with: wellsourced run")
    else:
        _print_frame(overview.releases_in_short(frame), OutputFormat.TABLE, 200)


@app.command(epilog="Examples: `wellsourced rollback` · `wellsourced rollback RELEASE` (names: `wellsourced releases`)")
def rollback(
    release: Annotated[
        str | None, typer.Argument(help="Release to go back to; default: the one before the current.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make an earlier release the one that queries see."""
    from flows import overview

    with _explained():
        now_current = overview.roll_back(_settings(), release)
    if as_json:
        _print_json({"release": now_current})
    else:
        _say(
            f"Queries now see release {now_current}. The next run builds on it: over the documents that were taken back, it "
            "publishes them again."
        )


@app.command(epilog="Examples: `wellsourced maintain` · `wellsourced maintain --history-days 90 --no-dry-run`")
def maintain(
    area: Annotated[ClearanceArea, typer.Option(help="What to clear away.")] = ClearanceArea.EVERYTHING,
    releases_kept: Annotated[
        int, typer.Option(min=0, max=1000, help="Releases that stay; 0 for as many as WELLSOURCED_RELEASES_KEPT says.")
    ] = 0,
    history_days: Annotated[
        int,
        typer.Option(min=60, max=3650, help="Days of quality history that stay, from the newest run; what is needed stays."),
    ] = 400,
    dry_run: Annotated[bool, typer.Option(help="Only say what would be removed.")] = True,
    as_json: Json = False,
) -> None:
    """Remove old releases and old quality history; rehearses by default."""
    from flows.upkeep import Area, Clearance, clear_away

    wanted = Clearance(area=Area(area.value), releases_kept=releases_kept, history_days=history_days, dry_run=dry_run)
    with _explained():
        cleared = clear_away(wanted, _settings())
    if as_json:
        _print_json(cleared.model_dump())
    else:
        _say(cleared.sentence + (" To do it: --no-dry-run" if dry_run else ""))


@app.command(epilog="Examples: `wellsourced alerts` · `wellsourced alerts --retry`")
def alerts(
    retry: Annotated[bool, typer.Option("--retry", help="Send what could not be delivered yet.")] = False,
    success_within_hours: Annotated[
        float, typer.Option(min=0, help="Also alert when no run has succeeded in so many hours; 0 for never.")
    ] = 0,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Newest alerts shown.")] = 20,
    as_json: Json = False,
) -> None:
    """Show the newest alerts and whether they were delivered; send again what was not."""
    from flows import overview

    settings = _settings()
    with _explained():
        if retry or success_within_hours:
            delivery = overview.retry_alerts(settings, success_within_hours)
            if as_json:
                _print_json({"delivered": delivery.n_delivered, "waiting": delivery.n_waiting, "error": delivery.error})
            else:
                why = f": {delivery.error}" if delivery.error else ""
                given_up = f", {delivery.n_given_up} given up" if delivery.n_given_up else ""
                _say(f"{delivery.n_delivered} delivered{given_up}, {delivery.n_waiting} waiting{why}")
            raise typer.Exit(1 if delivery.n_waiting else 0)
        frame = overview.alerts(settings, limit)
    _print_frame(frame, OutputFormat.JSON if as_json else OutputFormat.TABLE, limit)


@app.command(epilog="Example: `wellsourced runs`")
def runs(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Newest runs shown.")] = 20, as_json: Json = False
) -> None:
    """List past runs, those that published nothing included, newest first."""
    from flows import overview

    with _explained():
        frame = overview.runs(_settings(), limit)
    if as_json:
        _print_json(frame.to_dicts())
    else:
        _print_frame(frame.select("started_at", "run_id", "outcome", "message"), OutputFormat.TABLE, limit)


@app.command(epilog="Examples: `wellsourced checks` · `wellsourced checks RUN --failed` · `wellsourced checks --all`")
def checks(
    run_id: Annotated[
        str | None, typer.Argument(help="A run (see: wellsourced runs); default: the last one checked.")
    ] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Only what did not hold.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Every check by itself, also those that held.")] = False,
    as_json: Json = False,
) -> None:
    """Show how each suite of a run went, and what did not hold with the first failing rows."""
    from flows import overview

    with _explained():
        frame = overview.checks(_settings(), run_id, failed_only=failed)
    if as_json:
        _print_json(frame.to_dicts())
        return
    if not failed and not every:
        _print_frame(overview.checks_by_suite(frame), OutputFormat.TABLE, 1000)
        frame = frame.filter(~frame["success"])
    if failed or every or not frame.is_empty():
        _print_frame(frame, OutputFormat.TABLE, 1000)


@app.command(epilog="Examples: `wellsourced report` · `wellsourced report RELEASE` (names: `wellsourced releases`)")
def report(release: Annotated[str | None, typer.Argument(help="A release; default: the current one.")] = None) -> None:
    """Write a release's quality report, one HTML page: checks, trends, rejects, what changed since the release before."""
    from flows import overview

    with _explained():
        page = overview.quality_report(_settings(), release)
    _say(f"Written: {page}")


@app.command(epilog="Example: `wellsourced docs`")
def docs() -> None:
    """Build the documentation of every table and column as one page."""
    from flows import overview

    with _explained():
        page = overview.build_docs(_settings())
    _say(f"Written: {page}")


@app.command(epilog="Example: `wellsourced doctor`")
def doctor(as_json: Json = False) -> None:
    """Look for what would keep a run from working, and say what to do about it."""
    from flows.doctor import examine

    findings = examine(_settings())
    if as_json:
        _print_json([finding.model_dump() for finding in findings])
    else:
        from rich.console import Console

        console = Console(highlight=False)
        for finding in findings:
            mark = {"ok": "[green]ok[/]", "warning": "[yellow]look[/]", "problem": "[red]broken[/]"}[finding.level]
            console.print(f"{mark:>18} ", end=" ")
            console.print(f"{finding.subject}: {finding.observed}", markup=False, soft_wrap=True)
            if finding.advice:
                console.print(f"          → {finding.advice}", markup=False, soft_wrap=True)
    raise typer.Exit(1 if any(finding.level == "problem" for finding in findings) else 0)


def main() -> None:
    """Run the command line."""
    app()


def _settings() -> Settings:
    from pydantic import ValidationError

    from flows.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(f"WELLSOURCED_{str(item['loc'][0]).upper()}: {item['msg']}" for item in error.errors())
        _fail(f"a setting in the environment is wrong: {problems}")


class _explained:  # noqa: N801 - reads as a phrase where it is used
    """Turns the library's and the machine's errors into one readable line and exit code 2; a bug's keep their trace."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        from flows.errors import WellsourcedError

        if isinstance(error, WellsourcedError):
            _fail(str(error))
        if isinstance(error, OSError):  # of the machine: a folder that cannot be written, a disk that is full
            _fail(f"{error}. To see whether permissions or space are wanting: wellsourced doctor")


def _fail(message: str) -> NoReturn:
    from flows.terminal import inert

    typer.echo(f"wellsourced: {inert(message)}", err=True)
    raise typer.Exit(2)


def _say(message: str) -> None:
    typer.echo(message)


def _print_json(value: Any) -> None:
    from flows.terminal import json_text

    typer.echo(json_text(value))


def _print_frame(frame: pl.DataFrame, output: OutputFormat, rows: int, all_rows: str = "--json for all") -> None:
    if output is OutputFormat.JSON:
        _print_json(frame.to_dicts())
    elif output is OutputFormat.CSV:
        from flows.terminal import spreadsheet_safe

        sys.stdout.write(spreadsheet_safe(frame).write_csv())
    else:
        from flows.terminal import print_table

        print_table(frame, rows, all_rows=all_rows)


def _print_report(report: RunReport, *, as_json: bool) -> None:
    if as_json:
        _print_json(report.model_dump(mode="json"))
    else:
        from flows.terminal import print_report

        print_report(report)
