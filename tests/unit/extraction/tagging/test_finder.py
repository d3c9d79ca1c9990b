"""From roles to spans: what the network says of pieces becomes words, runs of words, and one cue a statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from flows.extraction.parsing import TextSpan, load_model, parse_document
from flows.extraction.statements import Statement
from flows.extraction.tagging.evidence import FEATURES
from flows.extraction.tagging.finder import Words, find_statements, runs
from flows.extraction.tagging.labels import CONTENT, CUE, OTHER, SOURCE
from flows.extraction.tagging.network import VOCABULARY_FILE, Anchored, Reading
from flows.extraction.tagging.pieces import Pieces, load_tokenizer, read_pieces
from flows.extraction.version import MODEL_FOLDER
from tests.unit.extraction.documents import SPACY_MODEL, article
from tests.unit.extraction.tagging.test_pieces import pieces_of

TEXT = "Berg said on Monday that “all taxation will rise,” adding nothing."


def anchored(pieces: Pieces, text: str, roles: Mapping[str, int], anchor: str, sure: float = 0.9) -> Anchored:
    """An anchor whose pieces have the roles that are given by their text, and else none."""
    table = np.full((len(pieces), 4), (1 - sure) / 3, dtype=np.float32)
    at = 0
    for index, (start, end) in enumerate(zip(pieces.starts, pieces.ends, strict=True)):
        table[index, roles.get(text[start:end], OTHER)] = sure
        if text[start:end] == anchor:
            at = index
    return Anchored(at, 0, table, 0.81, 1.0, 0.5)


def spans(text: str, roles: Mapping[str, int], anchor: str) -> list[tuple[int, str]]:
    pieces = pieces_of(text)
    words = Words.of(pieces)
    (found,) = runs(words, [anchored(pieces, text, roles, anchor)])
    return [(run.role, text[slice(*words.span(run))]) for run in found]


def test_words_of_one_role_are_one_run_and_marks_do_not_part_them() -> None:
    roles = dict.fromkeys(["that", "all", "taxation", "will", "rise"], CONTENT) | {"Berg": SOURCE, "said": CUE}
    assert spans(TEXT, roles, "said") == [(SOURCE, "Berg"), (CUE, "said"), (CONTENT, "that “all taxation will rise")]


def test_the_anchor_is_the_cue_whatever_its_role() -> None:
    roles = dict.fromkeys(["that", "all", "taxation", "will", "rise"], CONTENT) | {"Berg": SOURCE, "said": SOURCE}
    assert (CUE, "said") in spans(TEXT, roles, "said")


def test_a_word_that_looks_other_than_its_neighbours_parts_no_content() -> None:
    roles = dict.fromkeys(["that", "all", "will", "rise"], CONTENT) | {"Berg": SOURCE, "said": CUE}
    assert (CONTENT, "that “all taxation will rise") in spans(TEXT, roles, "said")


def test_a_content_ends_with_its_block() -> None:
    text = "Berg said taxes will rise\nprices will rise too"
    roles = dict.fromkeys(["taxes", "prices", "will", "rise", "too"], CONTENT) | {"Berg": SOURCE, "said": CUE}
    found = spans(text, roles, "said")
    assert [words for role, words in found if role == CONTENT] == ["taxes will rise", "prices will rise too"]


def test_a_word_is_never_cut() -> None:
    pieces = pieces_of("antidisestablishmentarianism “won't” do")
    words = Words.of(pieces)
    assert len(words.first) < len(pieces)
    assert (int(words.starts[0]), int(words.ends[0])) == (0, 28)


def test_many_anchors_are_decoded_as_each_would_be_alone() -> None:
    pieces = pieces_of(TEXT)
    words = Words.of(pieces)
    one = anchored(pieces, TEXT, {"Berg": SOURCE, "rise": CONTENT, "will": CONTENT}, "said")
    two = anchored(pieces, TEXT, {"Berg": SOURCE, "nothing": CONTENT, "adding": CUE}, "adding")
    assert runs(words, [one, two]) == [*runs(words, [one]), *runs(words, [two])]


def test_no_anchors_give_no_runs() -> None:
    assert runs(Words.of(pieces_of(TEXT)), []) == []


def statements_of(text: str, found: list[Anchored], weights: list[float]) -> list[Statement]:
    """What is said by what a network says and how much each of its evidence counts."""
    document = parse_document(article(text), load_model(SPACY_MODEL))
    nothing = np.zeros(0, dtype=np.int64)
    reading = Reading(nothing, nothing, nothing, np.zeros(0, dtype=np.float32), nothing, tuple(found))
    return find_statements(document, pieces_of(text), reading, np.array(weights))


def statements_in(text: str, found: list[Anchored], weights: list[float]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Who, cue and content of each."""
    return [
        (text[slice(*s.source)], text[slice(*s.cue)], tuple(text[slice(*piece)] for piece in s.content))
        for s in statements_of(text, found, weights)
        if s.source is not None and s.cue is not None
    ]


