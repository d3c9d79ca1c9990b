"""A read-only SQLAlchemy dialect through which Great Expectations can query DuckDB.

Great Expectations 1.24.1 reads a result after it has ended the transaction that made it. In duckdb-engine 0.17 connection
and cursor are one object, so that ROLLBACK or COMMIT wipes the result and each metric raises "list index out of range"
(great_expectations#10738, #11579). Nothing is ever written here, so transactions can be left out altogether.

Its reflection of columns asks for ``pg_collation``, which DuckDB lacks; Great Expectations then falls back on a query
that leaves the schema out, and checks the columns of ``main.claims`` when it was given ``raw.claims``. So columns are
read from DuckDB's own catalogue.

What does not belong here: anything that writes, or that is used outside the validation process.
"""

from __future__ import annotations

from typing import Any

from duckdb_engine import Dialect
from sqlalchemy import Connection, text
from sqlalchemy.dialects import registry
from sqlalchemy.engine.interfaces import ReflectedColumn, ReflectedPrimaryKeyConstraint
from sqlalchemy.exc import NoSuchTableError
from sqlalchemy.types import NullType

URL = "duckdb+wellsourced_readonly:///:memory:"
"""The database itself is named in ``connect_args``: Great Expectations would substitute ``$`` in a path inside the URL."""


class ReadOnlyDuckDB(Dialect):
    """duckdb-engine's dialect without transactions."""

    driver = "wellsourced_readonly"
    supports_statement_cache = False

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin nothing: each statement of a read-only connection stands alone."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """Commit nothing: a COMMIT would discard the result that is still to be read."""

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Roll nothing back: a ROLLBACK would discard the result that is still to be read."""

    def get_columns(
        self, connection: Connection, table_name: str, schema: str | None = None, **_: Any
    ) -> list[ReflectedColumn]:
        """Return name, type and nullability of each column of a table or view of exactly this schema (``main`` if none).

        Raises :class:`NoSuchTableError` when there is none.
        """
        found = connection.execute(
            text(
                "select column_name, is_nullable from duckdb_columns() where database_name = current_database() "
                "and schema_name = :schema and table_name = :table order by column_index"
            ),
            {"schema": schema or "main", "table": str(table_name)},
        ).fetchall()
        if not found:
            raise NoSuchTableError(f"{schema or 'main'}.{table_name}")
        return [
            ReflectedColumn(name=str(name), type=NullType(), nullable=bool(nullable), default=None)
            for name, nullable in found
        ]

    def get_pk_constraint(self, *_: Any, **__: Any) -> ReflectedPrimaryKeyConstraint:
        """Return no primary key: keys are expectations here, whatever the table declares."""
        return ReflectedPrimaryKeyConstraint(constrained_columns=[], name=None, comment=None)


def register() -> None:
    """Make :data:`URL` known to SQLAlchemy."""
    registry.register("duckdb.wellsourced_readonly", __name__, ReadOnlyDuckDB.__name__)
