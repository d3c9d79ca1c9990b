from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime

import pytest

from flows.settings import Settings
from flows.warehouse.locking import WarehouseBusyError, holder, writer_lock

HOLD = """
import sys, pathlib
from flows.settings import Settings
from flows.warehouse.locking import writer_lock
with writer_lock(Settings(warehouse_dir=pathlib.Path(sys.argv[1])), "first-run"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def held(settings: Settings):
    """Another process that holds the lock until its input is closed."""
    command = [sys.executable, "-c", HOLD, str(settings.warehouse_dir)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        yield process
        process.stdin.close()


def test_a_second_writer_is_told_who_is_writing_and_what_to_do(held, settings: Settings):
    start = time.monotonic()
    with pytest.raises(WarehouseBusyError) as raised, writer_lock(settings, "second-run", wait_seconds=0.3):
        pass
    assert time.monotonic() - start >= 0.3
    assert raised.value.holder.run_id == "first-run"
    assert raised.value.holder.pid == held.pid
    for said in ("first-run", str(held.pid), "waited 0.3 s", "start again"):
        assert said in str(raised.value)


@pytest.mark.usefixtures("held")
def test_how_long_a_writer_waits_is_a_setting(settings: Settings):
    settings = settings.model_copy(update={"lock_wait_seconds": 0.0})
    with pytest.raises(WarehouseBusyError, match="waited 0 s"), writer_lock(settings, "second-run"):
        pass


def test_a_second_writer_waits_until_the_first_is_done(held, settings: Settings):
    start = time.monotonic()
    threading.Timer(0.5, held.stdin.close).start()
    with writer_lock(settings, "second-run", wait_seconds=120):
        assert time.monotonic() - start >= 0.5
        assert holder(settings).run_id == "second-run"


def test_a_killed_writer_holds_nothing(held, settings: Settings):
    held.kill()
    held.wait()
    assert holder(settings) is None, "its note stays, its lock does not"
    with writer_lock(settings, "second-run", wait_seconds=0):
        assert holder(settings).run_id == "second-run"


def test_the_holder_is_known_while_it_holds_and_not_after(settings: Settings):
    assert holder(settings) is None
    with writer_lock(settings, "run"):
        found = holder(settings)
        assert (found.run_id, found.pid) == ("run", os.getpid())
        assert abs((datetime.now(UTC) - found.since).total_seconds()) < 60
    assert holder(settings) is None


def test_an_error_inside_gives_the_lock_back(settings: Settings):
    def fail():
        with writer_lock(settings, "run"):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with writer_lock(settings, "run", wait_seconds=0):
        pass


@pytest.mark.usefixtures("held")
def test_a_note_that_cannot_be_read_only_makes_the_message_shorter(settings: Settings):
    (settings.warehouse_dir / ".writer.json").write_bytes(b"\xff{")
    with pytest.raises(WarehouseBusyError, match="another run"), writer_lock(settings, "run", wait_seconds=0):
        pass


def test_two_threads_of_one_process_are_two_writers(settings: Settings):
    outcome: list[str] = []

    def second() -> None:
        try:
            with writer_lock(settings, "second", wait_seconds=0):
                outcome.append("got in")
        except WarehouseBusyError:
            outcome.append("told")

    with writer_lock(settings, "first"):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert outcome == ["told"]
