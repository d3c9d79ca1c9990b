from __future__ import annotations

import numpy as np

from flows.lineage.wording import REFERENCE_FILE, phrases, wording_score
from flows.settings import PROJECT_DIR

ORDINARY = """The government said on Tuesday that it would spend more on schools and hospitals next year, but did not say
where the money was to come from. A spokesman for the prime minister told reporters that the plan was part of a wider
effort to win back the trust of voters. The opposition called it too little, too late."""
REWORDED = """The regime stated along Tuesday that it would expend additional upon schools and infirmaries following
twelvemonth, merely didn't articulate wherever the currency was to arrive from. A voice for the prime curate notified
newsmen that the program was portion of a broader attempt to gain rear the faith of electors. The resistance named it also
small, also belated."""


def test_swapped_synonyms_score_lower_than_what_they_stand_for() -> None:
    assert wording_score([REWORDED] * 4) < -0.1 < 0.1 < wording_score([ORDINARY] * 4)


def test_words_that_are_not_known_and_single_words_neither_help_nor_harm() -> None:
    assert wording_score([]) == wording_score(["", "Zxqv brmpf!", "The."]) == 0
    assert wording_score(["Zxqv brmpf. " + ORDINARY]) == wording_score([ORDINARY])


def test_pairs_do_not_cross_punctuation_or_blocks() -> None:
    assert list(phrases('He left, "for good". She — too:\nyes')) == [
        ["he", "left"],
        ["for", "good"],
        ["she"],
        ["too"],
        ["yes"],
    ]
    assert wording_score(["of", "the"]) == 0 != wording_score(["of the"])


def test_the_less_there_is_of_a_text_the_less_its_wording_counts() -> None:
    assert wording_score([REWORDED] * 4) < wording_score([REWORDED]) < wording_score([REWORDED[:120]]) < 0


def test_of_two_shipped_documents_with_the_same_content_the_rewrite_scores_lower() -> None:
    origin, rewrite = (
        (next((PROJECT_DIR / "seeds").glob(f"{n}_*.txt"))).read_text(encoding="utf-8") for n in ("000", "001")
    )
    assert wording_score([rewrite]) < -0.3 < -0.15 < wording_score([origin])


def test_the_reference_is_small_sorted_and_whole() -> None:
    assert REFERENCE_FILE.stat().st_size < 1_000_000
    with np.load(REFERENCE_FILE) as arrays:
        n_words = len(arrays["words"].tobytes().decode("utf-8").split("\n"))
        assert len(arrays["before"]) == len(arrays["after"]) == n_words
        assert len(arrays["pairs"]) == len(arrays["strengths"])
        assert (np.diff(arrays["pairs"].astype(np.int64)) > 0).all()
        assert arrays["pairs"].max() < n_words**2