ANSWER = "Smith replied with a plain “obviously” to Berg’s earlier claims on CNBC that the firm had bought chips."
CHIPS = ["that", "the", "firm", "had", "bought", "chips"]
DOUBTFUL = [0.0] * len(FEATURES) + [-1.0]
"""Weights that give every anchor a probability of 0.27, too little to stand by itself."""
SURE = [0.0] * len(FEATURES) + [1.0]


def test_anothers_claims_stand_where_the_network_found_nothing() -> None:
    assert statements_in(ANSWER, [], SURE) == [("Berg", "claims", ("that the firm had bought chips",))]


@pytest.mark.parametrize("weights", [DOUBTFUL, SURE], ids=["doubtful", "sure"])
def test_an_answer_is_its_quotation_and_what_it_assents_to_which_stays_the_others_too(weights: list[float]) -> None:
    roles = dict.fromkeys(CHIPS, CONTENT) | {"Smith": SOURCE, "replied": CUE}
    network = anchored(pieces_of(ANSWER), ANSWER, roles, "replied", 0.98)
    assert statements_in(ANSWER, [network], weights) == [
        ("Smith", "replied", ("“obviously”", "that the firm had bought chips")),
        ("Berg", "claims", ("that the firm had bought chips",)),
    ]


def test_a_doubtful_anchor_that_answers_nobody_does_not_stand() -> None:
    text = "Smith replied that the firm had bought chips."
    roles = dict.fromkeys(CHIPS, CONTENT) | {"Smith": SOURCE, "replied": CUE}
    network = anchored(pieces_of(text), text, roles, "replied")
    assert statements_in(text, [network], DOUBTFUL) == []
    assert statements_in(text, [network], SURE) == [("Smith", "replied", ("that the firm had bought chips",))]


def test_a_source_begins_with_the_name_whose_end_alone_was_found() -> None:
    text = "Nobody shares Acme’s concerns about the law."
    roles = {"s": SOURCE, "concerns": CUE, "about": CUE, "the": CONTENT, "law": CONTENT}
    network = anchored(pieces_of(text), text, roles, "concerns")
    assert statements_in(text, [network], SURE) == [("Acme’s", "concerns about", ("the law",))]


