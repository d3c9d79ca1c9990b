"""A build that is broken is not published: each kind of damage, done to a real build between modelling and validation."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.report import RunReport
from flows.requests import RunRequest
from flows.runs import PlainStages, Stage, new_run_id, versions
from flows.settings import Settings
from flows.stages import rebuild_release, run_pipeline
from flows.warehouse import history, schema
from flows.warehouse.connection import writing
from flows.warehouse.query import run_query
from flows.warehouse.releases import current_release
from tests.conftest import SEEDS, Built


class DamagingStages(PlainStages):
    """Runs the stages as they are, and damages the build once a stage, modelling by default, is done."""

    def __init__(self, settings: Settings, *statements: str, after: Stage = Stage.MODEL) -> None:
        self._settings = settings
        self._after = after
        self._statements = statements
        self._build: Path | None = None

    def run(self, stage: Stage, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        if stage is Stage.LOAD:
            self._build = result
        if stage is self._after:
            assert self._build is not None
            with writing(self._build, self._settings) as connection:
                for statement in self._statements:
                    connection.execute(statement)
        return result


@pytest.fixture
def built_copy(seeds_built: Built, tmp_path: Path) -> Built:
    shutil.copytree(seeds_built.settings.warehouse_dir, tmp_path / "warehouse", symlinks=True)
    return Built(seeds_built.settings.model_copy(update={"warehouse_dir": tmp_path / "warehouse"}), seeds_built.report)


def rebuild_damaged(built: Built, *statements: str) -> RunReport:
    return rebuild_release(built.settings, run_id=new_run_id(), stages=DamagingStages(built.settings, *statements))


DAMAGES = {
    "empty table": ("delete from main.claim_groups",),
    "dangling key": ("update main.quantities set claim_id = 'ffffffffffffffff' where rowid = 0",),
    "wrong span": ("update main.sentences set start_char = start_char + 1 where rowid = 3",),
    "out-of-set value": (
        "alter table main.claims alter kind type varchar",
        "update main.claims set kind = 'rumour' where rowid = 0",
    ),
    "altered judgement": ("update main.claims set is_negated = not is_negated where rowid = 0",),
    "counts that do not add up": ("update raw.run_counts set n_listed = n_listed + 1",),
    "missing column": ("create or replace table main.blocks as select * exclude (kind) from main.blocks",),
    "missing table": ("drop table main.time_references",),
    "duplicate": (
        "create or replace table main.sources as select * from main.sources union all select * from main.sources limit 1000",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_build_with_damage_is_not_published_and_the_old_release_stays(built_copy: Built, damage: str) -> None:
    settings, first = built_copy
    report = rebuild_damaged(built_copy, *DAMAGES[damage])
    assert report.outcome == "failed_checks"
    assert any(check.severity == "critical" for check in report.failed_checks)
    assert report.release == first.release
    current = current_release(settings)
    assert current is not None
    assert current.name == first.release
    assert run_query("select count(*) as n from claims", settings).item() == first.row_counts["claims"]
    assert report.build is not None
    assert Path(report.build).exists(), "the build is kept for inspection"


@pytest.mark.parametrize(
    ("damage", "failing"),
    [
        ("delete from raw.blocks where kind = 'caption'", "assert_blocks_hold_all_of_the_text"),
        ("update raw.documents set title = ' '", "not_empty_string"),
    ],
    ids=["a test about several tables", "a test about a column"],
)
def test_a_test_of_dbt_that_fails_stops_the_publication_as_any_check_does(
    built_copy: Built, damage: str, failing: str
) -> None:
    stages = DamagingStages(built_copy.settings, damage, after=Stage.LOAD)
    report = rebuild_release(built_copy.settings, run_id=new_run_id(), stages=stages)
    assert report.outcome == "failed_checks"
    assert failing in {check.expectation for check in report.failed_checks if check.suite == "dbt"}
    assert all(check.table_name for check in report.failed_checks)


def test_every_check_of_a_failed_run_is_recorded_with_its_failing_rows(built_copy: Built) -> None:
    report = rebuild_damaged(built_copy, "update main.sentences set start_char = start_char + 1 where rowid = 3")
    results = history.read(built_copy.settings, "check_results").filter(run_id=report.run_id)
    assert results.height == report.n_checks
    failures = results.filter(success=False, severity="critical")
    assert failures.height >= 1
    assert all(rows not in (None, "[]") for rows in failures["failing_rows"])
    assert report.build is not None
    exported = built_copy.settings.reports_dir / f"{Path(report.build).stem}.gx" / "sentences.json"
    assert json.loads(exported.read_text(encoding="utf-8"))["success"] is False
    of_the_release = built_copy.settings.reports_dir / f"{report.release}.gx" / "sentences.json"
    assert json.loads(of_the_release.read_text(encoding="utf-8"))["success"] is True
    assert (
        history.read(built_copy.settings, "pipeline_runs").filter(run_id=report.run_id)["outcome"].item() == "failed_checks"
    )


def test_a_warning_is_published_and_recorded(built_copy: Built) -> None:
    settings = built_copy.settings
    report = rebuild_damaged(
        built_copy, "update raw.claims set needs_context = true", "update main.claims set needs_context = true"
    )
    assert report.outcome == "published", report.failed_checks
    assert any(check.severity == "warning" and check.table_name == "claims" for check in report.failed_checks)
    assert report.release == report.run_id
    recorded = run_query(
        "select count(*) from quality.check_results where run_id = $run and not success and severity = 'warning'",
        settings,
        parameters={"run": report.run_id},
    ).item()
    assert recorded == report.n_failed_checks


def a_history_in_which_everybody_was_quoted(settings: Settings) -> None:
    """Thirty daily runs of the source "inbox" whose claims nearly all had a source."""
    extractor = versions(settings)["extractor"]
    for day in range(30, 0, -1):
        run_id, at = f"past-{day}", datetime.now(UTC) - timedelta(days=day)
        run = {"run_id": run_id, "source": "inbox", "outcome": "published", "started_at": at}
        run["versions"] = json.dumps({"extractor": extractor})
        history.append(settings, "pipeline_runs", run_id, pl.DataFrame([run], schema=schema.PIPELINE_RUNS))
        measured = {"run_id": run_id, "source": "inbox", "baseline": "past-30", "table_name": "claims", "part": "new"}
        measured |= {"measure": "attributed_share", "value": 0.97, "n": 300, "measured_at": at}
        history.append(settings, "measurements", run_id, pl.DataFrame([measured], schema=schema.MEASUREMENTS))


def test_a_run_far_from_all_runs_before_it_is_not_published_unless_it_is_said_to_be_right(
    built_copy: Built, tmp_path: Path
) -> None:
    settings, first = built_copy
    a_history_in_which_everybody_was_quoted(settings)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for seed in SEEDS.glob("*.txt"):
        (inbox / seed.name).write_text(seed.read_text(encoding="utf-8").replace(".", " .", 1), encoding="utf-8")
    report = run_pipeline(RunRequest(path=inbox), settings, run_id="far")
    assert (report.outcome, report.release) == ("failed_checks", first.release)
    stopped = [check for check in report.failed_checks if check.severity == "critical"]
    assert {(check.suite, check.table_name, check.expectation) for check in stopped} == {
        ("bands", "claims", "attributed_share_of_run_in_its_band"),
        ("bands", "claims", "attributed_share_of_day_in_its_band"),
    }
    assert stopped[0].failing_rows[0]["usual"] == pytest.approx(0.97)
    assert report.quality_report is not None
    page = Path(report.quality_report).read_text(encoding="utf-8")
    assert "Not published: 2 critical checks failed" in page
    [alert] = history.read(settings, "alerts").filter(run_id="far", kind="failed_checks").to_dicts()
    assert "attributed_share_of_run_in_its_band" in json.loads(alert["payload"])["text"]
    accepted = run_pipeline(RunRequest(path=inbox, new_baseline=True), settings, run_id="accepted")
    assert (accepted.outcome, accepted.release) == ("published", "accepted")
    assert accepted.quality_report is not None
    page = Path(accepted.quality_report).read_text(encoding="utf-8")
    assert "Published with" in page
    assert f"compared with {first.release}" in page
    kept = run_query(
        "select distinct baseline from quality.measurements where run_id = 'accepted' and part = 'new'", settings
    )
    assert kept["baseline"].to_list() == ["accepted"]


def test_the_next_good_run_publishes_after_a_failed_one(built_copy: Built) -> None:
    failed = rebuild_damaged(built_copy, "delete from main.claims")
    assert failed.outcome == "failed_checks"
    good = rebuild_release(built_copy.settings, run_id=new_run_id())
    assert good.outcome == "published"
    assert good.content_hash == built_copy.report.content_hash
    outcomes = run_query("select outcome from quality.pipeline_runs order by started_at", built_copy.settings)
    assert outcomes["outcome"].to_list() == ["published", "failed_checks", "published"]
