"""Cases that mislead comparisons of documents, on invented news that the real cleaning and sentence splitting have read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.cleaning.clean import clean
from flows.extraction.extractor import Extractor
from flows.modeling.build import build_models
from flows.settings import Settings
from flows.sources.types import SourceDocument
from flows.warehouse.building import RAW
from tests.benchmarks.lineage import run_models
from tests.raw_fixture import RUN_ID, SEEN_AT, create_raw, paragraphs
from tests.unit.extraction.documents import RULES


def prose(wrapped: str) -> str:
    """A text of one line a paragraph."""
    return re.sub(r"(?<!\n)\n(?!\n)", " ", wrapped).strip() + "\n"


STATEMENT = (
    "“The safety of passengers has always been the first concern of this company,” the operator said in a statement. “We "
    "are working with the authorities to find out how a barrier that was inspected nine days ago could fail, and until we "
    "know it we will run no trains on the upper line.”"
)

# Two reporters, one derailment; each has the operator's statement in full.
GAZETTE = prose(
    f"""Mountain train leaves rails above Aldern

By Petra Holm

ALDERN, 14 March 2026 - A mountain train with 61 people on board left the rails above Aldern on Saturday morning and
came to rest against a rock face. Eleven people were taken to hospital, two of them with broken bones.

The first carriage had just left the upper tunnel when its leading axle hit a steel barrier that lay across the track,
the fire brigade said. Passengers climbed out through the rear doors and walked down the line in thick fog.

“I heard metal scream, then we all fell forward,” said Jonas Veit, a teacher who was travelling with his class. “The
children were very brave.”

{STATEMENT}

The Aldern line was opened in 1912 and carries about 900 people a day in the skiing season. It was last closed in 2009,
when an avalanche buried two hundred metres of track.
"""
)

COURIER = prose(
    f"""Fog, a barrier and sixty lucky people

Rescuers needed three hours on Saturday to bring everyone down from the stranded railcar at Aldern, in the worst fog
that the valley has seen this winter.

Fire chief Rosa Benn sent forty volunteers up the slope on foot because no helicopter could fly. “We counted heads four
times,” she told this newspaper. Nobody is missing, and the hospital in Tessen let nine of the injured go home by
evening.

Investigators from the capital photographed the wreck until dark. They want to know why the signal at the tunnel mouth
showed green although the track beyond it was blocked.

{STATEMENT}

Hotel owners fear for the Easter business. The village council will meet on Monday to discuss buses.
"""
)

BROADCASTER = prose(
    """Eleven hurt as railcar derails near ski resort

Eleven people have been injured after a railcar jumped the track close to the ski resort of Aldern.

A spokeswoman for the regional hospital said that two patients with fractures would stay for several days. The others
had bruises and shock.

The accident happened at around half past nine, shortly after the railcar came out of a tunnel. Police said that a metal
barrier had fallen onto the line. Who was to secure it is under investigation.

The operator has stopped all trains on the upper section. Replacement buses run every hour from the market square.

Aldern is popular with families. Last year the resort counted 140,000 overnight stays.
"""
)

# A later report of the same paper: news of its own, and a paragraph of background carried over word for word.
LATER = prose(
    """Railway chief resigns over Aldern crash

By Petra Holm

ALDERN, 2 April 2026 - The head of the mountain railway, Georg Lanz, has resigned after internal mails showed that he
knew of loose barriers since autumn.

“I take responsibility, and I do so with shame,” Lanz wrote to the staff on Thursday. The supervisory board named the
engineer Mara Quint as his successor for one year.

Prosecutors in Tessen searched offices and took away eleven boxes of files. Nobody has been charged so far.

The unions had warned of too few track walkers. They ask for twenty new posts before the line may open again.

The Aldern line was opened in 1912 and carries about 900 people a day in the skiing season. It was last closed in 2009,
when an avalanche buried two hundred metres of track.
"""
)

# The first report, with the page round it, as a site shows it that gives it an earlier day.
REPRINTED = (
    GAZETTE.replace("ALDERN, 14 March 2026 - ", "")
    .replace("\n\n", "\n\n\n")
    .replace("“", '"')
    .replace("carries about", "carries &nbsp;about")
)

# What an agency would make of the first report: other words in each sentence, the same facts in the same order.
RETOLD = prose(
    """Train on mountain railway derails