def test_a_cue_ends_before_the_venue_that_it_holds() -> None:
    text = "Smith wrote on Twitter that prices will rise."
    roles = {"Smith": SOURCE, "wrote": CUE, "on": CUE, "Twitter": CUE}
    network = anchored(
        pieces_of(text), text, roles | dict.fromkeys(["that", "prices", "will", "rise"], CONTENT), "wrote", 0.98
    )
    assert statements_in(text, [network], SURE) == [("Smith", "wrote", ("that prices will rise",))]


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("Smith ensures that prices fall.", "Smith", "ensures", "that prices fall"),
        ("Smith’s goal is to lower prices.", "Smith", "goal", "to lower prices"),
        ("This focus on cost helps explain why prices fall.", None, "explain", "why prices fall"),
    ],
    ids=["brings about", "is after", "helps to explain"],
)
def test_what_somebody_brings_about_or_is_after_and_what_a_cause_explains_is_not_said(
    text: str, source: str | None, cue: str, content: str
) -> None:
    roles = dict.fromkeys(content.split(), CONTENT) | {cue: CUE} | ({source: SOURCE} if source else {})
    network = anchored(pieces_of(text), text, roles, cue, 0.98)
    assert statements_of(text, [network], SURE) == []


def test_a_second_verb_has_the_source_of_the_first_where_the_network_saw_none() -> None:
    text = "Smith left the room and said that prices will rise."
    roles = dict.fromkeys(["that", "prices", "will", "rise"], CONTENT)
    network = anchored(pieces_of(text), text, roles | {"said": CUE}, "said", 0.98)
    assert statements_in(text, [network], SURE) == [("Smith", "said", ("that prices will rise",))]


HEADLINE = "Ferry operator sued over sinking"
LEAD = "The ferry sank with 212 people on board, the coast guard said."


def headlined(text: str, found: list[Anchored], headline: str) -> list[tuple[str | None, tuple[str, ...]]]:
    """Who says what in a text whose first line is its headline, by what a network says."""
    document = article(text)
    first, *others = document.blocks
    titled = replace(
        document,
        blocks=(replace(first, kind="title"), *others),
        title=headline,
        title_start_char=0,
        title_end_char=len(headline),
    )
    nothing = np.zeros(0, dtype=np.int64)
    reading = Reading(nothing, nothing, nothing, np.zeros(0, dtype=np.float32), nothing, tuple(found))
    said = find_statements(parse_document(titled, load_model(SPACY_MODEL)), pieces_of(text), reading, np.array(SURE))
    return [
        (text[slice(*s.source)] if s.source is not None else None, tuple(text[slice(*piece)] for piece in s.content))
        for s in said
    ]


def test_a_headline_is_no_part_of_what_is_said_below_it() -> None:
    text = f"{HEADLINE}\n\n{LEAD}"
    content = [*HEADLINE.split(), *LEAD.split(",")[0].split()]
    roles = dict.fromkeys(content, CONTENT) | {"the": SOURCE, "coast": SOURCE, "guard": SOURCE, "said": CUE}
    network = anchored(pieces_of(text), text, roles, "said")
    assert headlined(text, [network], HEADLINE) == [("the coast guard", ("The ferry sank with 212 people on board",))]


def test_nothing_below_a_headline_is_part_of_what_it_says() -> None:
    text = f"Coast guard warned of sinking\n\n{LEAD}"
    roles = dict.fromkeys(["of", "sinking", "The", "ferry", "sank"], CONTENT) | {
        "Coast": SOURCE,
        "guard": SOURCE,
        "warned": CUE,
    }
    network = anchored(pieces_of(text), text, roles, "warned")
    assert headlined(text, [network], "Coast guard warned of sinking") == [("Coast guard", ("of sinking",))]


