"""The edges of running dbt: what is refused before it starts, how it ends badly, and when models count as others."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb
import pytest

from flows.modeling.build import build_models, generate_docs, models_fingerprint
from flows.modeling.invocation import ModelingError
from flows.settings import PROJECT_DIR, Settings

PROFILE = (Settings().dbt_project_dir / "profiles.yml").read_text(encoding="utf-8")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A dbt project of one model that selects a column which is not there."""
    project = tmp_path / "project"
    (project / "models").mkdir(parents=True)
    (project / "profiles.yml").write_text(PROFILE, encoding="utf-8")
    (project / "dbt_project.yml").write_text("name: wellsourced\nprofile: wellsourced\n", encoding="utf-8")
    (project / "models" / "claims.sql").write_text("select absent from range(3)", encoding="utf-8")
    return Settings(warehouse_dir=tmp_path / "warehouse", dbt_project_dir=project)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "build.duckdb"
    duckdb.connect(path).close()
    return path


def test_a_database_that_is_not_there_is_named_with_what_to_do(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(ModelingError, match=r"absent\.duckdb.*wellsourced run"):
        build_models(tmp_path / "absent.duckdb", settings)
    assert not (tmp_path / "absent.duckdb").exists()


def test_documentation_of_an_unpublished_warehouse_says_what_to_do(settings: Settings) -> None:
    with pytest.raises(ModelingError, match="wellsourced run"):
        generate_docs(settings)


def test_a_model_that_cannot_be_built_is_a_result_with_its_message(settings: Settings, database: Path) -> None:
    result = build_models(database, settings)
    (node,) = result.failures
    assert (node.name, node.status, result.succeeded) == ("claims", "error", False)
    assert "absent" in (node.message or "")
    (check,) = result.check_results("run-1").to_dicts()
    assert (check["check_id"], check["severity"]) == ("dbt.claims.model_builds", "critical")
    with duckdb.connect(database) as connection:  # dbt has let go of the file
        connection.execute("create table written_afterwards as select 1")
    assert [path.suffix for path in (settings.warehouse_dir / "tmp").iterdir()] == [".msgpack"]
    assert {path.name for path in settings.dbt_project_dir.iterdir()} == {"dbt_project.yml", "profiles.yml", "models"}


def test_models_build_where_the_file_system_has_no_hard_links(
    settings: Settings, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    (settings.dbt_project_dir / "models" / "claims.sql").write_text("select 1 as claim_id", encoding="utf-8")
    assert build_models(database, settings).succeeded
    with duckdb.connect(database, read_only=True) as connection:
        assert connection.sql("from claims").fetchall() == [(1,)]


def test_a_model_that_is_no_more_leaves_no_table_behind(settings: Settings, database: Path) -> None:
    model = settings.dbt_project_dir / "models" / "claims.sql"
    model.write_text("{{ config(materialized='table') }} select 1 as claim_id", encoding="utf-8")
    assert build_models(database, settings).succeeded
    with duckdb.connect(database) as connection:
        connection.execute("create schema raw; create table raw.claims as select 2 as claim_id")
        connection.execute("create table incremental.claim_pairs as select 3 as claim_id")
    assert build_models(database, settings).succeeded
    with duckdb.connect(database, read_only=True) as connection:  # what was found of pairs is kept by the same models only
        assert connection.sql("from incremental.claim_pairs").fetchall() == [(3,)]
    model.rename(model.with_name("sources.sql"))
    assert build_models(database, settings).succeeded
    with duckdb.connect(database, read_only=True) as connection:
        tables = connection.sql("select schema_name, table_name from duckdb_tables() order by all").fetchall()
    assert tables == [("incremental", "made_by"), ("main", "sources"), ("raw", "claims")]
    assert len(list((settings.warehouse_dir / "tmp").iterdir())) == 1  # the parse of the project as it was is not kept


def test_a_project_that_does_not_parse_raises_with_dbts_own_words(settings: Settings, database: Path) -> None:
    (settings.dbt_project_dir / "models" / "claims.sql").write_text("select * from {{ ref('nobody') }}", encoding="utf-8")
    with pytest.raises(ModelingError, match=r"(?s)could not run.*nobody"):
        build_models(database, settings)


def test_a_build_that_takes_too_long_is_stopped(settings: Settings, database: Path) -> None:
    with pytest.raises(ModelingError, match=r"did not end within 0.2 seconds.*WELLSOURCED_DUCKDB_THREADS"):
        build_models(database, settings, timeout_seconds=0.2)
    assert list((settings.warehouse_dir / "tmp").iterdir()) == []


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project and its seeds."""
    for name in ("dbt_project", "seeds/reference"):
        shutil.copytree(PROJECT_DIR / name, tmp_path / "copy" / name, ignore=shutil.ignore_patterns("target", "logs"))
    return tmp_path / "copy" / "dbt_project"


def test_the_fingerprint_changes_with_every_file_that_changes_the_models(project: Path) -> None:
    settings = Settings(dbt_project_dir=project)
    first = models_fingerprint(settings)
    assert first == models_fingerprint(Settings())
    seen = {first}
    seed = next((project.parent / "seeds" / "reference").glob("*.csv"))
    for name in (
        "macros/stable_id.sql",
        "models/marts/claims.sql",
        "models/marts/claims.yml",
        "models/shared_columns.md",
        seed,
    ):
        path = project / name
        path.write_bytes(path.read_bytes() + b"\n")
        seen.add(models_fingerprint(settings))
    (project / "models" / "marts" / "sources.sql").rename(project / "models" / "marts" / "sources_.sql")
    seen.add(models_fingerprint(settings))
    assert len(seen) == 7


def test_the_fingerprint_does_not_mind_what_dbt_leaves_behind(project: Path) -> None:
    settings = Settings(dbt_project_dir=project)
    first = models_fingerprint(settings)
    for folder in ("target", "logs"):
        (project / folder).mkdir()
        (project / folder / "left.sql").write_text("select 1", encoding="utf-8")
    assert models_fingerprint(settings) == first
