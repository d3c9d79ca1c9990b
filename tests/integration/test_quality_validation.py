"""Validation as the pipeline calls it: a process of its own, several databases, and every way in which it can go wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import psutil
import pytest
from great_expectations.core.expectation_validation_result import (
    ExpectationSuiteValidationResult,
    expectationSuiteValidationResultSchema,
)

from flows.quality.types import REQUIRED_TABLES, ValidationError, ValidationReport
from flows.quality.validation import Validator, start_validator, validate
from flows.settings import Settings
from flows.warehouse import schema
from tests.good_warehouse import build_good_warehouse

TINY_SUITE = """
import great_expectations.expectations as gxe
from flows.quality.rules import where
from flows.quality.suites import critical, suite, warning

SUITE = suite(
    "main.claims",
    key=["claim_id"],
    empty_when="never in this test",
    checks=[{checks}],
)
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(warehouse_dir=tmp_path_factory.mktemp("warehouse"), duckdb_threads=1)


@pytest.fixture(scope="module")
def validator(settings: Settings) -> Iterator[Validator]:
    with start_validator(settings) as started:
        yield started


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_good_warehouse(tmp_path_factory.mktemp("good") / "it's 100% $HOME ${x} good.duckdb")


def broken(good: Path, folder: Path, statement: str) -> Path:
    path = folder / "broken.duckdb"
    shutil.copy(good, path)
    with duckdb.connect(path) as con:
        con.execute(statement)
    return path


def found(report: ValidationReport, check_id: str) -> dict[str, object]:
    return report.results.row(by_predicate=pl.col("check_id") == check_id, named=True)


def loaded(exported: Path) -> ExpectationSuiteValidationResult:
    """Read an exported result as a user of Great Expectations does; nothing may be lost on the way."""
    written = json.loads(exported.read_text(encoding="utf-8"))
    result = expectationSuiteValidationResultSchema.load(written)
    assert result.to_json_dict() == written
    return result


def test_a_good_warehouse_passes_every_declared_expectation(validator: Validator, good: Path, tmp_path: Path) -> None:
    report = validator.validate(good, "run-7", export_dir=tmp_path / "export")
    assert report.failures.select("check_id", "observed", "failing_rows").rows() == []
    assert report.verdict == "passed"
    assert report.passed
    assert report.results.schema == pl.Schema(schema.CHECK_RESULTS)
    assert report.results["check_id"].is_unique().all()
    assert set(report.results["run_id"]) == {"run-7"}
    assert {suite.table_name for suite in report.suites} == set(REQUIRED_TABLES)
    for suite in report.suites:
        assert suite.n_evaluated == suite.n_declared > 0, suite
    exported = {path.stem: loaded(path) for path in (tmp_path / "export").iterdir()}
    assert {name: len(result.results) for name, result in exported.items()} == {
        suite.suite: suite.n_declared for suite in report.suites
    }
    assert all(result.success for result in exported.values())
    with duckdb.connect(good) as con:  # nothing holds the file any more
        con.execute("checkpoint")


@pytest.mark.parametrize(
    ("statement", "check_id", "named"),
    [
        ("delete from documents", "documents.expect_table_row_count_to_be_between", None),
        ("drop table claim_changes", "claim_changes.table_exists", "claim_changes"),
        (
            "alter table claims drop column voice",
            "claims.required_columns_hold_a_value.document_id+sentence_id+granularity+kind+modality+is_negated+voice"
            "+verifiability_score+check_worthiness_score+needs_context+claim_group_id",
            None,
        ),
        (
            "update raw.run_counts set n_rejected = 0",
            "raw_run_counts.listed_files_are_those_loaded_already_known_and_rejected.n_listed+n_loaded+n_already_known+n_rejected",
            '"n_rejected": 0',
        ),
    ],
)
def test_one_critical_fault_fails_the_whole_warehouse(
    validator: Validator, good: Path, tmp_path: Path, statement: str, check_id: str, named: str | None
) -> None:
    report = validator.validate(broken(good, tmp_path, statement), "run")
    assert report.verdict == "failed"
    assert not report.passed
    row = found(report, check_id)
    assert not row["success"]
    assert row["severity"] == "critical"
    assert report.failures["severity"][0] == "critical"
    if named is not None:
        assert named in str(row["failing_rows"])


