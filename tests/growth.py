"""How the time of a piece of work grows with its size, on a machine that is busy with other things."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def times_longer(work: Callable[[int], object], size: int, *, factor: int = 8) -> float:
    """Return how many times longer ``factor`` times the size takes: about ``factor`` if linear, its square if quadratic.

    Processor time and not the clock's; the quicker of two tries each; no garbage collection, whose time depends on all that
    the tests before have left in memory. Less than a millisecond counts as one.
    """

    def seconds(n: int) -> float:
        tries = []
        for _ in range(2):
            started = time.process_time()
            work(n)
            tries.append(time.process_time() - started)
        return max(min(tries), 0.001)

    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return seconds(factor * size) / seconds(size)
    finally:
        if was_enabled:
            gc.enable()


def is_linear(work: Callable[[int], object], size: int) -> bool:
    """Whether eight times the size takes less than 24 times as long, where 64 times would be quadratic."""
    return times_longer(work, size) < 24
