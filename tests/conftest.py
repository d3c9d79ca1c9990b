"""What every kind of test may use: settings in a temporary folder, and one warehouse built from the shipped documents."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from flows.report import RunReport
from flows.requests import RunRequest
from flows.runs import new_run_id
from flows.settings import PROJECT_DIR, Settings
from flows.stages import run_pipeline

SEEDS = PROJECT_DIR / "seeds"


class Built(NamedTuple):
    """A warehouse and the account of the run that built it."""

    settings: Settings
    report: RunReport


# The same examples every time, and no clock: a busy machine must not fail a test that a quiet one passes.
hypothesis_settings.register_profile(
    "wellsourced", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("wellsourced")

PROXIES = {"http_proxy", "https_proxy", "all_proxy", "no_proxy"}


def pytest_configure(config: pytest.Config) -> None:
    """Keep settings of the machine's environment out of the tests, and somebody's own Prefect profile out of the flows.

    Here and not in a fixture: Prefect reads its settings when a test module imports it, before any fixture is built.
    """
    environment = pytest.MonkeyPatch()
    config.add_cleanup(environment.undo)
    for name in list(os.environ):
        if name.upper().startswith(("WELLSOURCED_", "PREFECT_")) or name.lower() in PROXIES:
            environment.delenv(name)
    home = tempfile.TemporaryDirectory(prefix="wellsourced-tests-prefect-")
    config.add_cleanup(home.cleanup)
    environment.setenv("PREFECT_HOME", home.name)


INTEGRATION_SECONDS = 1800


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests that run pipelines more time than their own waits may take, which all have shorter limits.

    So too whoever asks for the warehouse of the shipped documents: the first to do so waits until it is built.
    """
    for item in items:
        is_long = "integration" in item.path.parts or "seeds_built" in getattr(item, "fixturenames", ())
        if is_long and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(INTEGRATION_SECONDS))


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
