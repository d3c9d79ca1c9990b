"""Whole files on disk: copied, hashed, synced and replaced so that a kill leaves the old one or the new one.

Database files are copied and hashed by a child process, always. Closing any descriptor of a file drops every POSIX lock
that the process holds on it, so a process that hashes a database it has open lets a second writer in, and the first
writer's next checkpoint erases what the second committed, without an error (seen with DuckDB 1.5.5 and 2.0.0). What does
not belong here: what the files mean.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

CHUNK_BYTES = 4 * 1024 * 1024
TEMPORARY_SUFFIX = ".tmp"


@dataclass(frozen=True, slots=True)
class Digest:
    """A file's content in short."""

    sha256: str
    n_bytes: int


def temporary_path(path: Path) -> Path:
    """Return the hidden sibling under which ``path`` is written; ``.<name>.<process>.tmp``, which a sweep recognises."""
    return path.with_name(f".{path.name}.{os.getpid()}{TEMPORARY_SUFFIX}")


def is_temporary(path: Path) -> bool:
    """Tell whether a path was named by :func:`temporary_path`: what a process was writing when it ended."""
    return path.name.startswith(".") and path.name.endswith(TEMPORARY_SUFFIX)


def sync(path: Path) -> None:
    """Flush a file or a directory (its entries) to the disk. Not for a database file: use :func:`digest`."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path to write; when the block ends well it becomes ``path`` in one step, otherwise it is removed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = temporary_path(path)
    try:
        yield temporary
        sync(temporary)
        temporary.replace(path)
        sync(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """Write a frame as Parquet, by way of memory. Raises OSError when the disk takes no more.

    Polars itself says ComputeError then, of a "file out of specification", as it does of one that is damaged.
    """
    written = io.BytesIO()
    frame.write_parquet(written)
    path.write_bytes(written.getbuffer())


def copy_database(source: Path, target: Path) -> Digest:
    """Copy a database file in a child process, sync the copy and return the digest of the bytes copied.

    ``target`` appears complete or not at all. Raises OSError, with its number, as the child met it (disk full, no such
    file).
    """
    temporary = temporary_path(target)
    try:
        copied = _in_child("copy", source, temporary)
        temporary.replace(target)
        sync(target.parent)
    finally:
        temporary.unlink(missing_ok=True)
    return copied


def digest(database: Path) -> Digest:
    """Hash a database file in a child process, which also flushes it to the disk. Raises OSError as the child met it."""
    return _in_child("digest", database)


def _in_child(command: str, *paths: Path) -> Digest:
    # -I: nothing of the environment or the working directory gets into the child's imports; this file needs only the
    # standard library, so the child costs an interpreter start (about 30 ms) and no more.
    finished = subprocess.run(  # noqa: S603
        [sys.executable, "-I", str(Path(__file__).resolve()), command, *map(str, paths)],
        stdout=subprocess.PIPE,
        check=True,
    )
    answer = json.loads(finished.stdout)
    if "errno" in answer:
        raise OSError(answer["errno"], answer["message"], answer["file"])
    return Digest(**answer)


def _child(command: str, source: str, target: str | None = None) -> dict[str, str | int]:
    """Do one command in the child and return what is printed: a digest, or an operating system error."""
    hashed, n_bytes = hashlib.sha256(), 0
    try:
        with open(source, "rb") as read:  # noqa: PTH123 (descriptors are the point here)
            written = open(target, "wb") if command == "copy" and target else None  # noqa: PTH123, SIM115
            try:
                while chunk := read.read(CHUNK_BYTES):
                    hashed.update(chunk)
                    n_bytes += len(chunk)
                    if written:
                        written.write(chunk)
                if written:
                    written.flush()
                os.fsync(written.fileno() if written else read.fileno())
            finally:
                if written:
                    written.close()
    except OSError as error:
        where = error.filename or target or source  # an error of a write or a sync names no file
        return {"errno": error.errno or 0, "message": error.strerror or str(error), "file": str(where)}
    return {"sha256": hashed.hexdigest(), "n_bytes": n_bytes}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_child(*sys.argv[1:])))
