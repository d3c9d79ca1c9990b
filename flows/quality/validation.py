"""Run the suites of ``expectations/`` against a database, in a process of their own.

Great Expectations takes about 5 s and 266 MB to import and keeps a connection open, so it lives in a process that can be
started while other stages still run, and that is gone afterwards. This module never opens the database and imports
nothing heavy.

What does not belong here: what is expected (``expectations/``), and what a failed validation leads to (the flows).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import polars as pl

from flows.quality.types import ABOUT_THE_SUITE, SuiteCount, ValidationError, ValidationReport, verdict_of
from flows.settings import PROJECT_DIR, Settings
from flows.warehouse import schema

SUITES_DIR = PROJECT_DIR / "expectations"
CHECKING_CODE = ("duckdb_dialect.py", "process.py", "rules.py", "suites.py", "types.py")
"""Modules beside this one that decide what a suite finds."""

EXPORT_SUFFIX = ".gx"

STARTUP_TIMEOUT_SECONDS = 180.0
"""Importing Great Expectations took 5 to 17 s on a loaded two-core machine; ten times that is a process that hangs."""
LINES_OF_COMPLAINT = 15
"""Last lines of the process's error output that an error message repeats."""


def suites_fingerprint(suites: Path | None = None) -> str:
    """Return 16 hex digits that change when a suite file does, or the code that runs suites; nothing is imported for it."""
    digest = hashlib.sha256()
    for path in [*sorted((suites or SUITES_DIR).glob("*.py")), *(Path(__file__).with_name(name) for name in CHECKING_CODE)]:
        digest.update(path.name.encode("utf-8") + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def export_dir(settings: Settings, database: Path) -> Path:
    """Return the folder of Great Expectations' own results of a release or build, one JSON file a suite.

    Each loads by ``expectationSuiteValidationResultSchema.load(json)``. Values that failed stand in it as they are.
    """
    return settings.reports_dir / f"{database.stem}{EXPORT_SUFFIX}"


class Validator:
    """A process that has imported, or is importing, Great Expectations and the suites of a folder.

    Use it as a context manager: leaving ends the process, also one that was never asked anything.
    """

    def __init__(self, settings: Settings, *, suites: Path | None = None) -> None:
        self._settings = settings
        self._folder = tempfile.TemporaryDirectory(prefix="wellsourced-validation-")
        self._complaints = Path(self._folder.name) / "stderr.txt"
        self._ready = False
        with self._complaints.open("wb") as complaints:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
                [sys.executable, "-m", "flows.quality.process", str(suites or SUITES_DIR)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
                encoding="utf-8",
                bufsize=1,
                cwd=PROJECT_DIR,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the process, whatever it is doing, and remove its files. May be called again."""
        if self._process.poll() is None:
            # It only reads databases, so there is nothing that a kill could leave half done.
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                # A request that a dead process never took is still in the buffer, and closing tries to send it.
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        self._folder.cleanup()

    def validate(
        self, database: Path, run_id: str, *, export_dir: Path | None = None, timeout_seconds: float = 1800.0
    ) -> ValidationReport:
        """Check a database that no process has open for writing, and return what was found.

        ``export_dir`` receives Great Expectations' own result of each suite as JSON, instead of any there. Several databases
        may be given, one after another.

        Raises :class:`ValidationError` when the process dies, hangs or answers something else than results: then nothing
        is known about the data. Raises OSError when the process met one, as that the disk is full.
        """
        if not database.is_file():
            raise ValidationError(f"{database} does not exist, so it cannot be validated: build it first")
        asked = time.monotonic()
        if not self._ready:
            self._answer(STARTUP_TIMEOUT_SECONDS, "start")
            self._ready = True
        startup_seconds = time.monotonic() - asked
        results_path = Path(self._folder.name) / "results.parquet"
        results_path.unlink(missing_ok=True)
        if export_dir is not None:
            export_dir.mkdir(parents=True, exist_ok=True)
            for earlier in export_dir.glob("*.json"):  # of a table that is gone now, it would tell of a success
                earlier.unlink()
        self._ask(
            {
                "database": str(database.resolve()),
                "run_id": run_id,
                "results": str(results_path),
                "export_dir": None if export_dir is None else str(export_dir.resolve()),
                "config": {"memory_limit": self._settings.duckdb_memory_limit, "threads": self._settings.duckdb_threads},
            }
        )
        answer = self._answer(timeout_seconds, f"check {database.name}")
        return _report(run_id, answer, results_path, startup_seconds)

    def _ask(self, request: dict[str, Any]) -> None:
        if self._process.stdin is None:
            raise ValidationError("the validation process has no input: start it with start_validator")
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        except (BrokenPipeError, ValueError) as error:
            raise self._failure("was already gone when a database was to be checked") from error

    def _answer(self, timeout_seconds: float, task: str) -> dict[str, Any]:
        pipe = self._process.stdout
        if pipe is None or pipe.closed:
            raise ValidationError(
                "the validation process was closed before it was asked: start another with start_validator"
            )
        readable, _, _ = select.select([pipe], [], [], timeout_seconds)
        if not readable:
            self._process.kill()
            raise self._failure(
                f"did not {task} within {timeout_seconds:.0f} s and was stopped. Give it more time "
                f"(timeout_seconds) or more memory "
                "(WELLSOURCED_DUCKDB_MEMORY_LIMIT)"
            )
        line = pipe.readline()
        if not line.endswith("\n"):
            raise self._failure(f"died while it was to {task}")
        answer: dict[str, Any] = json.loads(line)
        if "errno" in answer:
            raise OSError(answer["errno"], answer["message"], answer["file"])
        return answer

    def _failure(self, what: str) -> ValidationError:
        """Return the error for a process that failed, with the end of what it complained about."""
        self._process.wait()
        lines = self._complaints.read_text(encoding="utf-8", errors="replace").splitlines()[-LINES_OF_COMPLAINT:]
        said = "\n".join(lines) or "(nothing)"
        return ValidationError(
            f"The validation process {what} (exit status {self._process.returncode}). Nothing was validated, so "
            "nothing may be "
            f"published: mend the cause and run again. It said last:\n{said}"
        )


def _report(run_id: str, answer: dict[str, Any], results_path: Path, startup_seconds: float) -> ValidationReport:
    """Return the report on the results that the process wrote, or raise :class:`ValidationError` if they are not whole."""
    results = pl.read_parquet(results_path) if results_path.exists() else pl.DataFrame(schema=schema.CHECK_RESULTS)
    if dict(results.schema) != dict(pl.Schema(schema.CHECK_RESULTS)) or results.height != answer.get("n_results"):
        raise ValidationError(
            f"The validation process announced {answer.get('n_results')} results and wrote {results.height}: nothing may be "
            "published. Run the validation again; if it happens twice, look for a full disk."
        )
    failed = ~pl.col("success")
    about_the_suite = pl.col("expectation").is_in(ABOUT_THE_SUITE)
    counts = (
        pl.DataFrame(answer["suites"], schema={"suite": pl.String, "table_name": pl.String, "n_declared": pl.Int64})
        .join(
            results.group_by("suite").agg(
                n_evaluated=(~about_the_suite).sum(),
                n_failed_critical=(failed & (pl.col("severity") == "critical")).sum(),
                n_failed_warning=(failed & (pl.col("severity") == "warning")).sum(),
            ),
            on="suite",
            how="left",
        )
        .sort("suite")
    )
    return ValidationReport(
        run_id=run_id,
        verdict=verdict_of(results),
        results=results,
        suites=tuple(SuiteCount(**count) for count in counts.iter_rows(named=True)),
        seconds=float(answer["seconds"]),
        startup_seconds=startup_seconds,
    )


def start_validator(settings: Settings, *, suites: Path | None = None) -> Validator:
    """Start a validation process and return at once, so that its start (about 5 s) passes while other stages run.

    ``suites`` is the folder of suite files, the project's unless named.
    """
    return Validator(settings, suites=suites)


def validate(
    database: Path,
    run_id: str,
    settings: Settings,
    *,
    suites: Path | None = None,
    export_dir: Path | None = None,
    timeout_seconds: float = 1800.0,
) -> ValidationReport:
    """Check one database in a process started for it; parameters and errors as of :meth:`Validator.validate`."""
    with start_validator(settings, suites=suites) as validator:
        return validator.validate(database, run_id, export_dir=export_dir, timeout_seconds=timeout_seconds)
