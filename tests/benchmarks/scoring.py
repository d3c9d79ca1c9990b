"""Scores statements against annotated ones: is the said thing found, to the word, and laid at the right door.

The definitions are those of the evaluations that the figures in the dbt ``meta`` come from. A word is a run of ``\\w``;
marks do not count. Predictions and gold are paired one to one by the Jaccard similarity of the words of their contents, the
most similar first. ``found``: a pair of similarity 0.5 or more. ``exact``: one of similarity 1. ``who said what``: found,
and the predicted source holds the head word of the annotated one and is at most three times as long and five words; where
none is annotated, none is predicted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.extraction.wordlists import words

_WORD = re.compile(r"\w+")
_ARTICLES = frozenset({"the", "a", "an"})
_PREPOSITIONS = words(
    """
    of for from in at on to with who whom whose which that by during among inside near under as about including according and
    or but after before when where while against between over
    """
)
_BREAK = re.compile(r"[,;:()\[\]]|\s[–—-]+\s")

Spans = Sequence[tuple[int, int]]
Score = tuple[float, float, float]
"""Precision, recall and F1, in percent."""


@dataclass(frozen=True)
class Item:
    """One statement: the words of its content and source, as indexes into the document's words."""

    content: frozenset[int]
    source: frozenset[int]
    heads: frozenset[int]
    quoting: str
    """``direct`` where nine words of the content in ten stand in quotation marks, ``indirect`` where none, else
    ``mixed``."""


class _Words:
    """The words of a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        matches = list(_WORD.finditer(text))
        self.words = [match.group().lower() for match in matches]
        self.at = {c: i for i, match in enumerate(matches) for c in range(match.start(), match.end())}
        self.quoted = frozenset(self._quoted())

    def _quoted(self) -> Iterable[int]:
        inside = False
        for place, character in enumerate(self.text):
            if character == "\n":
                inside = False
            elif character in "“„«" or (character == '"' and not inside):
                inside = True
            elif character in '”»"':
                inside = False
            elif inside and place in self.at:
                yield self.at[place]

    def of(self, spans: Spans) -> frozenset[int]:
        return frozenset(self.at[c] for start, end in spans for c in range(start, end) if c in self.at)

    def heads(self, spans: Spans) -> frozenset[int]:
        """The last word, before any preposition, of each part of a source between commas, brackets and dashes."""
        found: set[int] = set()
        for start, end in spans:
            edges = [start, *(edge for match in _BREAK.finditer(self.text, start, end) for edge in match.span()), end]
            for order, part in enumerate(zip(edges[::2], edges[1::2], strict=True)):
                words = sorted(self.of([part]))
                if order and words and self.words[words[0]] in _PREPOSITIONS:
                    continue
                while words and self.words[words[0]] in _PREPOSITIONS | _ARTICLES:
                    words.pop(0)
                stop = next((k for k, word in enumerate(words) if k and self.words[word] in _PREPOSITIONS), len(words))
                if kept := words[:stop]:
                    found.add(kept[-2] if self.words[kept[-1]] == "s" and len(kept) > 1 else kept[-1])
        return frozenset(found or sorted(self.of(spans))[-1:])

    def item(self, record: Mapping[str, Any]) -> Item:
        content, source = self.of(record["content"] or ()), self.of(record["source"] or ())
        quoted = len(content & self.quoted)
        quoting = "indirect" if not quoted else "direct" if quoted >= 0.9 * len(content) else "mixed"
        return Item(content, source, self.heads(record["source"] or ()), quoting)


def score(
    documents: Iterable[Mapping[str, Any]], predictions: Iterable[Mapping[str, Any]], *, only: str | None = None
) -> dict[str, Score]:
    """Score predictions (``doc_id``, ``source``, ``content``) for documents (``doc_id``, ``text``, ``attributions``).

    Spans are lists of ``[start, end)`` code points. ``only`` keeps statements of one kind of quoting: predictions paired
    with another kind, and unpaired ones of another kind or on words of another kind's content, are left out.
    """
    by_document: dict[str, list[Mapping[str, Any]]] = {}
    for prediction in predictions:
        by_document.setdefault(prediction["doc_id"], []).append(prediction)
    counts: Counter[str] = Counter()
    for document in documents:
        words = _Words(document["text"])
        gold = [words.item(record) for record in document["attributions"]]
        found = [item for record in by_document.get(document["doc_id"], []) if (item := words.item(record)).content]
        counts.update(_count(gold, found, only))
    return {name: _shares(counts[name], counts["predicted"], counts["gold"]) for name in ("found", "exact", "who said what")}


def _count(gold: list[Item], predicted: list[Item], only: str | None) -> Counter[str]:
    pairs = _pairs(gold, predicted)
    dropped: set[int] = set()
    if only is not None:
        others: frozenset[int] = frozenset().union(*(item.content for item in gold if item.quoting != only))
        partner = {j: i for i, j, _ in pairs}
        dropped = {
            j
            for j, item in enumerate(predicted)
            if (gold[partner[j]].quoting != only if j in partner else item.quoting != only or item.content & others)
        }
        pairs = [(i, j, similarity) for i, j, similarity in pairs if gold[i].quoting == only]
    counts = Counter(
        gold=sum(only is None or item.quoting == only for item in gold), predicted=len(predicted) - len(dropped)
    )
    for i, j, similarity in pairs:
        if similarity >= 0.5:
            counts["found"] += 1
            counts["who said what"] += _right_source(gold[i], predicted[j])
        counts["exact"] += similarity == 1
    return counts


def _pairs(gold: list[Item], predicted: list[Item]) -> list[tuple[int, int, float]]:
    candidates = sorted(
        (-len(g.content & p.content) / len(g.content | p.content), i, j)
        for i, g in enumerate(gold)
        for j, p in enumerate(predicted)
        if g.content & p.content
    )
    pairs: list[tuple[int, int, float]] = []
    taken_gold: set[int] = set()
    taken: set[int] = set()
    for negative, i, j in candidates:
        if i not in taken_gold and j not in taken:
            taken_gold.add(i)
            taken.add(j)
            pairs.append((i, j, -negative))
    return pairs


def _right_source(gold: Item, predicted: Item) -> bool:
    if not gold.source:
        return not predicted.source
    return bool(gold.heads & predicted.source) and len(predicted.source) <= 3 * len(gold.source) + 5


def _shares(hits: int, predicted: int, gold: int) -> Score:
    precision, recall = hits / max(predicted, 1), hits / max(gold, 1)
    return 100 * precision, 100 * recall, 200 * precision * recall / max(precision + recall, 1e-9)
