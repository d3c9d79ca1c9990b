"""A document's content as the network reads it: word pieces with their places and features, in windows.

Training and extraction both go through here, so that the network meets the same thing in both. What does not belong here:
the network (``network`` runs it, ``flows.extraction.training`` trains it), what its answers mean (``finder``, ``grammar``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from flows.extraction.parsing import TextSpan
from flows.extraction.quotations import find_quotations

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

N_SHAPES, N_QUOTED, N_GAPS = 7, 4, 3
"""Values of the three features of a piece: its letters' shape, its place in a quotation, the gap before it."""

CORE_PIECES = 230
"""Pieces that a window answers for; whole paragraphs as far as they fit."""
CONTEXT_PIECES = 12
"""Pieces before and after them that a window sees: with the two marks at the ends 256 in all. With 222 and 16 as many
attributions are found on PolNeAR's development articles (80.1) and it takes 4 % longer; with 238 and 8, 79.4."""

BEFORE_ANCHOR, AFTER_ANCHOR = 64, 96
"""Pieces before and from a cue's first piece on within which its source and content are sought: in PolNeAR's training
articles 0.7 % of attributions reach further."""

CLS, SEP = 101, 102


@dataclass(frozen=True, slots=True)
class Pieces:
    """Word pieces of a document's content blocks, in order; places are code points into the document's text."""

    ids: Ints
    starts: Ints
    ends: Ints
    features: Ints
    """(n, 3): shape, quoted, gap."""
    blocks: Ints
    """Index of the block that each piece stands in."""

    def __len__(self) -> int:
        return len(self.ids)


class Window(NamedTuple):
    """Piece indexes, half open: what a window sees, and the core inside it that it answers for."""

    start: int
    end: int
    core_start: int
    core_end: int


@lru_cache(maxsize=2)
def load_tokenizer(path: Path) -> Tokenizer:
    """Load a WordPiece vocabulary, once a process."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def read_pieces(text: str, blocks: Sequence[TextSpan], tokenizer: Tokenizer) -> Pieces:
    """Cut the blocks of a text into pieces. Time is linear in the text."""
    ids: list[int] = []
    places: list[tuple[int, int]] = []
    features: list[tuple[int, int, int]] = []
    block_of: list[int] = []
    for index, block in enumerate(blocks):
        stretch = text[block.start : block.end]
        quoted = _quoted(stretch)
        encoding = tokenizer.encode(stretch, add_special_tokens=False)
        previous = -1
        for piece, (start, end) in zip(encoding.ids, encoding.offsets, strict=True):
            gap = 2 if previous < 0 else int(start > previous)
            features.append((_shape(stretch[start:end]), quoted[start], gap))
            places.append((start + block.start, end + block.start))
            previous = end
            ids.append(piece)
        block_of.extend([index] * len(encoding.ids))
    place_array = np.array(places, dtype=np.int64).reshape(-1, 2)
    return Pieces(
        np.array(ids, dtype=np.int64),
        place_array[:, 0],
        place_array[:, 1],
        np.array(features, dtype=np.int64).reshape(-1, 3),
        np.array(block_of, dtype=np.int64),
    )


@lru_cache(maxsize=100_000)
def _shape(piece: str) -> int:
    """Digits 1, no letters 2, lower case 3, capital first 4, capitals 5, other 6: the vocabulary itself has no capitals."""
    if piece.isdigit():
        return 1
    if not any(map(str.isalpha, piece)):
        return 2
    if piece.islower():
        return 3
    if piece.isupper():
        return 5 if len(piece) > 1 else 4
    return 4 if piece[0].isupper() else 6


def _quoted(block: str) -> bytearray:
    """Give each character 0 outside quotations, 2 in an opening mark, 1 inside, 3 in a closing mark.

    Whatever the kinds of mark: the network then reads “ ”, " ", ‘ ’ and « » alike.
    """
    states = bytearray(len(block))
    for quotation in find_quotations(block, 0, len(block)):
        states[quotation.start : quotation.inner_start] = b"\2" * (quotation.inner_start - quotation.start)
        states[quotation.inner_start : quotation.inner_end] = b"\1" * (quotation.inner_end - quotation.inner_start)
        states[quotation.inner_end : quotation.end] = b"\3" * (quotation.end - quotation.inner_end)
    return states


def windows(
    pieces: Pieces, rng: Random | None = None, *, core: int = CORE_PIECES, context: int = CONTEXT_PIECES
) -> Iterator[Window]:
    """Cut pieces into windows whose cores, in order and together, are all of them.

    A core has at most ``core`` pieces and ``context`` more to see on each side. It is whole blocks where they fit, else it
    ends where a word does. ``rng`` varies where the first core ends, so that each epoch of training sees other neighbours.
    """
    n = len(pieces)
    cuts = [*np.flatnonzero(np.diff(pieces.blocks)) + 1, n] if n else []
    limit = core if rng is None else rng.randint(core // 3, core)
    start = position = 0
    while start < n:
        end = -1
        while position < len(cuts) and cuts[position] <= start + limit:
            end = int(cuts[position])
            position += 1
        if end < start + limit // 4:
            end = min(start + limit, n)
            while end > start + limit // 2 and end < n and pieces.features[end, 2] == 0:
                end -= 1
        while position and cuts[position - 1] > end:
            position -= 1
        yield Window(max(0, start - context), min(n, end + context), start, end)
        start, limit = end, core
        while position < len(cuts) and cuts[position] <= start:
            position += 1


def padded_length(n: int) -> int:
    """Return the length, a multiple of 32, to which windows of ``n`` pieces are filled up.

    Free lengths made the memory of training grow without end: every new shape keeps buffers of its own.
    """
    return -(-(n + 2) // 32) * 32
