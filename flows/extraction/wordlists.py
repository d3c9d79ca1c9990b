"""Reading word lists that are written as text.

What does not belong here: the lists (``cues``, ``gazetteer``, ``given_names``).
"""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the words of a text, which white space separates."""
    return frozenset(text.split())


def names(text: str) -> frozenset[str]:
    """Return the names of a text, which bars separate, in lower case."""
    return frozenset(name.strip().lower() for name in text.split("|") if name.strip())
