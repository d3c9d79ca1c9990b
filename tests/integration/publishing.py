"""What publishers and readers of the publishing tests do, each in a process of its own; run as ``python -m``.

Each release holds one number in two tables, once in every row: a reader that sees two numbers, or a wrong count of rows, saw
a mixture.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from flows.settings import Settings
from flows.warehouse.building import start_build
from flows.warehouse.connection import reading, transaction, writing
from flows.warehouse.content import describe
from flows.warehouse.locking import writer_lock
from flows.warehouse.releases import current_release, publish, sweep

N_ROWS = 2_000

GENERATIONS = """
select * from (select min(generation), max(generation), count(*) from one)
cross join (select min(generation), max(generation), count(*) from two)
"""


def generation_seen(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the one number a database holds. Raises AssertionError when it holds a mixture."""
    row = connection.execute(GENERATIONS).fetchone()
    assert row is not None
    assert row == (row[0], row[0], N_ROWS, row[0], row[0], N_ROWS), f"mixed: {row}"
    return int(row[0])


def publish_next(settings: Settings, run_id: str) -> int:
    """Publish a release that holds the current release's number and one; return that number."""
    with writer_lock(settings, run_id):
        sweep(settings)
        base = current_release(settings)
        build = start_build(run_id, base, settings)
        with writing(build, settings) as connection, transaction(connection):
            before = generation_seen(connection) if base else 0
            rows = "select $n::bigint as generation, md5(range::varchar) as filler from range($n_rows)"
            for table in ("one", "two"):
                connection.execute(f"create or replace table {table} as {rows}", {"n": before + 1, "n_rows": N_ROWS})
        publish(
            build,
            settings,
            run_id=run_id,
            contents=describe(build, settings),
            verdict="passed",
            versions={},
            fingerprint="",
            base=base,
            now=datetime.now(UTC),
        )
        return before + 1


def publish_repeatedly(settings: Settings, name: str, n_times: int) -> None:
    """Publish and print each number."""
    for number in range(n_times):
        print(publish_next(settings, f"{name}-{number}"), flush=True)


def read_repeatedly(settings: Settings, how: str) -> None:
    """Read until the file ``stop`` appears; print how many reads and numbers there were, fail at an error or mixture.

    The first read is told with a line of its own.
    """
    n_reads, last, numbers = 0, 0, set()
    while True:
        stop = (settings.warehouse_dir / "stop").exists()
        if how == "ours":
            with reading(settings.published_path, settings) as connection:
                found = generation_seen(connection)
        else:  # as an analyst does
            with duckdb.connect(settings.published_path, read_only=True) as connection:
                found = generation_seen(connection)
                time.sleep(0.02)
                assert generation_seen(connection) == found, "the number changed under an open connection"
        assert found >= last, f"went back from {last} to {found}"
        n_reads, last = n_reads + 1, found
        numbers.add(found)
        if n_reads == 1:
            print("reading", flush=True)
        if stop:
            break
    print(n_reads, len(numbers), last)


if __name__ == "__main__":
    folder, action, *arguments = sys.argv[1:]
    installation = Settings(warehouse_dir=Path(folder), releases_kept=3, lock_wait_seconds=300)
    if action == "publish":
        publish_repeatedly(installation, arguments[0], int(arguments[1]))
    else:
        read_repeatedly(installation, arguments[0])
