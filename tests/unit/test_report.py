from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.report import FailedCheck, RejectedFile, RunReport, SuiteSummary, markdown_cell, to_markdown

HOSTILE = [
    "<script>alert(1)</script>",
    "[click](javascript:alert(1))",
    "![x](http://evil.example/p.png)",
    "a|b|c",
    "`code`\n# heading",
    "&lt;b&gt;",
    "\u202egpj.exe",
    "\x1b[31mred",
]


A_WARNING = FailedCheck(
    suite="claims",
    table_name="claims",
    expectation="few",
    column_name=None,
    severity="warning",
    reason="Why.",
    observed=None,
    n_unexpected=1,
    failing_rows=[],
)


def a_report(**changes: object) -> RunReport:
    now = datetime(2026, 1, 2, tzinfo=UTC)
    values: dict[str, object] = {
        "run_id": "r1",
        "outcome": "published",
        "message": "every check holds.",
        "source": "seeds",
        "started_at": now,
        "finished_at": now,
    }
    return RunReport.model_validate(values | changes)


def test_files_that_hold_the_same_new_document_are_told_from_those_that_were_known() -> None:
    found = a_report(n_listed=4, n_loaded=1, n_already_known=3, n_twins=1).found_sentence()
    assert "1 new, 3 already known (1 of them the same as a new one), 0 rejected" in found
    assert "the same as" not in a_report(n_listed=3, n_already_known=3).found_sentence()


def test_a_file_that_changed_is_told_with_what_becomes_of_its_former_text() -> None:
    found = a_report(n_listed=2, n_loaded=1, n_already_known=1, n_changed=1).found_sentence()
    assert "; 1 file changed since an earlier run (what it held before stays a document)" in found
    assert "changed" not in a_report(n_listed=2, n_loaded=1, n_already_known=1).found_sentence()


def test_one_of_a_kind_is_told_in_the_singular() -> None:
    report = a_report(
        n_listed=1,
        n_loaded=1,
        n_ignored=1,
        ignored_suffixes={".csv": 1},
        suites=[SuiteSummary(suite="claims", n_checks=1, n_failed_critical=0, n_failed_warning=1)],
        failed_checks=[A_WARNING],
    )
    assert report.found_sentence() == (
        "1 document listed: 1 new, 0 already known, 0 rejected; 0 extracted; 1 other file left aside (1 .csv)."
    )
    assert report.checks_sentence() == "1 check in 1 suite: 0 critical failed, 1 warning."


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_a_document_is_inert_in_markdown_and_html(text: str) -> None:
    cell = markdown_cell(text)
    for acting in ("<", ">", "](", "|", "`", "*", "\\", "://", "&lt;", "\n", "\x1b", "\u202e"):
        assert acting not in cell, (acting, cell)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("expect_column_values_to_be_unique", "expect_column_values_to_be_unique"),
        ("_emphasis_ and __init__", "＿emphasis＿ and ＿＿init＿＿"),
        ("[a](b) [c] [d]: e", "[a] (b) [c] [d] : e"),
        ("see www.example.org or https://example.org", "see www․example.org or https:∕∕example.org"),
        ("AT&T & Co. &amp; &#60;", "AT&T & Co. ＆amp; ＆＃60;"),
        ('{"claim_id": "3f", "text": null}', '{"claim_id": "3f", "text": null}'),
    ],
)
def test_only_what_would_act_is_shown_as_something_else(text: str, shown: str) -> None:
    assert markdown_cell(text) == shown


def test_letters_of_any_script_stay_as_they_are_in_a_cell() -> None:
    assert markdown_cell("Zażółć, 你好 – “x”") == "Zażółć, 你好 – “x”"


def test_a_long_text_is_cut_in_a_cell() -> None:
    assert markdown_cell("a" * 500) == "a" * 199 + "…"


def test_the_account_says_what_became_of_every_file() -> None:
    report = a_report(
        n_listed=9, n_loaded=5, n_already_known=3, n_rejected=1, n_extracted=5, n_ignored=2, ignored_suffixes={".csv": 2}
    )
    assert report.found_sentence() == (
        "9 documents listed: 5 new, 3 already known, 1 rejected; 5 extracted; 2 other files left aside (2 .csv)."
    )


@pytest.mark.parametrize(
    ("outcome", "succeeded"), [("published", True), ("unchanged", True), ("failed_checks", False), ("failed", False)]
)
def test_only_a_published_or_unchanged_warehouse_counts_as_success(outcome: str, succeeded: bool) -> None:
    assert a_report(outcome=outcome).succeeded is succeeded


def test_the_account_shows_failed_checks_and_rejects_escaped() -> None:
    check = FailedCheck(
        suite="claims",
        table_name="claims",
        expectation="expect_column_values_to_be_unique",
        column_name="claim_id",
        severity="critical",
        reason="A claim has <one> row.",
        observed=None,
        n_unexpected=2,
        failing_rows=[],
    )
    markdown = to_markdown(
        a_report(
            outcome="failed_checks",
            suites=[SuiteSummary(suite="claims", n_checks=3, n_failed_critical=1, n_failed_warning=0)],
            failed_checks=[check],
            rejected=[RejectedFile(uri="<img src=x onerror=alert(1)>.txt", reason="empty", detail="nothing in it")],
        )
    )
    assert "| claims | 3 | 1 | 0 |" in markdown
    assert "**critical** claims.claim_id, expect_column_values_to_be_unique: A claim has ‹one› row. (2 rows)" in markdown
    assert markdown.index("did not hold") < markdown.index("## Rejected") < markdown.index("## Checks\n")
    assert "Queries to try" not in markdown
    assert "<img" not in markdown


def test_many_rejects_are_cut_and_counted() -> None:
    rejected = [RejectedFile(uri=f"{n}.txt", reason="empty", detail="nothing in it") for n in range(60)]
    assert "10 more." in to_markdown(a_report(rejected=rejected))


def test_a_validation_speaks_of_the_release_and_of_no_files() -> None:
    held = a_report(kind="validation", outcome="unchanged")
    assert held.headline == "The release holds"
    assert "documents listed" not in to_markdown(held)
    assert a_report(kind="validation", outcome="failed_checks").headline == "The release does not hold"
