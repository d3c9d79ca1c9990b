from collections.abc import Callable
from dataclasses import replace

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from flows.extraction.attributions import RuleReader
from flows.extraction.extractor import Extractor
from flows.extraction.noun_phrases import relative_host
from flows.extraction.people import clean_name
from flows.extraction.sources import SourceResolver
from tests.unit.extraction.documents import SPACY_MODEL, Said, article

Read = Callable[[str], list[Said]]


@pytest.mark.parametrize(
    ("phrase", "who", "kind", "description"),
    [
        ("Research fellow Dean Ball", "Dean Ball", "person", "Research fellow"),
        ("Microsoft’s CEO, Satya Nadella,", "Satya Nadella", "person", "Microsoft’s CEO"),
        ("Dean Ball, a research fellow at Mercatus,", "Dean Ball", "person", "research fellow at Mercatus"),
        ("President Donald Trump", "Donald Trump", "person", "President"),
        ("CNN’s Jake Tapper", "Jake Tapper", "person", "CNN’s"),
        ("Rival Anna Berg", "Anna Berg", "person", None),
        ("A new Anna Berg", "Anna Berg", "person", None),
        ("Dean Ball, an official with the board that sees to radio,", "Dean Ball", "person", "official with the board"),
        ("University of Bergen president Anna Berg", "Anna Berg", "person", "University of Bergen president"),
        ("KCNA", "KCNA", "organisation", None),
        ("The U.S. Department of Agriculture", "U.S. Department of Agriculture", "government", None),
        ("Reuters", "Reuters", "publication", None),
        ("The New York Times", "New York Times", "publication", None),
        ("Silicon Valley", "Silicon Valley", "group", None),
        ("The White House", "White House", "government", None),
        ("The Justice Department", "Justice Department", "government", None),
        ("The Chinese government", "Chinese government", "government", None),
        ("Anthropic, the company behind Claude,", "Anthropic", "organisation", "company behind Claude"),
        ("The operator, Blue Line,", "Blue Line", "organisation", "operator"),
        ("The engineering firm Pell & Hartmann", "Pell & Hartmann", "organisation", "engineering firm"),
        ("Pell & Hartmann", "Pell & Hartmann", "organisation", None),
        ("Bus operator MetroLink", "MetroLink", "organisation", "Bus operator"),
        ("The rail regulator, the Office of Rail and Road,", "Office of Rail and Road", "government", "rail regulator"),
        ("The newspaper the Daily Echo", "Daily Echo", "publication", "newspaper"),
        ("The firm’s owner, Acme Holdings,", "Acme Holdings", "organisation", "firm’s owner"),
        ("The engineering agency, Pell & Hartmann,", "Pell & Hartmann", "organisation", "engineering agency"),
        ("The contractor, Brandt Steel,", "Brandt Steel", "organisation", "contractor"),
        ("The union president Anna Berg", "Anna Berg", "person", "union president"),
        ("One survivor, 71-year-old Bert Falk,", "Bert Falk", "person", "survivor"),
        ("Northgate’s transport department", "Northgate’s transport department", "government", None),
        ("The city of Northgate", "city of Northgate", "government", None),
        ("The coast guard", "coast guard", "government", None),
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


def test_a_body_that_is_introduced_once_is_the_same_by_its_name_alone(read: Read) -> None:
    text = "Bus operator MetroLink said that it expected delays. MetroLink said that rain is to blame."
    assert {(row.who, row.kind) for row in read(text)} == {("MetroLink", "organisation")}


def test_the_company_is_whose_name_stands_beside_its_noun(read: Read) -> None:
    text = "There was fog, according to the operator, Blue Line. On Monday the company said that the ferry had sunk."
    assert {row.who for row in read(text)} == {"Blue Line"}


def test_a_report_is_that_of_the_firm_named_behind_its_noun(read: Read) -> None:
    rows = read("A 2022 report by the engineering firm Pell & Hartmann, seen by the Courier, warned that the span may fall.")
    assert [(row.who, row.via) for row in rows] == [("Pell & Hartmann", "document_reference")]


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


def test_a_relative_pronoun_stands_for_the_noun_before_it_where_the_parser_saw_no_clause_of_it() -> None:
    words = ["Cities", "adopted", "policies", "which", "aim", "high"]
    deps, tags = ["nsubj", "ROOT", "dobj", "nsubj", "conj", "advmod"], ["NOUN", "VERB", "NOUN", "PRON", "VERB", "ADV"]
    doc = Doc(Vocab(), words=words, heads=[1, 1, 1, 4, 1, 4], deps=deps, pos=tags)
    assert relative_host(doc[3]) == doc[2]
    assert (
        relative_host(Doc(Vocab(), words=["which", "aim"], heads=[1, 1], deps=["nsubj", "ROOT"], pos=tags[3:5])[0]) is None
    )


def test_a_role_stands_for_the_person_described_by_it(read: Read) -> None:
    rows = read("The US president, Donald Trump, said that tariffs work. On Friday, the president said that they may rise.")
    assert [row.who for row in rows] == ["Donald Trump", "Donald Trump"]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Sen. Anna Berg met Peter Hall. On Friday, the senator said that tariffs may rise.", "Anna Berg"),
        ("Anna Berg arrived. The actress Anna Berg met Peter Hall. The actress said that tariffs may rise.", "Anna Berg"),
        ("President Berg met Anna Velt. Peter Hall left. The president said that tariffs may rise.", "Berg"),
        ("Anna Berg met Peter Hall. The judge said that tariffs may rise.", "judge"),
    ],
)
def test_a_role_stands_for_whoever_has_it_as_title_or_description_anywhere(read: Read, text: str, who: str) -> None:
    assert [row.who for row in read(text) if row.cue == "said"] == [who]


