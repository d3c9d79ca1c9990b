from hypothesis import given
from hypothesis import strategies as st

from flows.extraction.quotations import Quotation, find_quotations, link_paragraphs


def inner(text: str) -> list[str]:
    return [text[q.inner_start : q.inner_end] for q in find_quotations(text, 0, len(text))]


def test_typographic_double_marks() -> None:
    assert inner("He said “yes, we can” and “no”.") == ["yes, we can", "no"]


def test_straight_double_marks() -> None:
    assert inner('He said "yes," then "no".') == ["yes,", "no"]


def test_guillemets_and_german_marks() -> None:
    assert inner("Er sagte «ja» und „nein“ dazu.") == ["ja", "nein"]


def test_two_single_marks_are_a_double_mark() -> None:
    assert inner("''We can't,'' she said. ''Not now.''") == ["We can't,", "Not now."]


def test_british_single_marks_beside_apostrophes() -> None:
    assert inner("She said ‘the firm’s plan isn’t ready’ and left.") == ["the firm’s plan isn’t ready"]


def test_straight_single_marks_beside_apostrophes() -> None:
    assert inner("She said 'the firm's plan isn't ready', and left.") == ["the firm's plan isn't ready"]


def test_a_plural_apostrophe_does_not_close_a_british_quotation() -> None:
    assert inner("He said ‘the companies’ plan is ready.’") == ["the companies’ plan is ready."]


def test_apostrophes_alone_quote_nothing() -> None:
    assert inner("The firms’ plan of the ’90s wasn’t theirs’.") == []


def test_a_doubled_closing_mark_opens_nothing() -> None:
    assert inner("a “game changing”“ large model that “works”") == ["game changing", "works"]


def test_a_curly_opening_closed_by_a_straight_mark() -> None:
    assert inner('He said “we agree" and left.') == ["we agree"]


def test_a_quotation_inside_a_quotation_belongs_to_the_outer_one() -> None:
    assert inner("They are “embracing the ‘new model’ of control”.") == ["embracing the ‘new model’ of control"]


def test_curly_marks_inside_straight_ones() -> None:
    assert inner('"He asked “why?” and left," she said.') == ["He asked “why?” and left,"]


def test_an_open_mark_runs_to_the_end_of_its_paragraph() -> None:
    (quotation,) = find_quotations("He said: “We will fight.", 0, 24)
    assert not quotation.closed
    assert quotation.end == 24


def test_a_mark_that_was_never_closed_takes_one_sentence() -> None:
    assert inner("He said “no. Then others came and went. She said “yes”.")[0] == "no."


def test_a_mark_far_too_long_after_its_opening_does_not_close_it() -> None:
    text = "He said “no. " + "More words follow. " * 1000 + "so.”"
    assert inner(text) == ["no."]


def test_a_new_paragraph_that_opens_again_continues_the_quotation() -> None:
    text = "She said: “First part.\n\n“Second part.”"
    parts = [(0, text.index("\n")), (text.index("\n") + 2, len(text))]
    linked = link_paragraphs([find_quotations(text, *part) for part in parts], [start for start, _ in parts])
    assert [q.continues for block in linked for q in block] == [False, True]


def test_a_closed_quotation_is_not_continued() -> None:
    text = "She said: “First part.”\n\n“Second part.”"
    parts = [(0, text.index("\n")), (text.index("\n") + 2, len(text))]
    linked = link_paragraphs([find_quotations(text, *part) for part in parts], [start for start, _ in parts])
    assert [q.continues for block in linked for q in block] == [False, False]


@given(st.text(alphabet="ab.,!? \n“”„«»\"'‘’``sS", max_size=200))
def test_quotations_are_ordered_disjoint_and_inside_their_block(text: str) -> None:
    end = 0
    for quotation in find_quotations(text, 0, len(text)):
        assert isinstance(quotation, Quotation)
        assert end <= quotation.start < quotation.inner_start <= quotation.inner_end <= quotation.end <= len(text)
        end = quotation.end
