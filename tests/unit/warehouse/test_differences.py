from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from flows.settings import Settings
from flows.warehouse.differences import DOCUMENTS, TABLES, differences
from tests.good_warehouse import build_good_warehouse


@pytest.fixture
def before(tmp_path: Path) -> Path:
    path = build_good_warehouse(tmp_path / "before.duckdb")
    with duckdb.connect(path) as con:
        con.execute("alter table documents add primary key (document_id)")
        con.execute("alter table claims add primary key (claim_id)")
    return path


def changed(before: Path, *statements: str) -> Path:
    after = before.with_name("after.duckdb")
    shutil.copy(before, after)
    with duckdb.connect(after) as con:
        for statement in statements:
            con.execute(statement)
    return after


def test_two_equal_releases_differ_in_nothing(before: Path, settings: Settings) -> None:
    found = differences(before, changed(before, "update documents set first_seen_run_id = 'x'"), settings)
    assert dict(found.tables.schema) == TABLES
    assert found.tables.select("n_appeared", "n_vanished", "n_changed").sum().row(0) == (0, 0, 0)
    assert found.tables["n_before"].to_list() == found.tables["n_after"].to_list()
    assert (dict(found.documents.schema), found.documents.height) == (DOCUMENTS, 0)


def test_rows_that_appeared_vanished_and_changed_are_told_apart(before: Path, settings: Settings) -> None:
    after = changed(
        before,
        "delete from documents where publisher = 'Radio Minho'",
        "insert into documents by name select * replace ('new' as document_id, 'A new one' as title) from documents limit 1",
        "update documents set title = 'Rivers run dry' where publisher = 'Copy Site'",
        "update claims set is_negated = true where rowid < 4",
    )
    found = differences(before, after, settings)
    tables = {row[0]: row[1:] for row in found.tables.iter_rows()}
    assert tables["documents"] == (3, 3, 1, 1, 1)
    assert tables["claims"] == (10, 10, 0, 0, 4)
    assert found.documents.select("change", "title", "publisher").rows() == [
        ("appeared", "A new one", None),
        ("vanished", None, "Radio Minho"),
        ("changed", "Rivers run dry", "Copy Site"),
    ]


def test_a_mart_that_is_new_or_gone_counts_as_empty_there_and_an_older_release_may_lack_columns(
    before: Path, settings: Settings
) -> None:
    after = changed(before, "drop table claim_relations", "create table extra as select 1 as n", "alter table documents drop derivation")
    tables = {row[0]: row[1:] for row in differences(before, after, settings).tables.iter_rows()}
    assert tables["extra"] == (0, 1, 1, 0, 0)
    assert tables["claim_relations"][1] == 0
    assert tables["documents"][4] == 3, "a row without the column is another row"


def test_a_mart_without_a_key_is_compared_row_by_row(before: Path, settings: Settings) -> None:
    after = changed(before, "update quantities set value = 1 where rowid = 0")
    tables = {row[0]: row[1:] for row in differences(before, after, settings).tables.iter_rows()}
    n = tables["quantities"][0]
    assert tables["quantities"] == (n, n, 1, 1, 0)
