"""Disks that are full, and disks that cannot be written to, for tests."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.settings import PROJECT_DIR


@contextmanager
def files_of_at_most(n_bytes: int) -> Iterator[None]:
    """Let no file of this process and its children grow beyond ``n_bytes``: they meet it as they meet a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@dataclass(frozen=True)
class SmallDisk:
    """A file system in memory that only processes started by :meth:`run` see."""

    folder: Path
    holder: int

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command that sees the disk, in the project's folder, and return what it said."""
        inside = ["nsenter", f"--target={self.holder}", "--user", "--mount", "--preserve-credentials", f"--wd={PROJECT_DIR}"]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("WELLSOURCED_", "PREFECT_"))}
        return subprocess.run([*inside, *command], env=kept | environment, capture_output=True, text=True, timeout=300)

    def remount(self, mode: str) -> None:
        """Make the disk ``ro`` or ``rw``."""
        done = self.run("mount", "-o", f"remount,{mode}", str(self.folder))
        assert done.returncode == 0, done.stderr


@contextmanager
def small_disk(folder: Path, n_megabytes: int) -> Iterator[SmallDisk]:
    """Give a disk of so many megabytes at ``folder``, in name spaces of its own, so that nobody needs to be root.

    Skips the test where the machine allows no such thing.
    """
    folder.mkdir()
    mount = 'mount -t tmpfs -o size="$2"m tmpfs "$1" && echo mounted && exec sleep 3600'
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh", str(folder), str(n_megabytes)]
    try:
        holder = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    except FileNotFoundError:
        pytest.skip("unshare (util-linux) is not installed, so there is no small disk to fill")
    with holder:
        try:
            assert holder.stdout is not None
            if holder.stdout.readline() != "mounted\n":
                assert holder.stderr is not None
                pytest.skip(f"no disk can be mounted here: {holder.stderr.read().strip()}")
            yield SmallDisk(folder, holder.pid)
        finally:
            holder.kill()
