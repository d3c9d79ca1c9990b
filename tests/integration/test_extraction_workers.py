from __future__ import annotations

import os
import subprocess
import sys

import polars as pl
import psutil
import pytest

from flows.extraction import workers
from flows.extraction.batches import finished_batches, write_batch
from flows.extraction.workers import ExtractionOutcome, WorkersError, extract
from flows.settings import PROJECT_DIR, Settings
from tests import batch_fixture
from tests.batch_fixture import VERSION, document, tables_of

HANGING_SECONDS = 5
"""Time for a document where one hangs: waited for in full, and on a busy machine enough for those that do not hang."""


def run(documents, settings: Settings, work=batch_fixture.work, on_progress=None) -> ExtractionOutcome:
    return extract(documents, settings, extractor_version=VERSION, work=work, on_progress=on_progress)


def documents_in(outcome: ExtractionOutcome) -> list[str]:
    return sorted(pl.concat(pl.read_parquet(folder / "documents.parquet") for folder in outcome.batch_dirs)["document_id"])


def test_documents_are_extracted_into_batches_in_another_process(settings: Settings):
    settings = settings.model_copy(update={"batch_size": 2, "extraction_workers": 1})
    documents = [document(f"number {n}") for n in range(5)]
    heard = []
    outcome = run(
        [*documents, documents[0]],
        settings,
        batch_fixture.work_that_names_its_process,
        on_progress=lambda done, total: heard.append((done, total)),
    )
    assert documents_in(outcome) == sorted(found.document_id for found in documents)
    assert (len(outcome.batch_dirs), outcome.n_extracted, outcome.n_reused, outcome.rejections) == (3, 5, 0, ())
    assert heard == [(2, 5), (4, 5), (5, 5)]
    processes = set(pl.read_parquet(outcome.batch_dirs[0] / "documents.parquet")["title"])
    assert str(os.getpid()) not in processes


@pytest.mark.parametrize(("n_documents", "sizes"), [(5, [5]), (60, [30, 30]), (250, [100, 100, 50])])
def test_another_worker_starts_when_there_is_enough_for_it(n_documents: int, sizes: list[int], settings: Settings):
    settings = settings.model_copy(update={"batch_size": 100, "extraction_workers": 2})
    outcome = run([document(f"number {n}") for n in range(n_documents)], settings)
    found = [pl.read_parquet(folder / "documents.parquet").height for folder in outcome.batch_dirs]
    assert sorted(found, reverse=True) == sizes


def test_no_documents_need_no_process(settings: Settings):
    assert run([], settings, batch_fixture.work_that_cannot_start) == ExtractionOutcome((), 0, 0, ())


@pytest.mark.parametrize(
    ("trouble", "seconds", "reason", "detail"),
    [
        ("hang", HANGING_SECONDS, "timeout", "not done after 5 seconds"),
        ("crash", 10, "extraction_failed", "exit code -9"),
        ("leave", HANGING_SECONDS, "timeout", "not done after 5 seconds"),
        ("exit", 10, "extraction_failed", "SystemExit: 3"),
        ("raise", 10, "extraction_failed", "UnpicklableError: first line"),
    ],
)
def test_only_the_document_at_fault_is_rejected(trouble: str, seconds: int, reason: str, detail: str, settings: Settings):
    settings = settings.model_copy(update={"document_timeout_seconds": seconds})
    good = [document(f"number {n}") for n in range(3)]
    bad = document(f"{trouble} now")
    outcome = run([*good, bad], settings)
    assert documents_in(outcome) == sorted(found.document_id for found in good)
    (rejection,) = outcome.rejections
    assert (rejection.document_id, rejection.reason) == (bad.document_id, reason)
    assert detail in rejection.detail
    assert "\n" not in rejection.detail
    assert outcome.n_extracted == 3


def test_a_hanging_document_is_ended_and_what_other_workers_extract_is_kept(settings: Settings):
    two_at_a_time = {"extraction_workers": 2, "batch_size": 1}
    settings = settings.model_copy(update={"document_timeout_seconds": HANGING_SECONDS} | two_at_a_time)
    fine = document("fine")
    outcome = run([document("hang forever"), fine], settings)
    assert [rejection.reason for rejection in outcome.rejections] == ["timeout"]
    assert documents_in(outcome) == [fine.document_id]


def test_extraction_that_leaves_a_document_out_rejects_it(settings: Settings):
    lost = document("forget me")
    outcome = run([document("fine"), lost], settings, batch_fixture.work_that_forgets)
    assert [rejection.document_id for rejection in outcome.rejections] == [lost.document_id]
    assert "do not hold the documents given" in outcome.rejections[0].detail


