import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.extraction.parsing import TextSpan, cut_pieces, load_model, parser_text
from flows.extraction.version import SpacyModelError
from tests.unit.extraction.documents import parsed


@given(st.text(max_size=300), st.integers(min_value=1, max_value=50))
def test_pieces_together_are_the_text(text: str, limit: int) -> None:
    pieces = list(cut_pieces(text, limit))
    assert "".join(text[piece.start : piece.end] for piece in pieces) == text
    assert all(0 < piece.end - piece.start <= limit for piece in pieces)


def test_pieces_end_where_sentences_end() -> None:
    text = "One two three. Four five six. Seven eight nine."
    assert [text[p.start : p.end] for p in cut_pieces(text, 20)] == [
        "One two three. ",
        "Four five six. ",
        "Seven eight nine.",
    ]


@given(st.text(alphabet="a.“”''``\"\n\r\t\xa0‘’!(", max_size=300))
def test_what_the_parser_gets_has_the_length_of_the_text(text: str) -> None:
    assert len(parser_text(text)) == len(text)


def test_a_missing_model_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(SpacyModelError, match="WELLSOURCED_SPACY_MODEL"):
        load_model("no_such_model")


def test_tokens_lead_back_to_the_text() -> None:
    document = parsed("It’s here.\n\nShe said “it’s not”.")
    for sentence in document.sentences:
        for token in sentence.tokens:
            place = sentence.place(token)
            assert parser_text(document.text)[place.start : place.end] == token.text


@pytest.mark.parametrize(
    "dateline",
    [
        "NORTHPORT — ",
        "LONDON, March 3 - ",
        "SAN FRANCISCO, Calif. (AP) — ",
        "WASHINGTON (Reuters) - ",
        "Paris (AFP) – ",
        "BRUSSELS, Feb. 12, 2024 -- ",
        "NORTHGATE, 3 March 2025 – ",
        "LEEDS, England – 14 May 2025 – ",
        "**HARLOW** — ",
        "June 4 (Reuters) - ",
        "**HARLOW, 3 March (AP)** — ",
    ],
)
def test_a_dateline_is_no_part_of_the_first_sentence(dateline: str) -> None:
    [sentence] = parsed(f"{dateline}The port authority said on Friday that the quay is safe.").sentences
    assert sentence.start == len(dateline)


@pytest.mark.parametrize("mark", ["> ", ">", ">> ", "> LEEDS (AP) — "])
def test_a_mark_of_quotation_is_no_part_of_the_first_sentence(mark: str) -> None:
    [sentence] = parsed(f"{mark}The port authority said on Friday that the quay is safe.").sentences
    assert sentence.start == len(mark)


@pytest.mark.parametrize("start", ["NASA - which never", "The U.S. — and", "A note – The", "UN chief — “we", "He said - A"])
def test_a_dash_in_a_sentence_is_no_dateline(start: str) -> None:
    assert parsed(f"{start} agreed to the plan.").sentences[0].start == 0


def test_spans_cover_and_overlap() -> None:
    assert TextSpan(0, 5).covers(TextSpan(1, 5))
    assert not TextSpan(0, 5).covers(TextSpan(1, 6))
    assert not TextSpan(0, 5).overlaps(TextSpan(5, 6))
