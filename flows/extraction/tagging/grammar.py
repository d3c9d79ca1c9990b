"""The network's answers about words as parsed texts: tags, one tree a sentence, lemmas, named entities.

Tokens, tag map and lemmas are spaCy's. What does not belong here: running the network (``network``), where a sentence may
end (``flows.extraction.sentences``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from flows.extraction.parsing import TextSpan, parser_text
from flows.extraction.sentences import mark_boundaries
from flows.extraction.tagging.labels import Labels
from flows.extraction.tagging.network import Floats, Reading
from flows.extraction.tagging.pieces import Flags, Ints, Pieces
from flows.extraction.tokens import Doc, Form
from flows.extraction.version import SpacyModelError

if TYPE_CHECKING:
    from spacy.language import Language

_AUXILIARY = frozenset({"aux", "auxpass"})
_NOT = frozenset({"n't", "n’t", "not", "nt"})
_KEPT_WORDS = 100_000
"""Words whose analysis is kept; with more, all are forgotten and the memory that they take with them."""
_MAJORITY = 2
"""How many times as often a name must be one kind of thing than any other to be that kind throughout."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one stretch of a document before their grammar is known."""

    text: str
    words: list[tuple[int, Form]]
    """Where in ``text`` each token begins, and its form."""
    pieces: Ints
    """For each token the piece that tells of it, -1 for white space and for what begins inside another token's piece."""
    may_begin: Ints
    """1 where a sentence begins for certain, 0 where the tree decides, -1 where none does."""


class Lexicon:
    """spaCy's tokenizer, tag map and lemmatizer, and what the latter two said of each word with its tag.

    They look at one word at a time (but for a few contractions such as “gonna”), so that each need be asked only once.
    """

    def __init__(self, model: Language) -> None:
        self.tokenize = model.make_doc
        self._vocab = model.vocab
        self._pipes = [model.get_pipe(name) for name in ("attribute_ruler", "lemmatizer")]
        # The lemmatizer's index comes as lists; in one of them a word is sought 70 microseconds.
        index = cast("Any", model.get_pipe("lemmatizer")).lookups.get_table("lemma_index", {})
        for part_of_speech, lemmas in index.items():
            index[part_of_speech] = frozenset(lemmas)
        self._known: dict[tuple[str, str, bool], tuple[str, str]] = {}
        self._forms: dict[str, Form] = {}

    def form(self, text: str) -> Form:
        """Return what the vocabulary says of a token's letters."""
        form = self._forms.get(text)
        if form is None:
            if len(self._forms) >= _KEPT_WORDS:
                self._forms.clear()
            form = self._forms[text] = Form.of(self._vocab[text])
        return form

    def analyse(self, words: Sequence[tuple[str, str, bool]]) -> list[tuple[str, str]]:
        """Return part of speech and lemma of words given with tag and whether they are auxiliaries."""
        from spacy.tokens import Doc

        unknown = [word for word in dict.fromkeys(words) if word not in self._known]
        if unknown:
            if len(self._known) + len(unknown) > _KEPT_WORDS:
                self._known.clear()
                unknown = list(dict.fromkeys(words))
            doc = Doc(
                self._vocab,
                words=[text for text, _, _ in unknown],
                tags=[tag for _, tag, _ in unknown],
                deps=["aux" if auxiliary else "dep" for _, _, auxiliary in unknown],
                heads=list(range(len(unknown))),
            )
            for pipe in self._pipes:
                doc = pipe(doc)
            self._known.update((word, (token.pos_, token.lemma_)) for word, token in zip(unknown, doc, strict=True))
        return [self._known[word] for word in words]


@lru_cache(maxsize=2)
def load_lexicon(name: str) -> Lexicon:
    """Load of an installed spaCy package only what is no network. Once a process.

    Raises SpacyModelError when the package is missing or lacks the tag map or the lemmatizer.
    """
    import spacy

    try:
        model = spacy.load(name, exclude=["tok2vec", "tagger", "parser", "senter", "ner"])
    except OSError as error:
        message = f"the spaCy model {name!r} cannot be loaded; install it or set WELLSOURCED_SPACY_MODEL"
        raise SpacyModelError(message) from error
    if missing := {"attribute_ruler", "lemmatizer"}.difference(model.pipe_names):
        message = f"the spaCy model {name!r} has no {' and no '.join(sorted(missing))}; choose one that has"
        raise SpacyModelError(message)
    return Lexicon(model)


