import csv

from flows.lineage.common_words import COLUMNS, COMMON_WORDS, common_words


def test_the_file_that_the_models_read_is_what_the_vocabulary_gives() -> None:
    with COMMON_WORDS.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == COLUMNS
    assert [(float(share), beginnings.split()) for share, beginnings in rows] == common_words()


def test_a_word_is_as_common_as_its_rank_and_counts_with_those_of_the_same_beginning() -> None:
    share_of = {beginning: share for share, beginnings in common_words() for beginning in beginnings}
    assert share_of["the"] > 0.3 > share_of["govern"] > share_of["mayor"] > share_of["harbor"] > 0
    assert share_of["govern"] > 2 * share_of["minist"]
    assert "trawle" not in share_of


def test_what_an_apostrophe_leaves_is_as_common_as_it_is_in_sentences() -> None:
    share_of = {beginning: share for share, beginnings in common_words() for beginning in beginnings}
    assert share_of["the"] > share_of["s"] > share_of["i"] > share_of["t"] > share_of["m"] > share_of["x"] > 0
