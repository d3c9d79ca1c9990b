"""A real Prefect server on loopback with the project's deployments, and a receiver of alerts, for tests."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import httpx

from flows.serving import AUTHENTICATION
from flows.settings import PROJECT_DIR, Settings

T = TypeVar("T")

FINAL_STATES = ("Completed", "Failed", "Crashed", "Cancelled")
START_SECONDS = 240.0
RUN_SECONDS = 600.0
BUSY_SECONDS = 180.0
TOLD_SECONDS = 180.0
"""Events and alerts come from the server's own loops, which wait for a busy machine like everything else."""

FAR_APART_MINUTES = 7 * 24 * 60
"""Between scheduled runs where a test is not about them: one that is due takes the writer's slot. A week is the most."""


class Receiver:
    """An HTTP server that remembers what was posted and answers with the statuses it is told, then 200."""

    def __init__(self, port: int = 0) -> None:
        self.received: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.statuses: list[int] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.received.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
                outer.keys.append(self.headers["idempotency-key"])
                self.send_response(outer.statuses.pop(0) if outer.statuses else 200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._handler = Handler
        self.server: ThreadingHTTPServer
        self.come_back(port)
        self.url = f"http://127.0.0.1:{self.server.server_port}/services/SECRET?token=SECRET"

    def come_back(self, port: int | None = None) -> None:
        """Answer again at the same port."""
        self.server = ThreadingHTTPServer(("127.0.0.1", self.server.server_port if port is None else port), self._handler)
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def go(self) -> None:
        """Refuse connections from now on."""
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()


@contextmanager
def receiving(port: int = 0) -> Iterator[Receiver]:
    """Run a receiver in a thread, at the port of one that is gone where that is given."""
    receiver = Receiver(port)
    try:
        yield receiver
    finally:
        receiver.go()


def free_port() -> int:
    """Return a port that is free, and so is the next."""
    while True:
        with socket.socket() as probe, socket.socket() as beside:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
            with suppress(OSError, OverflowError):
                beside.bind(("127.0.0.1", port + 1))
                return port


def wait_for(what: str, look: Callable[[], T | None], seconds: float) -> T:
    """Return what ``look`` gives as soon as it gives something true."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"{what}: not within {seconds:.0f} s"
        time.sleep(0.5)
    return found


@dataclass(frozen=True)
class Served:
    """A running ``wellsourced serve``."""

    settings: Settings
    process: subprocess.Popen[str]
    url: str
    receiver: Receiver | None
    log: Path
    auth: tuple[str, str] | None = None

    def request(self, method: str, path: str, body: object = None) -> httpx.Response:
        """Ask until the server has time, as Prefect's own client does: while SQLite is busy it answers 503 or not at all."""
        with httpx.Client(base_url=f"{self.url}/api", timeout=60, trust_env=False, auth=self.auth) as api:

            def look() -> httpx.Response | None:
                try:
                    response = api.request(method, path, json=body)
                except httpx.TransportError:
                    return None
                return None if response.status_code == httpx.codes.SERVICE_UNAVAILABLE else response

            return wait_for(f"an answer to {method} {path}", look, BUSY_SECONDS)

    def get(self, path: str) -> Any:
        return _content(self.request("GET", path))

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return _content(self.request("POST", path, body))

    def deployment(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.get(f"/deployments/name/{name}")
        return found

    def start(self, name: str, **parameters: object) -> str:
        """Start a run of a deployment as the UI does and return its id; asked twice, the server still starts one."""
        body = {"parameters": parameters, "state": {"type": "SCHEDULED"}, "idempotency_key": uuid4().hex}
        return str(self.post(f"/deployments/{self.deployment(name)['id']}/create_flow_run", body)["id"])

    def finished(self, run_id: str) -> dict[str, Any]:
        """Wait until a run has ended and return it."""

        def look() -> dict[str, Any] | None:
            run: dict[str, Any] = self.get(f"/flow_runs/{run_id}")
            return run if run["state_name"] in FINAL_STATES else None

        return wait_for(f"end of run {run_id}", look, RUN_SECONDS)

    def n_starts(self, run_id: str) -> int:
        """Return how many times a run was begun."""
        return sum(state["type"] == "RUNNING" for state in self.get(f"/flow_run_states/?flow_run_id={run_id}"))

    def artifacts(self, run_id: str) -> dict[str, Any]:
        """Return a run's artifacts: key without its prefix -> data."""
        found = self.post("/artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run_id]}}})
        return {
            artifact["key"].removeprefix("wellsourced-"): json.loads(artifact["data"])
            if artifact["type"] == "table"
            else artifact["data"]
            for artifact in found
        }


def _content(response: httpx.Response) -> Any:
    assert response.is_success, response.text
    return response.json()


@contextmanager
def serving(
    settings: Settings,
    receiver: Receiver | None = None,
    *,
    port: int | None = None,
    every_minutes: int | None = FAR_APART_MINUTES,
    server: Mapping[str, str] | None = None,
    reuse: bool = False,
) -> Iterator[Served]:
    """Run ``wellsourced serve`` as a user would, wait until the deployments are there, and stop it with SIGTERM.

    ``every_minutes`` is the schedule; None leaves it to the command, which makes it hourly. ``server`` are more variables,
    as Prefect's own about the server. ``reuse`` serves on the server that is at the port already.
    """
    port = port or free_port()
    env = {name: value for name, value in os.environ.items() if not name.startswith(("WELLSOURCED_", "PREFECT_"))}
    env["WELLSOURCED_WAREHOUSE_DIR"] = str(settings.warehouse_dir)
    env["WELLSOURCED_LOCK_WAIT_SECONDS"] = str(settings.lock_wait_seconds)
    if receiver is not None:
        env["WELLSOURCED_ALERT_WEBHOOK_URL"] = receiver.url
    env |= server or {}
    schedule = [] if every_minutes is None else ["--every-minutes", str(every_minutes)]
    beside = ["--reuse"] if reuse else []
    log = settings.warehouse_dir.with_name(f"serve-{port}{'-again' if reuse else ''}.log")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", "from flows.cli import main; main()", "serve", "--port", str(port), *schedule, *beside],
            env=env,
            cwd=PROJECT_DIR,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    user, _, password = env.get(AUTHENTICATION, "").partition(":")
    served = Served(settings, process, f"http://127.0.0.1:{port}", receiver, log, (user, password) if user else None)

    def ready() -> bool:
        assert process.poll() is None, log.read_text()
        return "Prefect UI:" in log.read_text()

    try:
        wait_for("the server and its deployments", ready, START_SECONDS)
        yield served
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(120)
