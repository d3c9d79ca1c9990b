"""What the README says of production, tried: a password, PostgreSQL behind the server, a pool of processes, a service."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]
import httpx
import pytest

from flows.serving import AUTHENTICATION, ServerStartError, environment, prefect_home, serve
from flows.settings import PROJECT_DIR, Settings
from tests import postgresql
from tests.served import START_SECONDS, Served, free_port, serving, wait_for

USER, PASSWORD = "ann", "correct:horse"
ALERTS = "wellsourced-alerts/alerts"


@pytest.fixture(scope="module")
def database() -> Iterator[str | None]:
    """The address of a PostgreSQL started for these tests; None on a machine without one, where SQLite does."""
    programs = postgresql.programs()
    if programs is None:
        yield None
        return
    with postgresql.cluster(programs) as url:
        yield url


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(warehouse_dir=tmp_path_factory.mktemp("production") / "warehouse")


@pytest.fixture(scope="module")
def about_server(database: str | None) -> dict[str, str]:
    """Prefect's own variables about the server."""
    kept_in = {"PREFECT_SERVER_DATABASE_CONNECTION_URL": database} if database else {}
    return {AUTHENTICATION: f"{USER}:{PASSWORD}"} | kept_in


@pytest.fixture(scope="module")
def guarded(installation: Settings, about_server: dict[str, str]) -> Iterator[Served]:
    """``wellsourced serve`` with a password, on PostgreSQL where there is one."""
    with serving(installation, server=about_server) as served:
        yield served


@contextmanager
def command(*words: str, env: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a Python module's command while the block lasts."""
    with log.open("w") as output:
        process = subprocess.Popen([sys.executable, *words], env=env, cwd=PROJECT_DIR, stdout=output, stderr=output)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(120)


@pytest.mark.slow
@pytest.mark.timeout(2400)
def test_a_server_with_a_password_lets_nobody_in_without(guarded: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def status(auth: tuple[str, str] | None) -> int:
        url = f"{guarded.url}/api/deployments/filter"
        return httpx.post(url, json={}, auth=auth, timeout=60, trust_env=False).status_code

    assert [status(None), status((USER, "wrong")), status((USER, PASSWORD))] == [401, 401, 200]
    port = int(guarded.url.rpartition(":")[2])
    with pytest.raises(ServerStartError, match=f"asks for a user and password: set {AUTHENTICATION}"):
        serve(guarded.settings, port=port, reuse=True)
    monkeypatch.setenv(AUTHENTICATION, f"{USER}:{PASSWORD}")
    with pytest.raises(ServerStartError, match="already answers"):
        serve(guarded.settings, port=port)
    run = guarded.finished(guarded.start(ALERTS))
    assert (run["state_name"], run["state"]["message"]) == ("Completed", "0 alerts sent, none waiting.")


@pytest.mark.slow
@pytest.mark.timeout(2400)
def test_runs_are_kept_in_postgresql(guarded: Served, database: str | None) -> None:
    if database is None:
        pytest.skip("no PostgreSQL on this machine: neither initdb on the path nor a package's folder has it")
    run_id = guarded.start(ALERTS)
    assert guarded.finished(run_id)["state_name"] == "Completed"

    async def stored() -> str:
        connection = await asyncpg.connect(database.replace("+asyncpg", ""))
        try:
            return str(await connection.fetchval("select state_name from flow_run where id = $1", run_id))
        finally:
            await connection.close()

    assert asyncio.run(stored()) == "Completed"
    assert list(prefect_home(guarded.settings).glob("*.db*")) == []


@pytest.mark.slow
@pytest.mark.timeout(2400)
def test_two_workers_of_a_pool_of_processes_run_each_run_of_what_was_deployed_once(
    tmp_path: Path, about_server: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PREFECT_HOME")  # the tests' own, which other servers use
    for name, value in about_server.items():
        monkeypatch.setenv(name, value)
    settings, port = Settings(warehouse_dir=tmp_path / "warehouse"), free_port()
    env = environment(settings, host="127.0.0.1", port=port)
    logs = [tmp_path / f"{name}.log" for name in ("server", "worker", "second-worker")]
    server = ("-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port))
    with command(*server, env=env, log=logs[0]) as process:
        served = Served(settings, process, f"http://127.0.0.1:{port}", None, logs[0], (USER, PASSWORD))  # type: ignore[arg-type]

        def is_up() -> bool:
            assert process.poll() is None, logs[0].read_text()
            try:
                return httpx.get(f"{served.url}/api/health", timeout=60, trust_env=False).is_success
            except httpx.TransportError:
                return False

        wait_for("the server", is_up, START_SECONDS)
        for _ in range(2):  # once more changes nothing
            deploying = [sys.executable, "-c", "from flows.cli import main; main()", "deploy", "--pool", "documents"]
            deployed = subprocess.run(deploying, env=env, cwd=PROJECT_DIR, capture_output=True, text=True)
            assert deployed.returncode == 0, deployed.stderr
        assert "prefect worker start --pool documents" in deployed.stdout
        found = served.post("/deployments/filter", {})
        assert {deployment["work_pool_name"] for deployment in found} == {"documents"}
        assert all(deployment["parameter_openapi_schema"]["additionalProperties"] is False for deployment in found)
        worker = ("-m", "prefect", "worker", "start", "--pool", "documents")
        with command(*worker, env=env, log=logs[1]), command(*worker, env=env, log=logs[2]):
            runs = [served.finished(run) for run in [served.start(ALERTS) for _ in range(4)]]
        assert {run["state_name"] for run in runs} == {"Completed"}, logs[1].read_text() + logs[2].read_text()
        assert {run["work_pool_name"] for run in runs} == {"documents"}
        assert {served.n_starts(run["id"]) for run in runs} == {1}


def test_the_unit_in_the_readme_is_one_that_systemd_takes(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze on this machine")
    readme = (PROJECT_DIR / "README.md").read_text(encoding="utf-8")
    [text] = re.findall(r"```ini\n(\[Unit\]\n.*?)```", readme, flags=re.DOTALL)
    assert "wellsourced serve" in text
    unit = tmp_path / "wellsourced.service"
    # What it names is not on this machine: a program that is stands in for it, and the present user for its own.
    there = re.sub(r"^(ExecStart=)\S+", rf"\g<1>{sys.executable}", text, flags=re.MULTILINE)
    there = re.sub(r"^(WorkingDirectory=)\S+", rf"\g<1>{tmp_path}", there, flags=re.MULTILINE)
    unit.write_text(re.sub(r"^User=.*\n", "", there, flags=re.MULTILINE))
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit],
        capture_output=True,
        text=True,
        env=os.environ | {"SYSTEMD_LOG_LEVEL": "info"},
    )
    complaints = [line for line in verified.stderr.splitlines() if unit.name in line]
    assert (verified.returncode, complaints) == (0, [])
