"""Identifiers that follow from content alone, so that any run on any machine gives the same."""

from __future__ import annotations

import hashlib

ID_LENGTH = 16
"""Hex digits kept: 64 bits, a collision among 10 million rows has a chance of about 3 in a million."""


def document_id(sha256_hex: str) -> str:
    """Return a document's identifier: the first 16 hex digits of the sha256 of its bytes."""
    return sha256_hex[:ID_LENGTH]


def stable_id(*parts: str | int) -> str:
    """Return 16 hex digits that depend on every part and on nothing else.

    Parts are joined with a character that no identifier or number contains, so ``("ab", "c")`` and ``("a", "bc")`` differ.
    """
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode("utf-8", "surrogatepass")).hexdigest()[:ID_LENGTH]
