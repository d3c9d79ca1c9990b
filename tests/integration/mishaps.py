"""``wellsourced`` in a process of its own to which something happens as a stage begins; run as ``python -m``.

Arguments: what happens, at which stage, then those of the command line. Everything else is as a user would start it.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from flows import runs
from flows.settings import Settings

BALLAST = "ballast"
HALF_WAY_SECONDS = {runs.Stage.EXTRACT: 0.5, runs.Stage.MODEL: 0.5, runs.Stage.VALIDATE: 0.5}
"""Into these stages, which take longer, the signal comes when processes of their own are at work, else as they begin."""


def fill_the_disk(stage: runs.Stage) -> None:  # noqa: ARG001
    """Write into the warehouse's folder until the disk takes no more."""
    with (Settings().warehouse_dir / BALLAST).open("wb", buffering=0) as ballast:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    ballast.write(bytes(size))
            except OSError:
                continue


def be_sent(sent: signal.Signals, stage: runs.Stage) -> None:
    """Get a signal."""
    if stage in HALF_WAY_SECONDS:
        threading.Timer(HALF_WAY_SECONDS[stage], os.kill, (os.getpid(), sent)).start()
    else:
        os.kill(os.getpid(), sent)


SIGNALS = {"stop": signal.SIGTERM, "kill": signal.SIGKILL}
"""What ``systemctl stop``, ``docker stop`` and a reboot send, and what the kernel sends when memory runs out."""
MISHAPS: dict[str, Callable[[runs.Stage], None]] = {"full": fill_the_disk} | {
    name: partial(be_sent, sent) for name, sent in SIGNALS.items()
}


def main() -> None:
    """Run the command line with the mishap."""
    mishap, moment, *arguments = sys.argv[1:]
    happens, met = MISHAPS[mishap], runs.PlainStages.run

    def run(self: runs.PlainStages, stage: runs.Stage, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        if stage == moment:
            happens(stage)
        return met(self, stage, function, *args, **kwargs)

    runs.PlainStages.run = run  # type: ignore[method-assign, assignment]
    sys.argv[1:] = arguments
    from flows.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
