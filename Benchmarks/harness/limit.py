"""The limit row: what a plain loop takes for the same bytes. Nothing that does the work can be faster."""

import os
import time
import zipfile
from pathlib import Path

from harness.files import PIECE


def read_and_write(sources: list[Path], written: int, work: Path) -> float:
    """Seconds to read, count and copy the sources, then to write and fsync as many bytes as Maille keeps.

    Archives are read as they are: inflating them is work.
    """
    start = time.perf_counter()
    for source in sources:
        read(source)
    target = work / "limit"
    with open(target, "wb", buffering=0) as file:
        piece = bytes(PIECE)
        for offset in range(0, written, PIECE):
            file.write(piece[: written - offset])
        os.fsync(file.fileno())
    seconds = time.perf_counter() - start
    target.unlink()
    return seconds


def read(source: Path) -> int:
    """Reads a file, counts its line ends and copies its bytes in memory."""
    lines = 0
    buffer, copy = bytearray(PIECE), bytearray(PIECE)
    with open(source, "rb", buffering=0) as file:
        while count := file.readinto(buffer):
            lines += buffer.count(b"\n", 0, count)
            copy[:count] = memoryview(buffer)[:count]
    return lines


def unpacked(archives: list[Path]) -> int:
    """The bytes inside zip archives."""
    total = 0
    for path in archives:
        with zipfile.ZipFile(path) as archive:
            total += sum(entry.file_size for entry in archive.infolist())
    return total
