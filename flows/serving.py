"""Run a Prefect server and the deployments on this machine, and stop both cleanly.

Two child processes: the server, with its own Prefect home under the warehouse folder unless ``PREFECT_HOME`` names one (but
nobody's own Prefect profile is read or changed), and the process that serves the deployments. Settings reach them through
their environment; this process's own is left alone, and it imports no Prefect. What does not belong here: what is served
(``flows.deployments``).
"""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

import httpx
from pydantic import HttpUrl

from flows.errors import WellsourcedError
from flows.pages import is_loopback, serving_reports

if TYPE_CHECKING:
    from types import FrameType

    from flows.settings import Settings

START_SECONDS = 180.0  # measured 16 s on two quiet cores and 30 s on busy ones
STOP_SECONDS = 30.0  # measured: 7 s, with a run in progress
POLL_SECONDS = 0.5
LOG_LINES_SHOWN = 15


AUTHENTICATION = "PREFECT_SERVER_API_AUTH_STRING"
"""Variable with user:password; where it is set the server and its UI ask for them, and without it they ask nobody."""

DATABASE = "PREFECT_SERVER_DATABASE_CONNECTION_URL"
FORMER_DATABASE = "PREFECT_API_DATABASE_CONNECTION_URL"
"""What Prefect called the variable before its version 3, and still takes it by."""

PASSED_ON = (AUTHENTICATION, DATABASE, FORMER_DATABASE)
"""What the environment may say about the server: who may use it, and where it keeps its runs (SQLite, if not given)."""


class ServerStartError(WellsourcedError):
    """The Prefect server did not start, or something else has its port."""


class ServerStoppedError(WellsourcedError):
    """The server or the serving process ended by itself."""


def prefect_home(settings: Settings) -> Path:
    """Return where the server's log is, and its database unless the environment names another Prefect home."""
    return settings.warehouse_dir / "prefect"


def server_home(settings: Settings) -> Path:
    """Return the Prefect home of the server: the one that ``PREFECT_HOME`` names, else the warehouse's own."""
    named = os.environ.get("PREFECT_HOME")
    return Path(named).expanduser() if named else prefect_home(settings)


def api_url(host: str, port: int) -> str:
    """Return the address of the API, as ``PREFECT_API_URL`` wants it."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/api"


def environment(settings: Settings, *, host: str, port: int) -> dict[str, str]:
    """Return the environment of the child processes: this one's with few PREFECT_ variables.

    Those are ``PASSED_ON`` and ``PREFECT_HOME``. Every setting of the project is passed on: a served run works on the same
    warehouse as the caller. Where the server asks for a user and password, the processes that talk to it get them too.
    """
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(("PREFECT_", "WELLSOURCED_"))}
    values = settings.model_dump(mode="json")
    ours = {f"WELLSOURCED_{name.upper()}": str(value) for name, value in values.items() if value is not None}
    chosen = {name: os.environ[name] for name in PASSED_ON if os.environ.get(name)}
    if former := chosen.pop(FORMER_DATABASE, None):
        chosen.setdefault(DATABASE, former)
    if AUTHENTICATION in chosen:
        chosen["PREFECT_API_AUTH_STRING"] = chosen[AUTHENTICATION]
    return (
        kept
        | ours
        | chosen
        | {
            "PREFECT_HOME": str(server_home(settings).resolve()),
            # A home that somebody named may hold their profile, with a server and a key of its own.
            "PREFECT_PROFILES_PATH": str((prefect_home(settings) / "profiles.toml").resolve()),
            "PREFECT_API_URL": api_url(host, port),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
            "PREFECT_CLI_PROMPT": "false",
            "PREFECT_LOGGING_EXTRA_LOGGERS": "flows",
        }
    )


def serve(
    settings: Settings,
    *,
    port: int = 4200,
    host: str = "127.0.0.1",
    every_minutes: int = 60,
    path: Path | None = None,
    reuse: bool = False,
) -> None:
    """Serve until SIGINT or SIGTERM; blocks, and prints where the UI is.

    Args:
        settings: The installation that served runs work on.
        port: Port of the server and its UI; quality reports are served at the next one, if it is free.
        host: Address that the server binds. Anything but loopback lets the network in, past ``AUTHENTICATION`` alone.
        every_minutes: Minutes between scheduled runs; 0 for no schedule.
        path: Folder that the scheduled run reads; the documents that ship with the project, if None.
        reuse: Serve on the Prefect server that already answers there instead of starting one; it is left running.

    Raises:
        ServerStartError: the port is taken, the warehouse has a server already, it does not start, or there is none to use.
        ServerStoppedError: the server or the serving process ended by itself.

    """
    if path is not None and not path.exists():
        raise ServerStartError(f"{path} does not exist, so the scheduled run would have nothing to read.")
    url = api_url(host, port)
    _check_port(host, port, url, reuse=reuse)
    home = prefect_home(settings)
    home.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "flows.deployments", "--every-minutes", str(every_minutes)]
    command += ["--path", str(path.resolve())] if path else []
    with _interrupted_by_sigterm(), _reports(settings, host, port + 1) as reports_url:
        env = environment(settings.model_copy(update={"reports_url": reports_url}), host=host, port=port)
        if reuse:
            _serve_deployments(command, env)
            return
        log = home / "server.log"
        print(f"Starting the Prefect server on port {port} (about 20 seconds) ...", flush=True)
        with ExitStack() as stack:
            locks = [
                stack.enter_context(_alone(folder)) for folder in sorted({home.resolve(), server_home(settings).resolve()})
            ]
            output = stack.enter_context(log.open("w"))
            server_command = [sys.executable, "-m", "prefect", "server", "start", "--host", host, "--port", str(port)]
            with _running(server_command, env, stdout=output, inherits=locks) as server:
                _wait_until_healthy(server, url, log)
                _serve_deployments([*command, "--fresh"], env, server=server, log=log)


@contextmanager
def _alone(home: Path) -> Iterator[int]:
    """Keep a second server off the same warehouse or home: it would take the first one's runs for a dead predecessor's.

    Gives the descriptor that holds the lock. The server inherits it, so that one that outlives a killed parent counts.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".server.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ServerStartError(
                "another `wellsourced serve` is running for this warehouse or with this Prefect home. Stop it "
                "first, or serve on its server: with --reuse and its --port."
            ) from error
        yield lock.fileno()


