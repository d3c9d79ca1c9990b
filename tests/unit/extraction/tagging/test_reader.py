"""The trained network on plain cases and on damaged texts: what any reader would call clear must come out right."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.cleaning.clean import clean
from flows.extraction.extractor import Extractor
from flows.extraction.statements import Statement
from flows.extraction.tagging.reader import NetworkReader
from flows.extraction.version import Engine
from tests.batch_fixture import document
from tests.unit.extraction.documents import SPACY_MODEL, article, said

ARTICLE = (
    "The finance minister, Maria Berg, said on Monday that taxes will rise next year. “We have no choice,” she told "
    "reporters in Oslo. “The money has to come from somewhere.”\n\n"
    "According to the central bank, inflation reached 6 percent in May. Analysts expect it to fall.\n\n"
    "“I do not believe a word of it,” said John Smith, a baker, “and nobody here does.” He added that his shop had lost "
    "half of its customers since the winter.\n\n"
    "The opposition accused the government of wasting public money. It denied that any money had been wasted."
)


@pytest.fixture(scope="session")
def network() -> NetworkReader:
    return NetworkReader(SPACY_MODEL)


@pytest.fixture(scope="session")
def network_rows() -> Extractor:
    return Extractor(Engine("network", SPACY_MODEL))


def found(network: NetworkReader, text: str) -> list[tuple[str | None, str | None, tuple[str, ...]]]:
    return [
        (
            text[slice(*s.source)] if s.source else None,
            text[slice(*s.cue)] if s.cue else None,
            tuple(text[slice(*piece)] for piece in s.content),
        )
        for s in network.read(article(text))[1]
    ]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("Maria Berg said that taxes will rise next year.", "Maria Berg", "said", ("that taxes will rise next year",)),
        ("Maria Berg said taxes will rise next year.", "Maria Berg", "said", ("taxes will rise next year",)),
        ("“Taxes will rise,” said Maria Berg.", "Maria Berg", "said", ("“Taxes will rise,”",)),
        ("“Taxes will rise,” Berg told reporters.", "Berg", "told", ("“Taxes will rise,”",)),
        ("Berg said: “Taxes will rise next year.”", "Berg", "said", ("“Taxes will rise next year.”",)),
        (
            "“Taxes,” she said, “will rise next year.”",
            "she",
            "said",
            ("“Taxes,”", "“will rise next year.”"),
        ),
        ("The bank believes that prices will fall.", "The bank", "believes", ("that prices will fall",)),
        ("According to the police, two men were arrested.", "the police", "According to", ("two men were arrested",)),
    ],
)
def test_who_said_what(network: NetworkReader, text: str, source: str, cue: str, content: tuple[str, ...]) -> None:
    assert found(network, text) == [(source, cue, content)]


def test_an_article_is_laid_at_the_right_doors(network_rows: Extractor) -> None:
    rows = said(network_rows.extract([article(ARTICLE)]))
    who = {piece: row.who for row in rows for piece in row.content}
    assert who["that taxes will rise next year"] == "Maria Berg"
    assert who["“We have no choice,”"] == "Maria Berg"
    assert who["“The money has to come from somewhere.”"] == "Maria Berg"
    assert who["inflation reached 6 percent in May"] == "central bank"
    assert who["that his shop had lost half of its customers since the winter"] == "John Smith"


def test_a_broken_quotation_is_one_statement(network_rows: Extractor) -> None:
    rows = said(network_rows.extract([article(ARTICLE)]))
    (row,) = {(row.statement_id, row.content) for row in rows if "I do not believe" in row.content[0]}
    assert row[1] == ("“I do not believe a word of it,”", "“and nobody here does.”")


def test_a_quotation_over_paragraphs_is_one_statement(network: NetworkReader) -> None:
    text = "“Taxes will rise,” said Berg. “We need the money.\n\n“Nobody likes it. I do not like it.”\n\nIt rained in Oslo."
    contents = [content for _, _, content in found(network, text)]
    assert any(content[-1] == "“Nobody likes it. I do not like it.”" for content in contents)


def test_what_is_cited_inside_a_quotation_has_a_source_of_its_own(network_rows: Extractor) -> None:
    text = "“The police told us that the road was closed,” Maria Berg said on Monday."
    rows = said(network_rows.extract([article(text)]))
    assert {(row.who, row.depth) for row in rows} >= {("Maria Berg", 0), ("police", 1)}


@pytest.mark.parametrize(
    "text", ["The so-called “smart” city opened on Monday.", "She starred in “The Crown” for two years."]
)
def test_scare_quotes_and_titles_are_not_speech(network: NetworkReader, text: str) -> None:
    assert found(network, text) == []


def statements(network: NetworkReader, text: str) -> list[Statement]:
    return list(network.read(article(text))[1])


MARKS = {
    "straight": str.maketrans("“”‘’", "\"\"''"),
    "single": str.maketrans("“”", "‘’"),
    "guillemets": str.maketrans("“”", "«»"),
    "none": str.maketrans("“”", "  "),
}


@pytest.mark.parametrize("marks", MARKS)
def test_other_or_no_quotation_marks_change_no_speaker(network: NetworkReader, marks: str) -> None:
    text = ARTICLE.translate(MARKS[marks])
    sources = {text[slice(*s.source)] for s in statements(network, text) if s.source}
    assert {"the central bank", "The opposition", "Analysts"} <= sources
    assert any(source.startswith("John Smith") for source in sources)


def test_line_ends_change_nothing(network: NetworkReader) -> None:
    windows = ARTICLE.replace("\n", "\r\n")
    assert [content for _, _, content in found(network, windows)] == [content for _, _, content in found(network, ARTICLE)]


def test_a_text_in_capitals_still_has_speakers(network: NetworkReader) -> None:
    sources = {source for source, _, _ in found(network, ARTICLE.upper())}
    assert "THE CENTRAL BANK" in sources
    assert any(source is not None and source.startswith("JOHN SMITH") for source in sources)


@pytest.mark.parametrize("text", ["\u200b", "\u200e \u2060", "…", "🙂", "“”"])
def test_a_text_without_words_says_nothing(network: NetworkReader, text: str) -> None:
    assert found(network, text) == []


def test_what_stands_around_a_document_does_not_change_it(network: NetworkReader) -> None:
    alone = statements(network, ARTICLE)
    statements(network, "Another one said something else entirely.")
    assert statements(network, ARTICLE) == alone


@given(
    st.lists(
        st.sampled_from(["“", "”", '"', "'", "‘", "’", "\r\n", "\n\n", "—", "\u200b", "\x0b", "🙂", "don’t ", "X" * 120]),
        max_size=30,
    ),
    st.integers(min_value=0),
)
@settings(deadline=None, max_examples=60)
def test_every_span_lies_in_the_text_whatever_the_damage(network: NetworkReader, noise: list[str], seed: int) -> None:
    text = ARTICLE
    for order, mark in enumerate(noise):
        at = (seed + order * 7919) % len(text)
        text = text[:at] + mark + text[at:]
    for statement in statements(network, text):
        pieces = [*statement.content, *(span for span in (statement.source, statement.cue) if span is not None)]
        assert all(0 <= start < end <= len(text) and text[start:end].strip() == text[start:end] for start, end in pieces)
        assert all(one.end <= two.start for one, two in zip(statement.content, statement.content[1:], strict=False))


def test_nobody_in_an_article_says_what_its_title_says(network_rows: Extractor) -> None:
    text = (
        "Ferry operator sued over sinking\nThe Harbour Daily, 1 June 2025\n\n"
        "The ferry sank on Friday with 212 people on board, the coast guard said. Eleven people died."
    )
    rows = said(network_rows.extract([clean(document(text))]))
    assert [(row.who, row.content) for row in rows] == [
        ("coast guard", ("The ferry sank on Friday with 212 people on board",))
    ]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("Police put the death toll at 11 on Saturday.", "Police", "put", ("the death toll at 11",)),
        (
            "Most ambulances use the bridge, a hospital official who asked not to be named told the Courier.",
            "a hospital official who asked not to be named",
            "told",
            ("Most ambulances use the bridge",),
        ),
    ],
)
def test_what_the_network_overlooks_is_found_by_rules(
    network: NetworkReader, text: str, source: str, cue: str, content: tuple[str, ...]
) -> None:
    assert found(network, text) == [(source, cue, content)]


@pytest.mark.parametrize(
    "text",
    [
        "Blue Line did not respond to a request for comment.",
        "The firm would not comment on the report.",
        "Asked whether she would resign, Anna Berg left the room.",
    ],
)
def test_being_asked_and_not_answering_is_nothing_said(network: NetworkReader, text: str) -> None:
    assert found(network, text) == []


def test_who_is_cited_for_a_report_stands_behind_whoever_reports_it(network_rows: Extractor) -> None:
    text = "Anna Berg will resign, the Harbour Daily reported, citing two people with knowledge of the matter."
    assert [(row.depth, row.who) for row in said(network_rows.extract([article(text)]))] == [
        (0, "Harbour Daily"),
        (1, "two people with knowledge of the matter"),
    ]


def test_a_quotation_in_the_next_paragraph_is_whose_name_stands_before_the_colon(network_rows: Extractor) -> None:
    text = (
        "Statement by the minister\n\nMinister Aino Salo said:\n\n“The ferry was old and should have been retired.”\n\n"
        "Nobody else spoke on Monday."
    )
    (row,) = said(network_rows.extract([clean(document(text))]))
    assert (row.who, row.description, row.content) == (
        "Aino Salo",
        "Minister",
        ("“The ferry was old and should have been retired.”",),
    )


def test_what_a_question_quotes_is_not_said_by_who_answers(network: NetworkReader) -> None:
    text = "Asked why he had yet to endorse Berg on “CBS This Morning,” Sanders said he had not heard enough."
    assert [content for _, _, content in found(network, text)] == [("he had not heard enough",)]
