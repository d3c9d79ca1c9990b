"""Extraction in worker processes that can be killed, so that one document can neither hang nor end a run.

A parser can run for good on a page of 250 KB, inside C code that no signal handler interrupts; only ending its process stops
it. What does not belong here: what is extracted from a document (``extractor``) and how a batch lies on disk (``batches``).
"""

from __future__ import annotations

import faulthandler
import logging
import math
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from pebble import ProcessExpired, ProcessPool

from flows.errors import WellsourcedError
from flows.extraction.batches import check_tables, finished_batches, write_batch
from flows.extraction.version import Engine, engine_of
from flows.settings import Settings
from flows.sources.types import SourceDocument

if TYPE_CHECKING:
    import polars as pl

logger = logging.getLogger(__name__)

MAX_BATCH_CHARACTERS = 4_000_000
"""Bounds a worker's memory; about 200 documents of 20,000 characters. A longer document is a batch of its own."""

SMALLEST_SHARE = 30
"""Documents for which another worker is worth its start: it takes three seconds of a core, a document a tenth of one."""

SLOWEST_CHARACTERS_PER_SECOND = 1_000
"""A batch has a document's time and this pace besides. The model alone was measured at 4,500 to 5,900 tokens (some 25,000
characters) a second on one core, so only a batch that hangs exceeds it; one that does is extracted document by document."""

MAX_FRUITLESS_POOLS = 3
"""A process that dies between two documents breaks its pool, which is made anew; this often in a row, it is no accident."""

ORPHAN_SECONDS = 10.0
"""Beyond a batch's own time, after which a worker ends itself: nobody else does when the run that started it was killed."""

STALL_SECONDS = 300.0
"""Beyond a batch's own time, for starting processes and loading the model on a machine that is busy."""

MAX_DETAIL_CHARACTERS = 300


class Extract(Protocol):
    """What a worker does with a batch: a function at the top level of a module, so that a process can import it."""

    def __call__(self, documents: list[SourceDocument], engine: Engine) -> dict[str, pl.DataFrame]:
        """Return the tables of ``flows.warehouse.schema.EXTRACTED``; with no documents, load what is needed."""


Reason = Literal["timeout", "extraction_failed"]


class WorkersError(WellsourcedError):
    """The worker processes could not start or were all ended from outside."""


@dataclass(frozen=True, slots=True)
class ExtractionRejection:
    """A document that could not be extracted, and why."""

    document_id: str
    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True)
class ExtractionOutcome:
    """What became of the documents: each is in one of the batches or among the rejections."""

    batch_dirs: tuple[Path, ...]
    n_extracted: int
    """Documents extracted now."""
    n_reused: int
    """Documents that an earlier run had extracted and not loaded."""
    rejections: tuple[ExtractionRejection, ...]


@dataclass(frozen=True, slots=True)
class _Failed:
    """A batch that raised, as text: not every exception survives the way from one process to another."""

    detail: str


def clean_and_extract(documents: list[SourceDocument], engine: Engine) -> dict[str, pl.DataFrame]:
    """Clean and extract documents; the models are loaded once a process, without any documents too."""
    from flows.cleaning.clean import clean
    from flows.extraction.extractor import Extractor

    return Extractor(engine).extract([clean(document) for document in documents])


def extract(
    documents: Sequence[SourceDocument],
    settings: Settings,
    *,
    extractor_version: str,
    on_progress: Callable[[int, int], None] | None = None,
    work: Extract = clean_and_extract,
) -> ExtractionOutcome:
    """Extract documents in worker processes and return the batches they are in; none is lost and none can stop the others.

    What an earlier run finished and did not load is taken from its batches. A batch that raises, takes too long or ends its
    process is extracted again document by document, so that only the document at fault is rejected. ``on_progress`` is told
    (documents done, documents in all). Raises WorkersError when processes cannot be started or keep being ended from
    outside, OSError when a batch cannot be written (disk full).
    """
    distinct = {document.document_id: document for document in documents}
    reused = [batch for batch in finished_batches(extractor_version, settings) if batch.document_ids <= distinct.keys()]
    done_before = frozenset[str]().union(*(batch.document_ids for batch in reused))
    missing = [distinct[name] for name in sorted(distinct.keys() - done_before)]
    extraction = _Extraction(settings, extractor_version, work, on_progress, len(done_before), len(distinct))
    extraction.run(list(_batches(missing, settings)))
    return ExtractionOutcome(
        batch_dirs=(*(batch.path for batch in reused), *extraction.batch_dirs),
        n_extracted=len(missing) - len(extraction.rejections),
        n_reused=len(done_before),
        rejections=tuple(extraction.rejections),
    )


