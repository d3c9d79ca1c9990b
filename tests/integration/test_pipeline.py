"""The whole pipeline, for real: what a run finds, what a second run does not do again, what an error leaves behind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from flows.errors import WellsourcedError
from flows.report import QUERIES_TO_TRY
from flows.requests import RunRequest
from flows.runs import new_run_id
from flows.settings import PROJECT_DIR, Settings
from flows.stages import run_pipeline, validate_release
from flows.warehouse import history
from flows.warehouse.query import run_query
from flows.warehouse.releases import current_release
from tests.conftest import SEEDS, Built


def one_value(settings: Settings, sql: str) -> object:
    return run_query(sql, settings).item()


@pytest.fixture
def built_copy(seeds_built: Built, tmp_path: Path) -> Built:
    """The seeds' warehouse in a folder of its own, free to change."""
    shutil.copytree(seeds_built.settings.warehouse_dir, tmp_path / "warehouse", symlinks=True)
    return Built(seeds_built.settings.model_copy(update={"warehouse_dir": tmp_path / "warehouse"}), seeds_built.report)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "documents"
    copy.mkdir()
    for seed in SEEDS.glob("*.txt"):
        shutil.copy(seed, copy)
    return copy


def test_the_five_documents_are_published_with_every_critical_check_held(seeds_built: Built) -> None:
    settings, report = seeds_built
    assert report.outcome == "published", report.failed_checks
    assert (report.n_listed, report.n_loaded, report.n_already_known, report.n_rejected) == (5, 5, 0, 0)
    assert report.n_extracted == 5
    assert report.n_checks > 100
    assert one_value(settings, "select count(*) from documents") == 5
    assert all(
        report.row_counts[table] > 0 for table in ("claims", "attributions", "sources", "quantities", "document_links")
    )


def test_every_stage_is_timed(seeds_built: Built) -> None:
    assert list(seeds_built.report.stage_seconds) == ["ingest", "extract", "load", "model", "validate", "publish"]
    assert all(seconds > 0 for seconds in seeds_built.report.stage_seconds.values())


@pytest.mark.parametrize(("title", "sql"), QUERIES_TO_TRY, ids=[title for title, _ in QUERIES_TO_TRY])
def test_each_query_of_the_account_gives_rows(seeds_built: Built, title: str, sql: str) -> None:
    assert run_query(sql, seeds_built.settings).height > 0, title


NO_ROWS_OF_THE_SEEDS = {"last_checks", "what_independent_reports_say"}
"""No check fails, and no two of the seeds report one thing independently."""


@pytest.mark.parametrize("path", sorted((PROJECT_DIR / "warehouse" / "queries").glob("*.sql")), ids=lambda path: path.stem)
def test_each_example_query_runs(seeds_built: Built, path: Path) -> None:
    result = run_query(path.read_text(encoding="utf-8"), seeds_built.settings)
    assert result.width > 1
    if path.stem not in NO_ROWS_OF_THE_SEEDS:
        assert result.height > 0


def test_the_last_checks_are_those_of_the_run_that_made_the_release_not_of_one_that_failed_meanwhile(
    seeds_built: Built, tmp_path: Path
) -> None:
    shutil.copy(seeds_built.settings.published_path, tmp_path / "copy.duckdb")
    (tmp_path / "copy.duckdb").chmod(0o644)
    asked = (PROJECT_DIR / "warehouse" / "queries" / "last_checks.sql").read_text(encoding="utf-8")
    with duckdb.connect(tmp_path / "copy.duckdb") as connection:
        connection.execute(
            "insert into quality.pipeline_runs select * replace ('other' as run_id, 'failed_checks' as outcome, "
            "started_at + interval 1 second as started_at, finished_at - interval 1 second as finished_at) "
            "from quality.pipeline_runs"
        )
        connection.execute(
            "insert into quality.check_results select * replace ('other' as run_id, false as success) "
            "from quality.check_results limit 1"
        )
        assert connection.sql(asked).fetchall() == []
        connection.execute("update quality.check_results set success = false where suite = 'coverage' and run_id <> 'other'")
        assert {suite for suite, *_ in connection.sql(asked).fetchall()} == {"coverage"}


def test_the_run_and_its_checks_can_be_queried_in_the_release_it_made(seeds_built: Built) -> None:
    settings, report = seeds_built
    run = run_query("from quality.pipeline_runs", settings).row(0, named=True)
    assert run["run_id"] == report.run_id
    assert run["outcome"] == "published"
    assert run["release"] == report.release
    assert json.loads(run["versions"])["duckdb"] == "1.5.5"
    assert one_value(settings, "select count(*) from quality.check_results") == report.n_checks


def test_a_second_run_on_the_same_input_extracts_nothing_and_says_that_the_marts_are_identical(built_copy: Built) -> None:
    settings, first = built_copy
    again = run_pipeline(RunRequest(path=SEEDS), settings, run_id=new_run_id())
    assert again.outcome == "unchanged"
    assert again.n_extracted == 0
    assert again.content_hash == first.content_hash
    assert again.release == first.release
    assert "identical" in again.message
    assert history.read(settings, "pipeline_runs")["outcome"].to_list().count("unchanged") == 1


def test_modelling_the_same_documents_again_gives_identical_marts(built_copy: Built) -> None:
    settings, first = built_copy
    again = run_pipeline(RunRequest(path=SEEDS, rebuild=True), settings, run_id=new_run_id())
    assert again.outcome == "published"
    assert again.n_extracted == 0
    assert again.content_hash == first.content_hash
    assert again.release != first.release