A train on the mountain railway carrying 61 people came off the rails above Aldern on Saturday and was stopped by a rock
face. Eleven persons were brought to hospital, two of them with broken bones.

According to the fire brigade the leading axle struck a steel barrier lying across the track, just as the first carriage
had left the upper tunnel. Passengers got out by the rear doors and made their way down the line in dense fog.

“I heard metal scream, then everyone fell forward,” said the teacher Jonas Veit, who travelled with his class.

The operator said that it was working with the authorities to find out how a barrier inspected nine days ago could fail,
and that no trains would run on the upper line until then.

The Aldern line, opened in 1912, carries some 900 people a day in the skiing season. It was last shut in 2009, when an
avalanche buried two hundred metres of track.
"""
)

RETOLD_AGAIN = (
    RETOLD.replace("came off the rails", "jumped the rails")
    .replace("in dense fog", "through dense fog")
    .replace("some 900 people", "nearly 900 people")
    .replace("two hundred metres of track", "two hundred metres of rail")
    + "\nThe village council meets on Monday.\n"
)

FOOTER = prose(
    """Thank you for reading the Tessen Observer, the independent voice of the valley since 1921. Our newsroom of
fourteen people is paid for by readers like you, and by nobody else.

If you have seen something that we should know, write to the editors or call the newsroom at any hour of the day.
Photographs may be sent with the name of whoever took them, and we pay for those that we print.

The Observer follows the code of the press council. Complaints are answered by the readers' editor within ten days, and
corrections are printed on page two of the following issue.
"""
)

OBSERVER = {
    "observer_mill": (
        "The old paper mill at Grund will be turned into forty flats by next summer. The builder Anton Reis bought "
        "it for a symbolic price. Neighbours had hoped for a school."
    ),
    "observer_bees": (
        "Beekeepers in the upper valley lost a third of their colonies to the cold in February. The agronomist "
        "Lena Moor blames mites that weakened the swarms in autumn. The canton will pay for sugar."
    ),
    "observer_choir": (
        "Ninety singers from six villages rehearse a requiem for the feast of Saint Gall. The conductor Paul "
        "Amrein found the score in a monastery. Tickets are sold at the bakery."
    ),
    "observer_road": (
        "A landslide has cut the road to Oberau for the second time this year. The geologist Irma Stoll does not "
        "expect it to open before May. Children go to school by cable car."
    ),
    "observer_cup": (
        "Grund have won the valley cup with a goal in the last minute of extra time. Nineteen-year-old Timo Frick "
        "scored it with his head. The team had never been in a final."
    ),
    "observer_vote": (
        "Voters in Tessen have turned down the new indoor swimming pool by 2,104 to 1,988. Mayor Ueli Brand spoke "
        "of a missed chance. The old pool must close in 2028."
    ),
}

STUB = prose(
    """You have read all your free articles for this month. To go on reading, choose one of our subscriptions: the
digital edition costs nine francs a month, the printed one twenty-four.

Subscribers of the printed edition read everything online without further cost. They only need to register once with the
number that stands above the address on their copy.

Already a subscriber? Then sign in with your address and your password. Whoever has forgotten it gets a new one within a
few minutes.
"""
)

ALMANAC_STUB = prose(
    """What you see here is the beginning of a longer story. To read on you need a subscription, which costs less than a
cup of coffee a week and ends whenever you want it to.

Whoever has one already signs in at the top of the page. It may take a minute or two until the page knows you again.

