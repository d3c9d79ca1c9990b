"""A parsed text as plain objects: tokens in one tree a sentence, stretches of them, named entities.

Attributes are named and valued as spaCy's, so that whoever knows those can read the rules. They are plain because the rules
ask each token many times: an attribute of spaCy's is looked up and decoded each time, in 150 nanoseconds against 10 to 50,
and a token's children in 1,100 against 90.
What does not belong here: who tells the grammar (``parsing``, ``tagging``), where sentences end (``sentences``).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, overload

if TYPE_CHECKING:
    from spacy.lexeme import Lexeme
    from spacy.tokens import Doc as SpacyDoc


class Form(NamedTuple):
    """What a token's letters alone tell."""

    text: str
    lower: str
    is_space: bool
    is_punct: bool
    is_quote: bool
    is_alpha: bool
    is_title: bool
    like_num: bool
    is_currency: bool

    @classmethod
    def of(cls, lexeme: Lexeme) -> Form:
        """Take over what spaCy's vocabulary says of a word."""
        return cls(
            lexeme.text,
            lexeme.lower_,
            lexeme.is_space,
            lexeme.is_punct,
            lexeme.is_quote,
            lexeme.is_alpha,
            lexeme.is_title,
            lexeme.like_num,
            lexeme.is_currency,
        )


class Token:
    """A word, a mark or white space, from ``idx`` up to ``end``: code points from the beginning of the parsed text.

    ``children``, ``lefts`` and ``rights`` are in the order of the text. ``left_edge`` and ``right_edge`` are the first and
    the last token of what hangs on this one, itself with it.
    """

    __slots__ = (
        "children", "dep_", "doc", "end", "ent_iob_", "ent_type_", "head", "i", "idx", "is_alpha", "is_currency", "is_punct",
        "is_quote", "is_space", "is_title", "left_edge", "lemma_", "like_num", "lower_", "pos_", "right_edge", "tag_",
        "text",
    )  # fmt: skip

    def __init__(self, doc: Doc, i: int, idx: int, form: Form) -> None:
        self.doc = doc
        self.i = i
        self.idx = idx
        (
            self.text,
            self.lower_,
            self.is_space,
            self.is_punct,
            self.is_quote,
            self.is_alpha,
            self.is_title,
            self.like_num,
            self.is_currency,
        ) = form
        self.end = idx + len(form.text)
        self.tag_ = self.pos_ = self.lemma_ = self.dep_ = self.ent_type_ = self.ent_iob_ = ""
        self.head = self.left_edge = self.right_edge = self
        self.children: list[Token] = []

    def __repr__(self) -> str:
        return self.text

    def nbor(self, distance: int = 1) -> Token:
        """Return the token that far behind this one. Raises IndexError where the text ends before."""
        if self.i + distance < 0:
            raise IndexError(self.i + distance)
        return self.doc.tokens[self.i + distance]

    @property
    def whitespace_(self) -> str:
        """A space where one follows, else nothing."""
        return " " if self.doc.text[self.end : self.end + 1] == " " else ""

    @property
    def lefts(self) -> list[Token]:
        """Children before this token."""
        return [child for child in self.children if child.i < self.i]

    @property
    def rights(self) -> list[Token]:
        """Children behind this token."""
        return [child for child in self.children if child.i > self.i]

    @property
    def ancestors(self) -> Iterator[Token]:
        """The head, its head, and so on up to the root."""
        token = self
        while token.head is not token:
            token = token.head
            yield token

    @property
    def conjuncts(self) -> tuple[Token, ...]:
        """The other tokens that are coordinated with this one."""
        first = self
        while first.dep_ == "conj" and first.head is not first:
            first = first.head
        found = [first]
        for token in found:
            found.extend(child for child in token.rights if child.dep_ == "conj")
        return tuple(token for token in found if token is not self)


