"""W7: one point in twenty is sent again with other values; then the figures of W1 again, and the day as it was."""

import shutil
from pathlib import Path
from statistics import median

from harness import data, figures, files, limit
from harness.bench import Bench, able, left_out
from harness.maille import BEFORE_CORRECTION, CORRECTED, values
from harness.peer import DUCKDB, SQLITE, Peer
from harness.process import Failed, WrongAnswer
from harness.table import LIMIT, MAILLE, Goal, Row, Table


def measure(bench: Bench) -> list[Table]:
    day = bench.day(bench.usual_points)
    corrections = data.corrections(day, bench.work)
    template, published = _published(bench, day)
    peers, refused = able([DUCKDB, SQLITE], day.points)
    prepared, failed = _loaded(bench, peers, day)
    before = figures.of_publication(published)
    expected: figures.Figures = {}
    kept = 0
    replay: list[float] = []
    run = bench.folder("w7", "run")

    def maille(row: Row) -> None:
        nonlocal expected, kept
        store, out = run / "store", run / "out"
        files.copy(template, store)
        files.copy(published, out)
        imported, _ = bench.maille.import_files(store, [corrections], CORRECTED)
        again = bench.maille.publish(store, out)
        expected = figures.changed(before, figures.of_publication(out))
        kept = files.size(store) - files.size(template)
        row.add(imported.seconds + again.seconds, max(imported.peak, again.peak), files.size(store))
        replay.append(_replay(bench, store, corrections))

    def competitor(peer: Peer):
        def compete(row: Row) -> None:
            folder = run / peer.name
            files.copy(prepared[peer], folder)
            answer = peer.call("correct", folder=folder, files=[corrections])
            theirs = figures.of_peer(folder / "figures.csv")
            if difference := figures.difference(expected, {name: theirs.get(name) for name in expected}):
                raise WrongAnswer(f"other figures: {difference}")
            row.add(answer.seconds, answer.peak, files.size(folder))

        return compete

    def plain_loop(row: Row) -> None:
        row.add(limit.read_and_write([corrections], kept, run))

    competitors = {MAILLE: maille} | {peer.name: competitor(peer) for peer in prepared} | {LIMIT: plain_loop}
    measured = bench.turns(competitors)
    rows = measured[:-1] + failed + refused + measured[-1:]
    table = Table("W7", f"corrections: 5 % of {day.points:,} points sent again, then the figures", "s", rows)
    table.goals = table.against(table.fastest_peer, 4)
    table.goals.append(
        Goal("one day as known before, against now (whole commands)", median(replay), 1.2, is_least=False)
    )
    table.remarks.append(
        f"A new edition leaves where enough points changed that nobody is given away: {len(expected)} of "
        f"{len(before)} sets, which are compared."
    )
    table.remarks.append("Only Maille keeps what was known before: its peers overwrite it.")
    return [table]


def _published(bench: Bench, day: data.Day) -> tuple[Path, Path]:
    """A store that holds the day and has published it, and what it published."""
    folder = bench.folder("w7", "kept")
    store, out = folder / "store", folder / "out"
    for path in (store, out):
        shutil.rmtree(path, ignore_errors=True)
    bench.maille.import_sets(store, day.sets)
    bench.maille.import_files(store, day.files)
    bench.maille.publish(store, out)
    return store, out


def _loaded(bench: Bench, peers: list[Peer], day: data.Day) -> tuple[dict[Peer, Path], list[Row]]:
    """A folder for each peer that holds the day, and a row for each that could not load it."""
    folders, failed = {}, []
    for peer in peers:
        folder = bench.folder("w7", "kept") / peer.name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            peer.call("prepare", folder=folder, sets=day.sets)
            peer.call("daily_run", folder=folder, files=day.files)
            folders[peer] = folder
        except Failed as failure:
            failed.append(left_out(peer.name, failure))
    return folders, failed


def _replay(bench: Bench, store: Path, corrections: Path) -> float:
    """Reads a corrected day now and as it was, checks both, and gives the ratio of their times."""
    point, _, corrected = next(data.rows(corrections))
    original = [value - data.ADDED_WATTS for value in corrected]
    now = bench.maille.curve(store, point)
    before = bench.maille.curve(store, point, known_at=BEFORE_CORRECTION)
    if values(now) != corrected or values(before) != original:
        raise WrongAnswer(f"point {point}: the values now or before the correction are wrong")
    return before.seconds / now.seconds
