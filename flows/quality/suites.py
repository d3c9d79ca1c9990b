"""How a suite is declared, and how the files that declare one are found.

A suite file names a table and lists Great Expectations objects, each with a severity and a reason::

    SUITE = suite(
        "main.claims",
        key=["claim_id"],
        checks=[
            critical("Joins are by this key.", *unique_key("claim_id")),
            warning("…", gxe.ExpectColumnValuesToBeBetween(column="confidence", min_value=0.5)),
        ],
    )

What does not belong here: what is expected of any one table (``expectations/``) and the SQL of rules (``rules.py``).
"""

from __future__ import annotations

import importlib.util
import re
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import great_expectations.expectations as gxe

from flows.errors import WellsourcedError
from flows.quality.types import Severity


class SuiteError(WellsourcedError):
    """A suite file does not declare what a suite needs; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Check:
    """One declared expectation: how bad its failure is and why it is expected."""

    expectation: Any
    """A Great Expectations object."""
    severity: Severity
    reason: str


@dataclass(frozen=True, slots=True)
class Suite:
    """What is expected of one table."""

    table: str
    """With its schema: ``main.claims``."""
    key: tuple[str, ...]
    """Columns that name a failing row."""
    checks: tuple[Check, ...]
    empty_when: str | None
    """When the table may rightly be empty; ``None``: never, and its row count is checked."""


def critical(reason: str, *expectations: Any) -> list[Check]:
    """Return checks whose failure stops the publication, for one reason."""
    return [Check(expectation, "critical", reason) for expectation in expectations]


def warning(reason: str, *expectations: Any) -> list[Check]:
    """Return checks whose failure is reported while the release is still published, for one reason."""
    return [Check(expectation, "warning", reason) for expectation in expectations]


def suite(
    table: str,
    *,
    key: Sequence[str],
    checks: Sequence[Sequence[Check]],
    columns: Sequence[str] = (),
    empty_when: str | None = None,
) -> Suite:
    """Return the suite of a table.

    Takes the table with its schema, the columns that name a failing row, groups of checks as :func:`critical` and
    :func:`warning` make them, the columns that the table must have (others may be there too), and, for a table that may
    rightly be empty, when that is. A table without ``empty_when`` gets a critical check that it has a row: Great
    Expectations passes an empty table in everything else.

    Raises :class:`SuiteError` when the table has no schema or nothing is expected of it.
    """
    if not re.fullmatch(r"[a-z_]{1,63}\.[a-z_0-9]{1,63}", table):
        raise SuiteError(f"{table!r} is no table with its schema: write main.claims or raw.claims")
    given: list[Check] = []
    if columns:
        given += critical(
            "These columns are the table's contract: a query that names one must not break.",
            gxe.ExpectTableColumnsToMatchSet(column_set=list(columns), exact_match=False),
        )
    if empty_when is None:
        given += critical(
            "An empty table passes every check of its values, so that it has rows is checked by itself.",
            gxe.ExpectTableRowCountToBeBetween(min_value=1),
        )
    given += [check for group in checks for check in group]
    if not given:
        raise SuiteError(f"nothing is expected of {table}: list at least one check, or take the file away")
    return Suite(table=table, key=tuple(key), checks=tuple(given), empty_when=empty_when)


def unique_key(column: str) -> list[Any]:
    """Return the expectations that a column is a key: a value on every row, and no value twice."""
    return [gxe.ExpectColumnValuesToNotBeNull(column=column), gxe.ExpectColumnValuesToBeUnique(column=column)]


def one_of(column: str, *values: str) -> Any:
    """Return the expectation that a column holds nothing but these values, or null."""
    return gxe.ExpectColumnValuesToBeInSet(column=column, value_set=list(values))


def share(*columns: str) -> list[Any]:
    """Return an expectation for each column that its values lie between 0 and 1 (``NaN`` does not)."""
    return [gxe.ExpectColumnValuesToBeBetween(column=column, min_value=0, max_value=1) for column in columns]


def expectation_name(expectation: Any) -> str:
    """Return an expectation's name: its type, or for a rule in SQL the rule's title, in lower case with underscores."""
    title = (expectation.meta or {}).get("title")
    if title is None:
        return str(expectation.expectation_type)
    return re.sub(r"[^a-z0-9]+", "_", str(title).lower()).strip("_")


def expectation_columns(expectation: Any) -> str | None:
    """Return the column or columns that an expectation reads, joined with commas, or ``None`` for a table's expectation."""
    named = (expectation.meta or {}).get("columns")
    if named:
        return ", ".join(named)
    for attribute in ("column", "column_list"):
        value = getattr(expectation, attribute, None)
        if value:
            return value if isinstance(value, str) else ", ".join(value)
    if hasattr(expectation, "column_A"):
        return f"{expectation.column_A}, {expectation.column_B}"
    return None


def check_ids(name: str, checks: Sequence[Check]) -> list[str]:
    """Return an identifier for each check of a suite: ``suite.expectation.column``, numbered from the second of a name on.

    It stays the same over runs as long as the checks of that name keep their order.
    """
    seen: Counter[str] = Counter()
    ids = []
    for check in checks:
        columns = expectation_columns(check.expectation)
        stem = ".".join(
            part for part in (name, expectation_name(check.expectation), columns and columns.replace(", ", "+")) if part
        )
        seen[stem] += 1
        ids.append(stem if seen[stem] == 1 else f"{stem}.{seen[stem]}")
    return ids


def load_suites(folder: Path) -> dict[str, Suite]:
    """Return the suites declared by the Python files of a folder, by file name without its suffix.

    Every file but ``__init__.py`` must define ``SUITE``, so that a misspelt name cannot leave a table unchecked in silence.

    Raises :class:`SuiteError` when a file defines no suite or raises when it is run; the message names file and line.
    """
    suites = {}
    for path in sorted(folder.glob("*.py")):
        if path.stem == "__init__":
            continue
        spec = importlib.util.spec_from_file_location(f"expectations.{path.stem}", path)
        if spec is None or spec.loader is None:
            raise SuiteError(f"{path} cannot be imported as a Python file")
        module = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
        except Exception as error:  # somebody's own file: whatever is wrong in it is theirs to mend
            lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
            place = f"{path}, line {lines[-1]}" if lines else str(path)
            raise SuiteError(f"{place}: {type(error).__name__}: {error}") from error
        declared = getattr(module, "SUITE", None)
        if not isinstance(declared, Suite):
            raise SuiteError(f"{path} defines no SUITE: write SUITE = suite(...) as in {folder / 'claims.py'}")
        suites[path.stem] = declared
    if not suites:
        raise SuiteError(f"{folder} holds no suite file")
    return suites