def test_a_failed_warning_alone_lets_the_warehouse_pass(validator: Validator, good: Path, tmp_path: Path) -> None:
    process = validator._process.pid
    report = validator.validate(
        broken(
            good,
            tmp_path,
            "update documents set language = 'pt', wording_score = null, is_probably_rewritten = null;"
            "update raw.documents set language = 'pt', wording_score = null",
        ),
        "run",
    )
    assert report.verdict == "passed_with_warnings"
    assert report.passed
    assert report.n_failed == 1
    rows = json.loads(report.failures["failing_rows"][0])
    assert {row["language"] for row in rows} == {"pt"}
    assert validator.validate(good, "run").passed
    assert validator._process.pid == process, "one process checks one database after another"


def test_a_mart_of_ones_own_without_a_suite_is_a_warning(validator: Validator, good: Path, tmp_path: Path) -> None:
    report = validator.validate(broken(good, tmp_path, "create table outlets as select 1 as n"), "run")
    assert report.verdict == "passed_with_warnings"
    assert report.failures["failing_rows"].to_list() == ['[{"table": "main.outlets"}]']


def test_a_suite_for_a_mart_of_ones_own_is_one_file_more(settings: Settings, good: Path, tmp_path: Path) -> None:
    suites = tmp_path / "suites"
    suites.mkdir()
    check = """critical("Names are shown.", where("outlets have a name", "name is null", show=["n"]))"""
    text = TINY_SUITE.replace("{checks}", check).replace("main.claims", "main.outlets").replace("claim_id", "n")
    (suites / "outlets.py").write_text(text)
    path = broken(good, tmp_path, "create table outlets as select 1 as n, 'Lima Weekly' as name union all select 2, null")
    report = validate(path, "run", settings, suites=suites)
    row = found(report, "outlets.outlets_have_a_name")
    assert (row["table_name"], row["success"], row["severity"]) == ("outlets", False, "critical")
    assert json.loads(str(row["failing_rows"])) == [{"n": 2}]
    assert found(report, "coverage.every_mart_has_a_suite")["success"]


def test_hostile_and_long_text_is_shown_as_data_and_cut(validator: Validator, good: Path, tmp_path: Path) -> None:
    hostile = "'; drop table claims; -- <script>{batch}:name %s $1 \x00 " + "x" * 5000
    path = tmp_path / "broken.duckdb"
    shutil.copy(good, path)
    with duckdb.connect(path) as con:
        con.execute("update claims set kind = ?, text = ? where rowid = 0", [hostile, hostile])
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "gone.json").write_text("{}")
    report = validator.validate(path, "run", export_dir=tmp_path / "export")
    row = found(report, "claims.expect_column_values_to_be_in_set.kind")
    [shown] = json.loads(str(row["failing_rows"]))
    assert shown["kind"].startswith(hostile[:100])
    assert len(shown["kind"]) < 400
    exported = loaded(tmp_path / "export" / "claims.json")
    assert not exported.success
    [kind] = [found for found in exported.results if found.expectation_config.meta["check_id"] == row["check_id"]]
    assert kind.result["partial_unexpected_list"] == [hostile]
    assert not (tmp_path / "export" / "gone.json").exists()
    with duckdb.connect(path, read_only=True) as con:
        assert con.sql("select count(*) from claims").fetchone() != (0,)


@pytest.fixture(scope="module")
def odd(settings: Settings, good: Path, tmp_path_factory: pytest.TempPathFactory) -> ValidationReport:
    """What a folder of a user's own gives: one suite, with expectations that fail, raise, and are declared twice."""
    suites = tmp_path_factory.mktemp("suites")
    (suites / "my_claims.py").write_text(
        TINY_SUITE.replace(
            "{checks}",
            """
        warning("short", where("claims are short", "length(text) > 3", show=["claim_id", "text"])),
        warning("typing error", where("no such column", "no_such_column = 1", show=["claim_id"])),
        warning("typing error", gxe.ExpectColumnValuesToNotBeNull(column="no_such_column")),
        warning("not on DuckDB", gxe.ExpectColumnValuesToMatchRegex(column="claim_id", regex="a")),
        critical("key", gxe.ExpectColumnValuesToBeUnique(column="claim_id")),
        critical("key again", gxe.ExpectColumnValuesToBeUnique(column="claim_id")),
        """,
        )
    )
    return validate(good, "run", settings, suites=suites)