class _Extraction:
    """One call of :func:`extract`: the batches still to do, and what has come of the others."""

    def __init__(
        self,
        settings: Settings,
        extractor_version: str,
        work: Extract,
        on_progress: Callable[[int, int], None] | None,
        n_done: int,
        n_documents: int,
    ):
        self.batch_dirs: list[Path] = []
        self.rejections: list[ExtractionRejection] = []
        self._settings = settings
        self._extractor_version = extractor_version
        self._work = work
        self._on_progress = on_progress
        self._n_done = n_done
        self._n_documents = n_documents

    def run(self, batches: list[list[SourceDocument]]) -> None:
        """Do all batches, in a new pool of workers when one breaks."""
        n_fruitless = 0
        while batches:
            n_done = self._n_done
            batches = self._run_pool(batches)
            n_fruitless = n_fruitless + 1 if self._n_done == n_done else 0
            if batches and n_fruitless == MAX_FRUITLESS_POOLS:
                msg = (
                    f"Extraction's worker processes ended {n_fruitless} times without finishing a document. The log above "
                    f"says why: usually the spaCy package {self._settings.spacy_model} cannot be loaded, or memory ran out "
                    "(fewer extraction_workers or a smaller batch_size need less)."
                )
                raise WorkersError(msg)

    def _run_pool(self, batches: list[list[SourceDocument]]) -> list[list[SourceDocument]]:
        """Do batches until all are done or the pool breaks; return those that are left."""
        pool = ProcessPool(
            max_workers=min(self._settings.extraction_workers, len(batches)),
            initializer=self._work,  # with no documents: the model is loaded before the clock of a document runs
            initargs=([], engine_of(self._settings)),
            context=multiprocessing.get_context("spawn"),  # a fork of a process with threads can deadlock
        )
        todo = deque(batches)
        running: dict[Future[Path | _Failed], list[SourceDocument]] = {}
        try:
            while (todo or running) and pool.active:
                while todo and pool.active:
                    batch = todo.popleft()
                    running[self._schedule(pool, batch)] = batch
                longest = max(self._timeout(batch) for batch in running.values())
                finished, _ = wait(running, timeout=longest + STALL_SECONDS, return_when=FIRST_COMPLETED)
                if not finished:  # no batch may run this long: the pool waits for something that a dead process held
                    break
                for future in finished:
                    todo.extend(self._take(future, running.pop(future)))
        finally:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()
        return [*todo, *running.values()]

    def _schedule(self, pool: ProcessPool, batch: list[SourceDocument]) -> Future[Path | _Failed]:
        settings, timeout = self._settings, self._timeout(batch)
        arguments = (self._work, batch, engine_of(settings), self._extractor_version, settings.extractions_dir, timeout)
        future: Future[Path | _Failed] = pool.schedule(_extract_batch, args=arguments, timeout=timeout)
        return future

    def _timeout(self, batch: list[SourceDocument]) -> float:
        """Return how many seconds a batch may take."""
        seconds = float(self._settings.document_timeout_seconds)
        if len(batch) > 1:
            seconds += sum(len(document.text) for document in batch) / SLOWEST_CHARACTERS_PER_SECOND
        return seconds

    def _take(self, future: Future[Path | _Failed], batch: list[SourceDocument]) -> list[list[SourceDocument]]:
        """Note what became of a batch; return the batches to do instead of it, if any."""
        error = future.exception()
        if isinstance(error, BrokenProcessPool):
            return [batch]
        if isinstance(error, TimeoutError):
            result: Path | _Failed = _Failed(
                f"not done after {self._timeout(batch):.0f} seconds, so its process was ended; "
                "WELLSOURCED_DOCUMENT_TIMEOUT_SECONDS gives it more"
            )
        elif isinstance(error, ProcessExpired):
            result = _Failed(
                f"its process ended by itself (exit code {error.exitcode}), perhaps for want of memory; "
                "to try again: wellsourced run --rebuild"
            )
        elif error is not None:
            raise error
        else:
            result = future.result()
        if isinstance(result, Path):
            self.batch_dirs.append(result)
        elif len(batch) > 1:
            logger.warning("%d documents are extracted one by one, because together: %s", len(batch), result.detail)
            return [[document] for document in batch]
        else:
            reason: Reason = "timeout" if isinstance(error, TimeoutError) else "extraction_failed"
            self.rejections.append(ExtractionRejection(batch[0].document_id, reason, result.detail))
        self._n_done += len(batch)
        if self._on_progress:
            self._on_progress(self._n_done, self._n_documents)
        return []


def _batches(documents: list[SourceDocument], settings: Settings) -> Iterator[list[SourceDocument]]:
    """Cut documents into batches: one for each worker worth its start, none above the setting or MAX_BATCH_CHARACTERS."""
    share = max(SMALLEST_SHARE, math.ceil(len(documents) / settings.extraction_workers))
    size = min(settings.batch_size, share)
    batch: list[SourceDocument] = []
    n_characters = 0
    for document in documents:
        if batch and (len(batch) >= size or n_characters + len(document.text) > MAX_BATCH_CHARACTERS):
            yield batch
            batch, n_characters = [], 0
        batch.append(document)
        n_characters += len(document.text)
    if batch:
        yield batch


def _extract_batch(
    work: Extract,
    documents: list[SourceDocument],
    engine: Engine,
    extractor_version: str,
    extractions_dir: Path,
    timeout: float,
) -> Path | _Failed:
    """Extract one batch and write it, in the worker. A failure to write (disk full) is raised: no document is at fault."""
    faulthandler.dump_traceback_later(timeout + ORPHAN_SECONDS, exit=True)  # its thread is C's and needs no interpreter lock
    try:
        tables = work(documents, engine)
        if set(tables["documents"]["document_id"]) != {document.document_id for document in documents}:
            return _Failed("the tables extracted do not hold the documents given")
        check_tables(tables)
    except (Exception, SystemExit) as error:  # noqa: BLE001 (the edge of a process: whatever a document provokes is its result)
        return _Failed(_first_line(error))
    finally:
        faulthandler.cancel_dump_traceback_later()
    return write_batch(tables, extractor_version, extractions_dir)


def _first_line(error: BaseException) -> str:
    lines = str(error).splitlines()
    return f"{type(error).__name__}: {lines[0] if lines else ''}"[:MAX_DETAIL_CHARACTERS]