@pytest.mark.parametrize("kind", ["list_item", "heading", "byline"])
def test_a_list_item_a_heading_or_a_byline_above_parts_what_is_said(kind: Any) -> None:
    text = f"Ferry sank at noon\n\nKeep the school open\n\n{LEAD}"
    document = article(text)
    first, middle, last = document.blocks
    listed = replace(document, blocks=(first, replace(middle, kind=kind), last))
    content = ["sank", "noon", "school", "open", *LEAD.split(",")[0].split()]
    roles = dict.fromkeys(content, CONTENT) | {"coast": SOURCE, "guard": SOURCE, "said": CUE}
    if kind != "list_item":  # it is not read, and nothing above it is in reach
        spans = [TextSpan(first.start_char, first.end_char), TextSpan(last.start_char, last.end_char)]
        pieces = read_pieces(text, spans, load_tokenizer(MODEL_FOLDER / VOCABULARY_FILE))
    else:
        pieces = pieces_of(text)
    nothing = np.zeros(0, dtype=np.int64)
    found = (anchored(pieces, text, roles, "said"),)
    reading = Reading(nothing, nothing, nothing, np.zeros(0, dtype=np.float32), nothing, found)
    said = find_statements(parse_document(listed, load_model(SPACY_MODEL)), pieces, reading, np.array(SURE))
    contents = [text[slice(*piece)] for statement in said for piece in statement.content]
    assert "The ferry sank with 212 people on board" in contents
    assert not any("school" in content for content in contents)
    assert kind == "list_item" or not any("noon" in content for content in contents)


@pytest.mark.parametrize(
    "headline", ["Minister warns that trains will stop", "“We had one night to decide", "Statement by the minister:"]
)
def test_a_quotation_below_a_headline_is_not_said_by_whom_that_names(headline: str) -> None:
    text = f"{headline}\n\n“Nobody told us anything about the trains.”"
    roles = dict.fromkeys(["that", "trains", "will", "stop"], CONTENT) | {"Minister": SOURCE, "warns": CUE}
    network = [anchored(pieces_of(text), text, roles, "warns")] if "warns" in headline else []
    assert all("told us anything" not in " ".join(content) for _, content in headlined(text, network, headline))


@pytest.mark.parametrize(
    ("text", "found", "content"),
    [
        ("Blue Line has paid the families, Smith said.", "has paid the families", ("Blue Line has paid the families",)),
        ("Blue Line, Smith said, has paid them.", "has paid them", ("Blue Line", "has paid them")),
        ("The four new plans differ widely, Smith said.", "plans differ widely", ("The four new plans differ widely",)),
        (
            "The bridge was shut after inspectors found cracks, Smith said.",
            "inspectors found cracks",
            ("The bridge was shut after inspectors found cracks",),
        ),
        ("Smith said that prices will rise.", "will rise", ("prices will rise",)),
        ("Smith, who has paid the families, said that prices rose.", "has paid the families", ("has paid the families",)),
    ],
    ids=[
        "before it",
        "before source and cue",
        "half of it",
        "of the main clause",
        "inside",
        "that of a relative clause stays out",
    ],
)
def test_a_clause_begins_with_its_whole_subject(text: str, found: str, content: tuple[str, ...]) -> None:
    roles = dict.fromkeys(found.split(), CONTENT) | {"Smith": SOURCE, "said": CUE}
    network = anchored(pieces_of(text), text, roles, "said", 0.98)
    assert statements_in(text, [network], SURE) == [("Smith", "said", content)]


def test_who_asked_not_to_be_named_is_found_though_the_network_takes_the_wish_for_what_is_said() -> None:
    text = "Most ambulances use it, an official who asked not to be named told the Courier."
    roles = dict.fromkeys(["not", "to", "be", "named"], CONTENT) | {"who": SOURCE, "asked": CUE}
    network = anchored(pieces_of(text), text, roles, "asked", 0.98)
    assert statements_in(text, [network], SURE) == [
        ("an official who asked not to be named", "told", ("Most ambulances use it",))
    ]


