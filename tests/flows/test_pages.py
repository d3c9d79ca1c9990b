"""Quality reports over HTTP: what is given out, and to whom."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from flows.artifacts import report_link
from flows.pages import serving_reports
from tests.served import free_port


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "run 1.html").write_text("<!doctype html><title>report</title>", encoding="utf-8")
    (folder / "run 1.json").write_text("{}", encoding="utf-8")
    (tmp_path / "secret.html").write_text("secret", encoding="utf-8")
    return folder


@pytest.fixture
def address(reports: Path) -> Iterator[str]:
    with serving_reports(reports, "127.0.0.1", free_port()) as found:
        assert found is not None
        yield found


def asked(url: str, **headers: str) -> httpx.Response:
    with httpx.Client(trust_env=False) as client:
        return client.get(url, headers=headers)


def test_a_report_is_read_at_its_link_as_html_and_nothing_else(reports: Path, address: str) -> None:
    answer = asked(report_link(reports / "run 1.html", address))
    assert (answer.status_code, "<title>report</title>" in answer.text) == (200, True)
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/run%201.json", "/../secret.html", "/%2e%2e/secret.html", "/nothing.html"])
def test_neither_lists_nor_other_files_nor_what_lies_outside_are_given_out(address: str, path: str) -> None:
    assert asked(address + path).status_code == 404


def test_a_page_of_another_name_that_resolves_to_this_machine_gets_nothing(address: str) -> None:
    assert asked(f"{address}/run%201.html", Host="evil.example").status_code == 403
    assert asked(f"{address}/run%201.html", Host="localhost:1").status_code == 200


def test_a_port_that_is_taken_leaves_the_link_to_the_file(reports: Path, address: str) -> None:
    with serving_reports(reports, "127.0.0.1", int(address.rpartition(":")[2])) as second:
        assert second is None
    assert report_link(reports / "run 1.html", None) == (reports / "run 1.html").as_uri()
