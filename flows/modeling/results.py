"""What a dbt build found, as plain values and as rows of ``quality.check_results``.

What does not belong here: running dbt (``invocation.py``).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import polars as pl

from flows.modeling.invocation import ModelingError
from flows.quality.types import FAILING_ROWS_KEPT, Severity
from flows.settings import Settings
from flows.warehouse.connection import reading
from flows.warehouse.schema import CHECK_RESULTS

SUITE = "dbt"
"""Name of the suite that dbt's checks belong to."""

BUILDS = "model_builds"
"""The check that a model could be built; for a mart that includes its contract: types, not-null columns, primary key."""

SEVERAL_TABLES = "several tables"
"""What a test of its own is about: dbt attaches it to no model."""

VALUE_SHOWN = 300
"""Characters kept of a text value in a failing row: a document's whole text would be in every check result otherwise."""

Status = Literal["success", "pass", "warn", "fail", "error", "skipped", "no-op", "partial success"]
GOOD: frozenset[Status] = frozenset({"success", "pass", "warn", "no-op"})


@dataclass(frozen=True, slots=True)
class Node:
    """What became of one model, seed or data test."""

    unique_id: str
    name: str
    resource_type: str
    """model, seed or test."""
    status: Status
    seconds: float
    message: str | None
    n_failing_rows: int | None
    """Rows a data test returned; None for anything else and for a test that could not run."""


@dataclass(frozen=True, slots=True)
class ModelingResult:
    """What one build of the models found."""

    nodes: tuple[Node, ...]
    seconds: float
    """Wall-clock seconds, dbt's own start included."""
    checks: pl.DataFrame
    """One row a data test that ran, a mart, and any other model that failed: ``schema.CHECK_RESULTS`` without ``run_id``."""

    @property
    def succeeded(self) -> bool:
        """Whether every model was built and every data test of severity error passed."""
        return all(node.status in GOOD for node in self.nodes)

    @property
    def failures(self) -> tuple[Node, ...]:
        """The models and tests that failed, without those that were skipped because of them."""
        return tuple(node for node in self.nodes if node.status not in GOOD and node.status != "skipped")

    def check_results(self, run_id: str) -> pl.DataFrame:
        """Return the checks as rows of ``quality.check_results`` (columns and types of ``schema.CHECK_RESULTS``)."""
        return self.checks.with_columns(run_id=pl.lit(run_id, pl.String)).select(list(CHECK_RESULTS))


def modeling_result(
    run_results: Mapping[str, Any], manifest: Mapping[str, Any], database: Path, settings: Settings, seconds: float
) -> ModelingResult:
    """Read dbt's ``run_results.json`` and ``manifest.json``, and look up the failing rows of failed tests in the database.

    Raises ModelingError when dbt ran nothing at all: a build that built nothing has shown nothing.
    """
    results = run_results["results"]
    if not results:
        raise ModelingError("dbt built nothing: no model fits the selection. Name one that `dbt ls` lists, or select none.")
    nodes = tuple(_node(result) for result in results)
    now = datetime.now(UTC)
    rows = [
        _check(result, definition, _failing_rows(result, database, settings), now)
        for result in results
        if _is_check(result, definition := manifest["nodes"][result["unique_id"]])
    ]
    schema = {name: dtype for name, dtype in CHECK_RESULTS.items() if name != "run_id"}
    return ModelingResult(nodes, seconds, pl.DataFrame(_numbered(rows), schema=schema, orient="row"))


def _node(result: Mapping[str, Any]) -> Node:
    resource_type, _, *name = result["unique_id"].split(".")
    return Node(
        unique_id=result["unique_id"],
        name=name[0],
        resource_type=resource_type,
        status=result["status"],
        seconds=result["execution_time"],
        message=result["message"],
        n_failing_rows=result["failures"] if resource_type == "test" else None,
    )


def _is_check(result: Mapping[str, Any], definition: Mapping[str, Any]) -> bool:
    """Return whether a node's result says something about the data; a skipped one says nothing."""
    if result["status"] == "skipped":
        return False
    is_contracted = bool(definition.get("contract", {}).get("enforced"))
    return definition["resource_type"] == "test" or is_contracted or result["status"] not in GOOD


def _check(
    result: Mapping[str, Any], definition: Mapping[str, Any], failing_rows: str | None, checked_at: datetime
) -> dict[str, Any]:
    """Return one check, in the columns of ``schema.CHECK_RESULTS`` but for ``run_id``."""
    is_test = definition["resource_type"] == "test"
    attached = (definition.get("attached_node") or "").rpartition(".")[2] or None
    table = (attached or SEVERAL_TABLES) if is_test else definition["name"]
    template = definition.get("test_metadata")
    expectation = (template["name"] if template else definition["name"]) if is_test else BUILDS
    column = definition.get("column_name") if is_test else None
    # A test that could not run has shown nothing, whatever its failure would have meant.
    ran = result["status"] != "error"
    is_warning = is_test and ran and definition["config"]["severity"].lower() == "warn"
    severity: Severity = "warning" if is_warning else "critical"
    observed = {"status": result["status"]} | ({"message": result["message"]} if result["message"] else {})
    return {
        "check_id": ".".join(part for part in (SUITE, attached if is_test else table, expectation, column) if part),
        "suite": SUITE,
        "table_name": table,
        "expectation": expectation,
        "column_name": column,
        "severity": severity,
        "success": result["status"] in ("success", "pass"),
        "observed": json.dumps(observed, ensure_ascii=False),
        "n_unexpected": result["failures"] if is_test else None,
        "failing_rows": failing_rows,
        "reason": _reason(definition, template),
        "checked_at": checked_at,
    }


def _reason(definition: Mapping[str, Any], template: Mapping[str, Any] | None) -> str:
    """Return what the check demands: its description, a test's prose header, or a generic test with its arguments."""
    if definition["resource_type"] != "test":
        return "The model builds, and where it has a contract its column types, not-null columns and primary key hold."
    if definition["description"]:
        return str(definition["description"]).strip()
    if template is None:
        header = re.match(r"(?:--[^\n]*\n)+", definition["raw_code"])
        return " ".join(line.removeprefix("--").strip() for line in header.group().splitlines()) if header else ""
    arguments = {name: value for name, value in template["kwargs"].items() if name not in ("model", "column_name")}
    return f"{template['name']}({', '.join(f'{name}={value}' for name, value in arguments.items())})"


def _failing_rows(result: Mapping[str, Any], database: Path, settings: Settings) -> str | None:
    """Return the first rows that a failed data test finds, as a JSON list of objects; None for everything else."""
    if result["status"] not in ("fail", "warn") or not result.get("compiled_code"):
        return None
    with reading(database, settings) as connection:
        # The statement is dbt's compilation of the project's own test, the one that has just run.
        found = connection.sql(f"select * from ({result['compiled_code']}) limit {FAILING_ROWS_KEPT}").pl()  # noqa: S608
    return json.dumps([{name: _shown(value) for name, value in row.items()} for row in found.to_dicts()], default=str)


def _shown(value: object) -> object:
    return f"{value[:VALUE_SHOWN]}…" if isinstance(value, str) and len(value) > VALUE_SHOWN else value


def _numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Make ``check_id`` unique: the second check of the same table, test and column ends in ``.2``, and so on."""
    seen: Counter[str] = Counter()
    for row in sorted(rows, key=lambda row: (row["check_id"], row["reason"])):
        seen[row["check_id"]] += 1
        if seen[row["check_id"]] > 1:
            row["check_id"] = f"{row['check_id']}.{seen[row['check_id']]}"
    return rows
