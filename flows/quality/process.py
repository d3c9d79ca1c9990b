"""The process that runs Great Expectations: the only place where suites meet a database.

Started by ``validation.py`` as ``python -m flows.quality.process FOLDER``. It answers one JSON line when it is ready,
then takes one JSON line a database on standard input and answers one JSON line each, and ends when its input does. It
opens databases read-only and writes only the files it is told to.

What does not belong here: verdicts, alerts and anything that the parent can do without Great Expectations.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

# Before the first import of Great Expectations, which reads it there: no message to its makers.
os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
import polars as pl
import sqlalchemy

from flows.quality import duckdb_dialect
from flows.quality.suites import Suite, SuiteError, check_ids, expectation_columns, expectation_name, load_suites
from flows.quality.types import FAILING_ROWS_KEPT, REQUIRED_TABLES
from flows.warehouse import schema

LONGEST_TEXT_SHOWN = 300
"""Characters of a value shown in a failing row; a document's text would fill the results."""
COVERAGE_SUITE = "coverage"


def shown(value: Any) -> Any:
    """Return a value as JSON can hold it, long texts cut."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else str(value)
    if isinstance(value, str):
        return value if len(value) <= LONGEST_TEXT_SHOWN else value[:LONGEST_TEXT_SHOWN] + "…"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): shown(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set):
        return [shown(inner) for inner in list(value)[:FAILING_ROWS_KEPT]]
    return shown(str(value))


def as_json(value: Any) -> str:
    """Return JSON text of a value, long texts cut."""
    return json.dumps(shown(value), ensure_ascii=False)


def row(
    run_id: str,
    check_id: str,
    suite: str,
    table: str,
    expectation: str,
    *,
    severity: str,
    success: bool,
    observed: Any,
    reason: str,
    column: str | None = None,
    n_unexpected: int | None = None,
    failing_rows: Any = None,
) -> dict[str, Any]:
    """Return one row of check results."""
    return {
        "run_id": run_id,
        "check_id": check_id,
        "suite": suite,
        "table_name": table.removeprefix("main."),  # as it is written in a query
        "expectation": expectation,
        "column_name": column,
        "severity": severity,
        "success": success,
        "observed": as_json(observed),
        "n_unexpected": n_unexpected,
        "failing_rows": None if success or not failing_rows else as_json(failing_rows),
        "reason": reason,
        "checked_at": datetime.now(UTC),
    }


def raised(exception_info: Mapping[str, Any]) -> str | None:
    """Return the message of the exception that an expectation raised, or ``None``.

    Great Expectations reports either one exception or one for each metric.
    """
    if "raised_exception" in exception_info:
        infos: list[Mapping[str, Any]] = [exception_info]
    else:
        infos = [info for info in exception_info.values() if isinstance(info, Mapping)]
    messages = [str(info.get("exception_message")) for info in infos if info.get("raised_exception")]
    return "; ".join(dict.fromkeys(messages)) or None


def failing_rows_of(result: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return what a result shows of what failed, as rows: named by the table's key where Great Expectations does."""
    details = result.get("details") or {}
    for rows in (
        details.get("unexpected_rows"),
        result.get("partial_unexpected_index_list"),
        result.get("partial_unexpected_list"),
    ):
        if rows:
            return [row if isinstance(row, Mapping) else {"value": row} for row in list(rows)[:FAILING_ROWS_KEPT]]
    mismatched = details.get("mismatched")
    return [mismatched] if mismatched else []


def result_row(
    run_id: str, name: str, suite: Suite, result: Any, declared: Mapping[str, Any], check_id: str
) -> dict[str, Any]:
    """Return the row of one evaluated expectation; one that raised is a critical failure whatever its severity."""
    check = declared[check_id]
    outcome = result.result or {}
    message = raised(result.exception_info or {})
    rows = failing_rows_of(outcome)
    unexpected = outcome.get("unexpected_count")
    if unexpected is None and (outcome.get("details") or {}).get("unexpected_rows") is not None:
        unexpected = outcome.get("observed_value")
    observed: dict[str, Any] = {
        field: outcome[field]
        for field in ("observed_value", "element_count", "unexpected_percent", "missing_count")
        if field in outcome
    }
    if message is not None:
        observed = {"raised": message}
    return row(
        run_id,
        check_id,
        name,
        suite.table,
        expectation_name(check.expectation),
        column=expectation_columns(check.expectation),
        severity="critical" if message is not None else check.severity,
        success=bool(result.success) and message is None,
        observed=observed,
        n_unexpected=None if unexpected is None else int(unexpected),
        failing_rows=rows,
        reason=check.reason,
    )


