"""The dbt project holds what it promises: contracts, descriptions, keys, and tests that find what they are for."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import polars as pl
import pytest

from flows.modeling.build import build_models, generate_docs, models_fingerprint
from flows.modeling.invocation import writing_dbt
from flows.modeling.results import BUILDS, ModelingResult, modeling_result
from flows.quality.types import MARTS
from flows.settings import Settings
from flows.sources.identity import stable_id
from tests.raw_fixture import create_raw, paragraphs

pytestmark = pytest.mark.timeout(1800)  # a build of everything has ten minutes of its own

ARTICLE = (
    "The river carried 40 percent less water in 2023. Nobody had measured so little before 🌊 in the valley.\n\n"
    "Towns along the river pay four million euros a year for water. Is that too much? It is not."
)
COPY = ARTICLE.replace("40 percent", "45 percent")
OTHER = "A bridge was opened in the capital on Monday. It is the longest one of the country."

RUN_DEPENDENT = {"first_seen_run_id", "first_seen_at", "last_seen_run_id", "last_seen_at"}


class Built(NamedTuple):
    path: Path
    manifest: dict[str, Any]
    result: ModelingResult

    def marts(self) -> dict[str, dict[str, Any]]:
        nodes = self.manifest["nodes"].values()
        return {node["name"]: node for node in nodes if node["resource_type"] == "model" and node["fqn"][1] == "marts"}


def create_documents(path: Path, **changes: Any) -> None:
    documents = {"d1": ARTICLE, "d2": COPY, "d3": OTHER}
    create_raw(path, [(name, text, paragraphs(text)) for name, text in documents.items()], **changes)


def invented_rows() -> dict[str, list[dict[str, Any]]]:
    """A number, a year and a second source for the first sentence of the first document."""
    claim = stable_id("d1", "claim", 0, len("The river carried 40 percent less water in 2023."))
    number, year = ARTICLE.index("40 percent"), ARTICLE.index("2023")
    return {
        "quantities": [
            {
                "quantity_id": "q1",
                "document_id": "d1",
                "claim_id": claim,
                "start_char": number,
                "end_char": number + len("40 percent"),
                "text": "40 percent",
                "value": 40.0,
                "bound": "down",
                "unit": "percent",
                "unit_kind": "ratio",
            }
        ],
        "time_references": [
            {
                "time_reference_id": "t1",
                "document_id": "d1",
                "claim_id": claim,
                "start_char": year,
                "end_char": year + 4,
                "text": "2023",
            }
        ],
        "document_sources": [
            {
                "document_source_id": "s1",
                "document_id": "d1",
                "name": "Dr. Ana Duarte",
                "kind": "person",
                "aliases": ["Duarte"],
            },
            {"document_source_id": "s2", "document_id": "d3", "name": "Ana Duarte", "kind": "person", "aliases": []},
        ],
    }


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One installation for the whole module, so that dbt parses the project once."""
    return Settings(warehouse_dir=tmp_path_factory.mktemp("dbt") / "warehouse")


@pytest.fixture(scope="module")
def built(settings: Settings) -> Built:
    """Everything `dbt build` can do, unit tests included, on three invented documents."""
    path = settings.builds_dir / "2026-11-01-build.duckdb"
    path.parent.mkdir(parents=True)
    create_documents(path, rows=invented_rows())
    fingerprint = models_fingerprint(settings)
    with writing_dbt(["build"], path, settings, timeout_seconds=600, fingerprint=fingerprint) as invocation:
        run_results, manifest = invocation.artifact("run_results.json"), invocation.artifact("manifest.json")
    nodes = manifest["nodes"] | manifest["unit_tests"]
    result = modeling_result(run_results, {"nodes": nodes}, path, settings, seconds=0)
    return Built(path, manifest, result)


@pytest.fixture(scope="module")
def published(built: Built) -> Iterator[duckdb.DuckDBPyConnection]:
    """The build under the name that readers open it by."""
    copy = built.path.with_name("warehouse.duckdb")
    shutil.copyfile(built.path, copy)
    with duckdb.connect(copy, read_only=True) as connection:
        yield connection


