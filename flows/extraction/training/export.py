"""The trained network as the files that extraction uses: two ONNX graphs with eight-bit weights, labels, vocabulary.

What does not belong here: running the graphs (``flows.extraction.tagging.network``).
"""

from __future__ import annotations

import json
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from flows.extraction.tagging.network import CUES_FILE, LABELS_FILE, READ_FILE, VOCABULARY_FILE
from flows.extraction.tagging.pieces import BEFORE_ANCHOR
from flows.extraction.training.network import REACH, WIDTH, Layer, Network, attend
from flows.extraction.version import CARD_FILE


class _FusedAttention(torch.autograd.Function):
    """onnxruntime's own operator for what ``network.attend`` does: half the time of its parts."""

    @staticmethod
    def forward(_ctx: Any, packed: Tensor, mask: Tensor | None, heads: int) -> Tensor:
        return attend(packed, mask, heads)

    @staticmethod
    def symbolic(g: Any, packed: Any, mask: Any, heads: int) -> Any:
        query, key, value = g.op("Split", packed, num_outputs_i=3, axis_i=2, outputs=3)
        inputs = [query, key, value]
        if mask is not None:
            nothing = g.op("prim::Constant")
            nothing.setType(torch._C.OptionalType.ofTensor())
            inputs += [nothing, g.op("Cast", mask, to_i=6)]
        return g.op("com.microsoft::MultiHeadAttention", *inputs, num_heads_i=heads)


class _Read(nn.Module):
    """The first stage: what each piece of a window is. One window at a time, so that none need be filled up."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor, features: Tensor, segments: Tensor) -> tuple[Tensor, ...]:
        h = self.network.encoder(ids, features, None)
        tags, entities, scores, x = self.network.grammar(h, segments)
        head = scores.argmax(-1)
        certainty = scores.softmax(-1).max(-1).values
        labels = self.network.grammar.label(x, head).argmax(-1)
        anchors = self.network.anchors(h)[..., 0].sigmoid()
        return h, anchors, tags.argmax(-1), entities.argmax(-1), head, certainty, labels


class _Cues(nn.Module):
    """The second stage: what the pieces around an anchor are to its attribution. One anchor at a time."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.reader = network.reader

    def forward(self, h: Tensor, anchor: Tensor) -> tuple[Tensor, Tensor]:
        roles, stands = self.reader(h, None, anchor)
        return roles.softmax(-1), stands.sigmoid()


def export(network: Network, vocabulary: Path, folder: Path, version: int) -> None:
    """Write both graphs, the vocabulary and the card beside the labels in a folder. Weights have eight bits."""
    network.eval()
    for module in network.modules():
        if isinstance(module, Layer):
            module.attend = _FusedAttention.apply
    ids = torch.ones((1, 64), dtype=torch.long)
    features, segments = torch.zeros((1, 64, 3), dtype=torch.long), torch.zeros((1, 64), dtype=torch.long)
    size = {1: "pieces"}
    outputs = ["h", "anchors", "tags", "entities", "heads", "certainty", "labels"]
    _write(
        _Read(network), (ids, features, segments), folder / READ_FILE,
        ["ids", "features", "segments"], outputs, dict.fromkeys(["ids", "features", "segments", *outputs], size),
    )  # fmt: skip
    around = torch.zeros((1, REACH, WIDTH)), torch.tensor([BEFORE_ANCHOR])
    _write(
        _Cues(network), around, folder / CUES_FILE,
        ["h", "anchor"], ["roles", "stands"], {"h": {1: "pieces"}, "roles": {1: "pieces"}},
    )  # fmt: skip
    shutil.copyfile(vocabulary, folder / VOCABULARY_FILE)
    files = [READ_FILE, CUES_FILE, VOCABULARY_FILE, LABELS_FILE]
    card = {"version": version, "sha256": {name: sha256((folder / name).read_bytes()).hexdigest() for name in files}}
    (folder / CARD_FILE).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def _write(
    module: nn.Module,
    inputs: tuple[Tensor, ...],
    path: Path,
    input_names: list[str],
    output_names: list[str],
    dynamic: dict[str, dict[int, str]],
) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        torch.onnx.export(
            module.eval(), inputs, str(whole), input_names=input_names, output_names=output_names,
            dynamic_axes=dynamic, opset_version=18, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True)
