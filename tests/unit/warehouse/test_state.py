from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from flows.extraction.batches import write_batch
from flows.settings import Settings
from flows.warehouse import history, schema
from flows.warehouse.building import load_batches, record_sightings, start_build
from flows.warehouse.connection import writing
from flows.warehouse.content import describe
from flows.warehouse.releases import Release, publish
from flows.warehouse.state import document_versions, known_rejections, known_sightings, stale_documents
from tests.batch_fixture import document, tables_of

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
OLD, NEW = document("an old one \U0001f30a"), document("a new one")


@pytest.fixture
def release(settings: Settings) -> Release:
    build = start_build("run-1", None, settings)
    batches = [
        write_batch(tables_of([found], version), version, settings.extractions_dir)
        for found, version in ((OLD, "rules-1"), (NEW, "rules-2"))
    ]
    load_batches(build, batches, settings, run_id="run-1", now=NOW)
    seen = pl.DataFrame({"document_id": [OLD.document_id], "source": ["s"], "uri": ["1"]})
    record_sightings(build, seen, settings, run_id="run-1", now=NOW)
    contents = describe(build, settings)
    return publish(
        build, settings, run_id="r", contents=contents, verdict="passed", versions={}, fingerprint="", base=None, now=NOW
    )


def test_documents_are_known_with_their_version(release: Release, settings: Settings):
    expected = {OLD.document_id: "rules-1", NEW.document_id: "rules-2"}
    assert dict(document_versions(release, settings).iter_rows()) == expected


def test_documents_of_another_version_come_back_as_they_were_read(release: Release, settings: Settings):
    assert stale_documents(release, "rules-2", settings) == (OLD,)
    assert stale_documents(release, "rules-1", settings) == (NEW,)
    assert set(stale_documents(release, "rules-3", settings)) == {OLD, NEW}


def test_sightings_are_known_by_document_source_and_place(release: Release, settings: Settings):
    assert known_sightings(release, settings).rows() == [(OLD.document_id, "s", "1")]


def test_without_a_release_nothing_is_known(settings: Settings):
    assert document_versions(None, settings).is_empty()
    assert stale_documents(None, "rules-1", settings) == ()
    assert known_sightings(None, settings).columns == ["document_id", "source", "uri"]


def test_rejections_are_known_once_however_many_runs_met_them(settings: Settings):
    for run_id in ("run-1", "run-2"):
        row = {"run_id": run_id, "source": "s", "uri": "1", "reason": "empty", "sha256": None, "seen_at": NOW}
        history.append(settings, "rejected_documents", run_id, pl.DataFrame([row], schema=schema.REJECTED_DOCUMENTS))
    assert known_rejections(settings).rows() == [("s", "1", "empty", None)]


def test_a_release_from_before_a_table_or_column_knows_nothing_of_it(settings: Settings):
    build = start_build("run-1", None, settings)
    with writing(build, settings) as connection:
        connection.execute("drop table raw.document_sightings; alter table raw.documents drop column extractor_version")
    contents = describe(build, settings)
    release = publish(
        build, settings, run_id="r", contents=contents, verdict="passed", versions={}, fingerprint="", base=None, now=NOW
    )
    assert known_sightings(release, settings).is_empty()
    assert document_versions(release, settings).is_empty()
