"""From the network's answers about words to one tree a sentence, whatever the answers are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.extraction.tagging.grammar import Tokens, entity_places, entity_tags, hang_in_one_tree, sentence_numbers
from flows.extraction.tagging.labels import Labels
from flows.extraction.tagging.network import Floats, Reading
from flows.extraction.tagging.pieces import Ints
from flows.extraction.tokens import Form


def ints(*values: int) -> Ints:
    return np.array(values, dtype=np.int64)


def sure(*values: float) -> Floats:
    return np.array(values, dtype=np.float32)


@st.composite
def guesses(draw: st.DrawFn) -> tuple[Ints, Ints, Floats]:
    n = draw(st.integers(min_value=1, max_value=30))
    heads = draw(st.lists(st.integers(min_value=0, max_value=n - 1), min_size=n, max_size=n))
    may_begin = draw(st.lists(st.sampled_from([1, 0, -1]), min_size=n, max_size=n))
    certainty = draw(st.lists(st.floats(min_value=0, max_value=1, width=16), min_size=n, max_size=n))
    return ints(*heads), ints(1, *may_begin[1:]), sure(*certainty)


@given(guesses())
@settings(deadline=None)
def test_whatever_the_heads_each_sentence_becomes_one_tree(found: tuple[Ints, Ints, Floats]) -> None:
    heads, may_begin, certainty = found
    sentences = sentence_numbers(heads, may_begin)
    hang_in_one_tree(heads, sentences, certainty)
    assert (sentences[heads] == sentences).all()
    roots = np.flatnonzero(heads == np.arange(len(heads)))
    assert sentences[roots].tolist() == sorted(set(sentences.tolist()))
    for token in range(len(heads)):
        at = token
        for _ in range(len(heads)):
            at = int(heads[at])
        assert heads[at] == at


def test_heads_that_are_a_tree_stay() -> None:
    heads = ints(1, 1, 1, 4, 2)
    assert hang_in_one_tree(heads, ints(1, 1, 1, 1, 1), sure(1, 1, 1, 1, 1)) == []
    assert heads.tolist() == [1, 1, 1, 4, 2]


def test_a_circle_opens_at_its_least_certain_head() -> None:
    heads = ints(1, 2, 0)
    hang_in_one_tree(heads, ints(1, 1, 1), sure(0.9, 0.2, 0.9))
    assert heads.tolist() == [1, 1, 0]


def test_of_several_roots_the_most_certain_stays_and_the_others_hang_on_it() -> None:
    heads = ints(0, 1, 1)
    assert hang_in_one_tree(heads, ints(1, 1, 1), sure(0.3, 0.9, 0.5)) == [0]
    assert heads.tolist() == [1, 1, 1]


def test_a_sentence_may_begin_only_where_no_head_stands_on_the_other_side() -> None:
    may_begin = ints(1, -1, 0, -1)
    assert sentence_numbers(ints(0, 0, 2, 2), may_begin).tolist() == [1, 1, 2, 2]
    assert sentence_numbers(ints(0, 0, 1, 2), may_begin).tolist() == [1, 1, 1, 1]


def test_a_sentence_begins_where_it_must_whatever_the_heads() -> None:
    assert sentence_numbers(ints(1, 1, 1), ints(1, -1, 1)).tolist() == [1, 1, 2]


def test_an_entity_goes_on_only_with_its_like() -> None:
    names = ["I-ORG", "I-ORG", "I-GPE", "O", "B-GPE", "B-GPE"]
    assert entity_places(names) == [("B", "ORG"), ("I", "ORG"), ("B", "GPE"), ("O", ""), ("B", "GPE"), ("B", "GPE")]


@pytest.mark.parametrize(
    ("read", "agreed"),
    [
        (["B-ORG", "B-PERSON", "B-ORG"], ["B-ORG", "B-ORG", "B-ORG"]),
        (["B-ORG", "O", "B-ORG"], ["B-ORG", "O", "B-ORG"]),
        (["B-ORG", "B-PERSON", "O"], ["B-ORG", "B-PERSON", "O"]),
        (["B-GPE", "B-GPE", "B-GPE"], ["B-GPE", "B-GPE", "B-GPE"]),
    ],
    ids=["clear majority", "what is no entity stays none", "no majority", "no doubt"],
)
def test_a_name_is_one_kind_of_thing_throughout_a_document(read: list[str], agreed: list[str]) -> None:
    labels = Labels()
    # In each stretch “New York” is a place, and between two of them stands the name that is in doubt.
    words = [(start, Form(text, text.lower(), *[False] * 7)) for start, text in ((0, "New"), (4, "York"), (9, "Acme"))]
    tags = [tag for name in read for tag in ("B-GPE", "I-GPE", name)]
    n = len(tags)
    entities = ints(*(labels.entities.number(tag) for tag in tags))
    reading = Reading(ints(*[0] * n), entities, ints(*range(n)), sure(*[1.0] * n), ints(*[0] * n), ())
    tokenized = [
        Tokens("New York Acme", words, ints(3 * i, 3 * i + 1, 3 * i + 2), ints(1, -1, -1)) for i in range(len(read))
    ]
    assert entity_tags(tokenized, reading, labels) == [["B-GPE", "I-GPE", name] for name in agreed]