def tokenize(text: str, stretches: Sequence[TextSpan], pieces: Pieces, lexicon: Lexicon) -> list[Tokens]:
    """Cut each stretch of a text into tokens and find the piece that tells of each."""
    from spacy.attrs import IDX, IS_SPACE, LENGTH, SENT_START

    found: list[Tokens] = []
    for stretch in stretches:
        plain = parser_text(text[stretch.start : stretch.end])
        doc = mark_boundaries(lexicon.tokenize(plain))
        columns = doc.to_array([IDX, LENGTH, IS_SPACE, SENT_START]).astype(np.int64)
        starts = columns[:, 0] + stretch.start
        at = np.searchsorted(pieces.ends, starts, side="right")
        inside = np.minimum(at, len(pieces) - 1)
        own = (at < len(pieces)) & (pieces.starts[inside] < starts + columns[:, 1]) & (columns[:, 2] == 0)
        own[1:] &= np.diff(at) > 0
        words = [(start, lexicon.form(plain[start : start + length])) for start, length in columns[:, :2].tolist()]
        found.append(Tokens(plain, words, np.where(own, at, -1), columns[:, 3]))
    return found


def segments(tokenized: Sequence[Tokens], n_pieces: int) -> Ints:
    """Return the number of the stretch between certain sentence beginnings for each piece that tells of a token, else -1."""
    result = np.full(n_pieces, -1, dtype=np.int64)
    first = 0
    for tokens in tokenized:
        own = tokens.pieces >= 0
        numbers = first + np.cumsum(tokens.may_begin == 1)
        result[tokens.pieces[own]] = numbers[own]
        first = int(numbers[-1]) + 1 if len(numbers) else first
    return result


def entity_tags(tokenized: Sequence[Tokens], reading: Reading, labels: Labels) -> list[list[str]]:
    """Return the entity tag of each token of each stretch; a name is one kind of thing throughout a document.

    Window by window the network calls ``DeepSeek`` an organisation five times and a person once: a clear majority is right.
    """
    tags: list[list[str]] = []
    for tokens in tokenized:
        read = np.where(tokens.pieces >= 0, reading.entities[np.maximum(tokens.pieces, 0)], labels.entities.number("O"))
        tags.append([labels.entities.names[i] for i in read.tolist()])
    places: dict[str, list[tuple[int, int, int]]] = {}
    for number, (tokens, names) in enumerate(zip(tokenized, tags, strict=True)):
        begin = 0
        for end in range(1, len(names) + 1):
            if end < len(names) and names[end].startswith("I-"):
                continue
            if names[begin] != "O":
                last, form = tokens.words[end - 1]
                name = tokens.text[tokens.words[begin][0] : last + len(form.text)]
                places.setdefault(name, []).append((number, begin, end))
            begin = end
    for found in places.values():
        kinds = Counter(tags[number][begin].partition("-")[2] for number, begin, _ in found)
        (kind, count), *others = kinds.most_common(2)
        if not others or count < _MAJORITY * others[0][1]:
            continue
        for number, begin, end in found:
            tags[number][begin:end] = [f"B-{kind}", *[f"I-{kind}"] * (end - begin - 1)]
    return tags


def fill(
    tokenized: Sequence[Tokens], entities: Sequence[Sequence[str]], reading: Reading, labels: Labels, lexicon: Lexicon
) -> list[Doc]:
    """Hang the tokens of each stretch together by what the network read, with their entity tags, and lemmatize them.

    All stretches of a document at once: most are a few dozen tokens, and each step would take longer to begin than to do.
    """
    words = [word for tokens in tokenized for word in tokens.words]
    if not words:
        return [Doc(tokens.text, ()) for tokens in tokenized]
    pieces = np.concatenate([tokens.pieces for tokens in tokenized])
    own, at = pieces >= 0, np.maximum(pieces, 0)
    heads = _heads(pieces, reading.heads[at], own)
    names = [labels.dependencies.names[i] for i in reading.labels[at].tolist()]
    tags = [labels.tags.names[i] for i in reading.tags[at].tolist()]
    certainty = np.where(own, reading.certainty[at], 0.0).astype(np.float32)
    first = np.cumsum([0, *(len(tokens.words) for tokens in tokenized)]).tolist()
    begins = frozenset(first)
    for i in np.flatnonzero(~own).tolist():
        heads[i], tags[i], names[i] = _unread(words[i][1], i, i in begins, heads, names)
    sentences = sentence_numbers(heads, np.concatenate([tokens.may_begin for tokens in tokenized]))
    for i in hang_in_one_tree(heads, sentences, certainty):
        names[i] = "dep"
    _hang_appositions(words, heads, names)
    hung = heads.tolist()
    names = [
        "ROOT" if head == i else "dep" if name == "ROOT" else name
        for i, (head, name) in enumerate(zip(hung, names, strict=True))
    ]
    analyses = lexicon.analyse(
        [(form.text, tag, name in _AUXILIARY) for (_, form), tag, name in zip(words, tags, names, strict=True)]
    )
    sentence_starts = [0, *(np.flatnonzero(np.diff(sentences)) + 1).tolist()]
    docs: list[Doc] = []
    for number, tokens in enumerate(tokenized):
        low, high = first[number], first[number + 1]
        doc = Doc(tokens.text, tokens.words)
        for token, tag, name, (pos, lemma), (place, kind) in zip(
            doc.tokens, tags[low:high], names[low:high], analyses[low:high], entity_places(entities[number]), strict=True
        ):
            token.tag_, token.dep_, token.pos_, token.lemma_ = tag, name, pos, lemma
            token.ent_iob_, token.ent_type_ = place, kind
        inside = sentence_starts[bisect_left(sentence_starts, low) : bisect_left(sentence_starts, high)]
        doc.grow([head - low for head in hung[low:high]], [start - low for start in inside])
        docs.append(doc)
    return docs


