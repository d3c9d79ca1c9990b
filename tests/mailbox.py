"""A mail server on loopback that remembers what it was sent, for tests: enough of SMTP for what a client may do."""

from __future__ import annotations

import email
import email.policy
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import cast


class Mailbox(socketserver.ThreadingTCPServer):
    """Takes mail for every recipient but those in ``refused``; ``logins`` are what clients gave to AUTH, undecoded.

    With ``tls`` it speaks TLS from the first byte, with ``starttls`` once a client asks for it, and takes no mail before.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int = 0, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", port), Session)
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.starttls = starttls
        self.port = int(self.socket.getsockname()[1])
        self.received: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.logins: list[str] = []
        self.refused: set[str] = set()


class Session(socketserver.StreamRequestHandler):
    """One client's connection."""

    def handle(self) -> None:
        box, recipients = cast("Mailbox", self.server), list[str]()
        self.answer("220 test")
        while line := self.rfile.readline():
            command, _, rest = line.decode().strip().partition(" ")
            is_plain = box.starttls is not None and not isinstance(self.request, ssl.SSLSocket)
            match command.upper():
                case "EHLO":
                    self.answer("250-test", "250 STARTTLS" if is_plain else "250 AUTH PLAIN")
                case "STARTTLS" if box.starttls is not None:
                    self.answer("220 go on")
                    self.request = box.starttls.wrap_socket(self.request, server_side=True)
                    self.setup()
                case "AUTH" | "MAIL" if is_plain:
                    self.answer("530 not before STARTTLS")
                case "AUTH":
                    box.logins.append(rest)
                    self.answer("235 ok")
                case "RCPT":
                    address = rest.partition("<")[2].partition(">")[0]
                    if address in box.refused:
                        self.answer("550 nobody of that name")
                    else:
                        recipients.append(address)
                        self.answer("250 ok")
                case "DATA":
                    self.answer("354 go on")
                    lines = iter(self.rfile.readline, b".\r\n")
                    content = b"".join(line.removeprefix(b".") for line in lines)
                    box.received.append(email.message_from_bytes(content, policy=email.policy.default))
                    box.recipients.append(recipients)
                    self.answer("250 ok")
                case "QUIT":
                    self.answer("221 bye")
                    return
                case _:
                    self.answer("250 ok")

    def answer(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def mailbox(
    port: int = 0, *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None
) -> Iterator[Mailbox]:
    """Run a mail server in a thread."""
    with Mailbox(port, tls, starttls) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