def test_tables_other_than_promised_reject_the_document(settings: Settings):
    outcome = run([document("fine")], settings, batch_fixture.work_without_a_column)
    assert (outcome.batch_dirs, outcome.rejections[0].reason) == ((), "extraction_failed")
    assert outcome.rejections[0].detail.startswith("BatchError: claims")


def test_what_an_earlier_run_finished_is_not_extracted_again(settings: Settings):
    done, new = document("done"), document("new")
    folder = write_batch(tables_of([done]), VERSION, settings.extractions_dir)
    outcome = run([done, new], settings, batch_fixture.work_that_names_its_process)
    assert outcome.batch_dirs[0] == folder
    assert (outcome.n_reused, outcome.n_extracted) == (1, 1)
    assert pl.read_parquet(folder / "documents.parquet")["title"].to_list() == [None], "it was extracted again"


def test_a_finished_batch_with_a_document_that_is_not_wanted_is_not_used(settings: Settings):
    wanted, gone = document("wanted"), document("gone")
    write_batch(tables_of([wanted, gone]), VERSION, settings.extractions_dir)
    outcome = run([wanted], settings)
    assert documents_in(outcome) == [wanted.document_id]
    assert outcome.n_reused == 0


def test_workers_that_cannot_start_are_an_error_and_reject_nothing(settings: Settings):
    with pytest.raises(WorkersError, match=settings.spacy_model):
        run([document("fine")], settings, batch_fixture.work_that_cannot_start)
    assert finished_batches(VERSION, settings) == []


def test_a_disk_that_cannot_be_written_is_an_error_and_rejects_nothing(settings: Settings):
    settings.extractions_dir.parent.mkdir(parents=True)
    settings.extractions_dir.write_text("a file where the folder should be")
    with pytest.raises(OSError, match="extractions"):
        run([document("fine")], settings)


def test_a_batch_holds_few_enough_characters_whatever_its_documents(settings: Settings, monkeypatch):
    monkeypatch.setattr(workers, "MAX_BATCH_CHARACTERS", 25)
    documents = [document(f"{n} " + "x" * 10) for n in range(5)] + [document("y" * 100)]
    outcome = run(documents, settings)
    sizes = [
        pl.read_parquet(folder / "documents.parquet")["text"].str.len_chars().to_list() for folder in outcome.batch_dirs
    ]
    assert all(sum(size) <= 25 or len(size) == 1 for size in sizes)
    assert documents_in(outcome) == sorted(found.document_id for found in documents)


def worker_processes(parent: int) -> list[psutil.Process]:
    children = psutil.Process(parent).children()
    return [child for child in children if any("spawn_main" in part for part in child.cmdline())]


def test_extraction_leaves_no_process_behind(settings: Settings):
    two_at_a_time = {"extraction_workers": 2, "batch_size": 1}
    settings = settings.model_copy(update={"document_timeout_seconds": HANGING_SECONDS} | two_at_a_time)
    run([document("hang here"), document("fine"), document("crash now")], settings)
    assert worker_processes(os.getpid()) == []


@pytest.mark.parametrize(("text", "moment"), [("hang here", b"hanging\n"), ("fine", b"done\n")])
def test_the_workers_of_a_killed_run_end_too(text: str, moment: bytes, settings: Settings):
    script = (
        "import sys, time, pathlib\n"
        "from flows.extraction.workers import extract\n"
        "from flows.settings import Settings\n"
        "from tests.batch_fixture import VERSION, document, work\n"
        "def stay(done, total):\n"
        "    print('done', flush=True)\n"
        "    time.sleep(600)\n"
        "if __name__ == '__main__':\n"
        f"    settings = Settings(warehouse_dir=pathlib.Path(sys.argv[1]), document_timeout_seconds={HANGING_SECONDS})\n"
        "    documents = [document(sys.argv[2])]\n"
        "    extract(documents, settings, extractor_version=VERSION, work=work, on_progress=stay)\n"
    )
    path = settings.warehouse_dir.parent / "killed_run.py"
    path.write_text(script)
    environment = os.environ | {"PYTHONPATH": str(PROJECT_DIR)}
    command = [sys.executable, str(path), str(settings.warehouse_dir), text]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as killed:
        assert killed.stdout.readline() == moment
        orphans = worker_processes(killed.pid)
        killed.kill()
    gone, alive = psutil.wait_procs(orphans, timeout=120)
    assert not alive
    assert len(gone) == 1
