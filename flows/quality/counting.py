"""How a number of things is said in the sentences that people read."""

from __future__ import annotations


def number_of(n: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless it is one: "1 row", "1,200 rows"."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
