"""Measures whether extraction stays flat: memory over many documents, time and memory over ever longer ones.

    python -m tests.benchmarks.endurance DOCUMENTS.jsonl [--read-by network|rules] [--documents 10000] [--pages 300]

DOCUMENTS has one JSON object a line with a ``text``. Its paragraphs, taken in turn, make documents of about 200 words, no
two alike, and long ones of 300 words a page. Printed are the process's memory after each tenth of the documents, and for
a quarter, a half and all of the pages the words read in a processor second and the most memory that was ever taken.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import time
from collections.abc import Iterator
from pathlib import Path

from flows.cleaning.clean import clean
from flows.cleaning.types import CleanDocument
from flows.extraction.extractor import Extractor
from flows.extraction.version import Engine
from flows.settings import Settings
from flows.sources.types import SourceDocument

WORDS_A_DOCUMENT, WORDS_A_PAGE = 200, 300
MIB = 1 << 20


def documents(paragraphs: Iterator[str], words: int) -> Iterator[CleanDocument]:
    """Give documents of at least so many words, made of whole paragraphs."""
    for number in itertools.count():
        kept: list[str] = []
        while sum(len(paragraph.split()) for paragraph in kept) < words:
            kept.append(next(paragraphs))
        text = "\n\n".join([f"Report number {number} of the series.", *kept])
        yield clean(SourceDocument(f"{number:016x}", "", len(text), "utf-8", "text/plain", text))


def resident() -> float:
    """Memory of this process, in MiB."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() / MIB


def main() -> None:
    """Read the arguments, extract, print memory and speed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path)
    parser.add_argument("--read-by", choices=("network", "rules"), default="network")
    parser.add_argument("--documents", dest="count", type=int, default=10_000)
    parser.add_argument("--pages", type=int, default=300)
    arguments = parser.parse_args()

    lines = arguments.documents.read_text(encoding="utf-8").splitlines()
    stock = [part for line in lines for part in json.loads(line)["text"].split("\n\n") if len(part.split()) > 10]
    extractor = Extractor(Engine(arguments.read_by, Settings().spacy_model))

    made = documents(itertools.cycle(stock), WORDS_A_DOCUMENT)
    for done in range(0, arguments.count, step := max(arguments.count // 10, 1)):
        start = time.process_time()
        for _ in range(step):
            extractor.extract([next(made)])
        speed = step / (time.process_time() - start)
        print(f"{done + step:6} documents  {resident():6.0f} MiB  {speed:6.1f} documents a processor second", flush=True)

    for pages in (arguments.pages // 4, arguments.pages // 2, arguments.pages):
        document = next(documents(itertools.cycle(stock), pages * WORDS_A_PAGE))
        start = time.process_time()
        tables = extractor.extract([document])
        speed = pages * WORDS_A_PAGE / (time.process_time() - start)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rows = tables["attributions"].height
        print(
            f"{pages:6} pages  {peak:6.0f} MiB at most  {speed:6.0f} words a processor second  {rows} attributions",
            flush=True,
        )


if __name__ == "__main__":
    main()