Pupils and students read for nothing if their school takes part. Ask your teachers for the word of the month.
"""
)

HERALD = {
    "herald_tax": "Parliament lowers the tax on heating oil from October, against the votes of the Greens.",
    "herald_storm": "A storm has torn the roof off the station in Brill and left 3,000 households without power.",
    "herald_bank": "Two cashiers of the savings bank in Nied are on trial for taking 80,000 francs from dormant accounts.",
    "herald_zoo": "The zoo in Kessel shows its first snow leopard cubs, two females born in the night of Easter.",
    "herald_wine": "Wine growers on the southern shore expect the smallest harvest since 1981 after hail in June.",
}

# Two notices of the derailment that are hardly more than the operator's statement.
NOTES = {
    "note_radio": f"Line closed after derailment\n\nA railcar has jumped the track near the ski resort.\n\n{STATEMENT}",
    "note_union": f"Track walkers demand answers\n\nThe union has called its members to a vigil.\n\n{STATEMENT}",
}

FORECASTS = {
    f"forecast_{place.lower()}": prose(
        f"""Weather for {place}

{day} begins {sky} with temperatures near {low} degrees, which rise to {high} degrees in the afternoon. Winds of {wind}
kilometres per hour blow from the {side}, with gusts of up to {gust} kilometres per hour. The chance of rain is {rain} per
cent.

The sun rises at {rise} and sets at {fall}. Towards midnight temperatures drop to {night} degrees, and above {snow} metres
there may be snow.
"""
    )
    for place, day, sky, low, high, wind, side, gust, rain, rise, fall, night, snow in (
        ("Aldern", "Monday", "cloudy", 3, 11, 14, "west", 45, 60, "6.48", "18.22", 1, "1,400"),
        ("Grund", "Friday", "bright", 7, 19, 22, "south", 71, 10, "6.31", "18.39", 4, "2,300"),
        ("Oberau", "Sunday", "foggy", 5, 16, 8, "north", 38, 35, "6.52", "18.17", 2, "1,900"),
    )
}

MUSEUM = prose(
    """Flood museum opens in the old customs house

The town of Brill has opened a museum of the flood of 1954 in its old customs house. A line on the wall of every room shows
how high the water stood.

“We had four thousand photographs in shoeboxes,” said its director, Nora Egli. Half of them were taken by one postman.

Admission is free on the first Sunday of each month.
"""
)
LIVE = prose(
    f"""Live: the day in the canton

9.15 a.m.

Firefighters have put out a blaze in a barn near Nied. The farmer Reto Marti got all of his cattle out in time.

10.40 a.m.

{MUSEUM}

11.05 a.m.

The court in Kessel has put off the trial of two cashiers. A juror has fallen ill, the clerk Anna Frey announced.

12.30 p.m.

Bus drivers in Tessen have ended their strike. They get four per cent more from July and a day off at Whitsun.
"""
)

# One story that its paper wrote five times, each time with the news of the day.
BRIDGE = prose(
    """Bridge at Grund closed to lorries

Engineers of the canton have closed the bridge at Grund to lorries. Cracks were found in two of its eleven piers, the chief
engineer Beat Zaugg said on Tuesday.

The bridge was built in 1936 by Robert Maillart's pupil Emil Noth. Some 2,100 lorries cross it on a working day, most of
them on their way to the quarry of Hartmann and Sons.

Drivers have to take the road through Oberau, which takes forty minutes more.
"""
)
VERSIONS = {
    f"bridge_{n}": "\n".join([BRIDGE, *(f"{news}\n" for news in developments)])
    for n, developments in enumerate(
        (
            ("The quarry has sent forty men home.", "A temporary bridge would cost nine million, Zaugg wrote."),
            ("Oberau has asked for a speed limit.", "Children are taken to school by the fire brigade."),
            ("The army offers pontoons, said Colonel Urs Hess.",),
            ("Two more piers have cracks.", "The railway carries stone at night now."),
            ("Zaugg expects works to last until May.",),
        )
    )
}

ALMANAC = {
    f"almanac_{n}": f"{lead}\n\n{ALMANAC_STUB}"
    for n, lead in enumerate(
        (
            "The glacier above Kessel has lost a tenth of its ice in six years, Irma Stoll has measured.",
            "A dealer in Brill has sold a violin for 400,000 francs that Timo Frick found in his attic.",
            "Saint Gall gets a second bishop for the summer while Paul Amrein is away.",
            "The brewery of Nied closes after 311 years, and Petra Holm drank its last beer.",
        )
    )
}

# The second tells the first in order and with its names, and no three words in a row are the same.
TUNNEL = prose(
    """Harbour tunnel opens late

