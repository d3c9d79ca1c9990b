"""What is remembered of runs that failed, were refused or could not begin, and what the next run makes of it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from flows import overview, runs, stages
from flows.errors import WellsourcedError
from flows.extraction import workers
from flows.extraction.version import Engine
from flows.modeling.invocation import START_DBT
from flows.requests import BackfillRequest, RunRequest, Scope
from flows.runs import new_run_id
from flows.settings import PROJECT_DIR, Settings
from flows.sources.types import SourceDocument
from flows.stages import backfill_release, backfill_sentence, run_pipeline, validate_release
from flows.warehouse import history, schema
from flows.warehouse.locking import WarehouseBusyError, writer_lock
from flows.warehouse.releases import current_release
from flows.warehouse.state import failed_extractions
from tests.closed_folders import close
from tests.conftest import SEEDS, Built

NEXT_VERSION = "rules-next+test"


@pytest.fixture
def built_copy(seeds_built: Built, tmp_path: Path) -> Built:
    """The seeds' warehouse in a folder of its own, free to change."""
    shutil.copytree(seeds_built.settings.warehouse_dir, tmp_path / "warehouse", symlinks=True)
    return Built(seeds_built.settings.model_copy(update={"warehouse_dir": tmp_path / "warehouse"}), seeds_built.report)


def next_version_but_for_the_interview(documents: list[SourceDocument], engine: Engine) -> dict[str, pl.DataFrame]:
    """Extract as a later version would that cannot take one of the documents."""
    if any("AI Superpower" in document.text for document in documents):
        raise ValueError("not this one")
    return next_version(documents, engine)


def next_version(documents: list[SourceDocument], engine: Engine) -> dict[str, pl.DataFrame]:
    """Extract as a later version would."""
    tables = workers.clean_and_extract(documents, engine)
    return tables | {"documents": tables["documents"].with_columns(extractor_version=pl.lit(NEXT_VERSION))}


def test_rejects_are_remembered_before_anything_is_published(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "empty.txt").touch()
    with pytest.raises(WellsourcedError, match="1 rejected"):
        run_pipeline(RunRequest(path=tmp_path / "inbox"), settings, run_id="first")
    assert history.read(settings, "rejected_documents").select("uri", "reason").rows() == [("empty.txt", "empty")]


