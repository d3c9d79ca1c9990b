"""Who said what, found by rules over quotation marks and dependency parses: statements of source, cue and content.

What does not belong here: the rules themselves (``direct_speech``, ``reported_speech``), which person a name or pronoun
means
(``sources``), rows (``extractor``).
"""

from __future__ import annotations

from collections.abc import Iterable

from flows.cleaning.types import CleanDocument
from flows.extraction.direct_speech import DirectSpeech
from flows.extraction.parsing import ParsedDocument, TextSpan, load_model, parse_document
from flows.extraction.reported_speech import ReportedSpeech
from flows.extraction.statements import Statement


class RuleReader:
    """Reads documents by a spaCy parse and rules over it."""

    def __init__(self, spacy_model: str) -> None:
        self.spacy_model = spacy_model

    def load(self) -> None:
        """Load spaCy's package, once a process. Raises SpacyModelError when it cannot be used."""
        load_model(self.spacy_model)

    def read(self, document: CleanDocument) -> tuple[ParsedDocument, list[Statement]]:
        """Return the document's sentences and its statements, these in the order of their contents."""
        parsed = parse_document(document, load_model(self.spacy_model))
        return parsed, find_statements(parsed)


def find_statements(document: ParsedDocument) -> list[Statement]:
    """Return the statements that the rules find, in the order of their contents."""
    return _Rules(document).run()


class _Rules(DirectSpeech, ReportedSpeech):
    """All rules in their order: quotations with a cue, then verbs and nouns, then quotations without a cue."""

    def run(self) -> list[Statement]:
        self.labelled_turns()
        for position in range(len(self.quotations)):
            if position not in self.by_quotation and self.byline(position) is None:
                self.cued_quotation(position)
        for sentence in self.sentences:
            self.indirect(sentence)
        for position in range(len(self.quotations)):
            if position not in self.by_quotation:
                self.uncued_quotation(position)
        statements = [statement for draft in self.drafts if (statement := self.finish(draft)) is not None]
        return without_duplicates(statements)


def without_duplicates(statements: Iterable[Statement]) -> list[Statement]:
    """Keep one statement for each cue and, of those with the same content, the surest.

    “The report says that rail is slow, as Berg noted” has two for one content: the second source stands beside the first.
    """
    best: dict[tuple[tuple[TextSpan, ...], bool], Statement] = {}
    for statement in statements:
        key = (statement.content, statement.rule == "as_put")
        other = best.get(key)
        if other is None or statement.confidence > other.confidence:
            best[key] = statement
    return sorted(best.values(), key=lambda s: (s.content[0].start, -s.content[-1].end, s.cue or s.content[0]))
