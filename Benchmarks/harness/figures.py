"""The figures of a day, by set, and whether two of them are equal."""

import csv
from pathlib import Path
from typing import NamedTuple

from harness.process import WrongAnswer


class Figure(NamedTuple):
    """What is released of a set: contributing points, Wh, quartiles in Wh rounded up to the kWh, and how many points
    count by what quality."""

    contributing: int
    sum: int
    q1: int
    median: int
    q3: int
    measured: int
    corrected: int
    estimated: int


# A set that is held back stands there without a figure.
Figures = dict[str, Figure | None]


def of_publication(folder: Path) -> Figures:
    """The latest edition that `maille publish` wrote for the communes."""
    editions = folder.glob("use-communes_public_*_e*.csv")
    figures = _read(max(editions, key=lambda path: int(path.stem.rsplit("_e", 1)[1])))
    # Neighbours taken together, in place of communes that are held back: no peer makes them.
    return {name: figure for name, figure in figures.items() if "+" not in name}


def of_peer(path: Path) -> Figures:
    """What a peer wrote: the same columns, empty where the set is held back."""
    return _read(path)


def _read(path: Path) -> Figures:
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter=";")
        return {
            row["set"]: Figure(*(int(row[name]) for name in Figure._fields)) if row["sum"] else None for row in rows
        }


def changed(before: Figures, after: Figures) -> Figures:
    """Figures that are others than before; there must be some."""
    others = {name: figure for name, figure in after.items() if figure != before.get(name, "absent")}
    if not others:
        raise WrongAnswer("no figure changed")
    return others


def difference(maille: Figures, peer: Figures) -> str | None:
    """The first set on which they differ, in words; nil where all is equal."""
    for name in sorted(maille.keys() | peer.keys()):
        ours, theirs = maille.get(name, "absent"), peer.get(name, "absent")
        if ours != theirs:
            return f"{name}: Maille says {ours}, the peer {theirs}"
    return None
