"""How sure it is that an attribution stands at an anchor: what the network says of it, weighed to one probability.

The weights are fitted on annotated documents (``flows.extraction.training.weights``) and are part of the model. What does
not belong here: which anchors come to stand (``finder``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from flows.extraction.tagging.labels import CONTENT, SOURCE
from flows.extraction.tagging.network import Anchored
from flows.extraction.tagging.pieces import Flags

WEIGHTS_FILE = "weights.json"

Floats = npt.NDArray[np.float64]

FEATURES = ("is_cue", "broad", "narrow", "content_role", "has_source", "content_words", "in_quotation", "density")
"""Log odds of the network's three judgements; mean probability of the role of the content's words; whether there is a
source; logarithm of the content's length in words; whether any of it stands between quotation marks; logarithm of how many
attributions the network expects in a thousand words of the document. Where much is attributed, doubtful ones more often are:
with as many found on PolNeAR's development articles (79.0), it raised those on GUM's documents from 53 to 56."""

_FEWEST = 0.5
_SHORTEST = 50
"""Attributions in a thousand words, and words, that are added: a short text says little about how much is attributed."""

_MOST_SURE = 1e-4
"""Judgements nearer to 0 or 1 than this are no surer."""


class Run(NamedTuple):
    """Words that follow each other and have one role: indexes of the first and the last, and the sum of its probability."""

    first: int
    last: int
    role: int
    weight: float


@lru_cache(maxsize=2)
def read_weights(path: Path) -> Floats:
    """Read the weight of each feature and, last, of none, once a process: (len(FEATURES) + 1,).

    Raises ValueError when the file was written for other features.
    """
    weights = json.loads(path.read_text(encoding="utf-8"))
    if list(weights) != [*FEATURES, "always"]:
        raise ValueError(f"{path.name} weighs {', '.join(weights)}; this version weighs {', '.join(FEATURES)} and always")
    return np.array(list(weights.values()))


def write_weights(weights: Sequence[float], path: Path) -> None:
    """Write what ``read_weights`` reads."""
    named = {name: round(weight, 4) for name, weight in zip([*FEATURES, "always"], weights, strict=True)}
    path.write_text(json.dumps(named, indent=1) + "\n", encoding="utf-8")


def evidence(anchored: Sequence[Anchored], found: Sequence[Sequence[Run]], quoted: Flags) -> Floats:
    """Return the features of all anchors of a document, (n, len(FEATURES) + 1), given the runs found from each.

    ``quoted``: for each word of the document, marks included, whether it stands in a quotation.
    """
    rows = np.ones((len(anchored), len(FEATURES) + 1))
    judged = np.array([(a.is_cue, a.broad, a.narrow) for a in anchored]).reshape(-1, 3)
    judged = judged.clip(_MOST_SURE, 1 - _MOST_SURE)
    rows[:, :3] = np.log(judged / (1 - judged))
    expected = float(np.sqrt([a.is_cue * a.broad for a in anchored]).sum())
    density = np.log(_FEWEST + 1000 * expected / (len(quoted) + _SHORTEST))
    for row, runs in zip(rows, found, strict=True):
        contents = [run for run in runs if run.role == CONTENT]
        words = sum(run.last - run.first + 1 for run in contents)
        row[3] = sum(run.weight for run in contents) / words if words else 0
        row[4] = any(run.role == SOURCE for run in runs)
        row[5] = np.log1p(words)
        row[6] = any(quoted[run.first : run.last + 1].any() for run in contents)
        row[7] = density
    return rows


def confidence(rows: Floats, weights: Floats) -> Floats:
    """Return the probability that an annotator marks each attribution with about that content: (n,)."""
    return np.asarray(1 / (1 + np.exp(-rows @ weights)))
