"""A document's content blocks as parses, cut into sentences, with offsets that lead back to the document's text.

What does not belong here: where a sentence ends (``sentences``), what is quoted (``quotations``), who says what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from flows.cleaning.headings import content_start
from flows.cleaning.masthead import DATELINE
from flows.cleaning.types import SENTENCE_KINDS, Block, CleanDocument
from flows.extraction.sentences import mark_boundaries, sentence_is_question
from flows.extraction.tokens import Doc, Span, Token, plain
from flows.extraction.version import SpacyModelError

if TYPE_CHECKING:
    from spacy.language import Language

_PUNCTUATION_KEPT = 8
_PUNCTUATION = re.compile(r"[^\w\s]")
_PUNCTUATION_RUN = re.compile(r"[^\w\s]{9,}")
_LONG_RUN = re.compile(r"\S{400,}")
"""spaCy's tokenizer peels punctuation off a stretch without spaces one mark at a time, each time copying the rest: 20,000
quotation marks in a row took it minutes."""

_QUOTE_MARKS = re.compile(r"(?:>\s{0,3}){1,5}(?=\S)")

MAX_PIECE_CHARS = 10_000
"""Longer blocks are parsed in pieces: spaCy refuses more than 1,000,000 characters, and its memory grows with the text."""

_PIECE_END = re.compile(r"[.!?][\"'”’»)\]]{0,3}\s")
_PIECE_END_WINDOW = 2_000

PARSER_CHARACTERS = str.maketrans(
    {
        **dict.fromkeys("\n\r\t\v\f\x85\xa0\u2028\u2029\u200b\u200e\u200f\u2060\ufeff\u2009\u202f", " "),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛′", "'"),
    }
)
"""One character for one, so that offsets stay: hard line breaks and typographic marks make the small model tag and split
worse
(“It’s” is then read as a verb ’s; a line break ends a sentence)."""


class TextSpan(NamedTuple):
    """Code points into the document's text, half open."""

    start: int
    end: int

    def covers(self, other: TextSpan) -> bool:
        """Whether ``other`` lies inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: TextSpan) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a title or content block; ``start`` and ``end`` are code points of the document's text, half open."""

    index: int
    block_index: int
    start: int
    end: int
    offset: int
    """Added to a token's ``idx`` it gives the token's place in the document's text."""
    tokens: Span
    is_question: bool

    @property
    def span(self) -> TextSpan:
        """Where the sentence stands."""
        return TextSpan(self.start, self.end)

    def place(self, token: Token) -> TextSpan:
        """Where a token of this sentence stands in the document's text."""
        return TextSpan(token.idx + self.offset, token.end + self.offset)


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A cleaned document and the sentences of its title and its content blocks, in order."""

    clean: CleanDocument
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The document's text, as decoded."""
        return self.clean.document.text

    def block(self, sentence: Sentence) -> Block:
        """Return the block that a sentence belongs to."""
        return self.clean.blocks[sentence.block_index]


@lru_cache(maxsize=2)
def load_model(name: str) -> Language:
    """Load an installed spaCy package, once a process, with sentence boundaries set ahead of its parser.

    Raises SpacyModelError when the package is missing or lacks a parser.
    """
    import spacy
    from spacy.language import Language

    if not Language.has_factory("wellsourced_boundaries"):
        Language.component("wellsourced_boundaries", func=mark_boundaries)
    try:
        model = spacy.load(name)
    except OSError as error:
        message = f"the spaCy model {name!r} cannot be loaded; install it or set WELLSOURCED_SPACY_MODEL"
        raise SpacyModelError(message) from error
    if "parser" not in model.pipe_names:
        message = f"the spaCy model {name!r} has no parser; choose one that has"
        raise SpacyModelError(message)
    model.add_pipe("wellsourced_boundaries", before="parser")
    return model


def parser_text(text: str) -> str:
    """Return the text as the parser gets it: of the same length, with plain spaces and plain quotation marks."""
    plain = text.translate(PARSER_CHARACTERS)
    for pair in ("''", "``"):
        plain = plain.replace(pair, '" ')
    plain = _PUNCTUATION_RUN.sub(_thin, plain)
    return _LONG_RUN.sub(lambda match: _PUNCTUATION.sub(" ", match.group()), plain)


