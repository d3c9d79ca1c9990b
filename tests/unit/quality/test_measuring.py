"""What is measured of a build, held against counts by hand of a small warehouse."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from flows.quality.measuring import MEASURED, measure_build
from flows.settings import Settings
from flows.warehouse.schema import HISTORY
from tests.good_warehouse import RUN, SEEN_AT, build_good_warehouse

AT = SEEN_AT + timedelta(hours=5)


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return build_good_warehouse(tmp_path / "good.duckdb")


def values(
    database: Path, run_id: str, settings: Settings
) -> dict[tuple[str, str | None, str, str, str | None], tuple[float, int]]:
    frame = measure_build(database, run_id, settings, at=AT)
    assert dict(frame.schema) == MEASURED
    return {row[:5]: row[5:] for row in frame.drop("measured_at").iter_rows()}


def test_the_whole_and_what_the_run_brought_in_are_measured_apart(warehouse: Path, settings: Settings) -> None:
    with duckdb.connect(warehouse) as con:
        con.execute("update documents set first_seen_run_id = 'earlier' where publisher = 'Radio Minho'")
        (attributed_new,) = con.execute("""
            select avg((claim_id in (select claim_id from attributions where via <> 'author'))::int)
            from claims join documents using (document_id) where first_seen_run_id = 'run-1'
        """).fetchone() or (None,)
    found = values(warehouse, RUN, settings)
    assert found["claims", None, "per_document", "whole", None] == (10 / 3, 3)
    assert found["claims", None, "per_document", "new", None] == (3.5, 2)
    assert found["claims", None, "attributed_share", "new", None] == (attributed_new, 7)
    assert found["claims", None, "rows", "whole", None] == (10, 10)
    assert found["documents", "publisher", "null_share", "new", None] == (0.5, 2)
    assert found["documents", "title", "null_share", "whole", None] == (pytest.approx(1 / 3), 3)
    assert found["documents", None, "rows", "new", "Copy Site"] == (1, 1)
    assert ("documents", None, "rows", "new", "Radio Minho") not in found
    assert found["documents", None, "hours_since_new", "whole", None] == (5, 3)
    assert found["attributions", None, "unnamed_share", "whole", None][0] == 0


def test_a_run_whose_documents_hold_no_claims_has_none_a_document_rather_than_no_measure(
    warehouse: Path, settings: Settings
) -> None:
    with duckdb.connect(warehouse) as con:
        con.execute("delete from claims")
    found = values(warehouse, RUN, settings)
    assert found["claims", None, "per_document", "new", None] == (0, 3)
    assert ("claims", None, "attributed_share", "new", None) not in found


def test_a_run_that_brought_nothing_in_has_no_measures_of_what_is_new(warehouse: Path, settings: Settings) -> None:
    assert {part for *_, part, _ in values(warehouse, "another", settings)} == {"whole"}


def test_what_is_measured_fits_the_history() -> None:
    assert set(MEASURED) < set(HISTORY["measurements"])
