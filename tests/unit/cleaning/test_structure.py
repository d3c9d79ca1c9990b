"""Blocks, headings, lists, wrapped lines, Markdown, language, and the invariant that holds for any text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.cleaning.clean import clean
from flows.cleaning.headings import content_start
from flows.cleaning.language import detect_language
from flows.cleaning.types import CONTENT_KINDS, CleanDocument
from tests.unit.cleaning.conftest import make_document

PROSE = "The ministry announced on Monday that it would close three stations in the north of the country before June."
MORE = (
    "Residents of the valley have protested against the plan, which they call a betrayal of promises made before the vote."
)

PIECES = st.sampled_from(
    [
        "", "\n", "\r\n", "\u2028", " ", "\u00a0", "\ufeff", "\x00",
        "- item", "# Head", "> quote", "```", "| a | b |", "---", "x",
        "Q: Why?", "A: So.", "Jane Doe: Yes.", "Why?", PROSE, "By Jane Doe", "12 May 2024", "Comments", "Photo: AP", "AP",
        "This article is republished from The Post.", "title: x", "HomeNewsA title of some words", "A title of some words",
        "Topics", "Share this", "***", "((WN)) Why?", "**Bold?**", "Summary", "\u200b", "😀", "line one", "ROE: No.",
    ]
)  # fmt: skip


def assert_blocks_hold_the_text(document: CleanDocument) -> None:
    text = document.document.text
    position = 0
    for block in document.blocks:
        assert position <= block.start_char < block.end_char <= len(text)
        assert text[position : block.start_char].strip() == ""
        piece = text[block.start_char : block.end_char]
        assert piece == piece.strip()
        assert block.reason
        position = block.end_char
    assert text[position:].strip() == ""
    if document.title is not None:
        assert document.title_start_char is not None
        assert text[document.title_start_char : document.title_end_char] == document.title
        assert [b.kind for b in document.blocks if b.start_char == document.title_start_char] == ["title"]


@settings(max_examples=300)
@given(st.lists(st.one_of(PIECES, st.text(max_size=40)), max_size=25), st.sampled_from(["text/plain", "text/markdown"]))
def test_every_visible_character_of_any_text_is_in_exactly_one_block(pieces: list[str], media_type: str) -> None:
    text = "\n".join(pieces).encode("utf-8", "replace").decode("utf-8")
    assert_blocks_hold_the_text(clean(make_document(text, media_type)))


@settings(max_examples=100)
@given(st.text(max_size=300))
def test_no_text_makes_cleaning_fail(text: str) -> None:
    assert_blocks_hold_the_text(clean(make_document(text.encode("utf-8", "replace").decode("utf-8"))))


def test_cleaning_twice_gives_the_same() -> None:
    document = make_document(f"A title\n\n{PROSE}\n\nWhat next?\n\n{MORE}\n")
    assert clean(document) == clean(document)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028"])
def test_any_line_end_separates_blocks(cleaned, line_end: str) -> None:
    assert cleaned(f"{PROSE}{line_end}{line_end}{MORE}").of_kind("paragraph") == [PROSE, MORE]


@pytest.mark.parametrize(
    "line",
    [
        "Cheap, widely used tools",
        "‘It would be the end’",
        "“A good decision”",
        "The spread of the ‘northern model’",
        "End of the ‘valley effect’?",
        "5 things to know",
    ],
)
def test_a_short_line_above_prose_is_a_heading(cleaned, line: str) -> None:
    assert cleaned(f"{MORE}\n\n{line}\n\n{PROSE}").kind_of(line) == "heading"
    assert cleaned(f"{MORE}\n{line}\n{PROSE}").kind_of(line) == "heading"


@pytest.mark.parametrize(
    "line",
    [
        "But by then, the horse had already bolted.",
        "“The worst plan ever.” — Jane Doe",
        "The governor added:",
        "Marbles appeared as herself in Smosh: The Movie. [18]",
        "Somehow we have weathered and witnessed a nation that is not broken",
        "Population: 700 in 2020",
        "and so it went on",
    ],
)
def test_short_lines_that_may_be_prose_are_paragraphs(cleaned, line: str) -> None:
    assert cleaned(f"{MORE}\n\n{line}\n\n{PROSE}").kind_of(line) == "paragraph"


def test_a_short_last_line_is_no_heading(cleaned) -> None:
    assert cleaned(f"{MORE}\n\n{PROSE}\n\nA dilemma for the valley").kind_of("A dilemma for the valley") == "paragraph"


def test_time_stamps_of_a_live_report_are_headings(cleaned) -> None:
    found = cleaned(f"{MORE}\n\n6:05 p.m.\n\n{PROSE}\n\n7 p.m.\n\n{PROSE} Again.")
    assert found.of_kind("heading") == ["6:05 p.m.", "7 p.m."]


def test_list_items_by_their_marks_and_by_a_colon_above(cleaned) -> None:
    found = cleaned(
        f"{MORE}\n\n- One thing.\n* Another thing.\n2. A third thing.\n\nHe has to do this:\n\n"
        f"Stop lying\n\nShow humility\n\n{PROSE}"
    )
    assert found.of_kind("list_item") == [
        "- One thing.",
        "* Another thing.",
        "2. A third thing.",
        "Stop lying",
        "Show humility",
    ]


@pytest.mark.parametrize(
    ("text", "words"), [("- One thing.", "One thing."), ("12) Two.", "Two."), ("Three.", "Three."), ("– Four", "Four")]
)
def test_where_the_words_of_a_list_item_begin(text: str, words: str) -> None:
    assert text[content_start(text, 0, len(text)) :] == words


def test_a_text_broken_at_a_fixed_width_is_joined_into_paragraphs(cleaned) -> None:
    found = cleaned(
        "Rail stations to close\n\nThe ministry of transport announced on Monday that it would close\n"
        "three stations in the north of the country by the end of the year.\n"
        "Officials said the decision followed months of talks.\n\n"
        "Residents of the valley have protested against the plan, which\n"
        "they call a betrayal of promises made before the last\n"
        "election. The union said 400 jobs were at risk.\n"
    )
    assert [kind for kind, _ in found.labels] == ["title", "paragraph", "paragraph"]


WRAPPED = (
    "The ministry of transport announced on Monday that it would close\n"
    "three stations in the north of the country by the end of the year.\n"
    "Officials said the decision followed months of talks. The union, which\n"
    "represents drivers, said that 400 jobs were at risk in the valley.\n"
)


@pytest.mark.parametrize("media_type", ["text/plain", "text/markdown"])
@pytest.mark.parametrize(
    "head", ["By Jane Doe\nThe Harbour Daily, 1 June 2025\n", "The Harbour Daily\n1 June 2025\n", "By Jane Doe\n\n"]
)
def test_headline_byline_and_date_are_blocks_of_their_own_above_a_text_of_fixed_width(
    cleaned, head: str, media_type: str
) -> None:
    found = cleaned(f"Rail stations to close\n{head}{WRAPPED}", media_type)
    lines = head.split("\n")
    assert found.labels[: len([line for line in lines if line]) + 1] == [
        ("title", "Rail stations to close"),
        *(("byline", line) for line in lines if line),
    ]
    assert found.of_kind("paragraph") == [WRAPPED.strip()]


def test_a_headline_right_above_a_text_of_fixed_width_is_a_block_of_its_own(cleaned) -> None:
    found = cleaned(f"Rail stations to close\n{WRAPPED}")
    assert found.labels == [("title", "Rail stations to close"), ("paragraph", WRAPPED.strip())]


def test_a_headline_right_above_a_long_line_of_markdown_is_a_block_of_its_own(cleaned) -> None:
    found = cleaned(f"Rail stations to close\n{PROSE} {MORE}", "text/markdown")
    assert found.labels == [("title", "Rail stations to close"), ("paragraph", f"{PROSE} {MORE}")]


def test_a_broken_line_that_reads_like_a_byline_goes_on(cleaned) -> None:
    text = (
        "The plan to close three stations in the north was first drawn up\n"
        "by Jane Doe, the chief engineer of the state railway company, in\n"
        "2019. It was made public on Monday. The union was told about it\n"
        "By Friday, a day of protest that nobody in the valley will forget.\n"
    )
    assert cleaned(text).of_kind("paragraph") == [text.strip()]


def test_lines_that_are_paragraphs_are_not_joined(cleaned) -> None:
    assert cleaned(f"{PROSE}\n{MORE}\n{PROSE} Again.\n{MORE} Too.").of_kind("paragraph") == [
        PROSE, MORE, f"{PROSE} Again.", f"{MORE} Too.",
    ]  # fmt: skip


def test_a_sentence_that_a_link_broke_over_lines_is_one_paragraph(cleaned) -> None:
    broken = "Editor’s note: the minister regularly\nincites\npolitical violence and is a serial liar."
    assert cleaned(f"{PROSE}\n\n{broken}").kind_of(broken) == "paragraph"


def test_markdown_structure(cleaned) -> None:
    found = cleaned(
        f"# A title of words\n\nA paragraph that goes\non in the next line. {PROSE}\n\n## What next\n\n"
        f"> “We were never asked.”\n\n"
        f"Another heading\n---------------\n\n{MORE}\n\n```\ncode = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |"
        f"\n\n<!-- ad -->\n",
        "text/markdown",
    )
    assert found.document.title == "A title of words"
    assert found.of_kind("heading") == ["## What next", "Another heading\n---------------"]
    assert found.of_kind("paragraph") == [
        f"A paragraph that goes\non in the next line. {PROSE}",
        "> “We were never asked.”",
        MORE,
    ]
    assert "code = 1" in found.of_kind("boilerplate")
    assert "<!-- ad -->" in found.of_kind("boilerplate")


def test_links_in_prose_stay_verbatim(cleaned) -> None:
    line = f"{PROSE} See [the plan](https://example.org/plan)."
    assert cleaned(f"# Title of it\n\n{line}\n\n{MORE}", "text/markdown").kind_of(line) == "paragraph"


def test_the_genre_of_a_text_without_prose_is_other(cleaned) -> None:
    assert cleaned("one\n\ntwo\n\nthree").document.genre == "other"
    assert cleaned("").document.blocks == ()


def test_sections_of_a_summary_make_a_summary_and_a_box_of_key_points_does_not(cleaned) -> None:
    summary = cleaned(f"Rail closures\n\nSummary\n\n{PROSE}\n\nKey takeaways\n\n- Stations close by December.\n")
    assert summary.document.genre == "summary"
    article = cleaned(
        f"Rail closures\n\nKey points\n\n- Three stations close.\n\nThe plan\n\n{PROSE}\n\n{MORE}\n\n{PROSE} Again."
    )
    assert article.document.genre == "article"


def test_language_is_told_from_prose_and_left_open_when_there_is_too_little(cleaned) -> None:
    assert cleaned(f"{PROSE}\n\n{MORE}").document.language == "en"
    spanish = "El ministerio anunció el lunes que cerrará tres estaciones en el norte del país antes de fin de año."
    assert cleaned(spanish).document.language == "es"
    assert detect_language("Nein.") is None


def test_boilerplate_in_another_language_does_not_change_the_language(cleaned) -> None:
    found = cleaned(
        f"{PROSE}\n\nTu dirección de correo electrónico no será publicada. Los campos obligatorios están marcados con *"
    )
    assert found.document.language == "en"


@pytest.mark.parametrize(
    "text",
    [
        "a" * 20_000_000,
        "word " * 4_000_000,
        "By " + "Abc " * 250_000,
        "(" * 1_000_000,
        ("Republished from " + "A " * 300 + "\n") * 200,
        ("x/" * 75 + "\n") * 2_000,
        f"{PROSE}\n\nJane Doe: Why?\n\n" * 2_000,
        " ".join(f"#Topic{n}" for n in range(39)) + " …",
        "www.a" * 100 + " !",
        "(" + "A" * 190 + "!",
        f"Summary\n\n{PROSE}\n\n## Next steps\n\n{MORE}\n\n" * 2_000,
    ],
    ids=[
        "one word",
        "one line",
        "names",
        "brackets",
        "origins",
        "slashes",
        "turns",
        "hashtags",
        "urls",
        "capitals",
        "sections",
    ],
)
def test_hostile_texts_take_time_in_proportion_to_their_length(text: str) -> None:
    started = time.process_time()
    document = clean(make_document(text))
    assert time.process_time() - started < 10
    assert document.blocks


def test_content_kinds_are_what_prose_becomes(cleaned) -> None:
    found = cleaned(f"A title of words\n\n{PROSE}\n\nShare this\n\n{MORE}")
    assert {b.kind for b in found.document.blocks if found.slice(b) in {PROSE, MORE}} <= CONTENT_KINDS
