"""Building the models and their documentation with dbt.

What does not belong here: SQL and thresholds (``dbt_project/``), and deciding what a failed check means for a release.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from importlib.metadata import version
from pathlib import Path

import yaml

from flows.modeling.invocation import reading_dbt, writing_dbt
from flows.modeling.results import ModelingResult, modeling_result
from flows.settings import Settings
from flows.warehouse.connection import transaction, writing

BUILD_TIMEOUT_SECONDS = 3600.0
"""A build of this project takes seconds; an hour is a build that hangs or a warehouse that needs a larger machine."""

FINGERPRINTED = frozenset({".sql", ".yml", ".csv", ".md"})
"""Suffixes of the files that decide what the models make, comments stored with them included."""

BUILT_SCHEMAS = ("staging", "intermediate")
"""Schemas that hold what dbt builds and nothing else; so does ``main``, which cannot be dropped."""

INCREMENTAL_SCHEMA = "incremental"
"""Schema of what dbt adds to: kept from one build to the next by the same models, and made anew by any others."""

LEFT_BY_DBT = frozenset({"target", "logs"})
"""Folders that dbt makes in a project when it is run by hand."""


def build_models(
    database: Path, settings: Settings, *, select: str | None = None, timeout_seconds: float = BUILD_TIMEOUT_SECONDS
) -> ModelingResult:
    """Build every model in a database that holds the raw tables, and test the data; the file is closed on return.

    Every table is made anew, but for those of schema ``incremental``, which an earlier build by the same models left: they
    hold what was found of documents and pairs of them, and only what is new is added. The outcome is the same.

    ``database`` is a build, never a release; ``select`` is dbt's node selection (``claims+``). A model or test that fails is
    in the result, with its failing rows, and is not an exception; what is built upon it is skipped. Raises ModelingError
    when dbt itself cannot run, or runs nothing.
    """
    started = time.monotonic()
    arguments = ["build", "--exclude-resource-type", "unit_test"]
    if select is not None:
        arguments += ["--select", select]
    fingerprint = models_fingerprint(settings)
    if select is None and database.is_file():
        _drop_models(database, settings, fingerprint)
    with writing_dbt(arguments, database, settings, timeout_seconds=timeout_seconds, fingerprint=fingerprint) as invocation:
        run_results, manifest = invocation.artifact("run_results.json"), invocation.artifact("manifest.json")
    return modeling_result(run_results, manifest, database, settings, seconds=time.monotonic() - started)


def _drop_models(database: Path, settings: Settings, fingerprint: str) -> None:
    """Drop what an earlier build made, so that no table of a model that is no more stays behind.

    What is built incrementally stays if the same models, run by the same DuckDB, made it.

    It also saves dbt a fifth of its time on the models, which it would spend on renaming the old ones and dropping them one
    by one (44 models).
    """
    with writing(database, settings) as connection, transaction(connection):
        for schema in BUILT_SCHEMAS:
            connection.execute(f"drop schema if exists {schema} cascade")
        made_by = f"{fingerprint} {version('duckdb')}"
        built = connection.execute(
            "select 1 from duckdb_tables() where schema_name = $1 and table_name = 'made_by'", [INCREMENTAL_SCHEMA]
        ).fetchone()
        if not built or connection.execute(f"from {INCREMENTAL_SCHEMA}.made_by").fetchone() != (made_by,):
            connection.execute(f"drop schema if exists {INCREMENTAL_SCHEMA} cascade")
            connection.execute(f"create schema {INCREMENTAL_SCHEMA}")
            connection.execute(f"create table {INCREMENTAL_SCHEMA}.made_by as select $1 as fingerprint", [made_by])
        made = connection.execute(
            "select 'view', view_name from duckdb_views() where schema_name = 'main' and not internal union all "
            "select 'table', table_name from duckdb_tables() where schema_name = 'main' and not internal"
        ).fetchall()
        for kind, name in made:
            connection.execute('drop {} main."{}"'.format(kind, name.replace('"', '""')))


def generate_docs(settings: Settings, *, timeout_seconds: float = BUILD_TIMEOUT_SECONDS) -> Path:
    """Write dbt's documentation of the published warehouse to ``docs/index.html`` in the warehouse's folder, return where.

    The page holds everything in one file and needs no server. The release is opened read-only. Raises ModelingError when
    nothing is published, or dbt cannot make the page.
    """
    arguments = ["docs", "generate", "--static"]
    with reading_dbt(arguments, settings.published_path, settings, timeout_seconds=timeout_seconds) as invocation:
        invocation.artifact("catalog.json")
        page = settings.warehouse_dir / "docs" / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(invocation.target / "static_index.html", page)
    return page


def models_fingerprint(settings: Settings) -> str:
    """Return the sha256 over the names and bytes of the dbt project's files and seeds: another value, other models."""
    project = settings.dbt_project_dir
    configured = yaml.safe_load((project / "dbt_project.yml").read_text(encoding="utf-8"))
    digest = hashlib.sha256()
    for folder in (project, *(project / path for path in configured.get("seed-paths", []))):
        for path in sorted(path for path in folder.rglob("*") if path.suffix in FINGERPRINTED and path.is_file()):
            name, content = path.relative_to(folder), path.read_bytes()
            if name.parts[0] not in LEFT_BY_DBT:
                digest.update(f"{name.as_posix()}\x1f{len(content)}\x1f".encode())
                digest.update(content)
    return digest.hexdigest()