def check_suite(
    run_id: str, name: str, suite: Suite, datasource: Any, tables: set[str], export_dir: Path | None
) -> list[dict[str, Any]]:
    """Return the rows of one suite: one a declared expectation that gave a result, and two about the suite itself."""
    ids = check_ids(name, suite.checks)
    declared = dict(zip(ids, suite.checks, strict=True))
    rows: list[dict[str, Any]] = []
    if suite.table in tables:
        expectations = gx.ExpectationSuite(name)
        for check_id, check in declared.items():
            # A copy, because Great Expectations binds an expectation to the first suite that it is added to.
            expectation = check.expectation.copy()
            expectation.severity = check.severity
            expectation.meta = {**(expectation.meta or {}), "check_id": check_id, "reason": check.reason}
            expectations.add_expectation(expectation)
        schema_name, table_name = suite.table.split(".")
        asset = datasource.add_table_asset(name, table_name=table_name, schema_name=schema_name)
        outcome = (
            asset.add_batch_definition_whole_table("all")
            .get_batch()
            .validate(
                expectations,
                result_format={
                    "result_format": "SUMMARY",
                    "unexpected_index_column_names": list(suite.key),
                    "partial_unexpected_count": FAILING_ROWS_KEPT,
                },
            )
        )
        rows += [
            result_row(run_id, name, suite, result, declared, result.expectation_config.meta["check_id"])
            for result in outcome.results
        ]
        if export_dir is not None:
            text = json.dumps(outcome.to_json_dict(), ensure_ascii=False, indent=1)
            (export_dir / f"{name}.json").write_text(text, encoding="utf-8", errors="backslashreplace")
    evaluated = {found["check_id"] for found in rows}
    about_the_suite = (
        ("table_exists", [] if suite.table in tables else [suite.table], "A table that is not there cannot be checked."),
        (
            "every_declared_expectation_was_evaluated",
            [check_id for check_id in ids if check_id not in evaluated],
            "Great Expectations drops an expectation that equals another, and calls a suite that did nothing a success.",
        ),
    )
    rows += [
        row(
            run_id,
            f"{name}.{expectation}",
            name,
            suite.table,
            expectation,
            severity="critical",
            success=not missing,
            observed={"declared": len(ids), "evaluated": len(evaluated)},
            n_unexpected=len(missing),
            failing_rows=[{"missing": item} for item in missing],
            reason=reason,
        )
        for expectation, missing, reason in about_the_suite
    ]
    return rows


def check_coverage(run_id: str, suites: Mapping[str, Suite], tables: set[str]) -> list[dict[str, Any]]:
    """Return the rows that say whether each table that must be checked has a suite."""
    covered = {suite.table for suite in suites.values()}
    unchecked = sorted(REQUIRED_TABLES - covered)
    strangers = sorted(table for table in tables if table.startswith("main.") and table not in covered | REQUIRED_TABLES)
    return [
        row(
            run_id,
            f"{COVERAGE_SUITE}.{expectation}",
            COVERAGE_SUITE,
            "*",
            expectation,
            severity=severity,
            success=not found,
            observed={"tables_with_a_suite": len(covered)},
            n_unexpected=len(found),
            failing_rows=[{"table": table} for table in found],
            reason=reason,
        )
        for expectation, severity, found, reason in (
            (
                "every_required_table_has_a_suite",
                "critical",
                unchecked,
                "A table without a suite would pass without a check.",
            ),
            (
                "every_mart_has_a_suite",
                "warning",
                strangers,
                "A mart of your own is published unchecked: add a file to expectations/.",
            ),
        )
    ]


@contextmanager
def opened(database: str, config: Mapping[str, Any]) -> Iterator[tuple[Any, set[str]]]:
    """Open a database read-only; give a Great Expectations datasource and the names of its tables and views, with schema.

    On leaving no connection is left: whoever writes next must not find the file locked.
    """
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    datasource = context.data_sources.add_sql(
        "warehouse",
        connection_string=duckdb_dialect.URL,
        create_temp_table=False,
        kwargs={"connect_args": {"database": database, "read_only": True, "config": dict(config)}},
    )
    engine = datasource.get_engine()
    try:
        with engine.connect() as connection:
            found = connection.execute(
                sqlalchemy.text(
                    "select table_schema || '.' || table_name from information_schema.tables "
                    "where table_catalog = current_database()"
                )
            ).fetchall()
        yield datasource, {str(name) for (name,) in found}
    finally:
        datasource.get_execution_engine().close()
        engine.dispose()


def validate_database(request: Mapping[str, Any], suites: Mapping[str, Suite]) -> dict[str, Any]:
    """Check one database, write the results as Parquet, and return the answer for the parent."""
    started = time.perf_counter()
    export_dir = None if request["export_dir"] is None else Path(request["export_dir"])
    rows: list[dict[str, Any]] = []
    with opened(request["database"], request["config"]) as (datasource, tables):
        for name, suite in suites.items():
            rows += check_suite(request["run_id"], name, suite, datasource, tables, export_dir)
        rows += check_coverage(request["run_id"], suites, tables)
    pl.DataFrame(rows, schema=schema.CHECK_RESULTS).write_parquet(request["results"])
    return {
        "n_results": len(rows),
        "suites": [
            {"suite": name, "table_name": suite.table, "n_declared": len(suite.checks)} for name, suite in suites.items()
        ],
        "seconds": time.perf_counter() - started,
    }


def main() -> None:
    """Answer requests until standard input ends."""
    # Great Expectations prints to standard output now and then; what the parent reads goes through a descriptor of its own.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    duckdb_dialect.register()
    try:
        suites = load_suites(Path(sys.argv[1]))
    except SuiteError as error:
        sys.exit(str(error))
    print(json.dumps({"ready": sorted(suites)}), file=answers, flush=True)
    for line in sys.stdin:
        try:
            answer = validate_database(json.loads(line), suites)
        except OSError as error:
            if error.errno is None:  # Great Expectations', not the machine's
                raise
            answer = {"errno": error.errno, "message": error.strerror, "file": error.filename}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
