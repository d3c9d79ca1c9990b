"""What dbt's artifacts become: invented ones, so that every status is met without running dbt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from flows.modeling.invocation import ModelingError
from flows.modeling.results import VALUE_SHOWN, modeling_result
from flows.settings import Settings
from flows.warehouse.schema import CHECK_RESULTS

CLAIMS = "model.wellsourced.claims"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "build.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(
            "create table claims as select 'c' || i as claim_id, repeat('long ', 200) as text from range(9) as r (i)"
        )
    return path


def node_of(unique_id: str, status: str, **columns: Any) -> dict[str, Any]:
    result = {"unique_id": unique_id, "status": status, "execution_time": 0.25, "message": None, "failures": None}
    return result | {"compiled_code": None} | columns


def definition(unique_id: str, **columns: Any) -> dict[str, Any]:
    resource_type, _, name, *_ = unique_id.split(".")
    common = {
        "resource_type": resource_type,
        "name": name,
        "description": "",
        "raw_code": "",
        "config": {"severity": "ERROR"},
    }
    return common | columns


def generic(test: str, column: str | None, severity: str = "ERROR", **arguments: Any) -> dict[str, Any]:
    return {
        "attached_node": CLAIMS,
        "column_name": column,
        "config": {"severity": severity},
        "test_metadata": {"name": test, "kwargs": {"column_name": column, "model": "{{ … }}"} | arguments},
    }


def result_of(database: Path, tmp_path: Path, *nodes: tuple[dict[str, Any], dict[str, Any]]) -> Any:
    run_results = {"results": [result for result, _ in nodes]}
    manifest = {"nodes": {result["unique_id"]: described for result, described in nodes}}
    return modeling_result(run_results, manifest, database, Settings(warehouse_dir=tmp_path), seconds=1.5)


def test_a_failed_data_test_shows_its_first_rows_with_long_texts_cut(database: Path, tmp_path: Path) -> None:
    test = "test.wellsourced.unique_claims_claim_id.abc"
    failed = node_of(
        test, "fail", failures=9, message="Got 9 results", compiled_code='select * from "main"."claims" order by 1'
    )
    result = result_of(database, tmp_path, (failed, definition(test, **generic("unique", "claim_id"))))
    assert not result.succeeded
    (check,) = result.check_results("run-1").to_dicts()
    rows = json.loads(check["failing_rows"])
    assert [row["claim_id"] for row in rows] == ["c0", "c1", "c2", "c3", "c4"]
    assert all(len(row["text"]) == VALUE_SHOWN + 1 for row in rows)
    assert (check["n_unexpected"], check["severity"], check["success"]) == (9, "critical", False)
    assert json.loads(check["observed"]) == {"status": "fail", "message": "Got 9 results"}


def test_a_warning_is_a_failed_check_that_does_not_fail_the_build(database: Path, tmp_path: Path) -> None:
    test = "test.wellsourced.within_range_claims.abc"
    warned = node_of(test, "warn", failures=1, compiled_code="select 2 as score")
    result = result_of(database, tmp_path, (warned, definition(test, **generic("within_range", "score", "warn", maximum=1))))
    (check,) = result.checks.to_dicts()
    assert result.succeeded
    assert (check["severity"], check["success"], json.loads(check["failing_rows"])) == ("warning", False, [{"score": 2}])
    assert check["reason"] == "within_range(maximum=1)"


def test_a_model_that_breaks_its_contract_fails_and_what_was_skipped_claims_nothing(database: Path, tmp_path: Path) -> None:
    test = "test.wellsourced.not_null_claims_text.abc"
    broken = node_of(CLAIMS, "error", message="Constraint Error: Duplicate key")
    skipped = node_of(test, "skipped")
    contracted = definition(CLAIMS, contract={"enforced": True})
    result = result_of(database, tmp_path, (broken, contracted), (skipped, definition(test, **generic("not_null", "text"))))
    (check,) = result.checks.to_dicts()
    assert (check["check_id"], check["success"], check["severity"]) == ("dbt.claims.model_builds", False, "critical")
    assert "Duplicate key" in check["observed"]
    assert [node.name for node in result.failures] == ["claims"]
    assert not result.succeeded


def test_a_build_in_which_something_was_skipped_has_not_succeeded(database: Path, tmp_path: Path) -> None:
    built = (node_of(CLAIMS, "success"), definition(CLAIMS, contract={"enforced": True}))
    skipped = "model.wellsourced.sources"
    assert result_of(database, tmp_path, built).succeeded
    assert not result_of(database, tmp_path, built, (node_of(skipped, "skipped"), definition(skipped))).succeeded


def test_check_ids_are_unique_and_do_not_depend_on_the_order_of_the_results(database: Path, tmp_path: Path) -> None:
    def passed(suffix: str, to: str) -> tuple[dict[str, Any], dict[str, Any]]:
        test = f"test.wellsourced.relationships.{suffix}"
        return node_of(test, "pass", failures=0), definition(test, **generic("relationships", "claim_id", to=to))

    def ids(*nodes: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, str]:
        checks = result_of(database, tmp_path, *nodes).checks
        return dict(zip(checks["reason"], checks["check_id"], strict=True))

    first, second = passed("a", "ref('documents')"), passed("b", "ref('sentences')")
    assert ids(first, second) == ids(second, first)
    assert sorted(ids(first, second).values()) == [
        "dbt.claims.relationships.claim_id",
        "dbt.claims.relationships.claim_id.2",
    ]


def test_the_prose_above_a_singular_test_is_its_reason(database: Path, tmp_path: Path) -> None:
    test = "test.wellsourced.assert_claims_have_texts"
    code = "-- A claim is words.\n-- A row is a claim without any.\n{{ config(severity='warn') }}\nselect 1"
    passed = node_of(test, "pass", failures=0)
    result = result_of(database, tmp_path, (passed, definition(test, raw_code=code, attached_node=None, column_name=None)))
    (check,) = result.checks.to_dicts()
    assert check["reason"] == "A claim is words. A row is a claim without any."
    assert check["check_id"] == "dbt.assert_claims_have_texts"
    assert check["table_name"] == "several tables"


def test_check_results_have_the_columns_and_types_of_the_quality_table(database: Path, tmp_path: Path) -> None:
    built = (node_of(CLAIMS, "success"), definition(CLAIMS, contract={"enforced": True}))
    found = result_of(database, tmp_path, built).check_results("run-1")
    assert found.schema == pl.Schema(CHECK_RESULTS)
    assert found["run_id"].to_list() == ["run-1"]


def test_a_build_of_nothing_is_an_error_and_not_a_pass(database: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelingError, match="no model fits the selection"):
        result_of(database, tmp_path)
