"""What a finder of statements hands on: who, by which words, said what. Plain values.

The rules of ``attributions`` are one reader, the trained network of ``tagging`` is another. Whichever finds statements,
resolution of sources, nesting, claims and rows stay the same. What does not belong here: finding (``attributions``),
resolving (``sources``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from flows.cleaning.types import CleanDocument
from flows.extraction.parsing import ParsedDocument, TextSpan

Stance = Literal["holds", "denies", "wants"]
"""How a source stands to a content: it holds that it is so, denies it ("denied", "did not say"), or wants it done."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One source-cue-content relation as written; all spans are code points into the document's text, half open."""

    source: TextSpan | None
    """Who, as written: a noun phrase with its appositions, or a pronoun. ``None`` where the text names nobody."""
    cue: TextSpan | None
    """The words that make it an attribution. ``None`` only where ``continues``."""
    content: tuple[TextSpan, ...]
    """What: at least one span, in order, not overlapping, trimmed."""
    rule: str
    """The construction that was recognised."""
    confidence: float
    """Share of such statements that people mark too, in [0, 1]."""
    venue: TextSpan | None = None
    """Where it was said or published, as written: told CNBC, wrote on X."""
    continues: bool = False
    """Whether it is a quotation without a cue that takes up the statement before; ``source`` is then that one's."""
    stance: Stance = "holds"

    @property
    def extent(self) -> TextSpan:
        """From the first to the last character of the content."""
        return TextSpan(self.content[0].start, self.content[-1].end)


class DocumentReader(Protocol):
    """Reads one document after the other."""

    def load(self) -> None:
        """Load what is needed, ahead of the first document. Raises SpacyModelError when spaCy's package cannot be used."""

    def read(self, document: CleanDocument) -> tuple[ParsedDocument, Sequence[Statement]]:
        """Return a document's sentences and its statements, these in the order of their contents."""
