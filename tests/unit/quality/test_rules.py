import duckdb
import pytest

from flows.quality.rules import PIECE_CHARACTERS, spans_reslice

TEXT = "Zürich says ä, b and ç. " * (5 * PIECE_CHARACTERS // 24)
PLACES = {
    "at the start": (0, 5),
    "at the end of a piece": (PIECE_CHARACTERS - 5, PIECE_CHARACTERS),
    "at the start of a piece": (PIECE_CHARACTERS, PIECE_CHARACTERS + 5),
    "over the edge of a piece": (PIECE_CHARACTERS - 3, PIECE_CHARACTERS + 3),
    "as long as a piece": (PIECE_CHARACTERS - 1, 2 * PIECE_CHARACTERS - 1),
    "longer than a piece": (7, PIECE_CHARACTERS + 8),
    "over four pieces": (PIECE_CHARACTERS + 9, 4 * PIECE_CHARACTERS + 9),
    "at the end": (len(TEXT) - 5, len(TEXT)),
    "all of it": (0, len(TEXT)),
}


def broken(start_char: int | None, end_char: int | None, text: str | None, document_id: str = "d") -> bool:
    """Whether the rule finds the one span of a table broken."""
    query = spans_reslice("span_id").unexpected_rows_query
    with duckdb.connect() as connection:
        connection.execute("create table documents as select 'd' as document_id, $1 as text", [TEXT])
        connection.execute(
            "create table spans as select 1 as span_id, $1 as document_id, $2::integer as start_char,"
            " $3::integer as end_char, $4::varchar as text",
            [document_id, start_char, end_char, text],
        )
        return len(connection.execute(query.replace("{batch}", "spans")).fetchall()) == 1


@pytest.mark.parametrize("place", PLACES)
def test_a_span_is_what_stands_there_wherever_it_lies_in_a_long_text(place: str) -> None:
    start_char, end_char = PLACES[place]
    text = TEXT[start_char:end_char]
    assert not broken(start_char, end_char, text)
    assert broken(start_char, end_char, text[:-1] + "#")
    assert broken(start_char, end_char, "#" + text[1:])
    assert broken(start_char, end_char - 1, text)
    assert broken(start_char + 1, end_char + 1, text)
    assert broken(start_char, end_char, text, document_id="another")


@pytest.mark.parametrize(
    "span",
    [
        (-1, 4, TEXT[:4]),
        (5, 5, ""),
        (5, 4, ""),
        (len(TEXT) - 5, len(TEXT) + 1, TEXT[-5:]),
        (len(TEXT), len(TEXT) + 1, ""),
        (2 * len(TEXT), 2 * len(TEXT) + 1, ""),
        (None, 4, TEXT[:4]),
        (0, None, TEXT[:4]),
        (0, 4, None),
    ],
)
def test_a_span_that_is_no_place_in_the_text_is_broken(span: tuple[int | None, int | None, str | None]) -> None:
    assert broken(*span)