def test_a_source_that_may_not_be_listed_fails_the_run_and_is_remembered(
    built_copy: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inbox").mkdir()
    close(tmp_path / "inbox", monkeypatch)
    with pytest.raises(WellsourcedError, match="cannot be opened"):
        run_pipeline(RunRequest(path=tmp_path / "inbox"), built_copy.settings, run_id="closed")
    [run] = history.read(built_copy.settings, "pipeline_runs").filter(run_id="closed").to_dicts()
    assert (run["outcome"], run["release"]) == ("failed", built_copy.report.release)
    assert history.read(built_copy.settings, "alerts").filter(run_id="closed")["kind"].to_list() == ["failed_run"]


@pytest.mark.parametrize("brings_something_new", [False, True])
def test_a_folder_below_that_may_not_be_listed_is_a_warning_of_idle_runs_too(
    built_copy: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, brings_something_new: bool
) -> None:
    settings, inbox = built_copy.settings, tmp_path / "seeds"
    shutil.copytree(SEEDS, inbox)
    (inbox / "closed").mkdir()
    close(inbox / "closed", monkeypatch)
    if brings_something_new:
        (inbox / "new.txt").write_text("The mayor said on Monday that two bridges will be built.", encoding="utf-8")
    report = run_pipeline(RunRequest(path=inbox), settings, run_id="partly")
    assert report.outcome == ("published" if brings_something_new else "unchanged")
    [warned] = [check for check in report.failed_checks if check.expectation == "every_folder_could_be_opened"]
    assert (warned.severity, warned.failing_rows) == ("warning", [{"folder": "closed"}])
    assert warned.expectation in overview.checks(settings, None, failed_only=True)["expectation"].to_list()
    assert "warnings" in history.read(settings, "alerts").filter(run_id="partly")["kind"].to_list()


def test_a_first_run_whose_documents_lie_in_a_folder_that_may_not_be_listed_names_it(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inbox" / "closed").mkdir(parents=True)
    close(tmp_path / "inbox" / "closed", monkeypatch)
    with pytest.raises(WellsourcedError, match="cannot be opened: closed; let the user who runs this list"):
        run_pipeline(RunRequest(path=tmp_path / "inbox"), settings, run_id="first")


def test_a_run_over_a_folder_without_documents_says_which_files_are_read(built_copy: Built, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>Not a document.</p>", encoding="utf-8")
    for path in (tmp_path / "page.html", built_copy.settings.reports_dir):
        report = run_pipeline(RunRequest(path=path), built_copy.settings, run_id=new_run_id())
        assert report.outcome == "unchanged"
        assert report.message.startswith(f"No document was found in {str(path)!r}, where .txt and .md files are read; ")


def test_a_run_that_waited_for_another_in_vain_is_remembered_as_failed(settings: Settings) -> None:
    impatient = settings.model_copy(update={"lock_wait_seconds": 0.2})
    with writer_lock(settings, "busy"), pytest.raises(WarehouseBusyError):
        run_pipeline(RunRequest(path=SEEDS), impatient, run_id="waiter")
    assert history.read(settings, "pipeline_runs").select("run_id", "outcome").rows() == [("waiter", "failed")]
    assert history.read(settings, "alerts")["run_id"].to_list() == ["waiter"]


def test_a_run_that_fails_before_it_has_looked_for_a_release_says_which_one_queries_see(built_copy: Built) -> None:
    impatient = built_copy.settings.model_copy(update={"lock_wait_seconds": 0.2})
    with writer_lock(impatient, "busy"), pytest.raises(WarehouseBusyError):
        run_pipeline(RunRequest(path=SEEDS), impatient, run_id="waiter")
    [run] = history.read(impatient, "pipeline_runs").filter(run_id="waiter").to_dicts()
    assert run["release"] == built_copy.report.release
    [alert] = history.read(impatient, "alerts").to_dicts()
    assert f"Queries still see release {built_copy.report.release}." in json.loads(alert["payload"])["text"]


def test_a_setting_that_names_no_model_is_an_error_to_act_on_and_is_remembered(settings: Settings) -> None:
    wrong = settings.model_copy(update={"spacy_model": "no_such_model"})
    with pytest.raises(WellsourcedError, match="WELLSOURCED_SPACY_MODEL"):
        run_pipeline(RunRequest(path=SEEDS), wrong, run_id="wrong")
    assert history.read(settings, "pipeline_runs")["outcome"].to_list() == ["failed"]


def test_of_two_runs_without_their_release_only_the_one_after_the_last_publication_was_killed(built_copy: Built) -> None:
    settings, _ = built_copy
    release = current_release(settings)
    assert release is not None
    row = history.read(settings, "pipeline_runs")
    hour = timedelta(hours=1)
    for run_id, shift in (("removed since", -hour), ("killed", hour)):
        name = run_id.replace(" ", "-")
        ended = release.manifest.published_at + shift
        gone = row.with_columns(run_id=pl.lit(name), release=pl.lit(name), finished_at=pl.lit(ended))
        history.append(settings, "pipeline_runs", name, gone)
    validate_release(settings, run_id="now")
    outcomes = dict(history.read(settings, "pipeline_runs").select("run_id", "outcome").iter_rows())
    assert (outcomes["removed-since"], outcomes["killed"]) == ("published", "failed")


def test_a_document_that_a_new_version_cannot_extract_keeps_its_rows_and_is_not_tried_for_ever(
    built_copy: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, first = built_copy
    now = runs.versions(settings) | {"extractor": NEXT_VERSION}
    for module in (runs, stages):
        monkeypatch.setattr(module, "versions", lambda _: now)
    extract = workers.extract
    monkeypatch.setattr(workers, "extract", partial(extract, work=next_version_but_for_the_interview))
    upgraded = run_pipeline(RunRequest(path=SEEDS), settings, run_id=new_run_id())
    assert upgraded.outcome == "published", upgraded.failed_checks
    assert (upgraded.n_extracted, upgraded.n_already_known, upgraded.n_rejected) == (4, 5, 0)
    assert upgraded.row_counts == first.row_counts
    [refused] = history.read(settings, "rejected_documents").filter(run_id=upgraded.run_id).to_dicts()
    assert refused["uri"].startswith("004_")
    assert "the rows of the earlier extractor stay" in refused["detail"]
    again = run_pipeline(RunRequest(path=SEEDS), settings, run_id=new_run_id())
    assert again.outcome == "unchanged"

    # Once the new version is mended, a backfill takes up what is left of the old one.
    monkeypatch.setattr(workers, "extract", partial(extract, work=next_version))
    n, sentence = backfill_sentence(BackfillRequest(), settings)
    assert (n, sentence.partition(" would")[0]) == (1, f"1 of the 5 documents of release {upgraded.release}")
    filled = backfill_release(BackfillRequest(dry_run=False), settings, run_id=new_run_id())
    assert (filled.outcome, filled.n_extracted) == ("published", 1), filled.failed_checks
    assert filled.row_counts == first.row_counts
    left = [backfill_sentence(BackfillRequest(scope=scope), settings)[0] for scope in Scope]
    assert left == [0, 5]


def test_a_backfill_needs_a_release(settings: Settings) -> None:
    with pytest.raises(WellsourcedError, match="Nothing is published yet"):
        backfill_sentence(BackfillRequest(), settings)


def test_the_command_that_an_alert_names_asks_for_the_same_from_anywhere(tmp_path: Path) -> None:
    request = RunRequest(path=tmp_path / "it's here", source="wire; rm", rebuild=True, new_baseline=True)
    command = f"wellsourced run '{tmp_path}/it'\"'\"'s here' --source 'wire; rm' --rebuild --new-baseline"
    assert request.command() == command
    assert RunRequest().command() == "wellsourced run"


def test_a_link_that_was_removed_is_made_again_before_anything_is_built_on_nothing(built_copy: Built) -> None:
    settings, first = built_copy
    settings.published_path.unlink()
    report = run_pipeline(RunRequest(path=SEEDS), settings, run_id=new_run_id())
    assert (report.outcome, report.release) == ("unchanged", first.release)


def test_releases_are_listed_also_when_the_current_one_is_damaged(built_copy: Built) -> None:
    settings, _ = built_copy
    release = current_release(settings)
    assert release is not None
    other = release.manifest.model_copy(update={"name": "other"})
    shutil.copy(release.path, release.path.with_name("other.duckdb"))
    release.path.with_name("other.json").write_text(other.model_dump_json(), encoding="utf-8")
    release.path.with_suffix(".json").write_text("{", encoding="utf-8")
    assert overview.releases(settings).select("release", "is_current").rows() == [("other", False)]


def test_what_took_too_long_is_tried_again_once_there_is_more_time(settings: Settings) -> None:
    def run_with(limit: int, run_id: str) -> None:
        row = {"run_id": run_id, "versions": '{"extractor": "v1"}', "parameters": f'{{"document_timeout_seconds": {limit}}}'}
        history.append(settings, "pipeline_runs", run_id, pl.DataFrame([row], schema=schema.PIPELINE_RUNS))
        rejected = {"run_id": run_id, "source": "s", "uri": run_id, "reason": "timeout", "sha256": run_id}
        history.append(settings, "rejected_documents", run_id, pl.DataFrame([rejected], schema=schema.REJECTED_DOCUMENTS))

    run_with(3, "short")
    run_with(settings.document_timeout_seconds, "long")
    assert failed_extractions("v1", settings)["sha256"].to_list() == ["long"]
    assert failed_extractions("v2", settings).is_empty()


def test_dbt_ends_when_the_run_that_started_it_does() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", START_DBT, "parse", "--project-dir", str(PROJECT_DIR / "dbt_project")],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    process.stdin.close()  # as the kernel does when the run is killed
    assert process.wait(120) == 9
