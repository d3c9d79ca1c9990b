"""What a copy bends when it retells each sentence and what it only says otherwise, on invented documents, all steps run."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.integration.test_lineage_cases import build

BENT = [
    ("The water of Lake Tarn was lower in June.", "In June the water of Lake Tarn was higher.", "predicate"),
    ("They overestimated the load on the Marle bridge.", "They underestimated the load on the Marle bridge.", "predicate"),
    ("Some of the tenants have signed the new lease.", "Most of the tenants have signed the new lease.", "scope"),
    ("The former harbour master owns the boat yard.", "The harbour master owns the boat yard.", "scope"),
    ("The bell tower was partly paid for by the guild.", "The bell tower was paid for by the guild.", "scope"),
    ("Its tax on cider rose by 12 percent in a year.", "Its tax on cider rose to 12 percent in a year.", "predicate"),
    ("The lido might not reopen before the autumn.", "The lido could not reopen before the autumn.", "predicate"),
    ("Provisional figures show a loss for the brass works.", "Figures show a loss for the brass works.", "hedge_dropped"),
    ("A panel will examine whether the valve had leaked.", "A panel will examine how the valve had leaked.", "condition"),
    ("The pit at Salen yields 40 tonnes of salt.", "The pit at Salen yields 40 tonnes a month of salt.", "scope"),
    ("Tea before noon was linked to better sleep.", "Tea before noon led to better sleep.", "predicate"),
    ("A yellow warning is in force on the moor.", "An amber warning is in force on the moor.", "predicate"),
    ("Owners of the mill declined to comment on Sunday.", "Owners of the mill did not respond on Sunday.", "attribution"),
    ("The choir left for the north in an old coach.", "The choir left for the south in an old coach.", "predicate"),
    ("Gusts at the pier reached 45 mph at noon.", "Gusts at the pier reached 45km/h at noon.", "number"),
    ('"The weir is safe, but it leaks," said Eva Lind.', '"The weir is safe," said Eva Lind.', "quote"),
    ("The ferry pier was shut for over ten years.", "The ferry pier was shut for ten years.", "number"),
    ("The organ cost the parish its unrestricted reserves.", "Its restricted reserves went on an organ.", "negation"),
    ('"Nearly ruined by frost," said Jens Dahl of his vines.', 'Of his vines Jens Dahl said: "ruined by frost."', "quote"),
    ("A vial held 0.4 nanograms per millilitre of dye.", "A vial held 0.4 micrograms per millilitre of dye.", "number"),
    (
        "The smithy had guided to at least 430 million nails.",
        "In its guidance the smithy spoke of up to 430m nails.",
        "number",
    ),
    (
        "The guild bought 40 oak casks of ale at the market.",
        "At a market 60 casks were what the guild came home with.",
        "number",
    ),
]

TOLD_OTHERWISE = [
    ("Divers searched the lock for two days.", "Divers searched the lock for 48 hours."),
    ("Walkers aged 45 to 74 took part in the study.", "Walkers between the ages of 45 and 74 took part in the study."),
    ("The ballot drew 212 of the 290 weavers.", "The ballot drew 212 out of 290 weavers."),
    ("The cable car opens again next week.", "The cable car opens again in the coming week."),
    ("The clerk said that the fair would close if it snowed.", "The clerk said that the fair will close if it snows."),
    ("If the wind drops, the regatta begins at ten.", "Should the wind drop, the regatta begins at ten."),
    ("Trams on the east line were not affected.", "Trams on the east line were unaffected."),
    ("The abbot would not take sides in the quarrel.", "The abbot would remain neutral in the quarrel."),
    ("The museum announced no new rooms in its plan.", "The museum offered no new rooms in its plan."),
    ("Gulls come down whenever the nets are landed.", "Gulls come down every time the nets are landed."),
    ("A stall costs as much as 30 euros at the fair.", "A stall costs up to 30 euros at the fair."),
    ("Several potters signed the letter to the bank.", "A number of potters signed the letter to the bank."),
    ("The dyke was not renewed after the flood.", "The dyke was left to decay after the flood."),
    ("No, the old kiln does not smoke at night.", "The old kiln does not smoke at night."),
    ("The bees were watched for twelve months.", "The bees were watched for a year."),
    ("The spire was rebuilt over ten years.", "The spire was rebuilt in ten years."),
    ("The quarry lies eight miles from the inn.", "The quarry lies 13km (eight miles) from the inn."),
    ("Lightning struck the granary late on Tuesday.", "Lightning struck the granary late Tuesday."),
    ("The hay in the long meadow, cut in June, is dry.", "The hay in the long meadow is dry."),
    ("A motion of the Liberal Democrats fell by two votes.", "A motion of the Lib Dems fell by two votes."),
    ("The prize went to the Ghanaian rower on the left.", "The prize went to the Ghana rower on the left."),
    ("The sexton Pym rang the chapel bell.", "The sexton, Mr Pym, rang the chapel bell."),
    ("The smoke was not related to the bakery.", "The smoke was unconnected with the bakery."),
    ("The cooper is less sure of the price.", "The cooper is not so sure of the price."),
    ("Boats lie in port unless the harbour is clear.", "Boats lie in port except where the harbour is clear."),
    ('"The lock is old, and its gates leak," said Ida Holm.', '"The lock is old," said Ida Holm.'),
    ("The brewery draws 6 to 9 million litres a day.", "The brewery draws 6m to 9m litres a day."),
    ("The tank under the green holds 38,000 cubic metres.", "The tank under the green holds 38 million litres."),
    ("The inn pays an annual rent of £95,000 to the abbey.", "The inn pays a rent of £95,000 a year to the abbey."),
    ("The miller handed over $240,000 to the hospice.", "The miller gave the hospice $240,000."),
    ("Rents will peak at no more than 6% in the town.", "Rents are not expected to go above 6% in the town."),
    ("More than 900 gardeners dug the trench.", "Upward of 900 gardeners dug the trench."),
    ("Only a fifth of the crypt has been dug.", "Some four-fifths of the crypt still wait for a spade."),
    ("The tannery was fined £3.2m in 2023 for its smoke.", "Three years ago smoke cost the tannery a fine of £3.2m."),
    ("Ballots came 15 days before the vote.", "Ballots came just over two weeks before the vote."),
    ("Barges bore 2,846 pilgrims to the isle.", "Some 2,850 pilgrims were borne to the isle by barges."),
    ("If the sluice had held, the dam would stand.", "Had the sluice held, the dam would stand."),
    ("Wool prices, the weaver insisted, may fall by 4 per cent.", "A weaver said wool is falling by 4 per cent."),
    (
        '"We kept what we could, but nobody here is glad," said Arne Moe.',
        "Arne Moe said nobody there was glad, but they kept what they could.",
    ),
]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    pairs = [pair[:2] for pair in [*BENT, *TOLD_OTHERWISE]]
    documents = {
        name: f"Published: {day} March 2026\n\n" + "\n\n".join(sentence[side] for sentence in pairs) + "\n"
        for side, (name, day) in enumerate((("origin", 2), ("copy", 4)))
    }
    with duckdb.connect(build(tmp_path_factory.mktemp("rewritings"), documents), read_only=True) as connection:
        yield connection


def told(warehouse: duckdb.DuckDBPyConnection, severity: str) -> dict[str, set[str]]:
    """Sentence of the copy → kinds of change told of it."""
    rows = warehouse.execute(
        "select p.text, list(distinct c.change) from claim_changes as c join passage_links as p using (passage_link_id)"
        " where c.document_id = 'copy' and c.severity = $1 group by p.text",
        [severity],
    ).fetchall()
    return {text: set(kinds) for text, kinds in rows}


def test_what_another_word_bends_is_material(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = told(warehouse, "material")
    assert {copied: found.get(copied) for _, copied, _ in BENT} == {copied: {kind} for _, copied, kind in BENT}


def test_what_is_only_said_otherwise_is_not(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = told(warehouse, "material")
    assert {copied: found[copied] for _, copied in TOLD_OTHERWISE if copied in found} == {}


def test_a_time_in_another_unit_is_told_as_minor(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert "number" in told(warehouse, "minor")["Divers searched the lock for 48 hours."]
