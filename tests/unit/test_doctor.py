from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path

import polars as pl
import pytest
from pydantic import HttpUrl

from flows import doctor
from flows.doctor import Finding, examine
from flows.extraction.version import damaged_files
from flows.quality.alerts import RunFacts, send_alerts
from flows.settings import Settings
from flows.warehouse.locking import writer_lock
from flows.warehouse.schema import CHECK_RESULTS


def found(settings: Settings) -> dict[str, Finding]:
    return {finding.subject: finding for finding in examine(settings)}


def test_a_fresh_installation_has_no_problem_and_is_told_to_run(settings: Settings) -> None:
    findings = found(settings)
    assert [finding for finding in findings.values() if finding.level == "problem"] == []
    assert findings["Release"].advice == "wellsourced run"
    assert findings["duckdb"].observed == "1.5.5"
    assert findings["prefect"].level == "ok"


def test_a_missing_model_is_a_problem_with_advice(settings: Settings) -> None:
    finding = found(settings.model_copy(update={"spacy_model": "no_such_model"}))["spaCy model"]
    assert finding.level == "problem"
    assert "WELLSOURCED_SPACY_MODEL" in str(finding.advice)


def test_the_trained_network_is_whole_or_not_needed(settings: Settings) -> None:
    assert found(settings)["trained network"].observed == "complete"
    assert "rules" in found(settings.model_copy(update={"read_by": "rules"}))["trained network"].observed


@pytest.mark.parametrize("model", ["no_such_model", "no_such.model", ""])
def test_any_name_that_is_no_model_is_a_finding(settings: Settings, model: str) -> None:
    assert found(settings.model_copy(update={"spacy_model": model}))["spaCy model"].level == "problem"


def test_a_network_without_its_card_is_a_problem(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "damaged_files", lambda: damaged_files(tmp_path))
    finding = found(settings)["trained network"]
    assert (finding.level, finding.observed) == ("problem", "card.json missing or damaged")


def test_a_missing_lock_file_is_a_problem_and_the_packages_are_looked_at_all_the_same(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "LOCK_FILE", tmp_path / "requirements.lock")
    findings = found(settings)
    assert (findings["requirements.lock"].level, findings["duckdb"].level) == ("problem", "ok")


def test_a_package_that_is_missing_is_a_problem_of_what_needs_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = metadata.version

    def without_duckdb(name: str) -> str:
        if name == "duckdb":
            raise metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(metadata, "version", without_duckdb)
    monkeypatch.setitem(sys.modules, "flows.warehouse.releases", None)  # importing it fails, as where duckdb is not there
    findings = found(settings)
    assert (findings["duckdb"].level, findings["duckdb"].observed) == ("problem", "missing")
    assert (findings["Release"].level, findings["Release"].advice) == ("problem", "make install")
    assert findings["Disk"].level == "ok"


def test_an_incomplete_checkout_is_a_problem(settings: Settings, tmp_path: Path) -> None:
    assert found(settings.model_copy(update={"dbt_project_dir": tmp_path}))["dbt project"].level == "problem"


def test_a_link_to_a_release_that_is_not_there_is_a_problem(settings: Settings) -> None:
    settings.releases_dir.mkdir(parents=True)
    settings.published_path.symlink_to(settings.releases_dir / "gone.duckdb")
    assert found(settings)["Release"].level == "problem"


def test_who_is_writing_is_named(settings: Settings) -> None:
    with writer_lock(settings, "run-7"):
        assert "run-7" in found(settings)["Writer"].observed
    assert found(settings)["Writer"].level == "ok"


@pytest.mark.parametrize(("url", "level"), [(None, "warning"), ("https://alerts.example/hook", "ok")])
def test_alerts_that_go_nowhere_are_pointed_out(settings: Settings, url: str | None, level: str) -> None:
    assert found(Settings(warehouse_dir=settings.warehouse_dir, alert_webhook_url=url))["Alerts"].level == level


def test_alerts_that_wait_are_pointed_out(settings: Settings) -> None:
    sending = settings.model_copy(update={"alert_webhook_url": HttpUrl("http://127.0.0.1:9/hook")})
    send_alerts(sending, RunFacts("run-1", "failed", "boom"), pl.DataFrame(schema=CHECK_RESULTS))
    finding = found(sending)["Alerts"]
    assert finding.level == "warning"
    assert "1 could not be delivered" in finding.observed
    assert "--retry" in str(finding.advice)
