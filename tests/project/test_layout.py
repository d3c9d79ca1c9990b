"""The project's rules about itself: where code may live and what it may import."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from flows.settings import PROJECT_DIR

FLOWS = PROJECT_DIR / "flows"
SUBPACKAGE_MODULES = sorted(path for path in FLOWS.rglob("*.py") if path.parent != FLOWS)
TOP_LEVEL = {"pyproject.toml", "README.md", "Makefile", "requirements.lock"} | {
    "flows",
    "dbt_project",
    "expectations",
    "tests",
    "seeds",
    "warehouse",
}


def imported_packages(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def importers_of(package: str) -> set[str]:
    return {
        str(path.relative_to(PROJECT_DIR))
        for folder in ("flows", "expectations")
        for path in (PROJECT_DIR / folder).rglob("*.py")
        if any(name == package or name.startswith(f"{package}.") for name in imported_packages(path))
    }


@pytest.mark.skipif(not (PROJECT_DIR / ".git").exists(), reason="not a git checkout: nothing says what belongs to it")
def test_the_top_level_holds_what_was_agreed_and_nothing_else() -> None:
    # In a container the checkout often belongs to another user, and git then refuses to read it.
    command = ["git", "-c", "safe.directory=*", "ls-files"]
    tracked = subprocess.run(command, cwd=PROJECT_DIR, capture_output=True, text=True, check=True).stdout
    found = {line.split("/")[0] for line in tracked.splitlines()}
    assert {name for name in found if not name.startswith(".")} == TOP_LEVEL


def test_only_top_level_modules_import_prefect() -> None:
    importers = importers_of("prefect")
    assert importers, "the pipeline runs under Prefect"
    assert {path for path in importers if Path(path).parent != Path("flows")} == set()


def test_no_subpackage_imports_an_orchestrating_module() -> None:
    orchestrating = {f"flows.{path.stem}" for path in FLOWS.glob("*.py")} - {
        "flows.settings",
        "flows.errors",
        "flows.__init__",
    }
    wrong = {
        f"{path.relative_to(PROJECT_DIR)} imports {name}"
        for path in SUBPACKAGE_MODULES
        for name in imported_packages(path) & orchestrating
    }
    assert wrong == set()


def test_great_expectations_is_imported_by_quality_and_expectations_alone() -> None:
    importers = importers_of("great_expectations")
    assert importers
    assert {path for path in importers if not path.startswith(("flows/quality/", "expectations/"))} == set()


def test_dbt_is_imported_by_modeling_alone() -> None:
    assert {path for path in importers_of("dbt") if not path.startswith("flows/modeling/")} == set()


def test_duckdb_is_opened_by_warehouse_and_the_validating_process_alone() -> None:
    importers = importers_of("duckdb")
    assert importers
    assert {path for path in importers if not path.startswith(("flows/warehouse/", "flows/quality/"))} == set()


@pytest.mark.parametrize("name", ["dbt", "prefect", "duckdb", "polars"])
def test_no_module_hides_a_package_of_the_same_name(name: str) -> None:
    # Prefect puts a flow's own folder first on the import path.
    assert not (FLOWS / f"{name}.py").exists()


@pytest.mark.parametrize("path", SUBPACKAGE_MODULES, ids=lambda path: str(path.relative_to(FLOWS)))
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_help_imports_nothing_heavy() -> None:
    heavy = ("prefect", "dbt", "great_expectations", "spacy", "duckdb", "polars", "pandas", "pydantic_settings")
    code = f"import sys, flows.cli; print([name for name in {heavy!r} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_the_lock_file_pins_every_package_by_hash_and_names_no_address() -> None:
    for lock in (PROJECT_DIR / "requirements.lock", PROJECT_DIR / "tests" / "requirements.lock"):
        text = lock.read_text(encoding="utf-8")
        entries = [entry for entry in text.split("\n") if entry and not entry.startswith((" ", "#"))]
        assert len(entries) > 100
        assert all("==" in entry and entry.endswith("\\") for entry in entries)
        assert "://" not in text


def test_every_file_that_the_packages_read_is_packed_with_them() -> None:
    project = tomllib.loads((PROJECT_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    declared = project["tool"]["setuptools"]["package-data"]
    packed = {
        path
        for package, patterns in declared.items()
        for pattern in patterns
        for path in (PROJECT_DIR / package.replace(".", "/")).glob(pattern)
    }
    data = {path for path in FLOWS.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")}
    assert data - packed == set()