def test_the_company_stands_for_the_last_company(read: Read) -> None:
    rows = read("Anthropic said that accounts were fake. The company said that it closed them.")
    assert {row.who for row in rows} == {"Anthropic"}


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Haldane Coal said that the pit is safe. The union said that it is not.", "union"),
        ("Orlan Bank said that the plan is cheap. The charity said that it is not.", "charity"),
        ("Haldane Coal said that the pit is safe. The party said that it is not.", "party"),
        ("Orlan Bank said that the plan is cheap. The club said that it is not.", "club"),
        ("The Maritime Safety Agency said that ships are safe. The company said that they are not.", "company"),
        ("The Justice Department said that it won. The government said that it lost.", "government"),
        ("The Justice Department said that it won. The ministry said that it lost.", "ministry"),
    ],
)
def test_a_body_that_the_last_one_cannot_be_called_is_another(read: Read, text: str, who: str) -> None:
    assert [row.who for row in read(text)][-1] == who


@pytest.mark.parametrize(
    "text",
    [
        "The Rail Inspectorate said that it is safe. Haldane Coal said that it is not. The inspectorate said that it is.",
        "The Teachers Union said that it is cheap. Haldane Coal said that it is not. The union said that it is.",
        "The miners' union said that it is dear. Haldane Coal said that it is not. The union said that it is.",
        "The EPA said that the air is clean. Haldane Coal said that it is not. The agency said that it is.",
        "The Justice Department said that it won. Haldane Coal said that it lost. The department said that it did.",
        "Acme Holdings said that it is safe. The Fire Agency said that it is not. The company said that it is.",
    ],
)
def test_a_body_is_the_last_that_can_be_called_so_by_its_name(read: Read, text: str) -> None:
    found = [row.who for row in read(text)]
    assert (len(found), found[-1]) == (3, found[0])


def test_it_is_the_union_that_has_just_spoken(read: Read) -> None:
    rows = read(
        "Belmar Steel said that wages rise. The union rejected the offer. “This is an insult,” it said in a statement."
    )
    assert [row.who for row in rows][-1] == "union"


def test_for_a_person_a_thing_is_so(read: Read) -> None:
    rows = read("For Yann LeCun, Meta’s chief scientist, the model is proof of open research. He argued that it helps all.")
    assert {row.who for row in rows} == {"Yann LeCun"}