def test_users_expectations_are_picked_up_and_show_their_failing_rows(odd: ValidationReport) -> None:
    short = found(odd, "my_claims.claims_are_short")
    assert (short["severity"], short["success"], short["reason"]) == ("warning", False, "short")
    assert int(str(short["n_unexpected"])) > 5
    assert len(json.loads(str(short["failing_rows"]))) == 5
    assert found(odd, "my_claims.expect_column_values_to_be_unique.claim_id")["success"]


@pytest.mark.parametrize(
    "check",
    ["no_such_column", "expect_column_values_to_not_be_null.no_such_column", "expect_column_values_to_match_regex.claim_id"],
)
def test_an_expectation_that_raises_is_critical_even_if_declared_a_warning(odd: ValidationReport, check: str) -> None:
    row = found(odd, f"my_claims.{check}")
    assert (row["severity"], row["success"]) == ("critical", False)
    assert "raised" in json.loads(str(row["observed"]))


def test_an_expectation_that_great_expectations_leaves_out_fails(odd: ValidationReport) -> None:
    row = found(odd, "my_claims.every_declared_expectation_was_evaluated")
    assert (row["severity"], row["success"]) == ("critical", False)
    assert json.loads(str(row["observed"])) == {"declared": 6, "evaluated": 5}
    assert row["failing_rows"] == '[{"missing": "my_claims.expect_column_values_to_be_unique.claim_id.2"}]'
    [suite] = odd.suites
    assert (suite.n_declared, suite.n_evaluated, suite.n_failed_critical, suite.n_failed_warning) == (6, 5, 4, 1)


def test_a_required_table_without_a_suite_fails(odd: ValidationReport) -> None:
    assert odd.verdict == "failed"
    row = found(odd, "coverage.every_required_table_has_a_suite")
    assert (row["severity"], row["n_unexpected"]) == ("critical", len(REQUIRED_TABLES) - 1)


def test_a_suite_file_that_cannot_be_used_is_an_error_and_never_a_pass(
    settings: Settings, good: Path, tmp_path: Path
) -> None:
    (tmp_path / "mine.py").write_text("SUITE = []")
    with pytest.raises(ValidationError, match="Nothing was validated") as error:
        validate(good, "run", settings, suites=tmp_path)
    assert "mine.py defines no SUITE" in str(error.value)


def test_a_database_that_is_missing_or_broken_is_an_error(settings: Settings, tmp_path: Path) -> None:
    garbage = tmp_path / "garbage.duckdb"
    garbage.write_bytes(b"not a database" * 1000)
    with start_validator(settings) as validator:
        with pytest.raises(ValidationError, match=r"died while it was to check garbage\.duckdb"):
            validator.validate(garbage, "run")
        with pytest.raises(ValidationError, match="already gone"):
            validator.validate(garbage, "run")
    with pytest.raises(ValidationError, match="does not exist"):
        validate(tmp_path / "none.duckdb", "run", settings)


def test_a_process_that_takes_too_long_is_stopped_and_is_an_error(settings: Settings, good: Path) -> None:
    with start_validator(settings) as validator, pytest.raises(ValidationError, match="within 0 s and was stopped"):
        validator.validate(good, "run", timeout_seconds=0.01)


def test_a_process_that_is_killed_is_an_error(settings: Settings, good: Path) -> None:
    with start_validator(settings) as validator:
        psutil.Process(validator._process.pid).kill()
        with pytest.raises(ValidationError, match="exit status -9"):
            validator.validate(good, "run")


def test_a_validator_that_is_never_used_leaves_nothing_behind(settings: Settings, good: Path) -> None:
    before = {child.pid for child in psutil.Process().children()}
    with start_validator(settings) as validator:
        folder = Path(validator._folder.name)
        assert folder.exists()
    validator.close()
    assert {child.pid for child in psutil.Process().children()} <= before
    assert not folder.exists()
    with pytest.raises(ValidationError, match="closed"):
        validator.validate(good, "run")


def test_the_process_ends_when_whoever_started_it_is_gone(settings: Settings) -> None:
    with start_validator(settings) as validator:
        process = psutil.Process(validator._process.pid)
        assert validator._process.stdin is not None
        validator._process.stdin.close()
        assert process.wait(timeout=120) == 0
