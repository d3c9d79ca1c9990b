"""Runs the two graphs of the trained network over a document's pieces.

What does not belong here: cutting pieces (``pieces``), what the answers mean (``finder``, ``grammar``), training.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from flows.extraction.tagging.labels import OTHER, Labels
from flows.extraction.tagging.pieces import AFTER_ANCHOR, BEFORE_ANCHOR, CLS, SEP, Ints, Pieces, Window, windows
from flows.extraction.version import NetworkError, damaged_files

READ_FILE, CUES_FILE, VOCABULARY_FILE, LABELS_FILE = "read.int8.onnx", "cues.int8.onnx", "vocabulary.json", "labels.json"

Floats = npt.NDArray[np.float32]

DOUBT = 0.25
"""Pieces scored below this as the beginning of a cue are not read further: hardly any of them comes to stand."""

REACHES = ((24, 40), (BEFORE_ANCHOR, AFTER_ANCHOR))
"""Pieces before an anchor and from it on that are read: few, and all where the attribution may go on behind them. With 24
and 48 first as many attributions are found on PolNeAR's development articles (80.1), and this reading takes a twentieth
longer; with 20 and 40, 0.4 fewer are found."""

EDGE_PIECES = 4
"""Pieces at a cut where no part of an attribution may stand if what was cut off is to be left unread."""


@dataclass(frozen=True, slots=True)
class Anchored:
    """One possible attribution: the piece where its cue begins and what the pieces around are to it."""

    anchor: int
    """Index of a piece."""
    start: int
    """Index of the piece that ``roles`` begins with."""
    roles: Floats
    """(n, 4): probabilities of OTHER, SOURCE, CONTENT, CUE."""
    is_cue: float
    """Probability, from the first stage, that a cue begins at the anchor."""
    broad: float
    """Probability, from the second, that annotators of statements, beliefs, plans and perceptions mark it."""
    narrow: float
    """Probability that annotators of reported speech and thought alone do."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the network makes of a document. Arrays have one entry a piece; those of grammar count where a word begins."""

    tags: Ints
    entities: Ints
    heads: Ints
    """Index of the piece where the head word begins."""
    certainty: Floats
    """Probability of that head."""
    labels: Ints
    anchored: tuple[Anchored, ...]


class TrainedNetwork:
    """The network of one folder; loaded at once, one thread. Raises NetworkError when a file is missing or damaged."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime

        if damaged := damaged_files(folder):
            advice = "restore it from the repository, or set WELLSOURCED_READ_BY=rules, which does without"
            raise NetworkError(f"{' and '.join(damaged)} of the trained network in {folder} is missing or damaged; {advice}")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # The arena keeps every buffer of the largest document read so far.
        options.enable_cpu_mem_arena = False
        # onnxruntime fuses a sum and its normalisation into an operator that is slower than both: a tenth of all time.
        self._read, self._cues = (
            onnxruntime.InferenceSession(
                folder / name, options, ["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"]
            )
            for name in (READ_FILE, CUES_FILE)
        )
        self.labels = Labels.read(folder / LABELS_FILE)

    def read(self, pieces: Pieces, segments: Ints) -> Reading:
        """Read a document; ``segments`` numbers the stretch in which each word's head is sought, -1 where no word begins.

        One window is read at a time: the eight-bit scales depend on everything that is read together, and one by one fits
        the processor's caches best: eight at a time took a third longer.
        """
        n = len(pieces)
        grammar = np.zeros((n, 4), dtype=np.int64)
        certainty = np.zeros(n, dtype=np.float32)
        anchored: list[Anchored] = []
        for window in windows(pieces):
            h, anchors, tags, entities, heads, sure, labels = self._run(pieces, segments, window)
            first, last = window.core_start - window.start + 1, window.core_end - window.start + 1
            core = slice(window.core_start, window.core_end)
            grammar[core, 0], grammar[core, 1] = tags[first:last], entities[first:last]
            grammar[core, 2] = heads[first:last] + window.start - 1
            grammar[core, 3] = labels[first:last]
            certainty[core] = sure[first:last]
            anchored.extend(self._around(h, anchors, window, np.flatnonzero(anchors[first:last] > DOUBT) + first))
        return Reading(grammar[:, 0], grammar[:, 1], grammar[:, 2], certainty, grammar[:, 3], tuple(anchored))

    def _run(self, pieces: Pieces, segments: Ints, window: Window) -> list[Any]:
        here, n = slice(window.start, window.end), window.end - window.start
        ids = np.empty((1, n + 2), dtype=np.int64)
        features = np.zeros((1, n + 2, 3), dtype=np.int64)
        stretch = np.full((1, n + 2), -1, dtype=np.int64)
        ids[0, 0], ids[0, 1:-1], ids[0, -1] = CLS, pieces.ids[here], SEP
        features[0, 1:-1], stretch[0, 1:-1] = pieces.features[here], segments[here]
        outputs = self._read.run(None, {"ids": ids, "features": features, "segments": stretch})
        return [output[0] for output in outputs]

    def _around(self, h: Floats, scores: Floats, window: Window, anchors: Ints) -> Iterator[Anchored]:
        """Read on from anchors, which are indexes into the window with a mark before it, one by one."""
        offset = window.start - 1
        for at in anchors.tolist():
            for before, after in REACHES:
                low, high = max(at - before, 0), min(at + after, len(h))
                around = {"h": h[None, low:high], "anchor": np.array([at - low])}
                roles, stands = self._cues.run(None, around)
                if not _goes_on(roles[0], cut_before=low > 0, cut_after=high < len(h)):
                    break
            # The marks at both ends of a window are no pieces of the text.
            first, last = max(low, 1), min(high, len(h) - 1)
            here = roles[0, first - low : last - low]
            yield Anchored(at + offset, first + offset, here, float(scores[at]), float(stands[0, 0]), float(stands[0, 1]))


def _goes_on(roles: Floats, *, cut_before: bool, cut_after: bool) -> bool:
    """Whether an attribution reaches so near to where its surroundings were cut that it may go on behind."""
    touched = roles[:, OTHER] < 0.5
    return bool((cut_before and touched[:EDGE_PIECES].any()) or (cut_after and touched[-EDGE_PIECES:].any()))


@lru_cache(maxsize=1)
def load_network(folder: Path) -> TrainedNetwork:
    """Load the network of a folder, once a process."""
    return TrainedNetwork(folder)
