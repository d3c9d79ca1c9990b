"""Suites, models, schemas and vocabularies are written in several places and may not drift apart."""

from typing import get_args

import pytest
import yaml

from flows.cleaning.types import BlockKind, Genre, NoticeKind
from flows.extraction.facets import ClaimKind, Modality, Voice
from flows.extraction.quantities import Bound
from flows.extraction.sources import SourceKind
from flows.extraction.units import UnitKind
from flows.quality.catalogue import catalogue
from flows.quality.suites import load_suites
from flows.quality.types import MARTS, REQUIRED_TABLES
from flows.settings import PROJECT_DIR
from flows.warehouse import schema

SUITES = load_suites(PROJECT_DIR / "expectations")
BY_TABLE = {suite.table: suite for suite in SUITES.values()}
MART_FILES = PROJECT_DIR / "dbt_project" / "models" / "marts"


def columns_of(table: str) -> list[str]:
    [found] = [
        check.expectation.column_set
        for check in BY_TABLE[table].checks
        if check.expectation.expectation_type == "expect_table_columns_to_match_set"
    ]
    return list(found)


def values_of(table: str, column: str) -> set[str]:
    [found] = [
        check.expectation.value_set
        for check in BY_TABLE[table].checks
        if check.expectation.expectation_type == "expect_column_values_to_be_in_set" and check.expectation.column == column
    ]
    return set(found)


def model(mart: str) -> dict[str, object]:
    described = yaml.safe_load((MART_FILES / f"{mart}.yml").read_text(encoding="utf-8"))
    [found] = [model for model in described["models"] if model["name"] == mart]
    return dict(found)


def test_every_required_table_has_a_suite_and_no_suite_is_about_another() -> None:
    assert set(BY_TABLE) == set(REQUIRED_TABLES)


def test_the_readme_lists_the_expectations_as_they_are() -> None:
    written = (PROJECT_DIR / "expectations" / "README.md").read_text(encoding="utf-8")
    assert written == catalogue(SUITES), "run python -m flows.quality.catalogue"


def test_every_reason_is_a_sentence_and_every_warning_tells_more_than_what_it_checks() -> None:
    for name, suite in SUITES.items():
        for check in suite.checks:
            assert check.reason[0].isupper(), (name, check.reason)
            assert check.reason.endswith("."), (name, check.reason)
            assert "MEASURED" not in check.reason, (name, check.reason)


@pytest.mark.parametrize("mart", MARTS)
def test_a_suite_expects_the_columns_that_the_model_promises_in_order(mart: str) -> None:
    promised = [str(column["name"]) for column in model(mart)["columns"]]  # type: ignore[attr-defined]
    assert columns_of(f"main.{mart}") == promised


@pytest.mark.parametrize("table", sorted(schema.EXTRACTED))
def test_a_suite_expects_the_columns_that_extraction_writes(table: str) -> None:
    found = columns_of(f"raw.{table}")
    assert found[: len(schema.EXTRACTED[table])] == list(schema.EXTRACTED[table])


@pytest.mark.parametrize("mart", MARTS)
def test_suites_and_models_allow_the_same_values(mart: str) -> None:
    suite = BY_TABLE[f"main.{mart}"]
    expected = {
        check.expectation.column: set(check.expectation.value_set)
        for check in suite.checks
        if check.expectation.expectation_type == "expect_column_values_to_be_in_set"
    }
    promised = {
        column["name"]: {str(value) for value in test["accepted_values"]["arguments"]["values"]}
        for column in model(mart)["columns"]  # type: ignore[attr-defined]
        for test in column.get("data_tests", [])
        if isinstance(test, dict) and "accepted_values" in test
    }
    assert {column: values for column, values in promised.items() if expected.get(column) != values} == {}


@pytest.mark.parametrize(
    ("table", "column", "vocabulary"),
    [
        ("main.blocks", "kind", BlockKind),
        ("raw.blocks", "kind", BlockKind),
        ("main.documents", "genre", Genre),
        ("raw.documents", "genre", Genre),
        ("main.documents", "notice_kind", NoticeKind),
        ("raw.documents", "notice_kind", NoticeKind),
        ("main.claims", "kind", ClaimKind),
        ("main.claims", "modality", Modality),
        ("main.claims", "voice", Voice),
        ("main.sources", "kind", SourceKind),
        ("raw.document_sources", "kind", SourceKind),
        ("main.quantities", "bound", Bound),
        ("main.quantities", "unit_kind", UnitKind),
    ],
)
def test_suites_allow_what_cleaning_and_extraction_can_write(table: str, column: str, vocabulary: object) -> None:
    assert values_of(table, column) == set(get_args(vocabulary))
