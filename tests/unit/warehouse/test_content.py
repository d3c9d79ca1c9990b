from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from flows.settings import Settings
from flows.warehouse.connection import UnreadableDatabaseError
from flows.warehouse.content import RUN_DEPENDENT, describe

BASE = """
create table documents (
    document_id varchar, tags varchar[], share double, first_seen_run_id varchar, first_seen_at timestamptz
);
insert into documents values
    ('a', ['x', 'y'], 0.5, 'run-1', '2026-01-01 00:00:00+00'),
    ('b', [], null, 'run-1', '2026-01-01 00:00:00+00');
create table claims (claim_id varchar, text varchar);
insert into claims values ('1', 'one'), ('2', null);
create schema raw;
create table raw.documents as select 1 as ignored;
"""


HEADERS = 3 * 4096
"""Bytes before the first block of a DuckDB file."""


def made(path: Path, *statements: str) -> Path:
    with duckdb.connect(path) as connection:
        for statement in (BASE, *statements):
            connection.execute(statement)
    return path


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return made(tmp_path / "base.duckdb")


def test_marts_are_the_tables_and_views_of_main(tmp_path: Path, settings: Settings):
    database = made(tmp_path / "base.duckdb", "create view recent as from claims")
    assert describe(database, settings).row_counts == {"claims": 2, "documents": 2, "recent": 2}


def test_the_same_rows_in_another_order_and_another_file_have_the_same_hash(database, tmp_path, settings):
    other = made(
        tmp_path / "other.duckdb",
        "create or replace table claims as from claims order by claim_id desc",
        "create table scratch as from claims; drop table scratch",
    )
    assert describe(other, settings) == describe(database, settings)
    assert other.read_bytes() != database.read_bytes()


def test_what_depends_on_the_run_does_not_count(database, tmp_path, settings):
    later = "update documents set first_seen_run_id = 'run-2', first_seen_at = '2026-02-02 00:00:00+00'"
    other = made(tmp_path / "other.duckdb", later)
    assert describe(other, settings).content_hash == describe(database, settings).content_hash
    assert describe(other, settings, exclude={}).content_hash != describe(database, settings, exclude={}).content_hash


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        ("update claims set text = 'One' where claim_id = '1'", "claims"),
        ("update claims set text = '' where claim_id = '2'", "claims"),
        ("delete from claims where claim_id = '1'", "claims"),
        ("insert into claims values ('1', 'one')", "claims"),
        ("insert into claims values ('1', 'one'), ('1', 'one')", "claims"),
        ("update claims set claim_id = text, text = claim_id", "claims"),
        ("alter table claims rename text to words", "claims"),
        ("alter table claims add column more varchar", "claims"),
        ("alter table documents alter share type float", "documents"),
        ("update documents set tags = null where document_id = 'b'", "documents"),
        ("update documents set tags = ['x,y'] where document_id = 'a'", "documents"),
        ("update documents set tags = ['y', 'x'] where document_id = 'a'", "documents"),
        ("update documents set share = 0.5000000000000001 where document_id = 'a'", "documents"),
    ],
)
def test_any_other_change_changes_the_hash_of_its_table_alone(change, changed, database, tmp_path, settings):
    before, after = describe(database, settings), describe(made(tmp_path / "other.duckdb", change), settings)
    assert after.content_hash != before.content_hash
    assert {name for name in before.table_hashes if before.table_hashes[name] != after.table_hashes[name]} == {changed}


def test_a_table_more_or_less_changes_the_hash(database, tmp_path, settings):
    hashes = {
        describe(database, settings).content_hash,
        describe(made(tmp_path / "less.duckdb", "drop table claims"), settings).content_hash,
        describe(made(tmp_path / "more.duckdb", "create table more (a bigint)"), settings).content_hash,
    }
    assert len(hashes) == 3


def test_changes_outside_the_marts_do_not_count(database, tmp_path, settings):
    other = made(tmp_path / "other.duckdb", "insert into raw.documents values (2)")
    assert describe(other, settings) == describe(database, settings)


def test_hostile_names_and_texts_are_hashed_like_any_other(tmp_path, settings):
    create = """create table "a"" b" as select chr(0) || '"}'' {' as "c"" d" """
    assert describe(made(tmp_path / "base.duckdb", create), settings).row_counts['a" b'] == 1


def test_an_empty_database_has_a_hash(tmp_path, settings):
    duckdb.connect(tmp_path / "empty.duckdb").close()
    assert describe(tmp_path / "empty.duckdb", settings).row_counts == {}


def test_damage_in_a_block_is_found(tmp_path, settings):
    database = made(tmp_path / "base.duckdb", "insert into claims select range, md5(range::varchar) from range(200000)")
    with duckdb.connect(database, read_only=True) as connection:
        # Damage is done where a column lies: a file also holds blocks that are free, in which nobody reads.
        [(block,)] = connection.sql("select max(block_id) from pragma_storage_info('claims')").fetchall()
        [(size,)] = connection.sql("select block_size from pragma_database_size()").fetchall()
    content = bytearray(database.read_bytes())
    content[HEADERS + block * size + size // 2] ^= 1
    database.write_bytes(content)
    with pytest.raises(UnreadableDatabaseError, match=r"checksum.*wellsourced rollback"):
        describe(database, settings)


def test_columns_left_out_are_those_that_the_marts_declare_as_run_dependent():
    """The same columns carry ``run_dependent: true`` in the dbt models' YAML."""
    declared = {}
    for path in (Path(__file__).parents[3] / "dbt_project" / "models" / "marts").rglob("*.yml"):
        declared |= run_dependent_columns(path)
    assert declared == {mart: set(columns) for mart, columns in RUN_DEPENDENT.items()}


def run_dependent_columns(path: Path) -> dict[str, set[str]]:
    import yaml

    found = {}
    for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
        columns = model.get("columns", [])
        marked = {
            column["name"]
            for column in columns
            if {**column.get("meta", {}), **column.get("config", {}).get("meta", {})}.get("run_dependent")
        }
        if marked:
            found[model["name"]] = marked
    return found