# --- the third person -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Nora Velt praised the plan after Anna Berg had left. She said that it is cheap.", "Nora Velt"),
        ("Peter Hall criticised the plan. The actress Kim Velt was there too. She said that it is cheap.", "Kim Velt"),
        ("Mr. Velt met Anna Berg. He said that rail is slow.", "Velt"),
        ("Anna Berg and her brother arrived. She said that he was late.", "Anna Berg"),
        ("Zayn Orlo arrived. He was late. He took his coat off. Anna Berg waved. He said that rail is slow.", "Zayn Orlo"),
    ],
)
def test_he_and_she_stand_for_who_can_be_called_so(read: Read, text: str, who: str) -> None:
    assert [row.who for row in read(text) if row.via == "pronoun"] == [who]


def test_who_is_named_in_what_is_said_is_not_who_says_it(read: Read) -> None:
    rows = read("For Peter Hall, Donald Trump was a rival. He said, “Donald Trump is the man of the hour.”")
    assert [row.who for row in rows if row.cue == "said"] == ["Peter Hall"]


def test_who_is_named_only_in_a_quotation_is_not_who_speaks_outside_of_it(read: Read) -> None:
    rows = read(
        "“We asked for help,” said Jenna Velt. “Our boss, Mary Berg, never came.” It was late. “It is no use,” she said."
    )
    assert [row.who for row in rows if row.via == "pronoun"] == ["Jenna Velt"]


def test_in_a_quotation_he_is_not_its_speaker(read: Read) -> None:
    rows = read("Paul Marsh came late. “Yesterday he said that rail is slow,” said Peter Hall.")
    assert [row.who for row in rows if row.via == "pronoun"] == ["Paul Marsh"]


def test_in_indirect_speech_he_may_well_be_the_speaker(read: Read) -> None:
    rows = read("Paul Marsh came late. Minister Peter Hall said he believes that rail is slow.")
    assert {row.who for row in rows if row.via == "pronoun"} <= {"Peter Hall"}


def test_somebody_without_a_name_is_found_too(read: Read) -> None:
    rows = read("A spokesman declined to comment on Monday. Later he said that prices will rise.")
    assert [(row.who, row.kind) for row in rows if row.via == "pronoun"] == [("spokesman", "unnamed")]


def test_a_company_is_it_and_people_are_they(read: Read) -> None:
    rows = read(
        "Norvik opened a plant in Oslo. It said that sales will rise. Workers complained. They said that pay is low."
    )
    assert [row.who for row in rows if row.via == "pronoun"][1:] == ["workers"]


def test_where_something_was_is_not_who_they_are(read: Read) -> None:
    rows = read("The rally was held in Springfield. They said that turnout was good.")
    assert [row.who for row in rows] == ["unnamed source"]


# --- names ----------------------------------------------------------------------------------------------------------


def test_a_title_tells_apart_two_people_of_one_surname(read: Read) -> None:
    rows = read(
        "Thomas Berg and Anna Berg arrived on Monday. Mrs. Berg said that rail is slow. Mr. Berg said that it is cheap."
    )
    assert [row.who for row in rows if row.cue == "said"] == ["Anna Berg", "Thomas Berg"]


def test_a_given_name_is_joined_with_the_full_name(read: Read) -> None:
    rows = read("Jenna Velt opened the door. Jenna said that it was late.")
    assert [row.who for row in rows] == ["Jenna Velt"]


def test_an_abbreviation_is_joined_with_what_it_stands_for(extractor: Extractor) -> None:
    text = (
        "The Norwegian Institute of Rail Research (NIRR) published a report. Later NIRR said that rail is slow. The "
        "Coast (NIX) is long, and NIX said that it is cold."
    )
    sources = dict(extractor.extract([article(text)])["document_sources"].select("name", "aliases").iter_rows())
    assert sources["Norwegian Institute of Rail Research"] == ["NIRR"]
    assert "NIX" in sources


@pytest.mark.parametrize("written", ["Ronald Hall [13,14", "Ronald Hall (2010)", "Ronald Hall’s", "“Ronald Hall,”"])
def test_marks_and_references_are_no_part_of_a_name(written: str) -> None:
    assert clean_name(written) == "Ronald Hall"


# --- the first and second person ------------------------------------------------------------------------------------


def first_person(text: str, *, title: str | None = None) -> list[str | None]:
    """Name who says “I” or “we” in each statement where somebody does."""
    clean = replace(article(text), title=title)
    document, statements = RuleReader(SPACY_MODEL).read(clean)
    resolver = SourceResolver(document)
    resolved = resolver.resolve(statements)
    return [resolver.sources[r.voice].name if r.voice is not None else None for r in resolved if r.source is None]


