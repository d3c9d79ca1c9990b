from collections.abc import Callable

import pytest

from flows.extraction.extractor import Extractor
from tests.unit.extraction.documents import Said, article

Read = Callable[[str], list[Said]]


@pytest.mark.parametrize(
    ("phrase", "who", "kind", "description"),
    [
        ("Research fellow Dean Ball", "Dean Ball", "person", "Research fellow"),
        ("Microsoft’s CEO, Satya Nadella,", "Satya Nadella", "person", "Microsoft’s CEO"),
        ("Dean Ball, a research fellow at Mercatus,", "Dean Ball", "person", "research fellow at Mercatus"),
        ("President Donald Trump", "Donald Trump", "person", "President"),
        ("Reuters", "Reuters", "publication", None),
        ("The New York Times", "New York Times", "publication", None),
        ("The White House", "White House", "government", None),
        ("The Justice Department", "Justice Department", "government", None),
        ("The Chinese government", "Chinese government", "government", None),
        ("Anthropic, the company behind Claude,", "Anthropic", "organisation", "company behind Claude"),
        ("Industry experts", "Industry experts", "group", None),
        ("Some", "some", "group", None),
        ("Firms like Shell, BP and Total", "firms like Shell, BP and Total", "group", None),
        ("Officials in Oslo, who asked for silence,", "officials in Oslo", "unnamed", None),
        ("A source", "source", "unnamed", None),
        ("The new study", "new study", "document", None),
    ],
)
def test_name_kind_and_description(read: Read, phrase: str, who: str, kind: str, description: str | None) -> None:
    rows = read(f"{phrase} said that prices will rise next year.")
    assert [(row.who, row.kind, row.description) for row in rows] == [(who, kind, description)]


def test_a_capital_at_the_beginning_of_a_sentence_makes_no_other_source(read: Read) -> None:
    rows = read("Critics said that rail is slow. On Monday critics said that it is late. Tesla workers said that they left.")
    assert {row.who for row in rows} == {"critics", "Tesla workers"}


def test_aliases_are_names_and_not_what_stands_around_them(extractor: Extractor) -> None:
    text = (
        "A recent Shell report said that oil is cheap. Peru’s president, Anna Berg, said that it is not. Minister Berg said "
        "that it will rise. The federal agency said that it fell."
    )
    aliases = dict(extractor.extract([article(text)])["document_sources"].select("name", "aliases").iter_rows())
    assert aliases["Anna Berg"] == ["Berg"]
    assert aliases["Shell"] == []
    assert aliases["federal agency"] == []


def test_criticism_is_no_document(read: Read) -> None:
    rows = read("Anna Berg’s criticism of the plan, claiming that rail is slow, was loud.")
    assert {(row.who, row.via) for row in rows} == {("Anna Berg", "explicit")}


def test_a_surname_is_joined_with_the_full_name(read: Read) -> None:
    rows = read("Satya Nadella spoke on Monday. Nadella said that the model is efficient.")
    assert [row.who for row in rows] == ["Satya Nadella"]


def test_a_family_name_that_comes_first_is_joined_too(read: Read) -> None:
    rows = read("President Xi Jinping arrived in Paris. Later Xi said that trade will grow.")
    assert [row.who for row in rows] == ["Xi Jinping"]


def test_a_pronoun_stands_for_the_last_person_that_fits(read: Read) -> None:
    rows = read("Anna Berg met Peter Hall on Monday. She said that the talks were good.")
    assert [(row.who, row.via) for row in rows] == [("Anna Berg", "pronoun")]


def test_a_relative_pronoun_stands_for_its_noun(read: Read) -> None:
    rows = read("The news pleased Anna Berg, who said that the talks were good.")
    assert [row.who for row in rows] == ["Anna Berg"]


def test_a_role_stands_for_the_person_described_by_it(read: Read) -> None:
    rows = read("The US president, Donald Trump, said that tariffs work. On Friday, the president said that they may rise.")
    assert [row.who for row in rows] == ["Donald Trump", "Donald Trump"]


def test_the_company_stands_for_the_last_company(read: Read) -> None:
    rows = read("Anthropic said that accounts were fake. The company said that it closed them.")
    assert {row.who for row in rows} == {"Anthropic"}


def test_for_a_person_a_thing_is_so(read: Read) -> None:
    rows = read("For Yann LeCun, Meta’s chief scientist, the model is proof of open research. He argued that it helps all.")
    assert {row.who for row in rows} == {"Yann LeCun"}
