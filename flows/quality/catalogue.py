"""Write the list of all expectations as Markdown: ``python -m flows.quality.catalogue`` rewrites ``expectations/README.md``.

What does not belong here: how a suite is declared or run. A test holds the file to what this module would write.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flows.quality.bands import RULES, Rule
from flows.quality.counting import number_of
from flows.quality.suites import Check, Suite, expectation_columns, load_suites
from flows.settings import PROJECT_DIR

INTRODUCTION = """\
# Expectations

Each run checks the build that it has made against these expectations before anything is published. They are
[Great Expectations](https://docs.greatexpectations.io/) suites written in Python, one file a table, evaluated as SQL inside
DuckDB on every row.

* **critical**: the build is not published. Queries go on seeing the release they saw before.
* **warning**: the release is published and the finding is reported with it.

What was found is in `quality.check_results`, one row a check and run, with the first failing rows:

```sql
select check_id, severity, n_unexpected, failing_rows, reason
from quality.check_results
where not success
order by checked_at desc, severity;
```

An expectation that raises, that was declared and not evaluated, or whose table is missing is a critical failure. Great
Expectations by itself passes an empty table, a column of nulls and an empty suite; so row counts, required columns and the
number of evaluated expectations are checked by themselves.

## Add your own

Put a file into this folder. Its name is the suite's name, and it defines `SUITE`; nothing else needs to know of it. Several
files may be about one table, so your own need not touch the ones below. `expectations/my_claims.py`:

```python
import great_expectations.expectations as gxe

from flows.quality.rules import where
from flows.quality.suites import critical, suite, warning

SUITE = suite(
    "main.claims",
    key=["claim_id"],  # the columns that name a failing row
    empty_when="no document has a declarative sentence",  # leave it out, and an empty table is a critical failure
    checks=[
        critical(
            "Our dashboard divides by it.",
            gxe.ExpectColumnValuesToNotBeNull(column="check_worthiness_score"),
        ),
        warning(
            "Longer claims do not fit the page.",
            where("claims have at most 400 characters", "length(text) > 400", show=["claim_id", "text"]),
        ),
    ],
)
```

Any expectation of Great Expectations that works on SQL will do, except those with regular expressions and quantiles, which
it does not support on DuckDB: write these as a rule. A rule (`flows/quality/rules.py`) is a query for rows that must not
exist, in which `batch` is the suite's table. After a change, `python -m flows.quality.catalogue` writes this page anew.
"""


BANDS = """\

## Bands

Expectations say what must hold of any warehouse; bands say what is unusual for yours. Each run's volumes, rates,
missing values and scores are kept in `quality.measurements` and held against complete runs of the same source and the
same extractor (`flows/quality/bands.py`), over one run, the last 24 hours (by weekday, once there are enough) and the
last week (against weeks before, for slow drifts). A value is beyond its band when it is improbable by the spread of the
past (medians, so that one bad day does not widen it) and a change of the size below. Nothing is judged before there is
a history: 20 runs, 7 days (14 for numbers of documents) or 5 weeks.

| measured of new documents | beyond its band | over | critical | why |
|---|---|---|---|---|
"""

WHOLE = """\

A publisher that came regularly and is silent for twice its longest pause (at least 24 hours) is a warning. A table of
the whole release that lost a tenth of its rows since the release before is a warning; one that lost a third, or half of
the claims' sources gone, is critical where the extractor and the models are the same. A new version of the extractor
opens a new baseline. Runs that are dated after the present one, by a clock that was wrong, are a warning and are compared
with nothing. Where the world has changed and the run is right, `wellsourced run --new-baseline` publishes it
with warnings and begins anew.

Every run that reads a folder also checks, in the suite `listing`, that each folder below it could be opened: if one could
not, that is a warning, as its documents are missing without a trace.
"""


def described_rule(rule: Rule) -> tuple[str, ...]:
    """Return the cells of one rule: what, how far, over what, when critical, why."""
    if rule.absolute is not None:
        far = f"{100 * rule.absolute:.0f} points" if rule.scale == "share" else f"{rule.absolute:g}"
        sizes = [f"{'' if rule.down else '+'}{far}"]
    else:
        sizes = [f"{100 * (rule.relative or 0):.0f} %"]
        sizes += [f"upwards {100 * rule.relative_up:.0f} %"] if rule.relative_up else []
        sizes += [f"a week's {100 * rule.relative_week:.0f} %"] if rule.relative_week else []
    critical = f"below {100 * rule.critical_below:.0f} % of the usual" if rule.critical_below else "never"
    return f"`{rule.measure}`", ", ".join(sizes), ", ".join(rule.horizons), critical, rule.reason


def described(check: Check) -> str:
    """Return what one check expects, in words."""
    expectation = check.expectation
    title = (expectation.meta or {}).get("title")
    columns = expectation_columns(expectation)
    named = ", ".join(f"`{column}`" for column in columns.split(", ")) if columns else ""
    if title == "required columns hold a value":
        return f"{named} hold a value on every row"
    if title is not None:
        return str(title)
    kind = expectation.expectation_type
    if kind == "expect_table_columns_to_match_set":
        return f"the table has its {number_of(len(expectation.column_set), 'column')}"
    if kind == "expect_table_row_count_to_be_between":
        return "the table has at least one row"
    if kind == "expect_table_row_count_to_equal":
        return f"the table has {number_of(expectation.value, 'row')}"
    if kind == "expect_column_values_to_not_be_null":
        return f"{named} holds a value on every row"
    if kind == "expect_column_values_to_be_unique":
        return f"{named} holds no value twice"
    if kind == "expect_compound_columns_to_be_unique":
        return f"{named} together hold no values twice"
    if kind == "expect_column_values_to_be_in_set":
        return f"{named} is one of {', '.join(expectation.value_set)}"
    if kind == "expect_column_values_to_be_between":
        return f"{named} lies between {expectation.min_value} and {expectation.max_value}"
    return f"{kind.replace('_', ' ')} {named}".strip()


def catalogue(suites: Mapping[str, Suite]) -> str:
    """Return the page on the suites: how to read and extend them, then a table for each."""
    n_checks = sum(len(suite.checks) for suite in suites.values())
    parts = [
        INTRODUCTION,
        f"\n## All {n_checks} expectations of {len(suites)} suites\n",
        "\nMarts first, then the raw tables they are made from.\n",
    ]
    for name, suite in sorted(suites.items(), key=lambda item: (item[1].table.startswith("raw."), item[0])):
        parts.append(f"\n### {name}\n\nTable `{suite.table}`.")
        if suite.empty_when is not None:
            parts.append(f" May be empty: {suite.empty_when}.")
        parts.append("\n\n| expected | severity | why |\n|---|---|---|\n")
        for check in suite.checks:
            cells = (described(check), check.severity, check.reason)
            parts.append("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n")
    parts.append(BANDS)
    parts += ["| " + " | ".join(described_rule(rule)) + " |\n" for rule in RULES]
    return "".join([*parts, WHOLE])


def main() -> None:
    """Write the page for the suites of the project."""
    folder = PROJECT_DIR / "expectations"
    Path(folder / "README.md").write_text(catalogue(load_suites(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
