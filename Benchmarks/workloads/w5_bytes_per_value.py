"""W5: bytes per value on disk, everything in the store counted, after `maille compact`."""

import shutil
from pathlib import Path

from harness import data, files, series
from harness.bench import Bench, left_out
from harness.maille import values
from harness.peer import CHDB, DUCKDB, POLARS, Peer
from harness.process import Failed, WrongAnswer
from harness.table import MAILLE, Goal, Row, Table

PEERS = [POLARS, DUCKDB, CHDB]
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "timeseries"


def measure(bench: Bench) -> list[Table]:
    day = bench.day(bench.usual_points)
    tables = [_table(bench, "W5", f"bytes per value, simulated day, {day.points:,} points", day.files[0])]
    for name, title, write in series.REAL:
        if not SHARED.exists():
            tables.append(
                Table(f"W5-{name}", title, "bytes", [Row("real curves", note=f"skipped: no folder {SHARED}")])
            )
            continue
        path = bench.folder("data") / f"{name}.csv"
        write(SHARED, path)
        tables.append(_table(bench, f"W5-{name}", f"bytes per value, {title}", path, has_few_points=True))
    for table in tables:
        if table.id in ("W5-uci", "W5-hdm-c5") and table.has_maille:
            household = table.row(MAILLE).median
            table.goals.append(Goal("bytes a value on real household watts", household, 1.3, is_least=False))
    return tables


def _table(bench: Bench, id: str, title: str, file: Path, has_few_points: bool = False) -> Table:
    """Each store once: sizes do not vary. Sums of all values are compared where the curves can be asked for."""
    folder = bench.folder("w5", id)
    shutil.rmtree(folder)
    folder.mkdir()
    count, total = _contents(file)
    store = folder / MAILLE
    run, summary = bench.maille.import_files(store, [file])
    if summary["values"] != count:
        raise WrongAnswer(f"Maille kept {summary['values']} of {count} values of {file.name}")
    bench.maille.compact(store)
    if has_few_points and (kept := _sum(bench, store, file)) != total:
        raise WrongAnswer(f"Maille's values sum to {kept}, those of {file.name} to {total}")
    rows = [Row(MAILLE, [files.size(store) / count], run.peak, files.size(store))]
    rows += [_peer_row(peer, folder / peer.name, file, count, total) for peer in PEERS]
    table = Table(id, title, "bytes", rows)
    smallest = table.fastest_peer
    if smallest:
        text = f"in sizes of the smallest peer ({smallest.name})"
        table.goals = [Goal(text, 1 / table.ratio(smallest), 0.8, is_least=False)]
    blocks = files.size(store / "curves") / count
    table.remarks = [f"{count:,} values. Maille's blocks alone: {blocks:.3f} bytes a value; the rest is SQLite's file."]
    return table


def _peer_row(peer: Peer, folder: Path, file: Path, count: int, total: int) -> Row:
    folder.mkdir()
    try:
        answer = peer.call("keep", folder=folder, files=[file])
        if answer.value != total:
            raise WrongAnswer(f"its values sum to {answer.value}, those of the file to {total}")
    except (Failed, WrongAnswer) as failure:
        return left_out(peer.name, failure)
    return Row(peer.name, [files.size(folder) / count], answer.peak, files.size(folder))


def _contents(file: Path) -> tuple[int, int]:
    count = total = 0
    for _, _, row in data.rows(file):
        count, total = count + len(row), total + sum(row)
    return count, total


def _sum(bench: Bench, store: Path, file: Path) -> int:
    days: dict[str, list[str]] = {}
    for point, day, _ in data.rows(file):
        days.setdefault(point, []).append(day)
    return sum(sum(values(bench.maille.curve(store, point, min(of), max(of)))) for point, of in days.items())