class Span:
    """Tokens in a row, ``start`` up to ``end``; its characters are ``start_char`` up to ``end_char``."""

    __slots__ = ("doc", "end", "label_", "start", "tokens")

    def __init__(self, doc: Doc, start: int, end: int, label: str = "") -> None:
        self.doc = doc
        self.start = start
        self.end = end
        self.label_ = label
        self.tokens = doc.tokens[start:end]

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    def __len__(self) -> int:
        return len(self.tokens)

    def __repr__(self) -> str:
        return self.text

    @overload
    def __getitem__(self, key: int) -> Token: ...
    @overload
    def __getitem__(self, key: slice) -> Span: ...
    def __getitem__(self, key: int | slice) -> Token | Span:
        if isinstance(key, int):
            return self.tokens[key]
        start, end, _ = key.indices(len(self.tokens))
        return Span(self.doc, self.start + start, self.start + max(start, end), self.label_)

    @property
    def start_char(self) -> int:
        """Where the first token begins."""
        return self.tokens[0].idx

    @property
    def end_char(self) -> int:
        """Where the last token ends."""
        return self.tokens[-1].end

    @property
    def text(self) -> str:
        """The characters from the first token to the last."""
        return self.doc.text[self.start_char : self.end_char] if self.tokens else ""

    @property
    def root(self) -> Token:
        """The token on which the others hang: nearest to the root of its sentence, of several the first.

        It is no mark or white space on which nothing hangs, if there is another.
        """
        for token in self.tokens:
            if token.head is token:
                return token
        outward = [token for token in self.tokens if not self.start <= token.head.i < self.end]
        telling = [token for token in outward if token.children or not (token.is_punct or token.is_space)]
        return min(telling or outward, key=lambda token: sum(1 for _ in token.ancestors))

    @property
    def ents(self) -> tuple[Span, ...]:
        """The named entities that lie inside."""
        return tuple(entity for entity in self.doc.ents if self.start <= entity.start and entity.end <= self.end)


class Doc:
    """A parsed text."""

    def __init__(self, text: str, words: Sequence[tuple[int, Form]]) -> None:
        """Take the places and forms of the words of a text; ``grow`` hangs them together."""
        self.text = text
        self.tokens = [Token(self, i, idx, form) for i, (idx, form) in enumerate(words)]
        self.sents: tuple[Span, ...] = ()

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    def __len__(self) -> int:
        return len(self.tokens)

    @overload
    def __getitem__(self, key: int) -> Token: ...
    @overload
    def __getitem__(self, key: slice) -> Span: ...
    def __getitem__(self, key: int | slice) -> Token | Span:
        if isinstance(key, int):
            return self.tokens[key]
        start, end, _ = key.indices(len(self.tokens))
        return Span(self, start, max(start, end))

    def overlapping(self, start: int, end: int) -> Span:
        """Return the tokens that share a character with a stretch of the text."""
        first = bisect_right(self.tokens, start, key=lambda token: token.end)
        return self[first : bisect_left(self.tokens, end, key=lambda token: token.idx)]

    def grow(self, heads: Sequence[int], sentence_starts: Sequence[int]) -> None:
        """Hang each token on its head, by index, a root on itself; sentences begin at these tokens, the first of all at 0.

        Linear but for how deep the trees are.
        """
        tokens = self.tokens
        left, right = list(range(len(tokens))), list(range(len(tokens)))
        for i, head in enumerate(heads):
            if head == i:
                continue
            tokens[i].head = tokens[head]
            tokens[head].children.append(tokens[i])
            # Where an ancestor reaches past this token already, those above it do too, or will once it is climbed from.
            above = head
            while not left[above] <= i <= right[above]:
                if i < left[above]:
                    left[above] = i
                else:
                    right[above] = i
                if heads[above] == above:
                    break
                above = heads[above]
        for token, first, last in zip(tokens, left, right, strict=True):
            token.left_edge, token.right_edge = tokens[first], tokens[last]
        ends = [*sentence_starts[1:], len(tokens)]
        self.sents = tuple(self[start:end] for start, end in zip(sentence_starts, ends, strict=True)) if tokens else ()

    @cached_property
    def ents(self) -> tuple[Span, ...]:
        """The named entities, each with its label, in order."""
        found: list[Span] = []
        begin: int | None = None
        for token in self.tokens:
            if begin is not None and token.ent_iob_ != "I":
                found.append(Span(self, begin, token.i, self.tokens[begin].ent_type_))
                begin = None
            if token.ent_iob_ == "B":
                begin = token.i
        if begin is not None:
            found.append(Span(self, begin, len(self.tokens), self.tokens[begin].ent_type_))
        return tuple(found)


def plain(parse: SpacyDoc) -> Doc:
    """Take over a text that spaCy has parsed."""
    vocabulary = parse.vocab
    doc = Doc(parse.text, [(token.idx, Form.of(vocabulary[token.orth])) for token in parse])
    for mine, theirs in zip(doc.tokens, parse, strict=True):
        mine.tag_, mine.pos_, mine.lemma_, mine.dep_ = theirs.tag_, theirs.pos_, theirs.lemma_, theirs.dep_
        mine.ent_type_, mine.ent_iob_ = theirs.ent_type_, theirs.ent_iob_
    starts = [sentence.start for sentence in parse.sents] if parse.has_annotation("SENT_START") else [0]
    doc.grow([token.head.i for token in parse], starts)
    return doc
