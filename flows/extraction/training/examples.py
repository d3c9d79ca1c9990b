"""Annotated documents as training examples: windows of pieces with what the network should answer.

What does not belong here: how pieces and windows are cut (``flows.extraction.tagging.pieces``), the network and its losses.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from flows.cleaning.clean import clean
from flows.cleaning.types import SENTENCE_KINDS
from flows.extraction.parsing import TextSpan, load_model, parse_document
from flows.extraction.tagging.labels import OTHER, ROLE_TAGS, Labels
from flows.extraction.tagging.pieces import Flags, Ints, Pieces, read_pieces, windows
from flows.sources.types import SourceDocument

CORE_PIECES, CONTEXT_PIECES = 192, 31
"""Windows of training show more of what stands around them than those of extraction, which are cut for speed."""

IGNORED = -100
"""The target of a piece for which there is none; PyTorch's losses leave it out."""

_PLAIN = str.maketrans("“”‘’", "\"\"''")
_SINGLE = str.maketrans('“”"', "‘’'")
_DOUBLE_MARKS = frozenset('“”„«»"')
_CLOSING_MARKS = frozenset("”»")


@dataclass(frozen=True, slots=True)
class Document:
    """One annotated document."""

    text: str
    blocks: tuple[TextSpan, ...]
    """Content blocks, as cleaning labels them."""
    attributions: tuple[dict[str, Any], ...]
    """``source``, ``cue``, ``content``: each null or a list of ``[start, end)`` code points."""
    is_sparse: bool
    """Whether the annotators marked reported speech and thought alone, not plans, decrees and perceptions too."""
    words: Ints
    """(n, 6): start, end, part-of-speech tag, index of the head word, dependency label, entity tag."""


@dataclass(frozen=True, slots=True)
class Example:
    """One window. All arrays have one entry a piece."""

    ids: Ints
    features: Ints
    core: Flags
    anchors: tuple[tuple[int, Ints], ...]
    """For each attribution whose cue begins in the core: the piece where it does, and each piece's role."""
    segments: Ints
    """The block of a piece that begins a word, -1 for the others."""
    grammar: Ints
    """(n, 4): tag, head, label, entity; the head is an index into the window; IGNORED where unknown."""
    is_sparse: bool


