"""A PostgreSQL of the machine's own, started for a test and thrown away."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.served import free_port

PASSWORD = secrets.token_hex(8)
PLACES = (Path("/usr/lib/postgresql"), Path("/opt/homebrew/opt"), Path("/usr/local/opt"))


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs; None where there is none."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).parent] if on_path else []
    found += sorted((path.parent for place in PLACES for path in place.glob("*/bin/initdb")), reverse=True)
    return found[0] if found else None


@contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """Start a cluster on loopback with a password, and return its address as Prefect wants it.

    PostgreSQL does not run as root: then as the user that its package made.
    """
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="wellsourced-postgresql-"))  # pytest's own folders are closed to other users
    port = free_port()
    try:
        password = folder / "password"
        password.write_text(PASSWORD)
        if user is not None:
            account = pwd.getpwnam(user)
            for path in (folder, password):
                os.chown(path, account.pw_uid, account.pw_gid)
        data = folder / "data"

        def call(program: str, *arguments: str) -> None:
            subprocess.run(
                [programs / program, *arguments], user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL, timeout=300
            )

        call("initdb", "-D", str(data), "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={password}", "--no-sync")
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c fsync=off"
        call("pg_ctl", "-D", str(data), "-l", str(folder / "log"), "-o", options, "-w", "start")
        try:
            yield f"postgresql+asyncpg://postgres:{PASSWORD}@127.0.0.1:{port}/postgres"
        finally:
            call("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
