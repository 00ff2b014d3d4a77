"""Folders and bytes."""

import os
import shutil
from pathlib import Path

PIECE = 1 << 20


def size(path: Path) -> int:
    """The bytes of a file or of everything in a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(entry.stat().st_size for entry in path.rglob("*") if entry.is_file())


def copy(source: Path, target: Path) -> None:
    """Makes `target` equal to `source`, and lets the disk finish, so that no later fsync pays for this copy."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    os.sync()


def warm(paths: list[Path]) -> None:
    """Reads files whole, so that whoever comes next finds them in the page cache."""
    for path in paths:
        with open(path, "rb", buffering=0) as file:
            while file.read(PIECE):
                pass
