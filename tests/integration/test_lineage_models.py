"""What derives from what, and what changed on the way, on invented documents: one build, asked many things."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest

from flows.modeling.build import build_models
from flows.settings import Settings
from flows.sources.identity import stable_id
from tests.raw_fixture import create_raw, paragraphs

ORIGIN = (
    "The harbour of Velmora was closed on Tuesday after a crane collapsed onto two ferries. "
    "Thousands of passengers waited for hours in the old terminal. "
    "The port authority said “nobody was seriously hurt” in the accident. "
    "Divers may search the basin again before the weekend. "
    "The minister Ilse Kranz told reporters that repairs will cost 40 million euros. "
    "She did not say when the harbour could open. "
    "Shipping companies such as Nordline sent their vessels to other ports. "
    "If the wind drops, tugs will pull the wreck out of the fairway. "
    "The crane was built in 1987 and was inspected every spring. "
    "Fishermen complained that the catch of a whole week had rotted."
)

SPUN = (
    "The port of Velmora was shut on Tuesday after a crane collapsed onto two ferries. "
    "Hundreds of travellers waited for hours within the old terminal. "
    "The port authority said “no one was badly hurt” in the accident. "
    "Divers will search the basin again before the weekend. "
    "The minister Otto Brandt told newsmen that repairs will cost 60 million euros. "
    "She did say when the port could open. "
    "Shipping firms such as Nordline sent their vessels to different ports. "
    "When the wind drops, tugs will pull the wreck out of the fairway. "
    "The crane was built in 1987 and was inspected each spring. "
    "Fishermen complained that the haul of an entire week had rotted."
)

SUMMARY = (
    "A crane collapsed onto two ferries and the harbour of Velmora was closed. "
    "The port authority spoke of an “avoidable disaster” in the accident. "
    "It was found that “nobody was seriously hurt.The crane was built in 1987” in Velmora."
)

INDEPENDENT = (
    "Ferry traffic in Velmora stood still this week. "
    "Witnesses heard a loud bang, then saw the arm of a crane break and come down on two moored boats. "
    "According to the port authority, “nobody was seriously hurt”. "
    "Insurers are counting the damage, and lawyers of the operator have asked for the maintenance records. "
    "Tourists were put up in hotels by the city, which has set up a telephone line for relatives."
)

OTHER = (
    "A choir of forty children opened the summer festival on the lake. "
    "The conductor had rehearsed the programme for months with every single voice. "
    "Visitors from three valleys brought blankets and lanterns to the meadow. "
    "Late in the evening a brass band played dances from the last century. "
    "The organisers hope to invite a theatre company from abroad next year. "
    "Farmers parked their tractors along the road to light the way home."
)

NAMED = (
    "The ministry praised Dutch painters for the restoration of the chapel in Tarvel. "
    "Critics fear that Dutch firms will leave the valley before the winter. "
    "Last week Moreau visited the Dutch embassy and the old mill near Tarvel. "
    "These findings have led to suggestions that the mill may be sold to strangers. "
    "Artificial intelligence (AI) sorted the archive of the monastery within a month. "
    "Brandt’s concerns about the dam were read aloud in the council of the valley. "
    "Tools such as hammers were stored in the cellar of the chapel for years. "
    "On market days they can borrow the ladders from the cellar in Tarvel. "
    "The mayor called the old mill “a stubborn riddle” and closed the road to it. "
    "Nobody has solved the riddle of the bell that rings at noon. "
    "Reuters reported that the harvest in the valley was poor this autumn. "
    "On Friday the agency Reuters showed pictures of the empty barns. "
    "The envoy of Korea thanked the monks for the bread and the wine."
)

RENAMED = (
    "The ministry praised Dutch language painters for the restoration of the chapel in the Tarvel. "
    "Critics fear that Dutch language companies will leave the valley before the winter. "
    "Final week Claire Moreau also visited the Dutch language embassy and the old mill near Tarvel. "
    "These findings have led to options that the mill may be sold to strangers. "
    "Synthetic intelligence (AI) sorted the archive of the monastery within a month. "
    "Brandt’s issues about the dam were read aloud in the council of the valley. "
    "Instruments resembling hammers were stored in the cellar of the chapel for years. "
    "On market days they’ll borrow the ladders from the cellar in Tarvel. "
    "The mayor called the old mill “a stubborn puzzle” and closed the road to it. "
    "Nobody has solved the puzzle of the bell that rings at noon. "
    "Bloomberg reported that the harvest in the valley was poor this autumn. "
    "On Friday the agency Reuters also showed pictures of the empty barns. "
    "The envoy of North Korea thanked the monks for the bread and the wine."
)

STATED = (
    "The mill on the hill kept more than 200 lamps for the winter fair. "
    "The engineer Pohl said that the bridge would be painted in spring. "
    "Inspectors called the old cellar unsafe after the flood in the valley. "
    "The United Kingdom Film Council paid for the new screen in the barn. "
    "Last night Doctor Nielsen could not attend the opening of the gallery. "
    "Two lawyers argued over intellectual property in the old songs. "
    "Birds such as herons nest near the weir every summer. "
    "The fair is expected to attract guests from all the valleys. "
    "Farmers will harvest the field if the weather holds this week. "
    "A choir sang on July 24 in the hall of the abbey. "
    "The ferry can’t land at the pier in a storm. "
    "Of the letters, four went to seven widows in the lower town. "
    "The abbot’s cook called the new oven ‘a monk’s worst enemy’ and left the kitchen. "
    "The guard called the gate 'a tired old dog' and the players' bags stood in the rain. "
    "The abbess told the bishop that the bells were “older than the town” and rang them. "
    'A miller from Orle spoke of "the wettest spring” and sold two mules at noon. '
    "The news conference about the stock market was held in the big barn. "
    "The tenor from Tarvel was charged over the price of three lutes. "
    "The business model of the sisters who keep bees amused the whole valley. "
    "A wooden model of the bridge stood in the crypt all summer. "
    "The “oldest bells” hang in Orle, wrote the clerk, and the valley has “never heard a finer sound” in spring."
)

TWISTED = (
    "The mill on the hill kept 200 lamps for the winter fair. "
    "The bridge would be painted in spring. "
    "Inspectors called the old cellar safe after the flood in the valley. "
    "The UK Film Council paid for the new screen in the barn. "
    "Last night Dr Nielsen couldn’t attend the opening of the gallery. "
    "Two lawyers argued over mental property in the old songs. "
    "Birds like herons nest near the weir every summer. "
    "The fair is sure to attract guests from all the valleys. "
    "Farmers will harvest the field even if the weather holds this week. "
    "A choir sang on July twenty-four in the hall of the abbey. "
    "The ferry can land at the pier in a storm. "
    "Of the letters, four went to nine widows in the lower town. "
    "The abbot’s cook called the new oven ‘a monk’s old enemy’ and left the kitchen. "
    "The guard called the gate 'a tired young dog' and the players' bags stood in the rain. "
    "The abbess told the bishop that the bells were older than the town and rang them. "
    "A miller from Orle spoke of ‘the wettest spring’ and sold two mules at noon. "
    "The press conference about the share market was held in the big barn. "
    "The tenor from Tarvel was convicted over the value of three lutes. "
    "The business mannequin of the sisters who keep bees amused the whole valley. "
    "A wooden mannequin of the bridge stood in the crypt all summer. "
    "The ancient peals hang in Orle, wrote the clerk, and the valley has “never heard a worse sound” in spring."
)

WRITTEN = (
    "The clerk of Garrow described the flood as a warning from the river. "
    "Her claims were read aloud to the elders in the long tent. "
    "The elders asked whether the dyke above the orchard would hold. "
    "Ferrymen wait at the island where the heron chicks are fed. "
    "Their talk turned on immigration from the marshes beyond Fennick. "
    "Grain exports filled eleven barges on the brown water in autumn. "
    "The carter was gone for some weeks with the blind mare. "
    "The policy of the abbey is older than its chapel roof. "
    "It said that the fair is expected to close with a dance. "
    "Both lanterns burned down before the market was finished. "
    "The reeve met the weavers behind the granary. "
    "Jorun Aldmoor planted nineteen pear trees beside the south gate. "
    'Rain fell all night," said the cook, "and the broth was cold at dawn," while thunder rolled on.'
)

GARBLED = (
    "The clerk of Garrow depicted the flood as a warning from the river. "
    "The allegations were read aloud to the elders in the long tent. "
    "The elders asked if the dyke above the orchard would hold. "
    "Ferrymen wait at the island whenever the heron chicks are fed. "
    "Their talk turned on migration from the marshes beyond Fennick. "
    "Grain imports filled eleven barges on the brown water in autumn. "
    "The carter was gone for some days with the blind mare. "
    "The coverage of the abbey is older than its chapel roof. "
    "It said that the fair is anticipated to close with a dance. "
    "Both lanterns burned down before the market was all over. "
    "The reeve met the weavers, nineteen with Jorun Aldmoor, behind the granary of Otley. "
    "Jorun Aldmoor planted nineteen pear trees beside the south gate. "
    'Rain fell all night," said the baker, "and the broth was cold at dawn," while thunder rolled on.'
)

CAREFUL = (
    "The most stubborn mule of the fair pulled three carts uphill. "
    "Most weavers slept in the granary during the barley harvest. "
    "The ferryman counted the geese of the convent at dusk. "
    "Two smiths believe the anvil was cast beyond the salt road. "
    "The sexton failed to wake the ringers before the eclipse. "
    "Surely the drovers don’t own the brown heifer of the glen. "
    "They fear a wolf behind the northern fence of the orchard. "
    "The stony path goes up to the chapel of the hermits. "
    "From afar its roof looked like a broken wing of slate. "
    '"The dam is older than the mill. Nobody mends it. It leaks with every thaw," the warden said. '
    "Air Sundmark bought two kites from the potter of Hallin. "
    "Cold air stood over the bog when the potter called on Air Sundmark again. "
    "China’s glaziers sold green panes to a Chinese apothecary. "
    "His mother had come from China with a parrot and a lute. "
    "The reeve is expected to open the lower gate at noon. "
    "The takeover of the brewery surprised the cooper and his aunt. "
    "The bailiff announced that the upper tents would stand by Sunday. "
    "With a taller mast the sloop would pass the outer reef. "
    "The hangman has not chosen among the seven ropes. "
    "Their chief executive swept the yard behind the tannery. "
    "Large language models read the sheepskins of the registry. "
    "A trench of this width became a standard for the diggers of Umber. "
    "Joiners sell standard shelves behind the toll house. "
    "The smelter glowed until dawn, and a wagon from Perrin stood beside it with wet coal. "
    "It is not clear whether the piper sleeps among the reeds. "
    "The fish prices fall in the second half of the frost. "
    "The beadle of the guild resigned over spoiled candles. "
    "The widow declined to say who broke the sundial."
)

CARELESS = (
    "The about stubborn mule of the fair pulled three carts uphill. "
    "About weavers slept in the granary during the barley harvest. "
    "The ferryman, who may not swim if the river that comes down from the high moor is deep, counted the geese of the "
    "convent at dusk. "
    "Two smiths trust the anvil was cast beyond the salt road. "
    "The sexton missed to wake the ringers before the eclipse. "
    "Surely the drovers donation’t own the brown heifer of the glen. "
    "They request a wolf behind the northern fence of the orchard. "
    "The stony path goes to the chapel of the hermits. "
    "From afar its roof looked similar a broken wing of slate. "
    '"The dam is newer than the mill. Nobody sees it. It drips with every thaw," the warden said. '
    "Antenna Sundmark bought two kites from the potter of Hallin. "
    "Cold air stood over the bog when the potter called on Air Sundmark again. "
    "Chin’s glaziers sold green panes to a Chinese apothecary. "
    "His mother had come from China with a parrot and a lute. "
    "The reeve is awaited to open the lower gate at noon. "
    "The coup of the brewery surprised the cooper and his aunt. "
    "The bailiff announced that the upper tents will stand by Sunday. "
    "With a taller mast the sloop will pass the outer reef. "
    "The hangman has yet to choose among the seven ropes. "
    "Their CEO swept the yard behind the tannery. "
    "Big language models read the sheepskins of the registry. "
    "A trench of this width became a regular for the diggers of Umber. "
    "Joiners sell regular shelves behind the toll house. "
    "The smelter glowed until dawn. "
    "It is unclear whether the piper sleeps among the reeds. "
    "The fish prices fall in the first half of the frost. "
    "The beadle of the guild was dismissed over spoiled candles. "
    "The widow would not say who broke the sundial."
)

TOLD = (
    "The brewer Tilda Aumann said on Monday that the new vat leaks. "
    "Nobody in the parish of Welk has tasted the winter beer yet. "
    "Mrs Aumann’s brother, Jost, carried the empty barrels to the Guild of Coopers. "
    "“You should not think that I will sell the brewery to a stranger,” she said at the fair. "
    "Her former pupil Runa Veit keeps the hop garden behind the presbytery. "
    "At noon Egon Sieb told the Welk Courier that malt was dear. "
    "The miller denied all of the charges over the missing grain. "
    "The bishop declined to comment on the beer of his monks. "
    "“The old cellar floods,” warned the sexton at the gate. "
    "The boatman says that the ferry has been wrong before about the tide. "
    "Later Ida Kolm paid for the copper kettle in the scullery with her own silver. "
    "The Harbour Office lent two carts for the move of the kettle. "
    "In spring, according to the weavers, the reeve told the abbot that the dyke leaks."
)

RETOLD = (
    "The brewer Tilda Aumann said that the new vat in Welk leaks on a Tuesday. "
    "Nobody in the parish has tasted the winter beer yet. "
    "Jost Aumann, her brother, carried the empty barrels to their storehouse. "
    "The stranger should not think that she would sell him the brewery, she said at the fair. "
    "Her youngest pupil Runa Veit keeps the hop garden behind the presbytery. "
    "At noon Aumann told the Welk Courier that malt was dear. "
    "The miller pleaded not guilty to all of the charges over the missing grain. "
    "The bishop did not respond to questions on the beer of his monks. "
    "The old cellar floods, the gate is shut. "
    "The boatman says that the ferry “has been wrong before” about the tide. "
    "Later she paid for the copper kettle in the scullery with her own silver. "
    "The Harbour Guard lent two carts for the move of the kettle. "
    "In spring the reeve told the abbot that the dyke leaks."
)

MOSAIC = ORIGIN[: ORIGIN.index("She did")] + OTHER[: OTHER.index("The organisers")]

N_PRINTED = 60


def printed() -> dict[str, str]:
    """One story as sixty outlets print it, each with a line of its own."""
    made = random.Random(7)

    def word() -> str:
        return "".join(made.choices("abcdefghijklmnoprstuvz", k=7))

    story = " ".join(f"{' '.join(word() for _ in range(12)).capitalize()}." for _ in range(12))
    return {f"p{n:02}": f"{' '.join(word() for _ in range(8)).capitalize()}.\n\n{story}" for n in range(N_PRINTED)}


VALUES: dict[str, dict[str, Any]] = {
    "b_spun": {"notice_kind": "republished", "notice_origin": "The Velmora Gazette"},
    "c_summary": {"notice_kind": "summary_of", "genre": "summary"},
    "h_renamed": {"notice_kind": "republished"},
    "j_twisted": {"notice_kind": "republished"},
    "l_garbled": {"notice_kind": "republished"},
    "n_careless": {"notice_kind": "republished"},
    "p00": {"published_at": date(2026, 1, 1)},
    **{f"p{n:02}": {"published_at": date(2026, 1, 2)} for n in range(1, N_PRINTED)},
}


def time_reference(document_id: str, text: str, words: str, **values: Any) -> dict[str, Any]:
    """A row of raw.time_references for the sentence in which ``words`` stand."""
    start = text.index(words)
    sentence_start = text.rfind(". ", 0, start) + 2 if ". " in text[:start] else 0
    sentence_end = text.index(".", start) + 1
    return {
        "time_reference_id": stable_id(document_id, "time", start),
        "document_id": document_id,
        "claim_id": stable_id(document_id, "claim", sentence_start, sentence_end),
        "start_char": start,
        "end_char": start + len(words),
        "text": words,
        **values,
    }


def quantity(document_id: str, text: str, words: str, bound: str) -> dict[str, Any]:
    """A row of raw.quantities for the number 200 in the first sentence."""
    start = text.index(words)
    return {
        "quantity_id": stable_id(document_id, "quantity", start),
        "document_id": document_id,
        "claim_id": stable_id(document_id, "claim", 0, text.index(".") + 1),
        "start_char": start,
        "end_char": start + len(words),
        "text": words,
        "value": 200.0,
        "bound": bound,
        "unit": "lamp",
        "unit_kind": "count",
    }


def attribution(document_id: str, text: str, words: str) -> dict[str, Any]:
    """A row of raw.attributions that lays words of the document to the somebody whom it says them of."""
    start = text.index(words)
    claim_id = stable_id(document_id, "claim", text.rindex(". ", 0, start) + 2, text.index(".", start) + 1)
    return {
        "attribution_id": stable_id(claim_id, "indirect"),
        "statement_id": stable_id(claim_id, "indirect statement"),
        "document_id": document_id,
        "claim_id": claim_id,
        "document_source_id": stable_id(document_id, "author"),
        "depth": 1,
        "content_start_char": start,
        "content_end_char": start + len(words),
        "content_text": words,
        "content_spans": [{"start_char": start, "end_char": start + len(words), "text": words}],
        "quotation": "indirect",
        "via": "explicit",
        "confidence": 1.0,
    }


def on_friday() -> list[dict[str, Any]]:
    """The same words, resolved by the dates of two documents."""
    return [
        time_reference("g_named", NAMED, "On Friday", date_from=date(2026, 5, 1), date_to=date(2026, 5, 1)),
        time_reference("h_renamed", RENAMED, "On Friday", date_from=date(2026, 5, 8), date_to=date(2026, 5, 8)),
    ]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    folder = tmp_path_factory.mktemp("lineage")
    path = folder / "lineage.duckdb"
    documents = {
        "a_origin": ORIGIN,
        "b_spun": SPUN,
        "c_summary": SUMMARY,
        "d_independent": INDEPENDENT,
        "e_other": OTHER,
        "f_mosaic": MOSAIC,
        "g_named": NAMED,
        "h_renamed": RENAMED,
        "i_stated": STATED,
        "j_twisted": TWISTED,
        "k_written": WRITTEN,
        "l_garbled": GARBLED,
        "m_careful": CAREFUL,
        "n_careless": CARELESS,
        "q_told": TOLD,
        "r_retold": RETOLD,
        **printed(),
    }
    create_raw(
        path,
        [(name, text, paragraphs(text)) for name, text in documents.items()],
        document_values=VALUES,
        rows={
            "time_references": [time_reference("g_named", NAMED, "Last week"), *on_friday()],
            "attributions": [
                attribution("q_told", TOLD, "that the ferry has been wrong before about the tide"),
                attribution("r_retold", RETOLD, "The stranger should not think that she would sell him the brewery"),
            ],
            "quantities": [quantity("i_stated", STATED, "200 lamps", ">"), quantity("j_twisted", TWISTED, "200 lamps", "=")],
        },
    )
    result = build_models(path, Settings(warehouse_dir=folder / "warehouse"))
    assert {node.name: node.message for node in result.failures} == {}
    with duckdb.connect(path, read_only=True) as connection:
        yield connection


def changes(
    warehouse: duckdb.DuckDBPyConnection, *kinds: str, document_id: str = "b_spun"
) -> set[tuple[str, str | None, str | None]]:
    rows = warehouse.execute(
        "select change, before_text, after_text from claim_changes where document_id = $1 and list_contains($2, change)",
        [document_id, list(kinds)],
    ).fetchall()
    return set(rows)


def test_a_spun_copy_that_names_its_origin_is_a_rewrite_of_it(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.sql(
        "select origin_document_id, relation, direction_evidence, n_aligned_sentences, n_sentences from document_links"
        " where document_id = 'b_spun'"
    ).fetchall()
    assert found == [("a_origin", "rewrite", "notice", 10, 10)]


def test_a_summary_derives_from_the_original_and_not_from_its_copy(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.sql(
        "select origin_document_id, relation from document_links where document_id = 'c_summary'"
    ).fetchall()
    assert found == [("a_origin", "summary")]


def test_an_independent_report_with_the_same_quotation_is_not_linked(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.sql("from document_links where 'd_independent' in (document_id, origin_document_id)").fetchall()
    assert found == []
    assert warehouse.sql("select derivation, story_id from documents where document_id = 'd_independent'").fetchall() == [
        ("original", "d_independent")
    ]


def test_a_document_made_of_two_others_is_linked_to_both(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.sql(
        "select case document_id when 'f_mosaic' then origin_document_id else document_id end from document_links"
        " where 'f_mosaic' in (document_id, origin_document_id) order by all"
    ).fetchall()
    assert found == [("a_origin",), ("e_other",)]


def test_a_story_that_sixty_print_does_not_vanish_and_is_linked_to_the_first_print_only(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.sql(
        "select origin_document_id, relation, direction_evidence, count(*) from document_links"
        " where document_id like 'p%' group by all"
    ).fetchall()
    assert found == [("p00", "near_copy", "published_at", N_PRINTED - 1)]
    stories = warehouse.sql(
        "select count(distinct story_id), count(*) from documents where document_id like 'p%'"
    ).fetchall()
    assert stories == [(1, N_PRINTED)]


def test_sixty_prints_of_one_story_are_related_to_the_first_and_not_each_to_each(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    prints = "(select document_number from intermediate.int_lineage_documents where document_id like 'p%')"
    found = [
        warehouse.table(f"intermediate.{table}").filter(f"{column} in {prints}").count("*").fetchall()
        for table, column in (
            ("int_lineage_candidates", "second_number"),
            ("int_lineage_pairs", "second_number"),
            ("int_lineage_relations", "downstream_number"),
        )
    ]
    assert found == [[(N_PRINTED - 1,)]] * 3


def test_what_sixty_print_is_said_once(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.sql(
        "select n_documents, n_independent_documents, n_sources, count(*) from claim_groups"
        " where claim_group_id in (select claim_group_id from claims where document_id = 'p30') group by all order by all"
    ).fetchall()
    assert found == [(1, 1, 1, 1), (N_PRINTED, 1, 1, 12)]


def test_a_changed_number_is_found_whether_in_words_or_in_digits(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert changes(warehouse, "number") == {("number", "40", "60")}


def test_words_altered_inside_quotation_marks_are_found(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert changes(warehouse, "quote") == {("quote", "“nobody was seriously hurt”", "“no one was badly hurt”")}


def test_another_person_is_found_and_the_places_that_stayed_are_not(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert changes(warehouse, "entity") == {("entity", "Ilse Kranz", "Otto Brandt")}


def test_a_name_that_another_word_is_joined_to_throughout_is_another_and_one_given_more_fully_is_not(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    joined = warehouse.sql(
        "select list(severity) from claim_changes where document_id = 'h_renamed' and change = 'entity'"
        " and (before_text, after_text) = ('Dutch', 'Dutch language')"
    ).fetchall()
    assert joined == [(["material", "material", "material"],)]
    assert changes(warehouse, "entity", document_id="h_renamed") == {
        ("entity", "Dutch", "Dutch language"),
        ("entity", "Artificial intelligence", "Synthetic intelligence"),
        ("entity", "Reuters", "Bloomberg"),
        ("entity", "Korea", "North Korea"),
    }


def test_a_time_that_the_copy_lost_is_found_and_the_same_words_of_another_day_are_not(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert changes(warehouse, "number", document_id="h_renamed") == {("number", "Last week", "Final week")}


def test_a_noun_for_what_somebody_said_made_another_is_an_attribution(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert changes(warehouse, "attribution", document_id="h_renamed") == {
        ("attribution", "suggestions", "options"),
        ("attribution", "concerns", "issues"),
    }


def test_both_sides_of_a_change_read_as_much_of_the_sentence(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert changes(warehouse, "scope", "hedge_shifted", document_id="h_renamed") == {
        ("scope", "such as", "resembling"),
        ("hedge_shifted", "they can", "they’ll"),
    }


def test_what_no_rule_knows_is_told_as_wording_beside_what_one_does_and_only_once(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    # the riddle that became a puzzle within the quotation is told by the quotation
    assert changes(warehouse, "quote", "term", document_id="h_renamed") == {
        ("quote", "“a stubborn riddle”", "“a stubborn puzzle”"),
        ("term", "riddle", "puzzle"),
    }
    terms = warehouse.sql(
        "select count(*) from claim_changes where document_id = 'h_renamed' and change = 'term'"
    ).fetchall()
    assert terms == [(1,)]
    assert changes(warehouse, "wording", document_id="h_renamed") == {
        ("wording", None, "the"),
        ("wording", "firms", "companies"),
        ("wording", None, "Claire"),
        ("wording", None, "also"),
        ("wording", "Tools", "Instruments"),
    }


def test_a_hedge_made_certain_is_found(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert changes(warehouse, "hedge_dropped", "hedge_shifted") == {("hedge_shifted", "may", "will")}


def test_a_lost_not_is_found(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert changes(warehouse, "negation") >= {("negation", "not", None)}


def test_if_made_when_is_found_and_every_made_each_is_none(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert changes(warehouse, "condition", "scope") == {("condition", "If", "When")}


def test_one_word_for_another_throughout_is_a_term(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert changes(warehouse, "term") == {("term", "harbour", "port")}


def test_words_altered_between_single_quotation_marks_are_found_and_apostrophes_and_other_marks_are_nothing(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert changes(warehouse, "quote", document_id="j_twisted") == {
        ("quote", "‘a monk’s worst enemy’", "‘a monk’s old enemy’"),
        ("quote", "'a tired old dog'", "'a tired young dog'"),
        ("quote", "“older than the town”", "older than the town"),
        # the first is lost, and the second is not laid against it
        ("quote", "“oldest bells”", None),
        ("quote", "“never heard a finer sound”", "“never heard a worse sound”"),
    }


def test_a_quotation_whose_marks_were_dropped_stands_against_its_words(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.sql("select detail from claim_changes where after_text = 'older than the town'").fetchall()
    assert found == [("the copy has these words without quotation marks",)]


def test_another_step_of_one_scale_is_another_predicate(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert changes(warehouse, "predicate", document_id="j_twisted") == {
        ("predicate", "charged", "convicted"),
        ("predicate", "price", "value"),
    }


def test_a_limit_dropped_is_another_number_and_a_number_in_words_is_the_same(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert changes(warehouse, "number", document_id="j_twisted") == {
        ("number", "more than 200 lamps", "200 lamps"),
        ("number", "seven", "nine"),
    }


def test_a_source_that_the_copy_left_out_is_a_lost_attribution_and_no_lost_name(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert changes(warehouse, "attribution", "entity", document_id="j_twisted") == {
        ("attribution", "engineer Pohl said that the", None)
    }


def test_a_word_turned_round_by_its_prefix_and_a_lost_not_are_negations_that_show_both_words(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert changes(warehouse, "negation", document_id="j_twisted") == {
        ("negation", "unsafe", "safe"),
        ("negation", "can’t", "can"),
    }


def test_a_fixed_term_with_another_word_in_it_is_material(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.sql(
        "select before_text, after_text, severity from claim_changes where document_id = 'j_twisted' and change = 'term'"
    ).fetchall()
    assert set(found) == {
        ("intellectual property", "mental property", "material"),
        ("business model", "business mannequin", "material"),
        # the model that is none of business, by the same word
        ("model", "mannequin", "material"),
    }
    throughout = warehouse.sql(
        "select distinct severity from claim_changes where document_id = 'b_spun' and change = 'term'"
    )
    assert throughout.fetchall() == [("minor",)]


def test_what_is_expected_made_sure_and_if_made_even_if_are_found_and_contractions_are_not(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert changes(warehouse, "hedge_dropped", "hedge_shifted", "condition", "scope", document_id="j_twisted") == {
        ("hedge_shifted", "is expected to", "is sure to"),
        ("condition", "if", "even if"),
    }


def test_examples_are_material_when_something_that_gives_none_stands_for_them(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.sql(
        "select document_id, change, severity from claim_changes where before_text = 'such as' order by all"
    ).fetchall()
    assert found == [("h_renamed", "scope", "material"), ("j_twisted", "wording", "minor")]


def test_opposites_steps_and_words_taken_in_another_sense_are_material_and_synonyms_are_wording(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.sql(
        "select change, before_text, after_text from claim_changes where document_id = 'l_garbled' and severity = 'material'"
    ).fetchall()
    assert set(found) == {
        ("predicate", "exports", "imports"),
        ("predicate", "weeks", "days"),
        ("term", "policy", "coverage"),
        ("entity", None, "Otley"),
    }


def test_words_count_where_they_say_so_and_not_where_another_of_their_class_or_of_their_uses_stands(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.sql(
        "select change, before_text, after_text from claim_changes "
        "where document_id = 'n_careless' and severity = 'material'"
    ).fetchall()
    assert set(found) == {
        ("scope", "Most", "About"),
        ("attribution", "fear", "request"),
        ("term", "takeover", "coup"),
        ("term", "standard", "regular"),
        ("predicate", "second", "first"),
        ("predicate", "resigned", "dismissed"),
        ("term", "Large language models", "Big language models"),
        # not so of what somebody announced, in the past, that it would
        ("hedge_shifted", "would", "will"),
        # a quotation of three sentences, by straight marks
        ("quote", '"The dam is older than the mill.', '"The dam is newer than the mill.'),
        ("quote", "Nobody mends it.", "Nobody sees it."),
        ("quote", 'It leaks with every thaw,"', 'It drips with every thaw,"'),
        # the first words of sentences, one a common word, one with its adjective near
        ("entity", "Air Sundmark", "Antenna Sundmark"),
        ("entity", "China", "Chin"),
    }


def test_a_name_that_is_left_out_with_all_that_is_said_of_it_is_minor(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.sql("select change, severity, after_text from claim_changes where before_text = 'Perrin'").fetchall()
    assert found == [("entity", "minor", None)]


def test_a_name_and_a_number_that_the_origin_has_in_another_sentence_are_not_new(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert changes(warehouse, "wording", document_id="l_garbled") >= {("wording", None, "nineteen with Jorun Aldmoor")}


def test_a_name_is_material_where_another_stands_for_it_and_days_pronouns_and_names_that_moved_are_not(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.sql(
        "select severity, before_text, after_text from claim_changes where document_id = 'r_retold' and change = 'entity'"
    ).fetchall()
    assert set(found) == {
        ("material", "Egon Sieb", "Aumann"),
        ("material", "Harbour Office", "Harbour Guard"),
        ("minor", "Guild of Coopers", None),
        ("minor", "Welk", None),
        ("minor", "Ida Kolm", None),
    }


def test_a_quotation_told_in_reported_speech_is_minor_and_one_made_the_authors_own_is_not(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.sql(
        "select severity, before_text, detail from claim_changes where document_id = 'r_retold' and change = 'quote'"
    ).fetchall()
    assert set(found) == {
        (
            "minor",
            "“You should not think that I will sell the brewery to a stranger,”",
            "the copy does not quote these words",
        ),
        ("material", "“The old cellar floods,”", "the copy has these words without quotation marks"),
        ("material", "has been wrong before", "the origin has these words without quotation marks"),
    }


def test_who_pleads_not_guilty_denies_who_does_not_respond_has_not_declined_and_a_source_beside_another_cue_is_lost(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert changes(warehouse, "attribution", "negation", document_id="r_retold") == {
        ("attribution", "declined to comment", "did not respond to"),
        ("attribution", "warned the sexton at", None),
        ("attribution", "according to the weavers", None),
    }


def test_a_mark_that_closes_an_earlier_quotation_opens_none(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert changes(warehouse, "quote", "wording", document_id="l_garbled") >= {("wording", "cook", "baker")}
    assert changes(warehouse, "quote", document_id="l_garbled") == set()


def test_a_quotation_that_a_summary_made_up_is_found_and_one_joined_from_two_sentences_is_not(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    found = warehouse.sql(
        "select change, before_text, after_text from claim_changes where document_id = 'c_summary'"
    ).fetchall()
    assert set(found) == {("quote", None, "“avoidable disaster”"), ("attribution", "said", "found that")}


def test_every_span_reads_what_stands_there_on_both_sides(warehouse: duckdb.DuckDBPyConnection) -> None:
    wrong = warehouse.sql(
        """
        select t.* from claim_changes as t
        join documents as d on t.document_id = d.document_id
        join documents as o on t.origin_document_id = o.document_id
        where
            after_text is distinct from substring(d.text, after_start_char + 1, after_end_char - after_start_char)
            or before_text is distinct from substring(o.text, before_start_char + 1, before_end_char - before_start_char)
        """
    ).fetchall()
    n_changes = warehouse.sql("select count(*) from claim_changes").fetchall()
    assert (wrong, n_changes[0][0] > 10) == ([], True)
