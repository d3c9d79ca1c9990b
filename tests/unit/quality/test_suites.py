from pathlib import Path

import great_expectations.expectations as gxe
import pytest

from flows.quality.rules import where
from flows.quality.suites import SuiteError, check_ids, critical, load_suites, one_of, suite, unique_key, warning

CHECK = critical("key", *unique_key("claim_id"))


def test_a_table_that_may_not_be_empty_gets_its_row_count_checked() -> None:
    kinds = [check.expectation.expectation_type for check in suite("main.claims", key=["claim_id"], checks=[CHECK]).checks]
    assert kinds[0] == "expect_table_row_count_to_be_between"
    may_be_empty = suite("main.claims", key=["claim_id"], checks=[CHECK], empty_when="nobody claims anything")
    assert len(may_be_empty.checks) == len(kinds) - 1


@pytest.mark.parametrize("table", ["claims", "main.claims; drop table claims", "main.", "MAIN.CLAIMS", 'main."x"'])
def test_a_suite_names_its_table_with_its_schema(table: str) -> None:
    with pytest.raises(SuiteError, match=r"write main\.claims"):
        suite(table, key=["claim_id"], checks=[CHECK])


def test_an_empty_suite_is_refused() -> None:
    with pytest.raises(SuiteError, match="nothing is expected"):
        suite("main.claims", key=["claim_id"], checks=[], empty_when="always")


def test_check_ids_name_suite_expectation_and_column_and_number_what_repeats() -> None:
    checks = [
        *CHECK,
        *warning("again", one_of("kind", "event"), one_of("kind", "state")),
        *warning("pair", gxe.ExpectCompoundColumnsToBeUnique(column_list=["claim_id", "kind"])),
        *critical("rule", where("Claims aren't short!", "true", show=["claim_id"], columns=["text"])),
        *critical("rows", gxe.ExpectTableRowCountToEqual(value=1)),
    ]
    assert check_ids("claims", checks) == [
        "claims.expect_column_values_to_not_be_null.claim_id",
        "claims.expect_column_values_to_be_unique.claim_id",
        "claims.expect_column_values_to_be_in_set.kind",
        "claims.expect_column_values_to_be_in_set.kind.2",
        "claims.expect_compound_columns_to_be_unique.claim_id+kind",
        "claims.claims_aren_t_short.text",
        "claims.expect_table_row_count_to_equal",
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("SUITES = 1", r"mine\.py defines no SUITE"),
        ("SUITE = 1", r"mine\.py defines no SUITE"),
        ("SUITE = (", r"mine\.py: SyntaxError"),
        ("import nowhere", r"mine\.py, line 1: ModuleNotFoundError"),
        ("\nSUITE = len()", r"mine\.py, line 2: TypeError"),
    ],
)
def test_a_file_that_declares_no_suite_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "__init__.py").write_text("")
    (tmp_path / "mine.py").write_text(text)
    with pytest.raises(SuiteError, match=complaint):
        load_suites(tmp_path)


def test_a_folder_without_a_suite_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="no suite"):
        load_suites(tmp_path)


def test_suites_are_found_by_file_name_in_order(tmp_path: Path) -> None:
    text = (
        "from flows.quality.suites import critical, suite, unique_key\n"
        "SUITE = suite('main.claims', key=['claim_id'], checks=[critical('key', *unique_key('claim_id'))])\n"
    )
    for name in ("zebra", "apple"):
        (tmp_path / f"{name}.py").write_text(text)
    assert list(load_suites(tmp_path)) == ["apple", "zebra"]
