"""A publisher that is killed at any moment leaves a whole release, and the next one goes on from it.

Twice: killed for real at random moments, and stopped before each single thing it does to the disk, one after the other.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.settings import PROJECT_DIR, Settings
from flows.warehouse import files
from flows.warehouse.connection import reading
from flows.warehouse.releases import BUILDS_KEPT, current_release, list_releases, sweep, verify
from tests.integration.publishing import generation_seen, publish_next


def seen(settings: Settings) -> int:
    with reading(settings.published_path, settings) as connection:
        return generation_seen(connection)


@pytest.mark.parametrize(
    "n_kills",
    [5, pytest.param(40, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])],
)
def test_a_publisher_killed_at_any_moment_leaves_a_whole_release(n_kills: int, settings: Settings):
    chance = random.Random(n_kills)
    publish_next(settings, "first")
    last = 1
    for kill in range(n_kills):
        command = [sys.executable, "-m", "tests.integration.publishing"]
        command += [str(settings.warehouse_dir), "publish", f"run-{kill}", "1000"]
        with subprocess.Popen(command, cwd=PROJECT_DIR, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as publisher:
            said = publisher.stdout.readline()  # it has published once, so the moment is somewhere in a publication
            time.sleep(chance.uniform(0, 0.8))
            publisher.kill()
            said += publisher.stdout.read()
            complained = publisher.stderr.read().decode()
        assert said, complained
        acknowledged = int(said.split()[-1])
        assert seen(settings) in (acknowledged, acknowledged + 1), "lost a publication that was said to be done"
        assert seen(settings) > last
        verify(current_release(settings))
        for release in list_releases(settings):
            verify(release)
        last = seen(settings)
    assert publish_next(settings, "last") == last + 1
    assert len(list_releases(settings)) == 3
    sweep(settings)
    assert len(list(settings.builds_dir.glob("*.duckdb"))) <= BUILDS_KEPT
    releases = {path.stem for path in settings.releases_dir.iterdir()}
    assert releases == {release.name for release in list_releases(settings)}
    assert not [path for path in settings.warehouse_dir.rglob(".*") if path.name.endswith(".tmp")]


class KilledError(BaseException):
    """Stands for the end of the process: nothing that the code does about it has any effect."""


@contextmanager
def killed_before(step: int) -> Iterator[list[str]]:
    """Let nothing happen to the disk from the given step on; yield the names of the steps that happened."""
    happened: list[str] = []

    def stepping(original):
        def stepped(*args, **kwargs):
            if len(happened) >= step:
                raise KilledError
            happened.append(original.__name__)
            return original(*args, **kwargs)

        return stepped

    with pytest.MonkeyPatch.context() as patched:
        for name in ("chmod", "rename", "replace", "symlink_to", "unlink", "write_text", "mkdir"):
            patched.setattr(Path, name, stepping(getattr(Path, name)))
        for name in ("sync", "digest", "copy_database"):
            patched.setattr(files, name, stepping(getattr(files, name)))
        yield happened


def test_a_publisher_stopped_before_any_of_its_steps_leaves_a_whole_release(settings: Settings):
    settings = settings.model_copy(update={"releases_kept": 2})
    for number in range(2):
        publish_next(settings, f"first-{number}")
    step, last = 0, 2
    while True:
        finished = False
        try:
            with killed_before(step) as happened:
                publish_next(settings, f"run-{step}")
                finished = True
        except KilledError:
            pass
        assert seen(settings) in (last, last + 1), happened
        verify(current_release(settings))
        for release in list_releases(settings):
            verify(release)
        last = seen(settings)
        if finished:
            break
        step += 1
    assert step > 25, "publishing took fewer steps than it is known to: this shows little"
    assert happened.count("rename") == 1
    assert publish_next(settings, "last") == last + 1
    assert len(list_releases(settings)) == 2
    sweep(settings)
    assert {path.stem for path in settings.releases_dir.iterdir()} == {release.name for release in list_releases(settings)}
