"""Plain tokens say what spaCy's say."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Span as SpacySpan
from spacy.tokens import Token as SpacyToken

from flows.extraction.tokens import Doc, Span, Token, plain
from tests.conftest import SEEDS
from tests.unit.extraction.documents import SPACY_MODEL

ATTRIBUTES = (
    "i", "idx", "text", "lower_", "lemma_", "pos_", "tag_", "dep_", "ent_type_", "ent_iob_", "whitespace_", "is_alpha",
    "is_currency", "is_punct", "is_quote", "is_space", "is_title", "like_num",
)  # fmt: skip


@pytest.fixture(scope="module")
def parses() -> list[tuple[spacy.tokens.Doc, Doc]]:
    model = spacy.load(SPACY_MODEL)
    texts = [*(path.read_text(encoding="utf-8")[:9_000] for path in sorted(SEEDS.glob("*.txt"))), "", " ", "No \n\n  end"]
    return [(parse, plain(parse)) for parse in map(model, texts)]


def relatives(token: Token | SpacyToken) -> list[list[int]]:
    kin = (token.children, token.lefts, token.rights, token.ancestors, token.conjuncts)
    return [[token.head.i, token.left_edge.i, token.right_edge.i], *([one.i for one in some] for some in kin)]


def stretch(span: Span | SpacySpan) -> tuple[int, int, int, int, str, str, int]:
    return span.start, span.end, span.start_char, span.end_char, span.text, span.label_, span.root.i


def test_tokens_have_the_attributes_and_the_tree_of_spacys(parses: list[tuple[spacy.tokens.Doc, Doc]]) -> None:
    for theirs, mine in parses:
        assert len(mine) == len(theirs)
        for token, its in zip(mine, theirs, strict=True):
            assert [getattr(token, name) for name in ATTRIBUTES] == [getattr(its, name) for name in ATTRIBUTES]
            assert relatives(token) == relatives(its)


def test_sentences_entities_and_slices_are_spacys(parses: list[tuple[spacy.tokens.Doc, Doc]]) -> None:
    for theirs, mine in parses:
        assert [stretch(span) for span in mine.sents] == [stretch(span) for span in theirs.sents]
        assert [stretch(span) for span in mine.ents] == [stretch(span) for span in theirs.ents]
        for start in range(0, len(mine) - 1, 7):
            span, its = mine[start : start + 11], theirs[start : start + 11]
            assert stretch(span) == stretch(its)
            assert [entity.text for entity in span.ents] == [entity.text for entity in its.ents]
            assert (span[0].i, span[-1].i, span[1:3].text) == (its[0].i, its[-1].i, its[1:3].text)


def test_a_stretch_of_characters_is_widened_to_the_tokens_it_touches(parses: list[tuple[spacy.tokens.Doc, Doc]]) -> None:
    doc = parses[0][1]
    third, fifth = doc[2], doc[4]
    assert doc.overlapping(third.end - 1, fifth.idx + 1).text == doc[2:5].text
    assert len(doc.overlapping(third.idx, third.idx)) == 0
