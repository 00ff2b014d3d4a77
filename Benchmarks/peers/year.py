"""The year of half-hours as peers keep it: a row per point and half-hour, sorted by point and time."""

import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

DAYS = 365
PER_POINT = DAYS * 48
# Midnight in Paris of 2025-11-01, in seconds; winter time.
START = 1_761_951_600
STEP = 1_800
TIMES = START + STEP * np.arange(PER_POINT, dtype=np.int64)


def points(path: Path, at_once: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The PRMs and the values (a row each) of so many points after the other, from a file or a pipe."""
    layout = np.dtype([("point", "<i8"), ("watts", "<i4", (PER_POINT,))])
    with open(path, "rb") as file:
        while piece := file.read(at_once * layout.itemsize):
            records = np.frombuffer(piece, layout)
            yield records["point"], records["watts"]


def drop_cache(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            descriptor = os.open(path, os.O_RDONLY)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)


def timed(ask: Callable, asked: list) -> tuple[list[float], list]:
    seconds, answers = [], []
    for question in asked:
        start = time.perf_counter()
        answers.append(ask(question))
        seconds.append(time.perf_counter() - start)
    return seconds, answers


def one_point(folder: Path, asked: list[int], cold: int, ask: Callable[[int], np.ndarray]) -> dict:
    """The sums of the points' years; the first question, which opens the store, does not count."""
    ask(asked[0])
    seconds, sums = [], []
    for point in asked:
        if cold:
            drop_cache(folder)
        took, (watts,) = timed(ask, [point])
        seconds += took
        sums.append(int(np.sum(watts, dtype=np.int64)))
    return {"seconds": seconds, "sums": sums}


DWELLINGS = 40


def days() -> list[tuple[int, int]]:
    """The start of each day in seconds, and the number of its month."""
    first = datetime(2025, 11, 1, tzinfo=ZoneInfo("Europe/Paris"))
    midnights = [first + timedelta(days=day) for day in range(DAYS)]
    return [(int(day.timestamp()), day.year * 12 + day.month) for day in midnights]


def buildings(asked: list[int], ask: Callable[[list[int]], list[int]]) -> dict:
    """The months of each building of forty PRM; the first question, which opens the store, does not count."""
    groups = [asked[start : start + DWELLINGS] for start in range(0, len(asked), DWELLINGS)]
    ask(groups[0])
    seconds, sums = timed(ask, groups)
    return {"seconds": seconds, "sums": sums}


def synchronous(files: list[Path], days: int, turns: int, ask: Callable[[list[int], int], list[int]]) -> dict:
    """The sums per half-hour of the first days, for the points of a list or for all."""
    listed = [int(line) for line in files[0].read_text(encoding="ascii").split()]
    until = START + days * 86_400
    seconds, answers = timed(lambda _: ask(listed, until), list(range(turns)))
    return {"seconds": seconds, "sums": [int(value) for value in answers[-1]]}
