from __future__ import annotations

from datetime import UTC, datetime

import duckdb
import polars as pl
import pytest

from flows.settings import Settings
from flows.warehouse.query import QueryError, run_query


@pytest.fixture
def published(settings: Settings) -> Settings:
    path = settings.releases_dir / "one.duckdb"
    path.parent.mkdir(parents=True)
    with duckdb.connect(path) as connection:
        connection.execute("create table claims as select range as n, 'text ' || range as text from range(10)")
        connection.execute("create table times as select '2026-01-01 12:00:00+02'::timestamptz as seen_at")
    settings.published_path.symlink_to("releases/one.duckdb")
    return settings


def test_a_query_gives_a_frame(published: Settings):
    frame = run_query("from claims order by n limit 2", published)
    assert frame.to_dict(as_series=False) == {"n": [0, 1], "text": ["text 0", "text 1"]}


def test_times_are_utc(published: Settings):
    assert run_query("from times", published)["seen_at"].to_list() == [datetime(2026, 1, 1, 10, tzinfo=UTC)]
    assert run_query("from times", published).schema["seen_at"] == pl.Datetime("us", "UTC")


def test_parameters_are_values_never_sql(published: Settings):
    query = "select count(*) as n from claims where text = $text"
    assert run_query(query, published, parameters={"text": "text 3"}).item() == 1
    assert run_query(query, published, parameters={"text": "x' or true --"}).item() == 0


@pytest.mark.parametrize(
    "sql", ["from claims", "from claims;\n-- and a remark", "describe claims", "show tables", "explain from claims"]
)
def test_a_limit_bounds_any_statement(sql: str, published: Settings):
    assert 0 < run_query(sql, published, limit=1).height <= 1


@pytest.mark.parametrize("sql", ["select 1; select 2", "from claims; from times;", "pivot claims on n; select 2"])
def test_more_than_one_statement_is_refused_as_one_answer_would_be_lost(sql: str, published: Settings):
    with pytest.raises(QueryError, match="These are 2 statements"):
        run_query(sql, published)


@pytest.mark.parametrize("sql", ["select 1 as n;", "select ';' as n; -- and; a remark", "pivot claims on n using count(*)"])
def test_one_statement_may_end_in_a_semicolon_and_be_a_pivot(sql: str, published: Settings):
    assert run_query(sql, published).height > 0


@pytest.mark.parametrize("sql", ["", "  ;", "-- only a remark", "create temp table t as select 1"])
def test_a_statement_without_an_answer_gives_an_empty_frame(sql: str, published: Settings):
    assert run_query(sql, published).is_empty()


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("from opinions", "opinions"),
        ("selec 1", "syntax error"),
        ("select nope from claims", "nope"),
        ("select text::int from claims", "Could not convert"),
        ("select * from read_csv('/etc/passwd')", "disabled by configuration"),
        ("delete from claims", "read-only"),
        ("select $missing", "parameter"),
    ],
)
def test_what_cannot_be_answered_is_said_in_duckdbs_words(sql: str, said: str, published: Settings):
    with pytest.raises(QueryError, match=said):
        run_query(sql, published)


def test_before_the_first_release_the_message_says_how_to_make_one(settings: Settings):
    with pytest.raises(QueryError, match="wellsourced run"):
        run_query("from claims", settings)


def test_a_published_file_that_is_no_database_is_an_error_in_words(published: Settings):
    (published.releases_dir / "one.duckdb").write_bytes(b"nonsense" * 1000)
    with pytest.raises(QueryError, match="not a valid DuckDB database"):
        run_query("from claims", published)
