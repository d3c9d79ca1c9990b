import subprocess
import sys
from pathlib import Path

from flows.quality.validation import suites_fingerprint
from flows.settings import PROJECT_DIR


def test_the_fingerprint_changes_with_content_and_name_of_a_suite_file_and_with_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "claims.py"
    file.write_text("SUITE = 1")
    first = suites_fingerprint(tmp_path)
    assert len(first) == 16
    (tmp_path / "notes.md").write_text("not a suite")
    assert suites_fingerprint(tmp_path) == first
    file.write_text("SUITE = 2")
    second = suites_fingerprint(tmp_path)
    file.rename(tmp_path / "quotes.py")
    assert len({first, second, suites_fingerprint(tmp_path)}) == 3


def test_the_project_has_a_fingerprint() -> None:
    assert suites_fingerprint() == suites_fingerprint(PROJECT_DIR / "expectations")


def test_calling_validation_imports_nothing_heavy() -> None:
    code = (
        "import sys, flows.quality.validation; "
        "sys.exit(sorted({'great_expectations', 'pandas', 'sqlalchemy', 'duckdb', 'prefect'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT_DIR, capture_output=True, text=True, timeout=240)
    assert (done.returncode, done.stderr) == (0, "")