def test_in_a_quotation_i_is_its_speaker() -> None:
    assert first_person("“I think that rail is slow,” said Anna Berg. “And I know that it is late.”") == ["Anna Berg"] * 2


def test_in_indirect_speech_i_is_the_writer() -> None:
    assert first_person("Anna Berg said that I think that rail is slow.") == [None]


@pytest.mark.parametrize(
    ("text", "title", "who"),
    [
        ("Hi everyone, it’s Anna and welcome back. I think that rail is slow.", None, "Anna"),
        ("My name is Anna Berg. I think that rail is slow.", None, "Anna Berg"),
        ("I am American. I think that rail is slow.", None, None),
        ("Dear Tom,\n\nI hope that you are well.\n\nLove always,\n\nAnna", None, "Anna"),
        ("Dear Sir,\n\nI hope that you are well.\n\nYours sincerely, Anna Berg", None, "Anna Berg"),
        ("I believe that rail is slow.", "Remarks by Minister Anna Berg in Oslo", "Anna Berg"),
        ("THE VICE PRESIDENT: Thank you.\n\nI know that rail is slow.", None, "VICE PRESIDENT"),
        ("Minister Berg: Thank you.\n\nI know that rail is slow. So does Anna Berg.", None, "Anna Berg"),
        ("By Anna Berg\n\nI think that rail is slow.", None, "Anna Berg"),
        ("“Anna, it is late.”\n\n“No,” I said.\n\nI think that rail is slow.", None, "Anna"),
        ("The train was late. I think that rail is slow.", None, None),
    ],
)
def test_outside_of_quotations_i_is_whom_the_document_tells(text: str, title: str | None, who: str | None) -> None:
    assert first_person(text, title=title)[-1] == who


def test_who_is_called_by_name_speaks_next() -> None:
    turns = [
        "Well.",
        "Yes.",
        "Do you see it, Robert?",
        "I think that it is late.",
        "Mhm.",
        "No.",
        "Is it, Anna?",
        "I hope so.",
    ]
    assert first_person("\n\n".join(turns))[0] == "Robert"


def test_who_is_asked_is_who_is_interviewed() -> None:
    text = (
        "Anna Berg leads the institute.\n\nWhat do you think of rail?\n\nI think that rail is slow.\n\nHow do you know?\n\n"
        "I know that it is late."
    )
    assert first_person(text, title="Interview with Anna Berg") == ["Anna Berg", "Anna Berg"]


def test_you_is_who_is_called_by_name_and_else_anybody(read: Read) -> None:
    rows = read("“You said that rail is slow, Anna,” said Peter Hall. “You know that it is late,” he said.")
    assert [row.who for row in rows if row.depth == 1] == ["Anna", "unnamed source"]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Hey guys, welcome back. It's Annas Kitchen here today. I think that rye is best.", "Annas Kitchen"),
        ("Friends, it is late. But as President, I must put the law first. I believe that it holds.", "President"),
        ("I am glad to be here today as the Chief Guest. I think that rail is slow.", "Chief Guest"),
        ("I knew the plan. I think it was known as the Marshall Plan, which failed.", None),
        ("I think of my youth. “You’re not even Anna any more,” he said. “I am,” I said. I think he lied.", "Anna"),
    ],
    ids=["here today", "as an office", "to be here as", "known as is no office", "you are"],
)
def test_who_speaks_is_whom_the_text_introduces_describes_or_addresses(text: str, who: str | None) -> None:
    parsed, statements = RuleReader(SPACY_MODEL).read(article(text))
    resolver = SourceResolver(parsed)
    said = [resolver.sources[one.voice].name for one in resolver.resolve(statements) if one.voice is not None]
    assert set(said) == ({who} if who is not None else set())


def test_a_parent_is_whom_the_teller_calls_by_name_elsewhere(read: Read) -> None:
    rows = read("We drove to Mom that night. My mother said that the house was sold.")
    assert [row.who for row in rows] == ["Mom"]
    rows = read("We drove to Bergen that night. My mother said that the house was sold.")
    assert [row.who for row in rows] == ["mother"]