def _heads(own_pieces: Ints, head_pieces: Ints, own: Flags) -> Ints:
    """Turn heads that are pieces into tokens; a word whose head is no token's piece is a root."""
    itself = np.arange(len(own))
    token_of = np.full(max(own_pieces.max(), head_pieces.max()) + 1, -1, dtype=np.int64)
    token_of[own_pieces[own]] = itself[own]
    heads = np.where(own & (head_pieces >= 0), token_of[head_pieces], -1)
    return np.where(heads < 0, itself, heads)


def _unread(form: Form, i: int, is_first: bool, heads: Ints, names: list[str]) -> tuple[int, str, str]:
    """Give head, tag and label to a token without a piece of its own: white space, and the second half of “don’t”."""
    before = i if is_first else i - 1
    if form.is_space or is_first:
        return before, "_SP" if form.is_space else "XX", "dep"
    head = int(heads[before]) if names[before] in _AUXILIARY else before
    return (head, "RB", "neg") if form.lower in _NOT else (head, "XX", "dep")


def _hang_appositions(words: Sequence[tuple[int, Form]], heads: Ints, names: list[str]) -> None:
    """Hang a second subject behind a comma on the first: of “The minister, Maria Berg, said” a verb has one subject."""
    subjects: dict[int, int] = {}
    for i, (name, head) in enumerate(zip(names, heads.tolist(), strict=True)):
        if name != "nsubj" or i > head:
            continue
        first = subjects.setdefault(head, i)
        if first != i and any(form.text == "," for _, form in words[first + 1 : i]):
            heads[i], names[i] = first, "appos"


def sentence_numbers(heads: Ints, may_begin: Ints) -> Ints:
    """Return each token's sentence: one begins where it must, and where it may and no head stands on the other side."""
    n = len(heads)
    low, high = np.minimum(heads, np.arange(n)), np.maximum(heads, np.arange(n))
    steps = np.zeros(n + 1, dtype=np.int64)
    np.add.at(steps, low + 1, 1)
    np.add.at(steps, high + 1, -1)
    crossed = np.cumsum(steps[:n]) > 0
    return np.cumsum((may_begin == 1) | ((may_begin == 0) & ~crossed))


def hang_in_one_tree(heads: Ints, sentences: Ints, certainty: Floats) -> list[int]:
    """Repair heads in place so that each sentence is one tree; return the tokens that were hung elsewhere.

    A head in another sentence is dropped; a circle opens at its least certain head; of several roots the most certain stays,
    and the others hang on it.
    """
    n = len(heads)
    own = np.arange(n)
    astray = sentences[heads] != sentences
    heads[astray] = own[astray]
    reached = heads.copy()
    for _ in range(n.bit_length()):
        reached = reached[reached]
    opened: set[int] = set()
    for start in np.unique(reached[heads[reached] != reached]).tolist():
        if start in opened:
            continue
        circle = [start]
        while (following := int(heads[circle[-1]])) != start:
            circle.append(following)
        opened.update(circle)
        weakest = min(circle, key=lambda i: float(certainty[i]))
        heads[weakest] = weakest
    roots = np.flatnonzero(heads == own)
    order = np.lexsort((roots, -certainty[roots], sentences[roots]))
    roots = roots[order]
    first = np.concatenate([[True], np.diff(sentences[roots]) > 0])
    chosen = roots[first][np.cumsum(first) - 1]
    moved = roots[~first]
    heads[moved] = chosen[~first]
    return [int(i) for i in moved]


def entity_places(names: Sequence[str]) -> list[tuple[str, str]]:
    """Part entity tags into each token's place in an entity and kind; ``I-`` without its like before it begins one."""
    parted: list[tuple[str, str]] = []
    before = ""
    for name in names:
        prefix, _, kind = name.partition("-")
        parted.append(("O" if not kind else "I" if prefix == "I" and kind == before else "B", kind))
        before = kind
    return parted
