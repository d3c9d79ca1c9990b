from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.lineage.shingles import document_shingles, normalised_words
from tests.growth import is_linear


def test_a_shingle_is_the_hash_of_three_words_and_never_changes() -> None:
    first = int.from_bytes(hashlib.blake2b(b"the\x1fquick\x1fbrown", digest_size=8).digest(), "big")
    second = int.from_bytes(hashlib.blake2b(b"quick\x1fbrown\x1ffox", digest_size=8).digest(), "big")
    assert document_shingles(["The quick, brown fox."]) == [first, second]


def test_case_punctuation_quotes_and_width_make_no_difference() -> None:
    plain = document_shingles(["China's goal is to 'build' AI tools"])
    assert document_shingles(["CHINA’S goal — is to “build” ＡＩ tools!"]) == plain


def test_shingles_do_not_cross_blocks() -> None:
    assert document_shingles(["one two", "three four"]) == []
    assert document_shingles(["one two three", "four"]) == document_shingles(["one two three"])


def test_a_repeated_shingle_counts_once_in_order_of_first_appearance() -> None:
    once = document_shingles(["a b c d"])
    assert document_shingles(["a b c d", "b c d", "a b c"]) == once


def test_a_document_of_two_words_has_none() -> None:
    assert document_shingles(["Two words", "", "…"]) == []


def test_one_changed_word_changes_the_three_shingles_around_it() -> None:
    original = set(document_shingles(["a b c d e f g h"]))
    changed = set(document_shingles(["a b c X e f g h"]))
    assert len(original - changed) == 3


def test_words_are_split_at_punctuation_but_not_at_an_apostrophe() -> None:
    assert normalised_words("It’s low-cost, isn't it? ½ naïve") == ["it's", "low", "cost", "isn't", "it", "1", "2", "naïve"]


@given(st.lists(st.text(max_size=40), max_size=5))
def test_any_text_gives_distinct_unsigned_64_bit_numbers(texts: list[str]) -> None:
    shingles = document_shingles(texts)
    assert len(set(shingles)) == len(shingles)
    assert all(0 <= shingle < 2**64 for shingle in shingles)


@pytest.mark.parametrize("piece", ["a'", "'", "lorem ipsum dolor ", "x"])
def test_repetition_is_read_in_linear_time(piece: str) -> None:
    assert is_linear(lambda n: document_shingles([piece * (n // len(piece))]), 100_000)
