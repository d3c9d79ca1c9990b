"""Quality reports over HTTP on loopback, so that a run's page can link to its report: browsers open no file from a page.

What does not belong here: the reports themselves (``flows.quality.page``), processes and ports of Prefect (``serving``).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class _Reports(SimpleHTTPRequestHandler):
    """Gives the pages of one folder to who asks this machine by its own name, and nothing else."""

    def send_head(self) -> Any:
        """Answer with a page; a folder's list, another sort of file, or another machine's name in the request is refused.

        A page of any site can be made to resolve to this machine, and would then read the reports (DNS rebinding).
        """
        asked_for = urlsplit(f"//{self.headers.get('Host', '')}").hostname or ""
        if not is_loopback(asked_for):
            return self.send_error(HTTPStatus.FORBIDDEN)
        if not urlsplit(self.path).path.endswith(".html"):
            return self.send_error(HTTPStatus.NOT_FOUND)
        return super().send_head()

    def end_headers(self) -> None:
        """Add what keeps a page from being taken for anything else."""
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-cache")  # a report is written anew when its release is checked again
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: who looks at a report is no news."""


@contextmanager
def serving_reports(folder: Path, host: str, port: int) -> Iterator[str | None]:
    """Serve the pages of a folder while the context lasts; gives their address, or None where the port cannot be had.

    Meant for loopback: whoever reaches the port reads the reports.
    """

    def handler(*arguments: Any) -> _Reports:
        return _Reports(*arguments, directory=str(folder))

    try:
        server = ThreadingHTTPServer((host, port), handler)
    except OSError:
        yield None
        return
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