def test_everything_is_built_and_every_data_test_passes(built: Built) -> None:
    problems = {node.name: node.message for node in built.result.nodes if node.status not in ("success", "pass", "no-op")}
    assert problems == {}


def test_unit_tests_of_the_models_ran_and_passed(built: Built) -> None:
    unit_tests = [node for node in built.result.nodes if node.resource_type == "unit_test"]
    assert len(unit_tests) == len(built.manifest["unit_tests"]) > 0
    assert {node.status for node in unit_tests} == {"pass"}


def test_there_is_a_mart_for_each_table_that_a_release_holds(built: Built) -> None:
    assert set(built.marts()) == set(MARTS)


def test_every_mart_has_an_enforced_contract_and_a_primary_key(built: Built, published: duckdb.DuckDBPyConnection) -> None:
    assert [name for name, mart in built.marts().items() if not mart["contract"]["enforced"]] == []
    keyed = published.sql("select table_name from duckdb_constraints() where constraint_type = 'PRIMARY KEY'").fetchall()
    assert {name for (name,) in keyed} == set(MARTS)


def test_the_described_columns_are_the_built_columns_in_order_and_type(
    built: Built, published: duckdb.DuckDBPyConnection
) -> None:
    found = published.sql(
        "select table_name, column_name, data_type from duckdb_columns() where schema_name = 'main' and not internal"
        " order by table_name, column_index"
    ).pl()
    columns: dict[str, list[tuple[str, str]]] = {name: [] for name in MARTS}
    for table, column, data_type in found.iter_rows():
        columns[table].append((column, data_type.replace('"', "").lower()))
    described = {
        name: [(column["name"], column["data_type"].lower()) for column in mart["columns"].values()]
        for name, mart in built.marts().items()
    }
    assert described == columns


def test_every_model_is_described_and_says_what_one_row_is(built: Built) -> None:
    models = [node for node in built.manifest["nodes"].values() if node["resource_type"] == "model"]
    undescribed = [node["name"] for node in models if not node["description"].strip()]
    without_grain = [
        node["name"] for node in models if not node["description"].strip().rpartition(". ")[2].startswith("One row")
    ]
    assert (undescribed, without_grain) == ([], [])


def test_every_column_is_described_and_the_description_is_stored_as_a_comment(
    built: Built, published: duckdb.DuckDBPyConnection
) -> None:
    stored = published.sql(
        "select table_name, column_name, comment from duckdb_columns() where schema_name = 'main' and not internal"
    ).fetchall()
    comments = {(table, column): comment for table, column, comment in stored}
    tables = published.sql("select table_name, comment from duckdb_tables() where schema_name = 'main'").fetchall()
    described = {
        (name, column["name"]): column["description"].strip()
        for name, mart in built.marts().items()
        for column in mart["columns"].values()
    }
    assert [key for key, description in described.items() if len(description) < 10] == []
    assert {key: (comment or "").strip() for key, comment in comments.items()} == described
    assert {name: (comment or "").strip() for name, comment in tables} == {
        name: mart["description"].strip() for name, mart in built.marts().items()
    }


def test_every_judged_column_says_what_it_was_measured_on(built: Built) -> None:
    metas = {
        f"{name}.{column['name']}": column["config"]["meta"]
        for name, mart in built.marts().items()
        for column in mart["columns"].values()
        if column["config"]["meta"]
    }
    judged = {name: meta for name, meta in metas.items() if "run_dependent" not in meta}
    incomplete = [name for name, meta in judged.items() if not {"judged_by", "measured_on", "figure", "n"} <= set(meta)]
    assert incomplete == []
    assert [name for name, meta in judged.items() if not (meta["measured_on"] and meta["figure"] and meta["n"] > 0)] == []
    expected = {"claims.kind", "claims.modality", "attributions.source_id", "documents.genre", "documents.derivation"}
    assert expected <= set(judged)


