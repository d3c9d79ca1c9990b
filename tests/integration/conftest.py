"""One served installation for the tests that need a Prefect server, started once a session."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.conftest import Built
from tests.served import Served, receiving, serving


@pytest.fixture(scope="session")
def served(seeds_built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """``wellsourced serve`` on a copy of the warehouse built from the shipped documents, with a receiver of its alerts."""
    warehouse = tmp_path_factory.mktemp("served") / "warehouse"
    shutil.copytree(seeds_built.settings.warehouse_dir, warehouse, symlinks=True)
    settings = seeds_built.settings.model_copy(update={"warehouse_dir": warehouse})
    with receiving() as receiver, serving(settings, receiver) as served:
        yield served
