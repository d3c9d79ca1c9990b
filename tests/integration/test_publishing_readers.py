"""Readers in other processes, all the time, while releases are published."""

from __future__ import annotations

import subprocess
import sys

import duckdb
import pytest

from flows.settings import PROJECT_DIR, Settings
from flows.warehouse.connection import reading
from flows.warehouse.releases import current_release, verify
from tests.integration.publishing import generation_seen, publish_next

N_PUBLICATIONS = 10
LONGEST_SECONDS = 300


def start(settings: Settings, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.integration.publishing", str(settings.warehouse_dir), *arguments]
    return subprocess.Popen(command, cwd=PROJECT_DIR, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("how", ["ours", "analyst"])
def test_readers_see_no_error_and_no_mixture_while_releases_are_published(how: str, settings: Settings):
    publish_next(settings, "first")
    readers = [start(settings, "read", how) for _ in range(2)]
    for reader in readers:
        assert reader.stdout.readline() == "reading\n"
    with start(settings, "publish", "run", str(N_PUBLICATIONS)) as publisher:
        output, errors = publisher.communicate(timeout=LONGEST_SECONDS)
    (settings.warehouse_dir / "stop").touch()
    answers = [reader.communicate(timeout=LONGEST_SECONDS) for reader in readers]
    assert publisher.returncode == 0, errors
    assert output.split() == [str(number) for number in range(2, N_PUBLICATIONS + 2)]
    for reader, (said, complained) in zip(readers, answers, strict=True):
        assert reader.returncode == 0, complained
        n_reads, n_numbers, last = map(int, said.split())
        assert n_reads >= N_PUBLICATIONS, "too few reads to show anything"
        assert n_numbers >= 2, "no publication happened while it read"
        assert last == N_PUBLICATIONS + 1


@pytest.mark.parametrize("read_only", [True, False])
def test_an_analyst_who_leaves_a_connection_open_holds_up_no_run(read_only: bool, settings: Settings):
    """Not read-only is what happens by mistake, as root or with a file system that knows no modes: nothing is written."""
    publish_next(settings, "first")
    hold = (
        "import sys, duckdb\n"
        "c = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == 'True')\n"
        "print(c.execute('select min(generation) from one').fetchone()[0], flush=True)\n"
        "sys.stdin.read()\n"
        "print(c.execute('select min(generation) from one').fetchone()[0], flush=True)\n"
    )
    command = [sys.executable, "-c", hold, str(settings.published_path), str(read_only)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as analyst:
        assert analyst.stdout.readline() == "1\n"
        assert [publish_next(settings, f"run-{number}") for number in range(5)] == [2, 3, 4, 5, 6]
        output, _ = analyst.communicate("", timeout=LONGEST_SECONDS)
    assert output == "1\n", "the analyst's own release was removed by retention, and still there for them"
    verify(current_release(settings))
    assert not list(settings.releases_dir.glob("*.wal"))


def test_a_process_that_has_a_release_open_sees_the_next_one_in_a_new_connection(settings: Settings):
    """DuckDB keeps one instance a path and process; a new file under the old name would give the old data."""
    publish_next(settings, "first")
    with duckdb.connect(settings.published_path, read_only=True) as held:
        publish_next(settings, "second")
        assert generation_seen(held) == 1
        with reading(settings.published_path, settings) as fresh:
            assert generation_seen(fresh) == 2