def test_the_order_in_which_documents_arrive_makes_no_difference(settings: Settings, folder: Path, tmp_path: Path) -> None:
    files = sorted(folder.iterdir(), reverse=True)
    half = tmp_path / "half"
    half.mkdir()
    for path in files[:2]:
        shutil.copy(path, half)
    run_pipeline(RunRequest(path=half, source="seeds"), settings, run_id=new_run_id())
    in_two_steps = run_pipeline(RunRequest(path=folder, source="seeds"), settings, run_id=new_run_id())
    assert (in_two_steps.n_loaded, in_two_steps.n_already_known, in_two_steps.n_extracted) == (3, 2, 3)
    at_once = run_pipeline(
        RunRequest(path=folder, source="seeds"),
        settings.model_copy(update={"warehouse_dir": tmp_path / "other"}),
        run_id=new_run_id(),
    )
    assert in_two_steps.content_hash == at_once.content_hash


def test_of_one_changed_document_only_that_one_is_extracted(built_copy: Built, folder: Path) -> None:
    changed = next(folder.glob("002_*"))
    changed.write_text(
        changed.read_text(encoding="utf-8") + "\nA line was added to this summary by hand.\n", encoding="utf-8"
    )
    report = run_pipeline(RunRequest(path=folder, source="seeds"), built_copy.settings, run_id=new_run_id())
    assert report.outcome == "published", report.failed_checks
    assert (report.n_loaded, report.n_already_known, report.n_extracted) == (1, 4, 1)
    assert one_value(built_copy.settings, "select count(*) from documents") == 6


def test_a_file_moved_elsewhere_is_a_new_sighting_of_a_known_document(built_copy: Built, folder: Path) -> None:
    path = next(folder.glob("004_*"))
    path.rename(folder / "interview.txt")
    report = run_pipeline(RunRequest(path=folder, source="seeds"), built_copy.settings, run_id=new_run_id())
    assert report.outcome == "published"
    assert report.n_extracted == 0
    sql = "select uri from document_sightings where uri in ('interview.txt', $old)"
    places = run_query(sql, built_copy.settings, parameters={"old": path.name})
    assert places.height == 2


def test_a_missing_folder_is_an_error_that_says_what_to_do_and_publishes_nothing(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(WellsourcedError, match="folder that holds"):
        run_pipeline(RunRequest(path=tmp_path / "nowhere"), settings, run_id=new_run_id())
    assert current_release(settings) is None


def test_an_empty_folder_publishes_nothing_and_says_so(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(WellsourcedError, match="no document"):
        run_pipeline(RunRequest(path=tmp_path / "empty"), settings, run_id=new_run_id())
    assert current_release(settings) is None


def test_a_release_changed_behind_our_back_is_noticed_by_validate_and_by_a_run_that_builds_on_it(built_copy: Built) -> None:
    settings = built_copy.settings
    release = current_release(settings)
    assert release is not None
    contents = bytearray(release.path.read_bytes())
    contents[len(contents) // 2] ^= 0xFF
    release.path.chmod(0o644)  # published read-only, which root alone would not mind
    release.path.write_bytes(contents)
    with pytest.raises(WellsourcedError, match="rollback"):
        validate_release(settings, run_id=new_run_id())
    with pytest.raises(WellsourcedError, match="rollback"):
        run_pipeline(RunRequest(path=SEEDS, rebuild=True), settings, run_id=new_run_id())
    assert history.read(settings, "pipeline_runs")["outcome"].to_list().count("published") == 1


def test_the_published_release_validates_again(built_copy: Built) -> None:
    report = validate_release(built_copy.settings, run_id=new_run_id())
    assert report.outcome == "unchanged"
    assert report.n_checks >= 100
    assert report.content_hash == built_copy.report.content_hash
    recorded = history.read(built_copy.settings, "check_results").filter(run_id=report.run_id)
    assert recorded.height == report.n_checks


def command_line(*arguments: str, warehouse: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("WELLSOURCED_", "PREFECT_"))}
    environment["WELLSOURCED_WAREHOUSE_DIR"] = str(warehouse)
    code = "from flows.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        env=environment,
        timeout=240,
        cwd=PROJECT_DIR,
    )


def test_the_command_line_runs_without_a_prefect_server_and_gives_a_readable_account(tmp_path: Path, folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    done = command_line("run", str(folder), warehouse=tmp_path / "w")
    assert done.returncode == 0, done.stderr
    assert "6 documents listed: 5 new, 0 already known, 1 rejected" in done.stdout
    for expected in ("Published", "empty.txt", "Warehouse", "Queries to try", "checks in"):
        assert expected in done.stdout, done.stdout
    assert str(tmp_path / "w" / "warehouse.duckdb") in done.stdout.replace("\n", "")
    repeated = command_line("run", str(folder), "--json", warehouse=tmp_path / "w")
    assert json.loads(repeated.stdout)["outcome"] == "unchanged"
    answered = command_line("query", "select count(*) as n from documents", "--json", warehouse=tmp_path / "w")
    assert json.loads(answered.stdout) == [{"n": 5}]


def test_asking_before_anything_is_published_says_what_to_do(tmp_path: Path) -> None:
    asked = command_line("query", "from documents", warehouse=tmp_path / "w")
    assert asked.returncode == 2
    assert "wellsourced run" in asked.stderr
    assert "Traceback" not in asked.stderr


def test_the_release_opens_in_duckdbs_own_command_line_client(seeds_built: Built) -> None:
    duckdb_cli = shutil.which("duckdb", path=str(Path(sys.executable).parent)) or shutil.which("duckdb")
    assert duckdb_cli, "the test environment installs duckdb-cli"
    answer = subprocess.run(
        [duckdb_cli, "-readonly", "-json", str(seeds_built.settings.published_path), "select count(*) as n from claims"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(answer.stdout)[0]["n"] == seeds_built.report.row_counts["claims"]
