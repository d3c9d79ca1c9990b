"""One writer at a time: the lock that a run holds from its first look at the warehouse to its last.

The kernel holds the lock (``flock``), so it is free the moment its holder dies, however it dies. What does not belong here:
Prefect's concurrency limit, which queues runs; this lock is what keeps two of them from writing when that limit is not
there.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, ValidationError

from flows.errors import WellsourcedError
from flows.settings import Settings
from flows.warehouse import files


LOCK_NAME = ".writer.lock"


class Holder(BaseModel):
    """Who holds the lock."""

    model_config = ConfigDict(frozen=True)

    run_id: str
    pid: int
    host: str
    since: datetime


class WarehouseBusyError(WellsourcedError):
    """Another run holds the warehouse and did not let go in time; ``holder`` says who, where it is known."""

    def __init__(self, holder: Holder | None, waited_seconds: float):
        self.holder = holder
        who = (
            f"run {holder.run_id} (process {holder.pid} on {holder.host}, since {holder.since:%Y-%m-%d %H:%M:%S} UTC)"
            if holder
            else "another run"
        )
        super().__init__(
            f"The warehouse is being written by {who}; waited {waited_seconds:g} s. "
            "Let that run finish and start again, or stop its process: the lock is free as soon as it ends."
        )


@contextmanager
def writer_lock(settings: Settings, run_id: str, *, wait_seconds: float | None = None) -> Iterator[None]:
    """Hold the warehouse for one writer.

    ``run_id`` is what others are told. Waits ``wait_seconds`` (default: the setting ``lock_wait_seconds``), then raises
    WarehouseBusyError. Not reentrant: a second lock of the same process waits like any other.
    """
    wait = settings.lock_wait_seconds if wait_seconds is None else wait_seconds
    settings.warehouse_dir.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.warehouse_dir / LOCK_NAME, timeout=wait, poll_interval=0.1)
    try:
        lock.acquire()
    except Timeout as error:
        raise WarehouseBusyError(holder(settings), wait) from error
    try:
        held = Holder(run_id=run_id, pid=os.getpid(), host=socket.gethostname(), since=datetime.now(UTC))
        with files.replacing(_holder_path(settings)) as temporary:
            temporary.write_text(held.model_dump_json(), encoding="utf-8")
        yield
    finally:
        try:
            _holder_path(settings).unlink(missing_ok=True)
        finally:
            lock.release()


def holder(settings: Settings) -> Holder | None:
    """Return who holds the lock now; None when nobody does or when it cannot be read. Explains a wait, decides none.

    The note of a run that was killed stays behind; that the lock can be taken tells that it is one.
    """
    path = settings.warehouse_dir / LOCK_NAME
    if not path.exists():
        return None
    with suppress(Timeout, OSError), FileLock(path, timeout=0):
        return None
    try:
        return Holder.model_validate_json(_holder_path(settings).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValidationError, UnicodeDecodeError):
        return None


def _holder_path(settings: Settings) -> Path:
    return settings.warehouse_dir / ".writer.json"
