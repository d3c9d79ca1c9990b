"""Pieces and windows: every character's place kept, every piece answered for once."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.extraction.parsing import TextSpan
from flows.extraction.tagging.network import VOCABULARY_FILE
from flows.extraction.tagging.pieces import (
    CONTEXT_PIECES,
    CORE_PIECES,
    Pieces,
    load_tokenizer,
    padded_length,
    read_pieces,
    windows,
)
from flows.extraction.version import MODEL_FOLDER

OPENING, INSIDE, CLOSING = 2, 1, 3


def pieces_of(text: str) -> Pieces:
    """Pieces of a text whose lines are its blocks."""
    blocks: list[TextSpan] = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(TextSpan(start, start + len(line)))
        start += len(line) + 1
    return read_pieces(text, blocks, load_tokenizer(MODEL_FOLDER / VOCABULARY_FILE))


def quoted(text: str) -> dict[str, int]:
    pieces = pieces_of(text)
    return {text[a:b]: int(q) for a, b, q in zip(pieces.starts, pieces.ends, pieces.features[:, 1], strict=True)}


def test_pieces_lie_in_order_inside_their_blocks() -> None:
    text = "Reuters  reported\n\n“It’s over,” said Müller.\n"
    pieces = pieces_of(text)
    assert "".join(text[a:b] for a, b in zip(pieces.starts, pieces.ends, strict=True)) == "".join(text.split())
    assert (np.diff(pieces.starts) > 0).all()
    assert pieces.blocks.tolist().count(0) == 2


def test_every_kind_of_quotation_mark_reads_alike() -> None:
    for opening, closing in ("“”", '""', "‘’", "«»", "„“"):
        states = quoted(f"He said {opening}taxes will rise{closing} today.")
        assert states[opening] in {OPENING, CLOSING} if opening == closing else states[opening] == OPENING
        assert states["taxes"] == states["rise"] == INSIDE
        assert states["today"] == 0


def test_the_shape_of_a_word_survives_a_vocabulary_without_capitals() -> None:
    pieces = pieces_of("NATO said it rose 5 %")
    assert pieces.features[:, 0].tolist()[:2] != pieces.features[:, 0].tolist()[1:3]
    assert len({int(shape) for shape in pieces.features[:, 0]}) == 4


@given(st.lists(st.integers(min_value=0, max_value=600), max_size=12), st.integers() | st.none())
@settings(deadline=None)
def test_the_cores_of_the_windows_are_all_pieces_in_order(lengths: list[int], seed: int | None) -> None:
    text = "\n".join("word " * length for length in lengths)
    pieces = pieces_of(text)
    cut = list(windows(pieces, None if seed is None else random.Random(seed)))
    assert [i for window in cut for i in range(window.core_start, window.core_end)] == list(range(len(pieces)))
    for window in cut:
        assert window.start == max(0, window.core_start - CONTEXT_PIECES)
        assert window.end == min(len(pieces), window.core_end + CONTEXT_PIECES)
        assert 0 < window.core_end - window.core_start <= CORE_PIECES


def test_a_core_is_whole_blocks_where_they_fit() -> None:
    pieces = pieces_of("\n".join(["one two three four five six seven eight nine ten"] * 40))
    assert all(window.core_end in {len(pieces), *(np.flatnonzero(np.diff(pieces.blocks)) + 1)} for window in windows(pieces))


def test_a_text_without_words_has_no_window() -> None:
    assert list(windows(pieces_of(" \n \n"))) == []


def test_lengths_are_filled_up_to_few_values() -> None:
    assert {padded_length(n) for n in range(1, 255)} == {32, 64, 96, 128, 160, 192, 224, 256}
