"""Evidence for an attribution, and how sure it makes that the attribution stands."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from flows.extraction.tagging.evidence import FEATURES, WEIGHTS_FILE, Run, confidence, evidence, read_weights, write_weights
from flows.extraction.tagging.labels import CONTENT, CUE, SOURCE
from flows.extraction.tagging.network import Anchored
from flows.extraction.version import MODEL_FOLDER

RUNS = [Run(0, 0, SOURCE, 0.9), Run(1, 1, CUE, 1.0), Run(2, 4, CONTENT, 2.4), Run(6, 6, CONTENT, 0.8)]
UNQUOTED = np.zeros(8, dtype=bool)


def anchored(is_cue: float = 0.9, broad: float = 0.8, narrow: float = 0.5) -> Anchored:
    return Anchored(1, 0, np.zeros((8, 4), dtype=np.float32), is_cue, broad, narrow)


def named(row: np.ndarray) -> dict[str, float]:
    return dict(zip([*FEATURES, "always"], row.tolist(), strict=True))


def test_evidence_is_what_the_network_says_of_anchor_content_and_source() -> None:
    found = named(evidence([anchored()], [RUNS], UNQUOTED)[0])
    assert found == {
        "is_cue": pytest.approx(np.log(9)),
        "broad": pytest.approx(np.log(4)),
        "narrow": pytest.approx(0),
        "content_role": pytest.approx(0.8),
        "has_source": 1,
        "content_words": pytest.approx(np.log(5)),
        "in_quotation": 0,
        "density": pytest.approx(np.log(0.5 + 1000 * np.sqrt(0.72) / 58)),
        "always": 1,
    }


def test_an_anchor_without_source_or_content_lacks_their_evidence() -> None:
    found = named(evidence([anchored()], [[Run(1, 1, CUE, 1.0)]], UNQUOTED)[0])
    assert (found["content_role"], found["has_source"], found["content_words"]) == (0, 0, 0)


def test_a_quoted_word_of_the_content_counts_and_a_quoted_source_does_not() -> None:
    for word, quoted in ((0, 0), (4, 1), (6, 1), (7, 0)):
        assert named(evidence([anchored()], [RUNS], np.arange(8) == word)[0])["in_quotation"] == quoted


def test_certainty_of_the_network_is_bounded() -> None:
    rows = evidence([anchored(1.0, 0.0, 1.0)], [RUNS], UNQUOTED)
    assert np.isfinite(rows).all()


def test_no_anchors_have_no_evidence() -> None:
    rows = evidence([], [], UNQUOTED)
    assert rows.shape == (0, len(FEATURES) + 1)
    assert confidence(rows, np.ones(len(FEATURES) + 1)).shape == (0,)


def test_confidence_is_a_probability_that_rises_with_what_speaks_for_an_attribution() -> None:
    weights = read_weights(MODEL_FOLDER / WEIGHTS_FILE)
    doubtful, sure = confidence(evidence([anchored(0.3), anchored(0.99)], [RUNS, RUNS], UNQUOTED), weights)
    assert 0 < doubtful < sure < 1


def test_weights_written_are_read_back(tmp_path: Path) -> None:
    weights = [0.5, -0.25, 0.0, 1.0, 2.0, 3.0, 4.0, 0.25, -5.0]
    write_weights(weights, tmp_path / "weights.json")
    assert read_weights(tmp_path / "weights.json").tolist() == weights


def test_weights_of_other_evidence_are_refused_with_both_named(tmp_path: Path) -> None:
    (tmp_path / "weights.json").write_text('{"luck": 1}')
    with pytest.raises(ValueError, match="weighs luck; this version weighs is_cue"):
        read_weights(tmp_path / "weights.json")
