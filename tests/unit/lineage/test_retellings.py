"""The articles told again, on which changes are measured: their lists fit their texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.benchmarks.retellings import FAMILIES, Told, listed


@pytest.mark.parametrize("family", sorted(FAMILIES.iterdir()), ids=lambda family: family.name)
def test_every_item_of_an_editors_list_stands_in_its_texts(family: Path) -> None:
    copies = json.loads((family / "key.json").read_text(encoding="utf-8"))["copies"]
    assert {f"{kind}.txt" for kind in copies} | {"original.txt"} == {path.name for path in family.glob("*.txt")}
    original = (family / "original.txt").read_text(encoding="utf-8")
    for kind, lists in copies.items():
        copy = (family / f"{kind}.txt").read_text(encoding="utf-8")
        for items in lists.values():
            found = listed(items, original, copy)
            assert all(item.before is not None or item.after is not None for item in found)


def test_a_row_meets_an_item_that_it_overlaps_on_either_side() -> None:
    item = Told((10, 20), (30, 40), "")
    assert Told((19, 25), None, "").meets(item)
    assert Told(None, (25, 31), "").meets(item)
    assert not Told((20, 30), (40, 50), "").meets(item)
