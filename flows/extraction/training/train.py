"""Optimisation: losses, batches, the learning rate's course, and the average of the weights that is kept.

What does not belong here: examples (``examples``), the network (``network``), files for the pipeline (``export``).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from flows.extraction.tagging.labels import Labels
from flows.extraction.tagging.pieces import AFTER_ANCHOR, BEFORE_ANCHOR, CLS, SEP, Ints, padded_length
from flows.extraction.training.examples import IGNORED, Document, Example, examples
from flows.extraction.training.network import Network, around

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Options:
    """How to train."""

    epochs: int = 6
    seed: int = 1
    """Of the weights that are not pretrained. Only runs of one seed can be averaged with each other."""
    order: int = 1
    """Of the examples' order and of dropout: what makes runs of one seed different."""
    threads: int = 2
    batch: int = 16
    """Windows a step."""
    body_rate: float = 1.5e-4
    """Peak learning rate of the pretrained layers."""
    head_rate: float = 6e-4
    """Peak learning rate of everything that begins untrained."""
    warm_up: float = 0.06
    """Share of the steps in which the rates rise; afterwards they fall in a straight line."""
    average_from: float = 0.3
    """Share of the steps after which weights are averaged."""
    average_step: float = 0.005
    """How far each step moves the average: it looks back over some 200 steps."""
    role_weight: float = 0.15
    """Of the roles' loss, summed over an attribution's pieces."""
    stands_weight: float = 0.5
    grammar_weight: float = 0.5
    doubt: float = 0.08
    """Pieces scored above this that begin no cue are shown to the second stage as anchors that do not stand."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples filled up to one length, with a mark before and behind each."""

    ids: Tensor
    features: Tensor
    mask: Tensor
    core: Tensor
    is_anchor: Tensor
    segments: Tensor
    grammar: Tensor
    is_sparse: Tensor
    windows: Tensor
    """(m,): the window of each anchor."""
    anchors: Tensor
    """(m,): its piece."""
    roles: Tensor
    """(m, REACH)"""


def collate(batch: Sequence[Example]) -> Batch:
    """Fill up examples to a batch."""
    count, length = len(batch), padded_length(max(len(example.ids) for example in batch))
    ids = np.zeros((count, length), dtype=np.int64)
    features = np.zeros((count, length, 3), dtype=np.int64)
    mask, core = np.zeros((count, length), dtype=bool), np.zeros((count, length), dtype=bool)
    is_anchor = np.zeros((count, length), dtype=np.float32)
    segments = np.full((count, length), -1, dtype=np.int64)
    grammar = np.full((count, length, 4), IGNORED, dtype=np.int64)
    windows: list[int] = []
    anchors: list[int] = []
    roles: list[Ints] = []
    for row, example in enumerate(batch):
        n = len(example.ids)
        here = slice(1, n + 1)
        ids[row, 0], ids[row, here], ids[row, n + 1] = CLS, example.ids, SEP
        features[row, here], core[row, here] = example.features, example.core
        mask[row, : n + 2] = True
        segments[row, here] = example.segments
        grammar[row, here] = example.grammar
        grammar[row, here, 1] += np.where(example.grammar[:, 1] >= 0, 1, 0)
        for at, role in example.anchors:
            is_anchor[row, at + 1] = 1
            padded = np.full(BEFORE_ANCHOR + n + AFTER_ANCHOR, IGNORED, dtype=np.int64)
            padded[BEFORE_ANCHOR : BEFORE_ANCHOR + n] = role
            windows.append(row)
            anchors.append(at + 1)
            roles.append(padded[at : at + BEFORE_ANCHOR + AFTER_ANCHOR])
    shape = (len(roles), BEFORE_ANCHOR + AFTER_ANCHOR)
    return Batch(
        torch.from_numpy(ids),
        torch.from_numpy(features),
        torch.from_numpy(mask),
        torch.from_numpy(core),
        torch.from_numpy(is_anchor),
        torch.from_numpy(segments),
        torch.from_numpy(grammar),
        torch.tensor([example.is_sparse for example in batch]),
        torch.tensor(windows, dtype=torch.long),
        torch.tensor(anchors, dtype=torch.long),
        torch.from_numpy(np.array(roles, dtype=np.int64).reshape(shape)),
    )


def batches(documents: Sequence[Document], tokenizer: Tokenizer, size: int, rng: Random) -> Iterator[Batch]:
    """One epoch: examples of like length together, the batches in random order."""
    drawn = sorted(examples(documents, tokenizer, rng), key=lambda example: len(example.ids) + 12 * rng.random())
    groups = [drawn[start : start + size] for start in range(0, len(drawn), size)]
    rng.shuffle(groups)
    return map(collate, groups)


