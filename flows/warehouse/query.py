"""A user's SQL on the published database: read-only, with nothing else in reach.

What does not belong here: printing, and queries of the project's own (they use ``connection.reading``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import polars as pl

from flows.errors import WellsourcedError
from flows.settings import Settings
from flows.warehouse.connection import MissingDatabaseError, UnreadableDatabaseError, reading


class QueryError(WellsourcedError):
    """A query could not be answered; the message says why, in words for the person who wrote it."""


def run_query(
    sql: str, settings: Settings, *, parameters: Mapping[str, Any] | None = None, limit: int | None = None
) -> pl.DataFrame:
    """Answer one query on the current release, as a frame; at most ``limit`` rows of it.

    ``$name`` in the query stands for ``parameters["name"]``. The query sees the release that is current when it begins, to
    its end. It can read no file, load no extension and change nothing. Times are in UTC. A statement without an answer gives
    an empty frame. Raises QueryError, also for more than one statement: DuckDB would answer the last alone.
    """
    try:
        with reading(settings.published_path, settings) as connection:
            if (n := _n_statements(sql, connection)) > 1:
                raise QueryError(f"These are {n} statements, and each would have an answer of its own: ask them one at a time.")
            relation = connection.sql(sql, params=dict(parameters or {}))
            if relation is None:
                return pl.DataFrame()
            return (relation if limit is None else relation.limit(limit)).pl()
    except MissingDatabaseError as error:
        msg = f"There is no published warehouse at {settings.published_path} yet. Start with: wellsourced run"
        raise QueryError(msg) from error
    except duckdb.CatalogException as error:
        raise QueryError(f"{error}\nWhat there is: wellsourced tables") from error
    except (duckdb.Error, UnreadableDatabaseError) as error:
        raise QueryError(str(error)) from error


def _n_statements(sql: str, connection: duckdb.DuckDBPyConnection) -> int:
    """Count the statements as written: DuckDB makes two of one PIVOT, both without a text, and the second is a SELECT."""
    statements = connection.extract_statements(sql)
    return sum(bool(found.query.strip()) or found.type == duckdb.StatementType.SELECT for found in statements)