Mayor Ingrid Solheim opened the Vester Tunnel in Bergstad on Monday. Contractor Nordbau finished digging beneath Lake
Torne two years behind schedule. Engineer Pavel Hruby blamed flooding near Kilden for most delays. Councillor Maria
Ekholm called costs outrageous at a meeting in Bergstad Hall. Auditor Tomas Lindgren found that Nordbau charged twice for
concrete. Unions led by Sven Aalto praised workers who slept in Kilden barracks. Ferries run by Tornelinjen will stop in
April. Fishermen from Ulvsund fear noise. Hotelier Greta Moen expects tourists from Denmark. Solheim promised free
passage until Easter.
"""
)

TUNNEL_IN_OTHER_WORDS = prose(
    """Delayed road under water welcomes cars

Ingrid Solheim, who governs Bergstad, cut ribbons yesterday so that traffic may enter Vester Tunnel. Nordbau needed
twenty-four extra months to bore under Lake Torne. Water bursting in at Kilden caused much lost time, according to Pavel
Hruby. Maria Ekholm, speaking inside Bergstad Hall, thought its price scandalous. Double invoices by Nordbau over cement
were discovered by Tomas Lindgren. Sven Aalto lauded crews sleeping inside Kilden huts. Tornelinjen ends boat services
next month. Ulvsund boatmen worry about din. Danes, or visitors from Denmark, should fill Greta Moen's rooms. Nobody pays
before Easter, Solheim vowed.
"""
)

# Lists whose headings alone have three words in a row. They name the same people, and stand over the same words.
LISTS = {
    f"list_{name}": "\n\n".join(f"# Winners of the year: {pair}\n\nGold.\n\nSilver.\n\nThird." for pair in pairs)
    for name, pairs in {
        "long": ("Anna Bergvall, Carl Dunker", "Erik Falk, Greta Holm", "Ivan Jonsson, Klara Lund"),
        "short": ("Anna Bergvall, Carl Dunker", "Erik Falk, Greta Holm", "Maria Nyman, Olle Palm"),
    }.items()
}


SEEN = {"run_id": RUN_ID, "at": SEEN_AT}

DOCUMENTS = {
    "gazette": GAZETTE,
    "courier": COURIER,
    "broadcaster": BROADCASTER,
    "later": LATER,
    "retold": RETOLD,
    "retold_again": RETOLD_AGAIN,
    "shouted": GAZETTE.upper(),
    "backdated": REPRINTED,
    **{name: f"{body}\n\n{FOOTER}" for name, body in OBSERVER.items()},
    **{name: f"{lead}\n\n{STUB}" for name, lead in HERALD.items()},
    **ALMANAC,
    **NOTES,
    **FORECASTS,
    **VERSIONS,
    "museum": MUSEUM,
    "live": LIVE,
    "tunnel": TUNNEL,
    "tunnel_in_other_words": TUNNEL_IN_OTHER_WORDS,
    **LISTS,
}

VALUES: dict[str, dict[str, Any]] = {
    "gazette": {"published_at": date(2026, 3, 14)},
    "retold": {"published_at": date(2026, 3, 15)},
    "retold_again": {"published_at": date(2026, 3, 16)},
    "later": {"published_at": date(2026, 4, 2)},
    "tunnel": {"published_at": date(2026, 3, 3)},
    "tunnel_in_other_words": {"published_at": date(2026, 3, 5)},
    "shouted": {"published_at": None},
    "backdated": {"published_at": date(2026, 3, 1)},
    **{name: {"publisher": "The Tessen Observer"} for name in OBSERVER},
    **{name: {"publisher": "The Brill Herald"} for name in HERALD},
    **{name: {"publisher": "The Tessen Weather Office"} for name in FORECASTS},
    **{name: {"publisher": "The Grund Ledger"} for name in VERSIONS},
}


def create(path: Path, documents: Mapping[str, str]) -> None:
    """Write what cleaning and extraction give for these texts into the raw tables of a new database."""
    cleaned = []
    for name, text in documents.items():
        sha256 = (name + hashlib.sha256(text.encode()).hexdigest())[:64]  # begins with the identifier, as a real one does
        cleaned.append(clean(SourceDocument(name, sha256, len(text.encode()), "utf-8", "text/plain", text)))
    rows: dict[str, list[dict[str, Any]]] = {
        table: frame.to_dicts() for table, frame in Extractor(RULES).extract(cleaned).items()
    }
    for row in rows["documents"]:
        row.update({f"first_seen_{what}": value for what, value in SEEN.items()} | VALUES.get(row["document_id"], {}))
    for name in documents:
        found = {"document_id": name, "source": "cases", "uri": f"{name}.txt"}
        seen = {f"{time}_seen_{what}": value for time in ("first", "last") for what, value in SEEN.items()}
        rows.setdefault("document_sightings", []).append(found | seen)
        file = {"run_id": RUN_ID, "outcome": "loaded", "sha256": name, "n_bytes": 1, "seen_at": SEEN_AT}
        rows.setdefault("ingested_files", []).append(found | file)
    create_raw(path, [], rows=rows)


def build(folder: Path, documents: Mapping[str, str]) -> Path:
    path = folder / "cases.duckdb"
    create(path, documents)
    model(path)
    return path


def model(path: Path) -> None:
    result = build_models(path, Settings(warehouse_dir=path.parent / "warehouse"))
    assert {node.name: node.message for node in result.failures} == {}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    path = build(tmp_path_factory.mktemp("cases"), DOCUMENTS)
    with duckdb.connect(path, read_only=True) as connection:
        yield connection


def links(warehouse: duckdb.DuckDBPyConnection, *names: str) -> set[tuple[str, str, str, str]]:
    """Derived document, origin, relation and evidence of every link of these documents."""
    rows = warehouse.execute(
        "select document_id, origin_document_id, relation, direction_evidence from document_links"
        " where list_contains($1, document_id) or list_contains($1, origin_document_id)",
        [list(names)],
    ).fetchall()
    return set(rows)


def n_shared(warehouse: duckdb.DuckDBPyConnection, name: str, other: str) -> int:
    """Shingles that both have; those of the one where the other is the same."""
    ((n,),) = warehouse.execute(
        "select len(list_intersect(a.shingles, b.shingles)) from raw.shingle_sets as a, raw.shingle_sets as b"
        " where a.document_id = $1 and b.document_id = $2",
        [name, other],
    ).fetchall()
    return int(n)


def shared(warehouse: duckdb.DuckDBPyConnection, name: str, other: str) -> float:
    """Share of the one's shingles that the other has."""
    return n_shared(warehouse, name, other) / n_shared(warehouse, name, name)