def said_in(text: str, roles: Mapping[str, int], cue: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Who says what by a network that has these roles for the words."""
    return statements_in(text, [anchored(pieces_of(text), text, roles, cue, 0.98)], SURE)


def test_the_next_paragraph_is_no_part_of_what_is_said_where_it_is_not_quoted() -> None:
    text = "As Berg wrote, patience is good.\n\nPrices rose though."
    roles = dict.fromkeys(["patience", "is", "good", "Prices", "rose", "though"], CONTENT) | {"Berg": SOURCE, "wrote": CUE}
    assert said_in(text, roles, "wrote") == [("Berg", "wrote", ("patience is good",))]


def test_nothing_is_said_by_whose_only_words_stand_in_the_next_paragraph() -> None:
    text = "Berg spoke of virtue.\n\nPrices rose though."
    roles = dict.fromkeys(["Prices", "rose", "though"], CONTENT) | {"Berg": SOURCE, "spoke": CUE}
    assert said_in(text, roles, "spoke") == []


def test_a_quotation_ends_what_is_said_where_a_sentence_without_marks_follows() -> None:
    text = "Berg said: “The captain left.” It is no crime."
    roles = dict.fromkeys(["The", "captain", "left", "It", "is", "no", "crime"], CONTENT) | {"Berg": SOURCE, "said": CUE}
    assert said_in(text, roles, "said") == [("Berg", "said", ("“The captain left.”",))]


def test_a_list_that_a_paragraph_leads_to_is_part_of_what_is_said() -> None:
    text = "Berg said that these tasks matter:\n\nPrices must fall."
    roles = dict.fromkeys(["that", "these", "tasks", "matter", "Prices", "must", "fall"], CONTENT)
    found = said_in(text, roles | {"Berg": SOURCE, "said": CUE}, "said")
    assert found == [("Berg", "said", ("that these tasks matter", "Prices must fall"))]


@pytest.mark.parametrize(
    ("said", "content"),
    [
        ("“The captain tore the page out,”", "“The captain tore the page out,”"),
        ("The captain tore the page out,", "The captain tore the page out"),
    ],
    ids=["quoted", "told"],
)
def test_a_sentence_behind_a_cue_that_ends_another_is_the_writers_own(said: str, content: str) -> None:
    text = f"{said} Berg said. If that is true, it is a crime."
    roles = dict.fromkeys(["The", "captain", "tore", "the", "page", "out", "If", "that", "is", "true", "it", "a"], CONTENT)
    roles |= {"crime": CONTENT, "Berg": SOURCE, "said": CUE}
    assert said_in(text, roles, "said") == [("Berg", "said", (content,))]


@pytest.mark.parametrize(
    ("text", "source", "cue", "who"),
    [
        (
            "Acme, which made trams until 2019, said that prices rose.",
            "until 2019",
            "said",
            "Acme, which made trams until 2019",
        ),
        ("Prices rose, said one, who hid his name.", "hid his name", "said", "one, who hid his name"),
        ("Acme, which Berg said was late, argued that prices rose.", "Berg", "argued", "Berg"),
    ],
    ids=["before its verb", "behind it", "who speaks inside the clause"],
)
def test_a_source_begins_with_the_noun_that_its_relative_clause_hangs_on(text: str, source: str, cue: str, who: str) -> None:
    content = ["prices", "rose"] if "prices" in text else ["Prices", "rose"]
    roles = dict.fromkeys(content, CONTENT) | dict.fromkeys(source.split(), SOURCE) | {cue: CUE}
    assert [found[0] for found in said_in(text, roles, cue)] == [who]


def test_according_to_ends_with_its_preposition() -> None:
    text = "Prices rose, according to a first estimate by Berg."
    roles = {"Prices": CONTENT, "rose": CONTENT, "according": CUE, "to": CUE, "a": CUE, "first": CUE}
    roles |= dict.fromkeys(["estimate", "by", "Berg"], SOURCE)
    assert said_in(text, roles, "according") == [("a first estimate by Berg", "according to", ("Prices rose",))]


def test_what_ends_in_another_cue_is_said_by_that() -> None:
    text = "Berg disputes that: the alarm was given at noon, he told reporters."
    roles = dict.fromkeys(["that", "the", "alarm", "was", "given", "at", "noon", "he", "told"], CONTENT)
    assert said_in(text, roles | {"Berg": SOURCE, "disputes": CUE}, "disputes") == [
        ("he", "told", ("the alarm was given at noon",))
    ]