def _thin(match: re.Match[str]) -> str:
    run = match.group()
    return run[:_PUNCTUATION_KEPT] + " " * (len(run) - _PUNCTUATION_KEPT)


def cut_pieces(text: str, limit: int = MAX_PIECE_CHARS) -> Iterator[TextSpan]:
    """Cut a text into stretches of at most ``limit`` characters, at sentence ends where there are any, else at white space.

    The stretches are in order and together are the text.
    """
    start = 0
    while len(text) - start > limit:
        end = start + limit
        window = end - min(_PIECE_END_WINDOW, limit // 2)
        sentence_ends = [match.end() for match in _PIECE_END.finditer(text, window, end)]
        if sentence_ends:
            end = sentence_ends[-1]
        else:
            space = text.rfind(" ", window, end)
            end = space + 1 if space > 0 else end
        yield TextSpan(start, end)
        start = end
    if start < len(text):
        yield TextSpan(start, len(text))


class Stretch(NamedTuple):
    """What of a block is parsed at once; code points into the document's text, half open."""

    block_index: int
    span: TextSpan


def stretches(document: CleanDocument) -> list[Stretch]:
    """Cut the title and the content blocks of a document into what is parsed at once, in order.

    A list item's mark ("- ", "3. "), a quotation's ("> ") and a dateline are left out: they are no part of what is said.
    """
    text = document.document.text
    return [
        Stretch(block_index, TextSpan(start + piece.start, start + piece.end))
        for block_index, block in enumerate(document.blocks)
        if block.kind in SENTENCE_KINDS
        for start in [_words_start(text, block)]
        for piece in cut_pieces(text[start : block.end_char])
    ]


def parse_document(document: CleanDocument, model: Language, *, batch_size: int = 64) -> ParsedDocument:
    """Parse the title and the content blocks of a document with spaCy's networks.

    Documents are parsed one by one: in a batch with others a parse can differ by a rounding, and its rows would then
    depend on its neighbours.
    """
    text = document.document.text
    plan = stretches(document)
    docs = model.pipe((parser_text(text[piece.start : piece.end]) for _, piece in plan), batch_size=batch_size)
    return parsed(document, plan, map(plain, docs))


def parsed(document: CleanDocument, plan: Sequence[Stretch], docs: Iterable[Doc]) -> ParsedDocument:
    """Put a document and the parses of its stretches together."""
    sentences: list[Sentence] = []
    for (block_index, piece), doc in zip(plan, docs, strict=True):
        sentences.extend(_sentences(doc, document.document.text, piece.start, block_index, len(sentences)))
    return ParsedDocument(document, tuple(sentences))


def _words_start(text: str, block: Block) -> int:
    """Return where a block's words begin: behind a list item's mark, Markdown's mark of a quotation, or a dateline."""
    if block.kind == "list_item":
        return content_start(text, block.start_char, block.end_char)
    if block.kind != "paragraph":
        return block.start_char
    quoted = _QUOTE_MARKS.match(text, block.start_char, block.end_char)
    start = block.start_char if quoted is None else quoted.end()
    # The parser takes the place for the subject of the sentence, which then is the one who says it.
    dateline = DATELINE.match(text, start, block.end_char)
    return start if dateline is None else dateline.end()


def _sentences(doc: Doc, text: str, offset: int, block_index: int, first_index: int) -> Iterator[Sentence]:
    index = first_index
    for span in doc.sents:
        first, last = span.start, span.end
        while first < last and doc[first].is_space:
            first += 1
        while last > first and doc[last - 1].is_space:
            last -= 1
        if first == last:
            continue
        tokens = doc[first:last]
        end = tokens.end_char + offset
        if text[end - 1 : end + 1] in {"''", "``"}:
            end += 1  # a mark of two characters, of which the parser saw one
        yield Sentence(
            index=index,
            block_index=block_index,
            start=tokens.start_char + offset,
            end=end,
            offset=offset,
            tokens=tokens,
            is_question=sentence_is_question(tokens.text),
        )
        index += 1
