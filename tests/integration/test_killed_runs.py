"""Runs killed at random moments leave the release whole and lose nothing; two at once do not get in each other's way."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.settings import PROJECT_DIR, Settings
from flows.warehouse.connection import reading
from flows.warehouse.releases import BUILDS_KEPT, current_release, verify
from tests.conftest import SEEDS, Built
from tests.served import wait_for

LONGEST_RUN_SECONDS = 300
N_KILLS = 30


def start_run(folder: Path, warehouse: Path) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("WELLSOURCED_", "PREFECT_"))}
    environment["WELLSOURCED_WAREHOUSE_DIR"] = str(warehouse)
    # Not a pipe: what a killed run had started would hold it open.
    with log_of(warehouse).open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-c", "from flows.cli import main; main()", "run", str(folder), "--source", "seeds", "--json"],
            stdout=subprocess.PIPE,
            stderr=log,
            env=environment,
            cwd=PROJECT_DIR,
        )


def log_of(warehouse: Path) -> Path:
    return warehouse.with_suffix(".log")


def finish(run: subprocess.Popen[bytes], warehouse: Path) -> dict[str, object]:
    answer, _ = run.communicate(timeout=LONGEST_RUN_SECONDS)
    assert run.returncode == 0, log_of(warehouse).read_text(encoding="utf-8")
    report: dict[str, object] = json.loads(answer)
    return report


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_runs_killed_at_random_moments_with_one_more_document_each_do_no_harm(tmp_path: Path, seeds_built: Built) -> None:
    moments = random.Random(2)
    settings = Settings(warehouse_dir=tmp_path / "warehouse")
    shutil.copytree(seeds_built.settings.warehouse_dir, settings.warehouse_dir, symlinks=True)
    folder = tmp_path / "documents"
    folder.mkdir()
    for path in SEEDS.glob("*.txt"):
        shutil.copy(path, folder)
    typical_seconds = sum(seeds_built.report.stage_seconds.values())
    for n in range(N_KILLS):
        before = current_release(settings)
        assert before is not None
        (folder / f"added_{n}.txt").write_text(
            f"The mayor of town {n} said on Monday that {n + 2} bridges will be built.", "utf-8"
        )
        run = start_run(folder, settings.warehouse_dir)
        time.sleep(moments.uniform(0.2, typical_seconds * 1.1))
        run.send_signal(signal.SIGKILL)
        run.wait()
        after = current_release(settings)
        assert after is not None
        verify(after)
        with reading(settings.published_path, settings) as connection:
            n_documents = connection.sql("select count(*) from documents").fetchone()
        assert n_documents == (after.manifest.row_counts["documents"],)
        assert after.manifest.sequence >= before.manifest.sequence

    converged = finish(start_run(folder, settings.warehouse_dir), settings.warehouse_dir)
    fresh = finish(start_run(folder, tmp_path / "fresh"), tmp_path / "fresh")
    assert converged["content_hash"] == fresh["content_hash"]
    # The last builds are kept for inspection, a killed one with its log.
    logs = list(settings.builds_dir.glob("*.wal"))
    assert [log for log in logs if not log.with_suffix("").exists()] == []
    assert len(list(settings.builds_dir.glob("*.duckdb"))) <= BUILDS_KEPT


def test_a_second_run_at_the_same_time_waits_for_the_first_or_is_told_who_is_writing(
    tmp_path: Path, seeds_built: Built
) -> None:
    warehouse = tmp_path / "warehouse"
    shutil.copytree(seeds_built.settings.warehouse_dir, warehouse, symlinks=True)
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "new.txt").write_text("The mayor said on Monday that two bridges will be built.", encoding="utf-8")
    first = start_run(folder, warehouse)
    wait_for("a build", lambda: list((warehouse / "builds").glob("*.duckdb")), LONGEST_RUN_SECONDS)
    waiting = start_run(folder, warehouse)
    environment = {**os.environ, "WELLSOURCED_WAREHOUSE_DIR": str(warehouse), "WELLSOURCED_LOCK_WAIT_SECONDS": "0"}
    impatient = subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", "run", str(folder)],
        capture_output=True,
        text=True,
        env=environment,
        cwd=PROJECT_DIR,
    )
    assert impatient.returncode == 2
    assert "is being written by run" in impatient.stderr
    assert str(first.pid) in impatient.stderr
    assert [finish(run, warehouse)["outcome"] for run in (first, waiting)] == ["published", "unchanged"]
