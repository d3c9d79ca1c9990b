"""Who said what, found by rules over quotation marks and dependency parses: statements of source, cue and content.

What does not belong here: the rules themselves (``direct_speech``, ``reported_speech``), which person a name or pronoun
means
(``sources``), rows (``extractor``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from flows.cleaning.types import CleanDocument
from flows.extraction.direct_speech import DirectSpeech
from flows.extraction.parsing import ParsedDocument, TextSpan, load_model, parse_document
from flows.extraction.reported_speech import ReportedSpeech
from flows.extraction.statements import Statement
from flows.extraction.wordlists import words

_WORD = re.compile(r"\w+")
_YES = words("yes obviously indeed exactly absolutely certainly definitely undoubtedly true right correct agreed of course")
_TO = re.compile(r"\W*to\s+")


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
        self.cited_sources()
        statements = [statement for draft in self.drafts if (statement := self.finish(draft)) is not None]
        return without_duplicates(with_assent(self.text, statements))


def with_assent(text: str, statements: Sequence[Statement]) -> list[Statement]:
    """Let who answers another's claims with a word of assent say those claims too: ``replied “obviously” to Berg's …``."""
    by_source = {statement.source.start: statement for statement in statements if statement.source is not None}
    starts = sorted(by_source)

    def assented(statement: Statement) -> tuple[TextSpan, ...]:
        start, end = statement.extent
        follows = bisect_left(starts, end)
        if follows == len(starts) or _TO.fullmatch(text, end, starts[follows]) is None:
            return ()
        said = _WORD.findall(text[start:end].lower())
        return by_source[starts[follows]].content if said and _YES.issuperset(said) else ()

    return [replace(statement, content=(*statement.content, *assented(statement))) for statement in statements]


def without_duplicates(statements: Iterable[Statement]) -> list[Statement]:
    """Keep one statement for each cue and, of those with the same content, the surest.

    “The report says that rail is slow, as Berg noted” has two for one content: the second source stands beside the first;
    in “the Post reported, citing officials” behind it.
    """
    best: dict[tuple[tuple[TextSpan, ...], str], Statement] = {}
    for statement in statements:
        key = (statement.content, statement.rule if statement.rule in {"as_put", "cited"} else "")
        other = best.get(key)
        if other is None or statement.confidence > other.confidence:
            best[key] = statement
    return sorted(best.values(), key=lambda s: (s.content[0].start, -s.content[-1].end, s.cue or s.content[0]))