def test_columns_that_depend_on_the_run_are_marked(built: Built) -> None:
    columns = [
        (name, column["name"], bool(column["config"]["meta"].get("run_dependent")))
        for name, mart in built.marts().items()
        for column in mart["columns"].values()
    ]
    assert [(table, column) for table, column, marked in columns if marked != (column in RUN_DEPENDENT)] == []


def test_every_view_still_works_in_a_file_of_another_name(published: duckdb.DuckDBPyConnection) -> None:
    views = published.sql("select schema_name, view_name from duckdb_views() where not internal").fetchall()
    assert {schema for schema, _ in views} == {"staging", "intermediate"}
    for schema, view in views:
        published.sql(f'select count(*) from "{schema}"."{view}"').fetchall()  # noqa: S608 - names of the catalogue


def test_no_model_lays_every_row_against_every_other(built: Built, published: duckdb.DuckDBPyConnection) -> None:
    """A left or anti join with a condition on one side, or with "or", becomes a loop over all pairs of rows in DuckDB."""
    models = [node for node in built.manifest["nodes"].values() if node["resource_type"] == "model"]
    loops: Counter[str] = Counter()
    for model in models:
        ((_, plan),) = published.execute(f"explain (format json) {model['compiled_code']}").fetchall()
        # the loop that remains where rows are many; a NESTED_LOOP_JOIN is chosen for few
        loops[model["name"]] += plan.count("BLOCKWISE_NL_JOIN")
    assert len(models) > 60
    # names against seeds/reference/change_aliases.csv, which does not grow with the documents
    assert +loops == {"int_matched_names": 1}


def test_a_source_named_in_two_documents_is_one_source(published: duckdb.DuckDBPyConnection) -> None:
    found = published.sql("select name, aliases, n_documents from sources where kind = 'person'").fetchall()
    assert found == [("Dr. Ana Duarte", ["Ana Duarte", "Duarte"], 2)]


def test_counts_of_a_document_are_its_rows(published: duckdb.DuckDBPyConnection) -> None:
    for table in ("blocks", "sentences", "claims", "attributions", "quantities"):
        counted = f"select document_id, n_{table} from documents where n_{table} > 0 order by all"  # noqa: S608
        rows = f"select document_id, count(*) from {table} group by all order by all"  # noqa: S608
        assert published.sql(counted).fetchall() == published.sql(rows).fetchall() != []


@pytest.mark.slow
def test_a_second_build_over_the_first_gives_the_same_rows(built: Built, settings: Settings, tmp_path: Path) -> None:
    again = tmp_path / "again.duckdb"
    shutil.copyfile(built.path, again)
    assert build_models(again, settings).succeeded

    def rows(path: Path) -> dict[str, pl.DataFrame]:
        with duckdb.connect(path, read_only=True) as connection:
            return {name: connection.sql(f"from {name} order by all").pl() for name in MARTS}

    before, after = rows(built.path), rows(again)
    assert [name for name in MARTS if not before[name].equals(after[name])] == []


