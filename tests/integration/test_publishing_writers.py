"""Several runs at once: one writes, the others wait, and no publication is lost."""

from __future__ import annotations

import subprocess
import sys

from flows.settings import PROJECT_DIR, Settings
from flows.warehouse.connection import reading
from flows.warehouse.releases import current_release, verify
from tests.integration.publishing import generation_seen, publish_next


def test_runs_started_at_once_publish_one_after_the_other_and_build_on_each_other(settings: Settings):
    publish_next(settings, "first")
    command = [sys.executable, "-m", "tests.integration.publishing", str(settings.warehouse_dir), "publish"]
    publishers = [
        subprocess.Popen([*command, name, "4"], cwd=PROJECT_DIR, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for name in ("here", "there", "elsewhere")
    ]
    numbers: list[int] = []
    for publisher in publishers:
        output, errors = publisher.communicate(timeout=200)
        assert publisher.returncode == 0, errors
        numbers += map(int, output.split())
    assert sorted(numbers) == list(range(2, 14)), "two runs built on the same release, or one was lost"
    with reading(settings.published_path, settings) as connection:
        assert generation_seen(connection) == 13
    verify(current_release(settings))
    assert current_release(settings).manifest.sequence == 13
