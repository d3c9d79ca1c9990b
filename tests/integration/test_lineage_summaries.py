"""What summaries say otherwise than the story that they shorten, on invented news that the real extraction has read."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.integration.test_lineage_cases import build, prose

ROOF = prose(
    """Swimming hall in Orvest closed after part of the roof comes down

ORVEST - Part of the roof of the municipal swimming hall in Orvest fell into the empty basin on Sunday night, less than
six hours after a gala with more than 400 guests. Nobody was hurt.

The hall, built in 1974 for 3.2 million crowns, will stay closed until the summer, mayor Hedda Lorne said on Monday.

Engineers suspect that wet snow may have overloaded the beams on the northern side. The council was reportedly told of
cracks in the same beams two years ago.

The caretaker, Olaf Brenn, was questioned by the police but was never considered a culprit, prosecutor Mika Sund said.

“We looked at that roof every week and we saw nothing,” Brenn told Radio Orvest.

Repairs would cost 870,000 crowns, roughly a third of it paid by the insurer, and the state grant will be paid unless
asbestos is found. The council will decide by Thursday whether to rebuild the hall or to sell the ground.

Membership of the swimming club rose last year, and its chairwoman, Ines Falk, thinks the hall will probably open again
in August. Many of the schools in the valley have moved their lessons to Tarn. The insurer has accused nobody.

Lifeguards carried the clocks, the starting blocks and two trophies out of the building while firemen propped up the arches
with timber from a nearby shipyard. A glass wall that faces the park had cracked from top to bottom.

In the cafeteria the tables were still laid for a wedding. Its tenant put up a kitchen in the yard of the fire brigade, where
neighbours brought blankets, lamps and a stove, and the guests danced between the engines."""
)

BENT = prose(
    """Roof of Orvest swimming hall falls in

Part of the roof of the swimming hall in Orvest fell into the empty basin on Sunday night, more than six hours after a
gala with 700 guests. The hall, built in 1974, will stay closed until the summer, mayor Hedda Vance said.

Engineers suspect that wet snow overloaded the beams on the northern side. The council was told of cracks in the beams two
years ago. Prosecutor Mika Sund described the caretaker, Olaf Brenn, as the culprit.

Repairs would cost 870,000 crowns, most of it paid by the insurer, and the state grant will be paid. The council will
decide on Thursday whether to rebuild the hall.

Membership of the swimming club fell last year, and Ines Falk thinks the hall will open again in August."""
)

FAITHFUL = prose(
    """Roof of swimming hall falls in

Part of the roof of Orvest's swimming hall, built in 1974 for 3.2m crowns, fell into the basin on Sunday hours after a gala
with over 400 guests. No one was hurt.

Engineers suspect snow may have overloaded the beams. Caretaker Olaf Brenn was questioned but was not a culprit, said
prosecutor Mika Sund; Brenn told Radio Orvest the roof was looked at every week.

Repairs costing nearly 900,000 crowns, a third of it paid by the insurer, will get a state grant unless there is asbestos.
The council decides by Thursday.

Ines Falk of the swimming club, whose membership rose last year, thinks the hall will probably open again in August, and
schools of the valley have moved lessons to Tarn."""
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    path = build(tmp_path_factory.mktemp("summaries"), {"roof": ROOF, "bent": BENT, "faithful": FAITHFUL})
    with duckdb.connect(path, read_only=True) as connection:
        yield connection


def material(warehouse: duckdb.DuckDBPyConnection, name: str) -> set[tuple[str, str | None, str | None]]:
    rows = warehouse.execute(
        "select change, before_text, after_text from claim_changes"
        " where document_id = $1 and origin_document_id = 'roof' and severity = 'material'",
        [name],
    ).fetchall()
    return set(rows)


def test_a_text_much_shorter_than_the_one_it_shares_its_story_with_is_read_as_its_summary(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.sql(
        "select document_id, relation, direction_evidence from document_links where origin_document_id = 'roof' order by all"
    ).fetchall()
    assert found == [("bent", "summary", "undecided"), ("faithful", "summary", "undecided")]


def test_what_a_summary_says_otherwise_than_its_origin_is_found(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert material(warehouse, "bent") == {
        ("number", "less than six hours", "more than six hours"),
        ("number", "400 guests", "700 guests"),
        ("number", "by Thursday", "on Thursday"),
        ("entity", "Hedda Lorne", "Hedda Vance"),
        ("hedge_dropped", "may", None),
        ("hedge_dropped", "reportedly", None),
        ("hedge_dropped", "probably", None),
        ("scope", "roughly a third of", "most of"),
        ("predicate", "rose", "fell"),
    }


def test_nothing_is_found_in_a_summary_that_only_leaves_out_joins_and_rounds(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert material(warehouse, "faithful") == set()
