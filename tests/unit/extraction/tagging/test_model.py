"""The model that comes with the project: whole, small, and what its card says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from flows.extraction.tagging.evidence import WEIGHTS_FILE
from flows.extraction.tagging.labels import Labels
from flows.extraction.tagging.network import CUES_FILE, LABELS_FILE, READ_FILE, VOCABULARY_FILE, TrainedNetwork
from flows.extraction.version import CARD_FILE, MODEL_FOLDER, NetworkError, damaged_files

MAX_BYTES = 30_000_000


def test_the_files_are_those_of_the_card() -> None:
    card = json.loads((MODEL_FOLDER / CARD_FILE).read_text(encoding="utf-8"))
    assert set(card["sha256"]) == {CUES_FILE, LABELS_FILE, READ_FILE, VOCABULARY_FILE, WEIGHTS_FILE}
    assert damaged_files() == [], "the model changed: raise the version in its card and record the checksums"


def test_a_file_that_is_missing_or_changed_is_named(tmp_path: Path) -> None:
    shutil.copytree(MODEL_FOLDER, tmp_path / "model")
    (tmp_path / "model" / CUES_FILE).unlink()
    (tmp_path / "model" / LABELS_FILE).write_text("{}")
    assert damaged_files(tmp_path / "model") == [CUES_FILE, LABELS_FILE]


def test_a_model_without_a_card_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match="WELLSOURCED_READ_BY"):
        damaged_files(tmp_path)


def test_a_model_that_cannot_be_loaded_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    shutil.copytree(MODEL_FOLDER, tmp_path / "model")
    (tmp_path / "model" / READ_FILE).write_bytes(b"not a graph")
    with pytest.raises(NetworkError, match="WELLSOURCED_READ_BY"):
        TrainedNetwork(tmp_path / "model")


def test_the_model_is_small() -> None:
    assert sum(path.stat().st_size for path in MODEL_FOLDER.iterdir()) <= MAX_BYTES


def test_labels_written_are_read_back(tmp_path: Path) -> None:
    labels = Labels.read(MODEL_FOLDER / LABELS_FILE)
    labels.write(tmp_path / "labels.json")
    assert Labels.read(tmp_path / "labels.json") == labels
    assert labels.tags.number("NNP") == labels.tags.names.index("NNP")
    assert labels.tags.number("a new one") == len(labels.tags) - 1
