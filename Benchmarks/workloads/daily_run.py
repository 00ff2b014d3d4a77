"""The main job, for W1 and W2: files of one day → durable → figures of every commune as CSV."""

import os
import shutil
from pathlib import Path

from harness import figures, files, limit
from harness.bench import Bench, able
from harness.data import Day
from harness.peer import Peer
from harness.process import WrongAnswer
from harness.table import LIMIT, MAILLE, Row, Table


def rows(bench: Bench, name: str, day: Day, peers: list[Peer]) -> list[Row]:
    """Maille, each peer and the limit, in turn. The sets are in every store beforehand, untimed."""
    template = bench.folder(name, "sets") / "store"
    shutil.rmtree(template, ignore_errors=True)
    bench.maille.import_sets(template, day.sets)
    peers, refused = able(peers, day.points)
    expected: figures.Figures = {}
    kept = 0

    def maille(row: Row) -> None:
        nonlocal expected, kept
        store, out = bench.folder(name, "run") / "store", bench.folder(name, "run") / "out"
        shutil.rmtree(out, ignore_errors=True)
        files.copy(template, store)
        files.warm(day.files)
        imported, summary = bench.maille.import_files(store, day.files)
        if summary["added"] != day.points:
            raise WrongAnswer(f"{summary['added']} of {day.points} points were kept")
        published = bench.maille.publish(store, out)
        expected = figures.of_publication(out)
        kept = files.size(store) - files.size(template)
        row.add(imported.seconds + published.seconds, max(imported.peak, published.peak), files.size(store))
        row.parts.append((imported.seconds, published.seconds))
        bench.largest[MAILLE] = store

    def competitor(peer: Peer):
        def compete(row: Row) -> None:
            folder = bench.folder(name, "run") / peer.name
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            peer.call("prepare", folder=folder, sets=day.sets)
            os.sync()
            files.warm(day.files)
            answer = peer.call("daily_run", folder=folder, files=day.files)
            if difference := figures.difference(expected, figures.of_peer(folder / "figures.csv")):
                raise WrongAnswer(f"other figures: {difference}")
            row.add(answer.seconds, answer.peak, files.size(folder))
            bench.largest[peer.name] = folder

        return compete

    def plain_loop(row: Row) -> None:
        files.warm(day.files)
        row.add(limit.read_and_write(day.files, kept, bench.folder(name)))

    competitors = {MAILLE: maille} | {peer.name: competitor(peer) for peer in peers} | {LIMIT: plain_loop}
    measured = bench.turns(competitors)
    return measured[:-1] + refused + measured[-1:]


def _released(path: Path) -> tuple[int, int]:
    """How many sets have figures, and how many are held back."""
    found = figures.of_publication(path)
    return sum(figure is not None for figure in found.values()), sum(figure is None for figure in found.values())


def remarks(bench: Bench, name: str, table: Table) -> list[str]:
    """Where Maille's time went, and what was compared."""
    parts = table.row(MAILLE).parts
    middle = sorted(parts, key=sum)[len(parts) // 2]
    equal = sum(1 for peer in table.peers if peer.samples)
    out, held = _released(bench.folder(name, "run") / "out")
    return [
        f"Maille: import {middle[0]:.2f} s, publish {middle[1]:.2f} s.",
        f"Figures: {out} released, {held} held back; equal to the watt-hour in {equal} peer(s).",
    ]
