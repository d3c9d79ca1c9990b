"""What the machine does to a run: a full disk, one that cannot be written to, a signal to stop, a clock that goes back.

Each time: it is said what happened, queries see what they saw before, and the same run started again publishes.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import psutil
import pytest

from flows import overview, runs, stages
from flows.requests import RunRequest
from flows.runs import Stage, new_run_id
from flows.settings import PROJECT_DIR, Settings
from flows.stages import run_pipeline
from flows.warehouse.locking import holder
from flows.warehouse.query import run_query
from flows.warehouse.releases import current_release, verify
from tests.conftest import SEEDS, Built
from tests.full_disk import SmallDisk, small_disk
from tests.integration.mishaps import BALLAST, SIGNALS

WELLSOURCED = (sys.executable, "-c", "from flows.cli import main; main()")
WRITING_STAGES = [stage for stage in Stage if stage is not Stage.INGEST]


def documents(folder: Path) -> Path:
    """One document that the shipped ones are not."""
    folder.mkdir()
    (folder / "new.txt").write_text("The mayor said on Monday that two bridges will be built.", encoding="utf-8")
    return folder


@pytest.fixture
def built_copy(seeds_built: Built, tmp_path: Path) -> Settings:
    shutil.copytree(seeds_built.settings.warehouse_dir, tmp_path / "warehouse", symlinks=True)
    return seeds_built.settings.model_copy(update={"warehouse_dir": tmp_path / "warehouse"})


def on_disk(disk: SmallDisk, *command: str) -> subprocess.CompletedProcess[str]:
    return disk.run(*command, WELLSOURCED_WAREHOUSE_DIR=str(disk.folder / "warehouse"))


def n_documents_on(disk: SmallDisk) -> int:
    asked = on_disk(disk, *WELLSOURCED, "query", "select count(*) as n from documents", "--json")
    assert asked.returncode == 0, asked.stderr
    return int(json.loads(asked.stdout)[0]["n"])


@pytest.mark.parametrize(
    "moments",
    [[Stage.MODEL], pytest.param(WRITING_STAGES, marks=pytest.mark.slow)],
    ids=["one stage", "each stage that writes"],
)
def test_a_disk_that_fills_or_cannot_be_written_is_said_harms_nothing_and_is_got_over(
    moments: list[Stage], seeds_built: Built, tmp_path: Path
) -> None:
    new = documents(tmp_path / "documents")
    with small_disk(tmp_path / "disk", 300) as disk:
        copied = disk.run("cp", "-a", str(seeds_built.settings.warehouse_dir), str(disk.folder / "warehouse"))
        assert copied.returncode == 0, copied.stderr
        before = n_documents_on(disk)
        for moment in moments:
            run = on_disk(disk, sys.executable, "-m", "tests.integration.mishaps", "full", moment, "run", str(new))
            assert run.returncode == 2, run.stderr
            said = run.stderr.splitlines()[-1]
            assert "No space left on device" in said or "disk space left" in said
            assert "wellsourced doctor" in said or "Free some" in said
            assert "Traceback" not in run.stderr
            assert n_documents_on(disk) == before
            on_disk(disk, "rm", str(disk.folder / "warehouse" / BALLAST))

        disk.remount("ro")
        run = on_disk(disk, *WELLSOURCED, "run", str(new))
        assert run.returncode == 2
        assert "Read-only file system" in run.stderr
        assert "wellsourced doctor" in run.stderr
        assert "Traceback" not in run.stderr
        assert n_documents_on(disk) == before
        disk.remount("rw")

        run = on_disk(disk, *WELLSOURCED, "run", str(new), "--json")
        assert (run.returncode, json.loads(run.stdout)["outcome"]) == (0, "published"), run.stderr
        assert n_documents_on(disk) == before + 1
        runs = json.loads(on_disk(disk, *WELLSOURCED, "runs", "--json").stdout)
        assert [run["outcome"] for run in runs] == ["published", *["failed"] * len(moments), "published"]
        # A build that is of no use any more makes room for the reason.
        ended = zip(moments, reversed(runs[1:-1]), strict=True)
        explained = {moment for moment, run in ended if "No space left on device" in run["message"]}
        assert explained == set(moments) - {Stage.EXTRACT, Stage.LOAD}


STOPS = [*(("stop", stage) for stage in Stage), ("kill", Stage.MODEL), ("kill", Stage.PUBLISH)]


def test_a_run_stopped_in_any_stage_leaves_the_release_the_lock_and_no_process_behind_and_the_next_makes_up_for_it(
    built_copy: Settings, tmp_path: Path
) -> None:
    settings, new = built_copy, documents(tmp_path / "documents")
    before = current_release(settings)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("WELLSOURCED_", "PREFECT_"))}
    environment["WELLSOURCED_WAREHOUSE_DIR"] = str(settings.warehouse_dir)
    for mishap, stage in STOPS:
        command = [sys.executable, "-m", "tests.integration.mishaps", mishap, stage, "run", str(new)]
        with (tmp_path / "log").open("w") as log:  # not a pipe: what the run had started would hold it open
            run = subprocess.Popen(command, cwd=PROJECT_DIR, env=environment, stderr=log, start_new_session=True)
            assert run.wait(300) == -SIGNALS[mishap], (tmp_path / "log").read_text()
        assert current_release(settings) == before
        assert holder(settings) is None
        left = [process for process in psutil.process_iter(["pid"]) if _session(process) == run.pid]
        assert psutil.wait_procs(left, timeout=60)[1] == [], "the processes that it had started end, too"
    again = run_pipeline(RunRequest(path=new), settings, run_id=new_run_id())
    assert again.outcome == "published", again.failed_checks
    outcomes = [row["outcome"] for row in overview.runs(settings, 10).to_dicts()]
    assert outcomes == ["published", *["failed"] * len(STOPS), "published"]
    unstopped = settings.model_copy(update={"warehouse_dir": tmp_path / "unstopped"})
    for folder in (SEEDS, new):
        fresh = run_pipeline(RunRequest(path=folder), unstopped, run_id=new_run_id())
    assert again.content_hash == fresh.content_hash


def _session(process: psutil.Process) -> int | None:
    try:
        return os.getsid(process.pid)
    except ProcessLookupError:
        return None


class YesterdaysClock(datetime):
    """A clock that was set back by a day."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:
        return datetime.now(tz) - timedelta(days=1)


def test_a_clock_that_is_set_back_stops_no_run_and_mixes_up_no_release(
    built_copy: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = built_copy
    first = current_release(settings)
    assert first is not None
    folder = documents(tmp_path / SEEDS.name)
    for seed in SEEDS.glob("*.txt"):
        shutil.copy(seed, folder)
    for module in (runs, stages):
        monkeypatch.setattr(module, "datetime", YesterdaysClock)
    report = run_pipeline(RunRequest(path=folder), settings, run_id="yesterday")
    assert report.outcome == "published", report.failed_checks
    assert [check.expectation for check in report.failed_checks] == ["runs_ahead_of_clock_in_its_band"]
    assert report.finished_at < first.manifest.published_at
    assert overview.releases(settings)["release"].to_list() == ["yesterday", first.name]
    current = current_release(settings)
    assert current is not None
    verify(current)
    assert (current.name, current.manifest.base) == ("yesterday", first.name)
    sighted = "select count(*) as n, count(*) filter (last_seen_run_id = 'yesterday') as seen from document_sightings"
    assert run_query(sighted, settings).row(0) == (6, 6)
    assert overview.roll_back(settings, None) == first.name
