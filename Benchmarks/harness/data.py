"""The files that workloads read, made once and kept for the next run."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from harness.maille import Maille


@dataclass(frozen=True)
class Day:
    """One simulated day: the communes' sets and the files of curves."""

    points: int
    sets: Path
    files: list[Path]


def simulated(maille: Maille, work: Path, points: int, format: str) -> Day:
    """A day of so many points, by `maille simulate`."""
    folder = work / "data" / f"{points}-{format}"
    if not folder.exists():
        unfinished = folder.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        maille.simulate(points, format, unfinished)
        unfinished.rename(folder)
    return Day(points, folder / "sets.csv", sorted((folder / "daily").iterdir()))


CORRECTED_EVERY, ADDED_WATTS = 20, 10


def corrections(day: Day, work: Path) -> Path:
    """One point in twenty sent again, each of its values ten watts higher."""
    path = work / "data" / f"{day.points}-corrections.csv"
    with open(day.files[0], encoding="ascii") as source, open(path, "w", encoding="ascii") as target:
        for number, line in enumerate(source):
            if number < 2:
                target.write(line)
            elif number % CORRECTED_EVERY == 7:
                point, date, *watts = line.rstrip("\n").split(";")
                target.write(";".join([point, date, *(str(int(watt) + ADDED_WATTS) for watt in watts)]) + "\n")
    return path


def rows(path: Path) -> Iterator[tuple[str, str, list[int]]]:
    """The point, the day and the values of each row of a wide CSV."""
    with open(path, encoding="ascii") as file:
        for number, line in enumerate(file):
            if number >= 2:
                point, date, *values = line.rstrip("\n").split(";")
                yield point, date, [int(value) for value in values]
