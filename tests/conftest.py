"""What every kind of test may use: settings in a temporary folder, and one warehouse built from the shipped documents."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import pytest

from flows.report import RunReport
from flows.settings import PROJECT_DIR, Settings
from flows.stages import RunRequest, new_run_id, run_pipeline

SEEDS = PROJECT_DIR / "seeds"


class Built(NamedTuple):
    """A warehouse and the account of the run that built it."""

    settings: Settings
    report: RunReport


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep settings of the machine's environment out of the tests."""
    for name in [name for name in os.environ if name.startswith("WELLSOURCED_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation with nothing published yet."""
    return Settings(warehouse_dir=tmp_path / "warehouse", releases_kept=3)


@pytest.fixture(scope="session")
def seeds_built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The shipped documents, run through the whole pipeline once. To be read only: copy the folder to change anything."""
    settings = Settings(warehouse_dir=tmp_path_factory.mktemp("seeds") / "warehouse")
    report = run_pipeline(RunRequest(path=SEEDS), settings, run_id=new_run_id())
    return Built(settings, report)
