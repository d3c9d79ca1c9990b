"""Folders that may not be listed, also where the tests run as root, who may list every folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def close(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make ``os.scandir`` refuse a folder as the kernel does for want of permission."""
    scandir = os.scandir

    def refuse(path: str | os.PathLike[str] | int) -> object:
        if path == folder:  # shutil gives descriptors
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
