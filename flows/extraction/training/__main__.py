"""Train the network on annotated documents and write the model that extraction uses.

    python -m flows.extraction.training TRAIN.jsonl [SPARSE.jsonl ...] --out FOLDER --version N

Each file has one JSON object a line: ``doc_id``, ``text``, perhaps ``genre``, and ``attributions`` with ``source``, ``cue``
and ``content``, each null or a list of ``[start, end)`` code points. The files after the first count as annotated more
sparsely: reported speech and thought alone. Needs PyTorch and the pretrained encoder beside the pipeline's own packages:
``pip install -e '.[training]'``. Two cores take about an hour.
"""

from __future__ import annotations

import argparse
import logging
from dataclasses import fields
from pathlib import Path

from flows.extraction.tagging.labels import Labels
from flows.extraction.tagging.pieces import load_tokenizer
from flows.extraction.training.examples import read_documents
from flows.extraction.training.export import export
from flows.extraction.training.network import minilm_files
from flows.extraction.training.train import Options, average, train
from flows.settings import Settings


def main() -> None:
    """Read the arguments, train, write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True, help="folder for the model's files")
    parser.add_argument("--leave-out", default="", help="comma-separated genres to skip, for measuring on them")
    parser.add_argument("--checkpoint", type=Path, default=Path("network.pt"), help="file for the weights after each epoch")
    parser.add_argument("--average-with", type=Path, nargs="*", default=[], help="weights of earlier runs of one seed")
    parser.add_argument("--version", type=int, required=True, help="of the model: raised with each that is shipped")
    for option in fields(Options):
        parser.add_argument(f"--{option.name.replace('_', '-')}", type=type(option.default), default=option.default)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")

    arguments.out.mkdir(parents=True, exist_ok=True)
    weights, vocabulary = minilm_files()
    tokenizer = load_tokenizer(vocabulary)
    labels = Labels()
    documents = read_documents(
        arguments.documents,
        spacy_model=Settings().spacy_model,
        labels=labels,
        left_out=frozenset(filter(None, arguments.leave_out.split(","))),
    )
    labels.write(arguments.out / "labels.json")
    options = Options(**{option.name: getattr(arguments, option.name) for option in fields(Options)})
    network = train(documents, labels, weights, tokenizer, arguments.checkpoint, options)
    average(network, arguments.average_with)
    export(network, vocabulary, arguments.out, arguments.version)


if __name__ == "__main__":
    main()