def test_independent_reports_that_share_an_official_statement_are_not_linked(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert n_shared(warehouse, "gazette", "courier") > 40
    assert links(warehouse, "courier", "broadcaster") == set()


def test_a_later_report_that_repeats_a_paragraph_of_background_is_not_linked(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert links(warehouse, "later") == set()


def test_a_story_told_again_in_other_words_derives_from_it_and_a_copy_of_that_from_the_retelling(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert links(warehouse, "retold", "retold_again") >= {
        ("retold", "gazette", "rewrite", "published_at"),
        ("retold_again", "retold", "near_copy", "published_at"),
    }
    chain = warehouse.sql(
        "select document_id, derivation, derived_from_document_id, story_id from documents where document_id like 'retold%'"
        " order by all"
    ).fetchall()
    assert [row[:3] for row in chain] == [("retold", "rewrite", "gazette"), ("retold_again", "near_copy", "retold")]
    assert len({row[3] for row in chain}) == 1


def test_a_story_told_again_without_three_words_in_a_row_is_linked_with_no_shingle_shared(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert n_shared(warehouse, "tunnel_in_other_words", "tunnel") == 0
    assert links(warehouse, "tunnel") == {("tunnel_in_other_words", "tunnel", "rewrite", "published_at")}


def test_documents_without_three_words_in_a_row_are_not_linked_by_the_names_in_their_headings(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert [n_shared(warehouse, name, name) for name in LISTS] == [0, 0]
    assert links(warehouse, *LISTS) == set()


def test_a_copy_in_capitals_is_a_near_copy_of_what_is_not(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert ("shouted", "gazette", "near_copy", "typography") in links(warehouse, "shouted")


def test_a_copy_with_an_earlier_date_is_linked_but_no_origin(warehouse: duckdb.DuckDBPyConnection) -> None:
    (link,) = links(warehouse, "backdated")
    assert set(link[:2]) == {"backdated", "gazette"}
    assert link[2:] == ("near_copy", "undecided")


def test_stories_of_one_outlet_are_not_linked_by_what_stands_under_each(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert shared(warehouse, "observer_mill", "observer_bees") > 0.7
    assert links(warehouse, *OBSERVER) == set()


def test_stubs_before_a_paywall_are_not_linked(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert links(warehouse, *HERALD) == set()
    derivations = warehouse.sql("select distinct derivation from documents where document_id like 'herald%'").fetchall()
    assert derivations == [("original",)]


def test_stubs_before_a_paywall_are_not_linked_where_no_publisher_is_known(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert shared(warehouse, "almanac_0", "almanac_1") > 0.7
    assert links(warehouse, *ALMANAC) == set()


def test_notices_that_are_little_more_than_one_statement_are_not_linked(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert shared(warehouse, "note_radio", "note_union") > 0.6
    assert links(warehouse, *NOTES) == set()


def test_a_form_filled_in_with_other_names_and_numbers_is_no_copy(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert shared(warehouse, "forecast_aldern", "forecast_grund") > 0.4
    assert links(warehouse, *FORECASTS) == set()


def test_an_item_of_a_live_page_is_linked_to_it_but_is_no_excerpt(warehouse: duckdb.DuckDBPyConnection) -> None:
    (link,) = links(warehouse, "museum")
    assert set(link[:2]) == {"museum", "live"}
    assert link[3] == "undecided"


def test_versions_that_a_paper_printed_of_one_story_are_linked(warehouse: duckdb.DuckDBPyConnection) -> None:
    stories = warehouse.sql("select distinct story_id from documents where document_id like 'bridge%'").fetchall()
    assert len(stories) == 1


@pytest.mark.timeout(900)
def test_a_story_that_thousands_print_does_not_vanish_and_rows_grow_with_their_number(tmp_path: Path) -> None:
    n_copies = 2_200  # a shingle that more than 2,000 unlike documents hold says nothing
    documents = {"a_original": GAZETTE} | {
        f"copy_{n:04}": f"Paper number {n} of {n * 7919}.\n\n{GAZETTE}" for n in range(n_copies)
    }
    path = tmp_path / "many.duckdb"
    create_raw(path, [(name, text, paragraphs(text)) for name, text in documents.items()])
    run_models(path, tmp_path)
    with duckdb.connect(path, read_only=True) as connection:
        linked = connection.sql("select count(distinct document_id) from intermediate.int_document_links").fetchall()
        rows = [
            connection.table(f"intermediate.int_lineage_{table}").count("*").fetchall()[0][0]
            for table in ("candidates", "pairs", "relations")
        ]
    assert linked == [(n_copies,)]
    assert max(rows) <= 2 * n_copies


@pytest.mark.timeout(900)
def test_a_document_added_or_taken_away_leaves_what_a_build_of_the_rest_gives(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """A build over tables that an earlier one left, with a document more and one less."""
    path = build(
        tmp_path, {name: DOCUMENTS[name] for name in DOCUMENTS if name != "retold_again"} | {"passing": RETOLD[:400]}
    )
    ((whole,),) = warehouse.sql("select path from duckdb_databases() where database_name = current_database()").fetchall()
    with duckdb.connect(path) as connection:
        assert connection.sql("from document_links where 'passing' in (document_id, origin_document_id)").fetchall()
        connection.execute(f"attach '{whole}' as whole (read_only)")
        for table in RAW:
            connection.execute(f'truncate raw."{table}"')
            connection.execute(f'insert into raw."{table}" from whole.raw."{table}"')
    model(path)
    with duckdb.connect(path, read_only=True) as connection:
        for table in ("document_links", "passage_links", "claim_changes", "documents", "claim_groups"):
            assert connection.table(table).order("all").fetchall() == warehouse.table(table).order("all").fetchall()
