"""The only place that opens DuckDB: one way to write, one way to read.

What does not belong here: which file to open (``releases``, ``building``) and any SQL about the project's tables.
"""

from __future__ import annotations

import errno
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from flows.errors import WellsourcedError
from flows.settings import Settings
from flows.warehouse import files

OPEN_ATTEMPTS = 5
"""Times a reader follows the published link again when retention removes the release between following and opening it."""

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""Errors of the operating system that say that a file cannot grow; DuckDB gives their words inside errors of several kinds."""

NEWER = "we can only read versions between"
UNREADABLE = (NEWER, "Corrupt database file", "not a valid DuckDB database file")
"""What DuckDB says of files that it cannot read, in errors of the kind that it also raises for a full disk or a lock."""

_hardening = threading.Lock()


class MissingDatabaseError(WellsourcedError):
    """There is no database file where one is expected."""


class UnreadableDatabaseError(WellsourcedError):
    """A database file cannot be read: a newer DuckDB wrote it, or it is damaged."""


class PublishedFileError(Exception):
    """A published release was about to be opened for writing; releases never change."""


PARSED_PROJECT = "dbt-parsed-{}.msgpack"
"""In the scratch folder: dbt's parse of a project, by the project's fingerprint. The next run needs it, however long the run
before was ago; each build removes those of other fingerprints."""


def scratch_dir(settings: Settings) -> Path:
    """Return the folder for files that no run needs after the process that made them, but for :data:`PARSED_PROJECT`."""
    return settings.warehouse_dir / "tmp"


@contextmanager
def writing(path: Path, settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a build for writing; when the block ends well, all that was committed is in the file and no WAL stays.

    The session's time zone is UTC. Raises PublishedFileError for a release, duckdb.IOException when another process has
    the file, OSError when the disk is full.
    """
    if path.resolve().is_relative_to(settings.releases_dir.resolve()):
        msg = f"{path} is a published release and is never written; start a build from it instead."
        raise PublishedFileError(msg)
    with _spill_folder(settings) as spill:
        connection = duckdb.connect(str(path), config=_limits(settings))
        try:
            connection.execute("set global TimeZone = 'UTC'")
            connection.execute("set temp_directory = $folder", {"folder": str(spill)})
            yield connection
            connection.execute("checkpoint")
        except duckdb.Error as error:
            for number in NO_ROOM:
                if os.strerror(number) in str(error):
                    raise OSError(number, os.strerror(number), str(path)) from error
            raise
        finally:
            connection.close()


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Commit what the block does, or roll all of it back and pass its exception on.

    DuckDB answers OK to a COMMIT after an error and rolls back: an exception must never be swallowed inside the block.
    """
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


@contextmanager
def reading(path: Path, settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database read-only and locked down: no other file, no extension, no Python variable, no setting can be reached.

    A link is followed first, so a connection keeps the release it began with while others are published. A release that
    somebody has opened for writing is read from a private copy of it. The session's time zone is UTC.
    Raises MissingDatabaseError when there is no such file, UnreadableDatabaseError when a newer DuckDB wrote it, it is damaged
    or no database.
    """
    with _readable(path), _spill_folder(settings) as spill, _opened(path, settings) as connection:
        with _hardening:  # one DuckDB instance serves all connections of a process to one file, and its settings are shared
            (locked,) = connection.execute("select current_setting('lock_configuration')").fetchone() or (False,)
            if locked in (False, "false"):
                connection.execute("set global TimeZone = 'UTC'")
                connection.execute("set temp_directory = $folder", {"folder": str(spill)})
                connection.execute("set enable_external_access = false")
                connection.execute("set lock_configuration = true")
        yield connection


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Say what to do where DuckDB finds that it cannot read a file, on opening it or later."""
    try:
        yield
    except duckdb.IOException as error:
        if not any(words in str(error) for words in UNREADABLE):
            raise
        what = f"{path.resolve()} cannot be read: {str(error).splitlines()[0].rstrip('.')}."
        newer = f" A newer DuckDB than {duckdb.__version__}, which is installed here, wrote it: update Wellsourced."
        advice = f"{newer if NEWER in str(error) else ''} To go back to another release: wellsourced rollback"
        raise UnreadableDatabaseError(f"{what}{advice}") from error


@contextmanager
def _opened(path: Path, settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    config = _limits(settings) | {"python_enable_replacements": False}
    for attempt in range(1, OPEN_ATTEMPTS + 1):
        resolved = path.resolve()
        try:
            connection = duckdb.connect(str(resolved), read_only=True, config=config)
        except duckdb.IOException as error:
            if not resolved.exists():
                if attempt < OPEN_ATTEMPTS and path.resolve() != resolved:
                    continue
                msg = f"There is no database at {path}."
                raise MissingDatabaseError(msg) from error
            if "lock" not in str(error) or not resolved.is_relative_to(settings.releases_dir.resolve()):
                raise
            with (
                _private_copy(resolved, settings) as copy,
                duckdb.connect(str(copy), read_only=True, config=config) as connection,
            ):
                yield connection
            return
        try:
            yield connection
        finally:
            connection.close()
        return


@contextmanager
def _private_copy(release: Path, settings: Settings) -> Iterator[Path]:
    """Yield a copy of a release that another process holds for writing; releases do not change, so the copy is it."""
    copy = scratch_dir(settings) / f"{release.stem}-{secrets.token_hex(4)}.duckdb"
    copy.parent.mkdir(parents=True, exist_ok=True)
    try:
        files.copy_database(release, copy)
        yield copy
    finally:
        copy.unlink(missing_ok=True)


@contextmanager
def _spill_folder(settings: Settings) -> Iterator[Path]:
    """Yield a folder of its own to spill into: DuckDB numbers spill files by folder, so two processes would collide."""
    scratch = scratch_dir(settings)
    scratch.mkdir(parents=True, exist_ok=True)
    folder = scratch / f"spill-{secrets.token_hex(4)}"
    try:
        yield folder
    finally:
        with suppress(OSError):  # absent when nothing was spilled; still in use by another connection to the same file
            folder.rmdir()


def _limits(settings: Settings) -> dict[str, str | bool | int | float | list[str]]:
    return {
        "memory_limit": settings.duckdb_memory_limit,
        "threads": settings.duckdb_threads,
        "autoinstall_known_extensions": False,
    }
