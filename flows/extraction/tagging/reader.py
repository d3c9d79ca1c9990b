"""Reads a cleaned document with the trained network: its sentences with their grammar, and who said what in them.

What does not belong here: the steps (``pieces``, ``network``, ``grammar``, ``finder``).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flows.cleaning.types import CleanDocument
from flows.extraction.parsing import ParsedDocument, parsed, stretches
from flows.extraction.statements import Statement
from flows.extraction.tagging import grammar
from flows.extraction.tagging.evidence import WEIGHTS_FILE, read_weights
from flows.extraction.tagging.finder import find_statements
from flows.extraction.tagging.network import VOCABULARY_FILE, load_network
from flows.extraction.tagging.pieces import load_tokenizer, read_pieces
from flows.extraction.version import MODEL_FOLDER


class NetworkReader:
    """Reads documents by the network of ``folder``; of spaCy's package it needs tokenizer and lemmatizer alone."""

    def __init__(self, spacy_model: str, folder: Path = MODEL_FOLDER) -> None:
        self.spacy_model = spacy_model
        self.folder = folder

    def load(self) -> None:
        """Load tokenizer, lemmatizer and network, once a process.

        Raises SpacyModelError when the spaCy package cannot be used.
        """
        grammar.load_lexicon(self.spacy_model)
        load_network(self.folder)
        read_weights(self.folder / WEIGHTS_FILE)

    def read(self, document: CleanDocument) -> tuple[ParsedDocument, Sequence[Statement]]:
        """Return the document's sentences and its statements, these in the order of their contents."""
        lexicon = grammar.load_lexicon(self.spacy_model)
        network = load_network(self.folder)
        text, plan = document.document.text, stretches(document)
        spans = [stretch.span for stretch in plan]
        pieces = read_pieces(text, spans, load_tokenizer(self.folder / VOCABULARY_FILE))
        if not len(pieces):  # nothing but characters without width
            return parsed(document, (), ()), []
        tokenized = grammar.tokenize(text, spans, pieces, lexicon)
        reading = network.read(pieces, grammar.segments(tokenized, len(pieces)))
        entities = grammar.entity_tags(tokenized, reading, network.labels)
        docs = grammar.fill(tokenized, entities, reading, network.labels, lexicon)
        result = parsed(document, plan, docs)
        return result, find_statements(result, pieces, reading, read_weights(self.folder / WEIGHTS_FILE))
