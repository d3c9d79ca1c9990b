"""Running dbt: one subprocess a command, everything it writes in a folder that goes away with it.

A subprocess, because dbt in process keeps the DuckDB file locked until the process ends (dbt-core#11980). What does not
belong here: what the results mean (``results.py``) and which commands the project runs (``build.py``).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.errors import WellsourcedError
from flows.settings import Settings
from flows.warehouse.connection import PARSED_PROJECT, scratch_dir

START_DBT = """
import os, threading

def end_with_parent():
    os.read(0, 1)
    os._exit(9)

threading.Thread(target=end_with_parent, daemon=True).start()
from dbt.cli.main import cli
cli()
"""
"""What the ``dbt`` script does (``python -m dbt.cli.main`` warns that the module is imported twice), in a process that ends
when this one does: its standard input is a pipe that this process holds open and that closes with it, also on SIGKILL. A
dbt that outlived its run would open the next run's build, which has the same path."""

GLOBAL_FLAGS = ("--no-use-colors", "--no-send-anonymous-usage-stats", "--log-level-file", "none")
"""No log file: it would go with the folder, and takes a twentieth of the processor time of a build of five documents."""

OUTPUT_SHOWN = 4000
"""Characters of dbt's output kept for an error message: its last lines, where it says what was wrong."""

LINK_NAME = "warehouse.duckdb"
"""dbt takes up a parse again only for a database of the same path, so each build gets the same one while dbt has it."""


class ModelingError(WellsourcedError):
    """dbt could not run to an end, so nothing is known about the models: never to be taken for a pass."""


@dataclass(frozen=True, slots=True)
class Invocation:
    """What one dbt command left behind; ``target`` exists only while the block that got it runs."""

    output: str
    target: Path

    def artifact(self, name: str) -> dict[str, Any]:
        """Return one of dbt's JSON files, such as ``run_results.json``. Raises ModelingError when dbt did not write it."""
        path = self.target / name
        if not path.is_file():
            raise ModelingError(f"dbt ended without writing {name}. Its last words:\n{self.output[-OUTPUT_SHOWN:]}")
        artifact: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return artifact


@contextmanager
def writing_dbt(
    arguments: Sequence[str], database: Path, settings: Settings, *, timeout_seconds: float, fingerprint: str
) -> Iterator[Invocation]:
    """Run ``dbt`` with ``arguments`` on the project of the settings and a build; the block reads what it left.

    dbt's parse of the project is kept under ``fingerprint``, which stands for the project's files, and used by the next run
    of the same fingerprint: that saves half of the processor time before the first model (8 to 4 s with 41 models, 112
    tests). One at a time: the caller holds the warehouse's lock. Raises ModelingError when the database is not there, dbt
    does not end in time, or ends in a way other than having run its nodes (a model that does not parse, a profile that
    does not fit).
    """
    folder = scratch_dir(settings) / "dbt"
    parsed = scratch_dir(settings) / PARSED_PROJECT.format(fingerprint)
    _require(database)
    shutil.rmtree(folder, ignore_errors=True)  # what a killed run left
    (folder / "target").mkdir(parents=True)
    seen = folder / LINK_NAME
    try:  # A hard link: dbt names the database after its file, and DuckDB looks through a symbolic link to the name behind.
        os.link(database, seen)
    except OSError:  # a file system without hard links: dbt parses the project each time
        seen = database
    if parsed.is_file():
        shutil.copyfile(parsed, folder / "target" / "partial_parse.msgpack")
    try:
        invocation = _run(arguments, seen, folder, settings, timeout_seconds, read_only=False)
        for outdated in scratch_dir(settings).glob(PARSED_PROJECT.format("*")):
            outdated.unlink()
        shutil.move(folder / "target" / "partial_parse.msgpack", parsed)
        yield invocation
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def reading_dbt(
    arguments: Sequence[str], database: Path, settings: Settings, *, timeout_seconds: float
) -> Iterator[Invocation]:
    """Run ``dbt`` as :func:`writing_dbt` does, on a database opened read-only and at any time, a release for example."""
    _require(database)
    scratch_dir(settings).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="dbt-", dir=scratch_dir(settings)) as folder:
        yield _run(arguments, database.resolve(), Path(folder), settings, timeout_seconds, read_only=True)


def _require(database: Path) -> None:
    if not database.is_file():
        raise ModelingError(f"There is no database at {database}. Load documents first: wellsourced run")


def _run(
    arguments: Sequence[str], database: Path, folder: Path, settings: Settings, timeout_seconds: float, *, read_only: bool
) -> Invocation:
    project = str(settings.dbt_project_dir.resolve())
    target = folder / "target"
    command = [
        sys.executable,
        "-c",
        START_DBT,
        *GLOBAL_FLAGS,
        *arguments,
        "--project-dir",
        project,
        "--profiles-dir",
        project,
    ]
    command += ["--target-path", str(target.resolve()), "--log-path", str((folder / "logs").resolve())]
    # Ours without dbt's own variables, which would have a say in the flags, and with what the profile reads.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DBT_")} | {
        "WELLSOURCED_DBT_PATH": str(database.absolute()),
        "WELLSOURCED_DBT_ACCESS_MODE": "READ_ONLY" if read_only else "AUTOMATIC",
        "WELLSOURCED_DBT_THREADS": str(settings.duckdb_threads),
        "WELLSOURCED_DBT_MEMORY_LIMIT": settings.duckdb_memory_limit,
        "WELLSOURCED_DBT_TEMP_DIRECTORY": str((folder / "spill").resolve()),
    }
    lifeline, held = os.pipe()
    try:
        finished = subprocess.run(  # noqa: S603 - our own interpreter and arguments, no shell
            command,
            env=environment,
            stdin=lifeline,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=timeout_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        last_words = (error.stdout or b"").decode(errors="replace")[-OUTPUT_SHOWN:]
        raise ModelingError(
            f"dbt did not end within {timeout_seconds:g} seconds and was stopped. Its last lines say where it was; "
            "give it more threads and memory (WELLSOURCED_DUCKDB_THREADS, WELLSOURCED_DUCKDB_MEMORY_LIMIT):\n" + last_words
        ) from error
    finally:
        os.close(lifeline)
        os.close(held)
    output = finished.stdout.decode(errors="replace")
    if finished.returncode not in (0, 1):
        raise ModelingError(
            f"dbt could not run (exit code {finished.returncode}). Correct what it names in {project}; its last lines:\n"
            f"{output[-OUTPUT_SHOWN:]}"
        )
    return Invocation(output, target)
