"""``wellsourced`` in a process of its own to which something happens as a stage begins; run as ``python -m``.

Arguments: what happens, at which stage, then those of the command line. Everything else is as a user would start it.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from flows import stages
from flows.settings import Settings

BALLAST = "ballast"


def fill_the_disk() -> None:
    """Write into the warehouse's folder until the disk takes no more."""
    with (Settings().warehouse_dir / BALLAST).open("wb", buffering=0) as ballast:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    ballast.write(bytes(size))
            except OSError:
                continue


def be_told_to_stop() -> None:
    """Get the signal that ``systemctl stop``, ``docker stop`` and a reboot send."""
    os.kill(os.getpid(), signal.SIGTERM)


MISHAPS: dict[str, Callable[[], None]] = {"full": fill_the_disk, "stop": be_told_to_stop}


def main() -> None:
    """Run the command line with the mishap."""
    mishap, moment, *arguments = sys.argv[1:]
    happens, met = MISHAPS[mishap], stages.PlainStages.run

    def run(self: stages.PlainStages, stage: stages.Stage, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        if stage == moment:
            happens()
        return met(self, stage, function, *args, **kwargs)

    stages.PlainStages.run = run  # type: ignore[method-assign, assignment]
    sys.argv[1:] = arguments
    from flows.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