def test_a_warehouse_without_documents_builds(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "empty.duckdb"
    create_raw(path, [])
    result = build_models(path, settings)
    assert {node.name: node.message for node in result.failures} == {}


@pytest.mark.slow
def test_documentation_is_one_page_and_leaves_the_published_file_alone(built: Built, tmp_path: Path) -> None:
    settings = Settings(warehouse_dir=tmp_path / "warehouse")
    settings.warehouse_dir.mkdir()
    shutil.copyfile(built.path, settings.published_path)
    before = settings.published_path.read_bytes()
    page = generate_docs(settings).read_text(encoding="utf-8")
    assert "Who stands behind a claim" in page
    assert settings.published_path.read_bytes() == before


def test_singular_tests_of_what_the_models_conclude_find_what_they_are_for(built: Built, tmp_path: Path) -> None:
    tests = {f"dbt.{node['name']}": node for node in built.manifest["nodes"].values() if node["resource_type"] == "test"}
    for check, damage in DAMAGED_MARTS.items():
        path = tmp_path / f"{check}.duckdb"
        shutil.copyfile(built.path, path)
        with duckdb.connect(path) as connection:
            assert connection.sql(tests[check]["compiled_code"]).fetchall() == []
            connection.execute(damage)
            assert connection.sql(tests[check]["compiled_code"]).fetchall() != [], check


def test_every_singular_test_is_seen_to_fail(settings: Settings) -> None:
    singular = {f"dbt.{path.stem}" for path in (settings.dbt_project_dir / "tests" / "singular").glob("*.sql")}
    assert singular
    assert sorted(singular - BREAKAGES.keys() - DAMAGED_MARTS.keys()) == [], "name below what breaks it"


def test_data_tests_find_what_they_are_for(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "broken.duckdb"
    create_documents(path, rows=invented_rows())
    with duckdb.connect(path) as connection:
        for statement in BREAKAGES.values():
            connection.execute(statement)
    result = build_models(path, settings)
    failed = result.checks.filter(~pl.col("success"), pl.col("expectation") != BUILDS)
    found = {name for name in BREAKAGES if name in set(failed["check_id"])}
    assert sorted(set(BREAKAGES) - found) == []
    assert not result.succeeded
    assert all(json.loads(rows) for rows in failed["failing_rows"])
    assert Counter(failed["severity"])["warning"] > 0


BREAKAGES = {
    "dbt.blocks.span_within_text": "update raw.blocks set end_char = end_char + 1 where document_id = 'd3'",
    "dbt.assert_blocks_hold_all_of_the_text": "update raw.blocks set text = 'A' where document_id = 'd3'",
    "dbt.claims.span_within_text": "update raw.claims set text = replace(text, 'bridge', 'ridge') where document_id = 'd3'",
    "dbt.claims.accepted_values.kind": "update raw.claims set kind = 'fact' where document_id = 'd3'",
    "dbt.claims.within_range.verifiability_score": "update raw.claims set verifiability_score = 'nan'",
    "dbt.documents.not_empty_string.title": "update raw.documents set title = ' ' where document_id = 'd3'",
    "dbt.assert_every_claim_has_one_nearest_source": "update raw.attributions set depth = 2 where document_id = 'd3'",
    "dbt.assert_every_cited_source_is_cited_by_a_source": "select 1",  # the same attributions
    "dbt.assert_every_listed_file_is_accounted_for": "update raw.run_counts set n_listed = 4",
    "dbt.assert_loaded_files_are_documents": "update raw.ingested_files set document_id = 'd4' where document_id = 'd3'",
    "dbt.assert_documents_are_named_after_their_bytes": "update raw.documents set sha256 = 'ff' where document_id = 'd3'",
    "dbt.assert_blocks_and_sentences_do_not_overlap": "update raw.sentences set start_char = 0 where document_id = 'd3'",
    "dbt.assert_parts_lie_within_their_whole": "update raw.quantities set claim_id = (select min(claim_id) from raw.claims "
    "where document_id = 'd3')",
    "dbt.assert_questions_are_not_claims": "update raw.sentences set is_question = true where document_id = 'd3'",
    "dbt.assert_contents_reach_from_their_first_to_their_last_piece": "update raw.attributions "
    "set content_spans = content_spans[:0] where document_id = 'd3'",
    "dbt.assert_attributions_in_the_documents_own_voice_quote_nobody": "update raw.attributions "
    "set quotation = 'direct' where document_id = 'd3'",
    "dbt.assert_ranges_run_upwards": "update raw.time_references set date_from = '2023-12-31', date_to = '2023-01-01'",
}
"""Checks that must fail, and how the raw tables are broken for it: all in one build, nothing that staging refuses."""

DAMAGED_MARTS = {
    "dbt.assert_derived_documents_name_their_origin": "update documents set derived_from_document_id = document_id "
    "where document_id = 'd2'",
}
"""Checks that no raw tables can make fail, whatever is in them, and how a mart is damaged for it."""
