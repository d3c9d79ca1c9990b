"""Names behind the numbers that the network answers with."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

OTHER, SOURCE, CONTENT, CUE = range(4)
"""What a piece is to one attribution."""

ROLE_TAGS = {"source": SOURCE, "content": CONTENT, "cue": CUE}


@dataclass(slots=True)
class Vocabulary:
    """Names numbered in the order in which they were met."""

    names: list[str] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._numbers = {name: number for number, name in enumerate(self.names)}

    def __len__(self) -> int:
        return len(self.names)

    def number(self, name: str) -> int:
        """Return the number of a name, which gets the next one when it is new."""
        number = self._numbers.setdefault(name, len(self.names))
        if number == len(self.names):
            self.names.append(name)
        return number


@dataclass(slots=True)
class Labels:
    """Part-of-speech tags, dependency labels and entity tags (``O``, ``B-…``, ``I-…``), as spaCy's model names them."""

    tags: Vocabulary = field(default_factory=Vocabulary)
    dependencies: Vocabulary = field(default_factory=Vocabulary)
    entities: Vocabulary = field(default_factory=lambda: Vocabulary(["O"]))

    def write(self, path: Path) -> None:
        """Write the names as JSON."""
        content = {"tags": self.tags.names, "dependencies": self.dependencies.names, "entities": self.entities.names}
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Labels:
        """Read what ``write`` wrote."""
        content = json.loads(path.read_text(encoding="utf-8"))
        return cls(*(Vocabulary(content[name]) for name in ("tags", "dependencies", "entities")))
