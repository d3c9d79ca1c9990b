from __future__ import annotations

import logging
from pathlib import Path

import polars as pl
import pytest

from flows.extraction.batches import BatchError, batch_id, finished_batches, prune_batches, write_batch
from flows.settings import Settings
from flows.warehouse import schema
from tests.batch_fixture import VERSION, document, tables_of

ONE, TWO, THREE = document("one"), document("two\nlines"), document("three")


def known(*documents) -> pl.DataFrame:
    return pl.DataFrame({"document_id": [found.document_id for found in documents]}, schema={"document_id": pl.String})


def test_a_batch_is_named_by_its_documents_and_version_in_whatever_order():
    assert batch_id(["a", "b"], VERSION) == batch_id(["b", "a"], VERSION)
    assert batch_id(["a", "b"], VERSION) != batch_id(["a", "b"], "rules-2")
    assert batch_id(["a", "b"], VERSION) != batch_id(["ab"], VERSION)


def test_a_batch_comes_back_as_it_was_written(settings: Settings):
    tables = tables_of([ONE, TWO])
    folder = write_batch(tables, VERSION, settings.extractions_dir)
    assert folder.name == batch_id([ONE.document_id, TWO.document_id], VERSION)
    for name, columns in schema.EXTRACTED.items():
        read = pl.read_parquet(folder / f"{name}.parquet")
        assert read.schema == pl.Schema(columns)
        assert read.equals(tables[name])
    assert [path.name for path in folder.parent.iterdir()] == [folder.name], "a temporary folder is left"


def test_finished_batches_know_their_documents(settings: Settings):
    first = write_batch(tables_of([ONE, TWO]), VERSION, settings.extractions_dir)
    second = write_batch(tables_of([THREE]), VERSION, settings.extractions_dir)
    write_batch(tables_of([THREE], "rules-2"), "rules-2", settings.extractions_dir)
    found = {batch.path: batch.document_ids for batch in finished_batches(VERSION, settings)}
    assert found == {first: {ONE.document_id, TWO.document_id}, second: {THREE.document_id}}


def test_no_batch_is_finished_before_anything_was_extracted(settings: Settings):
    assert finished_batches(VERSION, settings) == []
    assert prune_batches(VERSION, known(ONE), settings) == []


def test_writing_the_same_batch_again_keeps_the_one_that_is_there(settings: Settings):
    folder = write_batch(tables_of([ONE]), VERSION, settings.extractions_dir)
    written_at = (folder / "claims.parquet").stat().st_mtime_ns
    assert write_batch(tables_of([ONE]), VERSION, settings.extractions_dir) == folder
    assert (folder / "claims.parquet").stat().st_mtime_ns == written_at


def damage_by_truncation(folder: Path) -> None:
    path = folder / "claims.parquet"
    path.write_bytes(path.read_bytes()[:-20])


def damage_by_zeros_within_the_data(folder: Path) -> None:
    path = folder / "documents.parquet"
    content = bytearray(path.read_bytes())
    content[4:60] = bytes(56)
    path.write_bytes(content)


def damage_by_a_missing_table(folder: Path) -> None:
    (folder / "quantities.parquet").unlink()


def damage_by_another_schema(folder: Path) -> None:
    path = folder / "claims.parquet"
    pl.read_parquet(path).drop("kind").write_parquet(path)


DAMAGES = [
    damage_by_truncation,
    damage_by_zeros_within_the_data,
    damage_by_a_missing_table,
    damage_by_another_schema,
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_batch_is_removed_with_a_warning_that_names_it(damage, settings: Settings, caplog):
    damaged = write_batch(tables_of([ONE]), VERSION, settings.extractions_dir)
    whole = write_batch(tables_of([TWO]), VERSION, settings.extractions_dir)
    damage(damaged)
    with caplog.at_level(logging.WARNING):
        assert [batch.path for batch in finished_batches(VERSION, settings)] == [whole]
    assert str(damaged) in caplog.text
    assert not damaged.exists()


@pytest.mark.parametrize("damage", DAMAGES)
def test_writing_a_batch_replaces_a_damaged_one(damage, settings: Settings):
    folder = write_batch(tables_of([ONE]), VERSION, settings.extractions_dir)
    damage(folder)
    write_batch(tables_of([ONE]), VERSION, settings.extractions_dir)
    assert [batch.document_ids for batch in finished_batches(VERSION, settings)] == [{ONE.document_id}]


def without_a_table(tables):
    del tables["claims"]


def with_a_table_too_many(tables):
    tables["opinions"] = tables["claims"]


def without_a_column(tables):
    tables["claims"] = tables["claims"].drop("kind")


def with_another_type(tables):
    tables["claims"] = tables["claims"].with_columns(pl.col("start_char").cast(pl.Int32))


def with_a_document_twice(tables):
    tables["documents"] = pl.concat([tables["documents"], tables["documents"]])


def with_a_row_of_no_document(tables):
    tables["claims"] = tables["claims"].with_columns(document_id=pl.lit("elsewhere"))


@pytest.mark.parametrize(
    "spoil",
    [
        without_a_table,
        with_a_table_too_many,
        without_a_column,
        with_another_type,
        with_a_document_twice,
        with_a_row_of_no_document,
    ],
)
def test_tables_other_than_promised_are_refused(spoil, settings: Settings):
    tables = tables_of([ONE, TWO])
    spoil(tables)
    with pytest.raises(BatchError):
        write_batch(tables, VERSION, settings.extractions_dir)
    assert not list(settings.extractions_dir.glob("*/*"))


@pytest.mark.parametrize("version", ["", "../elsewhere", "a/b", ".hidden", "a\n"])
def test_a_version_that_is_no_folder_name_is_refused(version: str, settings: Settings):
    with pytest.raises(ValueError, match="cannot name a folder"):
        write_batch(tables_of([ONE]), version, settings.extractions_dir)


def test_pruning_removes_what_the_release_holds_and_other_versions_and_nothing_else(settings: Settings):
    held = write_batch(tables_of([ONE]), VERSION, settings.extractions_dir)
    half_held = write_batch(tables_of([ONE, TWO]), VERSION, settings.extractions_dir)
    old = write_batch(tables_of([THREE], "rules-0"), "rules-0", settings.extractions_dir)
    assert prune_batches(VERSION, known(ONE), settings) == [held, old.parent]
    assert [batch.path for batch in finished_batches(VERSION, settings)] == [half_held]
    assert not old.parent.exists()