@contextmanager
def _reports(settings: Settings, host: str, port: int) -> Iterator[HttpUrl | None]:
    """Serve the quality reports beside the UI, where that is for this machine alone and asks for no password either."""
    if not is_loopback(host) or ":" in host or os.environ.get(AUTHENTICATION):
        yield None
        return
    with serving_reports(settings.reports_dir, host, port) as address:
        yield HttpUrl(address) if address else None


def _serve_deployments(
    command: list[str], env: dict[str, str], *, server: subprocess.Popen[bytes] | None = None, log: Path | None = None
) -> None:
    with _running(command, env) as serving:
        try:
            while True:
                time.sleep(POLL_SECONDS)
                if server is not None and server.poll() is not None:
                    raise ServerStoppedError(f"the Prefect server ended by itself (exit {server.returncode}).{_tail(log)}")
                if serving.poll() is not None:
                    raise ServerStoppedError(f"the serving process ended by itself (exit {serving.returncode}); see above.")
        except KeyboardInterrupt:
            print("Stopping ...", flush=True)


@contextmanager
def _running(
    command: list[str], env: dict[str, str], stdout: IO[str] | None = None, inherits: Sequence[int] = ()
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a child in a session of its own, so that Ctrl-C reaches this process alone, and leave none of its group behind."""
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.STDOUT if stdout else None,
        start_new_session=True,
        pass_fds=inherits,
    )
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the child to end, wait, then kill what is left of its process group (runs that it started are part of it)."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)  # on SIGTERM Prefect 3.8's runner exits in mid-loop and prints tracebacks
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def _interrupted_by_sigterm() -> Iterator[None]:
    """Treat SIGTERM as Ctrl-C; a second one while stopping changes nothing."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    except KeyboardInterrupt:  # during start-up: nothing was being served yet
        print("Stopped.", flush=True)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _check_port(host: str, port: int, url: str, *, reuse: bool) -> None:
    """Raise ServerStartError unless the port is free, or, with ``reuse``, a Prefect server answers there."""
    version = _prefect_version(url)
    if reuse:
        if version is None:
            raise ServerStartError(f"no Prefect server answers at {url}, so there is none to reuse.")
        return
    if version is not None:
        raise ServerStartError(
            f"a Prefect server ({version}) already answers at {url}. If it is another `wellsourced serve`, there is nothing "
            "to do; to serve on that server add --reuse; to start one of your own choose another --port."
        )
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ServerStartError(
                f"port {port} on {host} cannot be used: {error.strerror}. Choose another --port."
            ) from error


def _prefect_version(url: str) -> str | None:
    """Return the version of the Prefect server at an API address, None if nothing or something else answers.

    Raises ServerStartError when it is one that does not take our user and password.
    """
    user, _, password = os.environ.get(AUTHENTICATION, "").partition(":")
    try:
        with httpx.Client(timeout=5.0, trust_env=False, auth=(user, password) if user else None) as client:
            healthy = client.get(f"{url}/health")
            version = client.get(f"{url}/admin/version")
        if healthy.status_code != 200 or healthy.json() is not True:
            return None
        if version.status_code == httpx.codes.UNAUTHORIZED:
            raise ServerStartError(f"the Prefect server at {url} asks for a user and password: set {AUTHENTICATION}.")
        if version.status_code != httpx.codes.OK:
            return None
        return str(version.json())
    except (httpx.HTTPError, ValueError):
        return None


def _wait_until_healthy(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while _prefect_version(url) is None:
        if server.poll() is not None:
            raise ServerStartError(f"the Prefect server ended while it started (exit {server.returncode}).{_tail(log)}")
        if time.monotonic() > deadline:
            raise ServerStartError(f"the Prefect server was not ready after {START_SECONDS:.0f} seconds.{_tail(log)}")
        time.sleep(POLL_SECONDS)


def _tail(log: Path | None) -> str:
    if log is None:
        return ""
    lines = log.read_text(errors="replace").splitlines()[-LOG_LINES_SHOWN:]
    return "\n".join(["", f"The end of {log}:", *lines])