def read_documents(paths: Sequence[Path], *, spacy_model: str, labels: Labels, left_out: frozenset[str]) -> list[Document]:
    """Read JSON lines with ``doc_id``, ``text``, ``attributions`` and perhaps ``genre``; left-out genres are skipped.

    The documents of all files but the first count as sparsely annotated. The grammar of each is what the spaCy model says,
    as the pipeline parses it; ``labels`` gets every name that occurs.
    """
    model = load_model(spacy_model)
    documents: list[Document] = []
    for order, path in enumerate(paths):
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if record.get("genre") in left_out:
                continue
            text = record["text"]
            cleaned = clean(SourceDocument(record["doc_id"], "", len(text), "utf-8", "text/plain", text))
            words: list[tuple[int, ...]] = []
            for sentence in parse_document(cleaned, model).sentences:
                tokens = [token for token in sentence.tokens if not token.is_space]
                place = {token.i: len(words) + k for k, token in enumerate(tokens)}
                words.extend(
                    (
                        *sentence.place(token),
                        labels.tags.number(token.tag_),
                        place.get(token.head.i, place[token.i]),
                        labels.dependencies.number(token.dep_),
                        labels.entities.number(f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O"),
                    )
                    for token in tokens
                )
            documents.append(
                Document(
                    text,
                    tuple(TextSpan(b.start_char, b.end_char) for b in cleaned.blocks if b.kind in SENTENCE_KINDS),
                    tuple(record["attributions"]),
                    is_sparse=order > 0,
                    words=np.array(words, dtype=np.int64).reshape(-1, 6),
                )
            )
    return documents


def damaged(text: str, rng: Random) -> str:
    """Return a text of the same length as careless copying leaves it: other, fewer or no quotation marks, one case.

    Seven texts in ten keep their marks, nine in ten their case.
    """
    chance = rng.random()
    if chance < 0.10:
        text = text.translate(_PLAIN)
    elif chance < 0.13:
        text = text.translate(_SINGLE)
    elif chance < 0.15:
        text = text.translate(_SINGLE).translate(_PLAIN)
    elif chance < 0.17:
        text = "".join(" " if mark in _CLOSING_MARKS and rng.random() < 0.3 else mark for mark in text)
    elif chance < 0.29:
        text = "".join(" " if mark in _DOUBLE_MARKS else mark for mark in text)
    chance = rng.random()
    if chance < 0.05 and len(text.lower()) == len(text):
        text = text.lower()
    elif chance < 0.09 and len(text.upper()) == len(text):
        text = text.upper()
    return text


def examples(documents: Iterable[Document], tokenizer: Tokenizer, rng: Random) -> Iterator[Example]:
    """Cut documents into examples, each text damaged anew."""
    for document in documents:
        text = damaged(document.text, rng)
        pieces = read_pieces(text, document.blocks, tokenizer)
        anchors = [found for a in document.attributions if (found := _anchor(pieces, a)) is not None]
        segments, grammar = _grammar(pieces, document.words)
        for window in windows(pieces, rng, core=CORE_PIECES, context=CONTEXT_PIECES):
            start, end = window.start, window.end
            core = np.zeros(end - start, dtype=bool)
            core[window.core_start - start : window.core_end - start] = True
            here = grammar[start:end].copy()
            heads = here[:, 1]
            known = heads >= 0
            heads[known] -= start
            heads[known & ((heads < 0) | (heads >= end - start))] = IGNORED
            yield Example(
                pieces.ids[start:end],
                pieces.features[start:end],
                core,
                tuple((at - start, roles[start:end]) for at, roles in anchors if window.core_start <= at < window.core_end),
                segments[start:end],
                here,
                document.is_sparse,
            )


def _anchor(pieces: Pieces, attribution: dict[str, Any]) -> tuple[int, Ints] | None:
    """Return the piece where the cue begins and every piece's role, or ``None`` where cue or content stand in no block."""
    roles = np.full(len(pieces), OTHER, dtype=np.int64)
    first: dict[str, int] = {}
    for role in ("content", "source", "cue"):
        for start, end in attribution[role] or ():
            low = int(np.searchsorted(pieces.ends, start, side="right"))
            high = int(np.searchsorted(pieces.starts, end, side="left"))
            if low < high:
                roles[low:high] = ROLE_TAGS[role]
                first.setdefault(role, low)
    return (first["cue"], roles) if "cue" in first and "content" in first else None


def _grammar(pieces: Pieces, words: Ints) -> tuple[Ints, Ints]:
    """Lay each word's grammar on its first piece; a word that begins inside another's piece, or is gone, has none."""
    segments = np.full(len(pieces), -1, dtype=np.int64)
    grammar = np.full((len(pieces), 4), IGNORED, dtype=np.int64)
    if not len(words) or not len(pieces):
        return segments, grammar
    at = np.searchsorted(pieces.ends, words[:, 0], side="right")
    at[at == len(pieces)] = len(pieces) - 1
    stands = (pieces.starts[at] < words[:, 1]) & (pieces.ends[at] > words[:, 0])
    stands &= np.concatenate([[True], np.diff(at) > 0])
    segments[at[stands]] = pieces.blocks[at[stands]]
    heads = words[:, 3]
    grammar[at[stands], 0] = words[stands, 2]
    grammar[at[stands], 1] = np.where(stands[heads[stands]], at[heads[stands]], IGNORED)
    grammar[at[stands], 2] = words[stands, 4]
    grammar[at[stands], 3] = words[stands, 5]
    return segments, grammar