def losses(network: Network, batch: Batch, options: Options) -> dict[str, Tensor]:
    """Return the weighted losses of a batch; their sum is to be lowered."""
    h = network.encoder(batch.ids, batch.features, batch.mask)
    scores = network.anchors(h)[..., 0].float()
    found = {
        "anchor": functional.binary_cross_entropy_with_logits(
            scores[batch.core], batch.is_anchor[batch.core], reduction="sum"
        )
        / max(1.0, float(batch.is_anchor.sum()))
    }
    with torch.no_grad():
        wrong = ((scores.sigmoid() > options.doubt) & batch.core & (batch.is_anchor == 0)).nonzero()
        wrong = wrong[torch.randperm(len(wrong))[: max(4, len(batch.anchors))]]
    windows, anchors = torch.cat([batch.windows, wrong[:, 0]]), torch.cat([batch.anchors, wrong[:, 1]])
    if len(anchors):
        right = len(batch.anchors)
        middle = torch.tensor([BEFORE_ANCHOR])
        roles, stands = network.reader(around(h, windows, anchors), around(batch.mask, windows, anchors), middle)
        roles, stands = roles[:right].float(), stands.float()
        if right:
            total = functional.cross_entropy(
                roles.flatten(0, 1), batch.roles.flatten(), ignore_index=IGNORED, reduction="sum"
            )
            found["roles"] = options.role_weight * total / right
        target = (torch.arange(len(anchors)) < right).float()
        broad = functional.binary_cross_entropy_with_logits(stands[:, 0], target)
        sparse = batch.is_sparse[windows].float()
        narrow = functional.binary_cross_entropy_with_logits(stands[:, 1], target, reduction="none")
        found["stands"] = options.stands_weight * (broad + (narrow * sparse).sum() / max(8.0, float(sparse.sum())))
    found["grammar"] = options.grammar_weight * _grammar_loss(network, h, batch)
    return found


def _grammar_loss(network: Network, h: Tensor, batch: Batch) -> Tensor:
    tags, entities, heads, x = network.grammar(h, batch.segments)
    gold = batch.grammar
    labels = network.grammar.label(x, gold[..., 1].clamp(min=0))
    known = gold[..., 1] >= 0
    gold_labels = gold[..., 2].masked_fill(~known, IGNORED)
    total = functional.cross_entropy(tags.float().flatten(0, 1), gold[..., 0].flatten(), ignore_index=IGNORED)
    total = total + functional.cross_entropy(entities.float().flatten(0, 1), gold[..., 3].flatten(), ignore_index=IGNORED)
    total = total + functional.cross_entropy(heads[known].float(), gold[..., 1][known])
    return total + functional.cross_entropy(labels.float().flatten(0, 1), gold_labels.flatten(), ignore_index=IGNORED)


def train(
    documents: Sequence[Document], labels: Labels, weights: Path, tokenizer: Tokenizer, checkpoint: Path, options: Options
) -> Network:
    """Train from the pretrained ``weights``; the averaged network is returned, and written after each epoch.

    The same documents, options and machine give the same network.
    """
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    network = Network(len(labels.tags), len(labels.dependencies), len(labels.entities))
    network.encoder.load(weights)
    torch.manual_seed(options.order)
    rng = Random(options.order)  # noqa: S311
    # The pieces' own embeddings stay as they are: half of all weights, and most pieces occur seldom here.
    network.encoder.words.weight.requires_grad_(False)
    body = [*network.encoder.layers.parameters(), *network.encoder.norm.parameters(), network.encoder.positions.weight]
    in_body = {id(parameter) for parameter in body}
    heads = [p for p in network.parameters() if p.requires_grad and id(p) not in in_body]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": options.body_rate}, {"params": heads, "lr": options.head_rate}],
        weight_decay=0.01,
        betas=(0.9, 0.98),
    )
    steps = options.epochs * sum(1 for _ in batches(documents, tokenizer, options.batch, Random(options.order)))  # noqa: S311

    def rate(step: int) -> float:
        rising = (step + 1) / (options.warm_up * steps)
        return min(rising, max(0.02, (steps - step) / ((1 - options.warm_up) * steps)))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
    average: dict[str, Tensor] = {}
    step, start = 0, time.monotonic()
    for epoch in range(options.epochs):
        network.train()
        for batch in batches(documents, tokenizer, options.batch, rng):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                parts = losses(network, batch, options)
            optimizer.zero_grad()
            torch.stack(list(parts.values())).sum().backward()
            torch.nn.utils.clip_grad_norm_([*body, *heads], 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            if step > options.average_from * steps:
                for name, value in network.state_dict().items():
                    if name in average:
                        average[name].lerp_(value, options.average_step)
                    else:
                        average[name] = value.clone()
            if step % 50 == 0:
                shown = " ".join(f"{name} {value.item():.3f}" for name, value in parts.items())
                log.info("step %d of %d (epoch %d), %.0f s: %s", step, steps, epoch + 1, time.monotonic() - start, shown)
        torch.save(average or network.state_dict(), checkpoint)
    network.load_state_dict(torch.load(checkpoint))
    return network.eval()


def average(network: Network, checkpoints: Sequence[Path]) -> None:
    """Replace the network's weights by the mean of its own and those of earlier runs.

    Runs of one seed begin with the same weights, also where nothing is pretrained, and end near enough to each other for
    their mean to be a network that is better than each ("model soup", Wortsman et al., ICML 2022): of what is to be found
    on PolNeAR's development articles two found 79.1 and 79.0 % (F1), their mean 79.4. A third, in another order, added
    nothing: with titles read, the mean of two finds 80.1, of three 79.8.
    """
    states = [network.state_dict(), *(torch.load(path) for path in checkpoints)]
    network.load_state_dict({name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]})
