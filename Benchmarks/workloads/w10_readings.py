"""W10: a day of daily energies, and a day of index readings beside curves: imported and published."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from harness import figures, files, limit, readings
from harness.bench import Bench
from harness.data import Day
from harness.peer import DUCKDB, POLARS, Peer
from harness.process import WrongAnswer
from harness.table import LIMIT, MAILLE, Goal, Row, Table

# Of points in no list, an import names the first hundred and counts the others.
REMARKS_OF_POINTS = 101


@dataclass(frozen=True)
class Job:
    """A file that is imported into a store which holds the sets, and perhaps the curves, of a day."""

    name: str
    day: Day
    file: Path
    template: Path
    task: str
    readings: int
    contradictions: int = 0


def measure(bench: Bench) -> list[Table]:
    return [_totals(bench), _indexes(bench)]


def _totals(bench: Bench) -> Table:
    day = bench.day(bench.points)
    template = _store(bench, "w10-totals", day)
    job = Job("w10-totals", day, readings.totals(day, bench.work), template, "daily_totals", day.points)
    table, loads = _table(bench, job, [DUCKDB, POLARS], f"{day.points:,} daily energies, wide CSV of one value a row")
    maille = table.row(MAILLE)
    table.goals = [
        Goal("seconds for import and publication", maille.median, 1, is_least=False),
        Goal("MB at the peak", maille.peak / 1e6, 120, is_least=False),
    ]
    if loads:
        ratio = median(theirs / ours for theirs, (ours, _) in zip(loads, maille.parts, strict=False))
        table.goals.append(Goal("DuckDB's durable load ÷ Maille's import", ratio, 1))
    return table


def _indexes(bench: Bench) -> Table:
    day = bench.day(bench.points // 2)
    template = _store(bench, "w10-indexes", day)
    bench.maille.import_files(template, day.files)
    file, contradictions = readings.indexes(day, bench.work)
    job = Job("w10-indexes", day, file, template, "daily_indexes", 2 * day.points, contradictions)
    title = f"{2 * day.points:,} indexes at two midnights, R64 CSV, beside the curves of their day"
    table, _ = _table(bench, job, [DUCKDB], title)
    table.remarks.append(f"{contradictions:,} contradictions between index and curve are found, here as by DuckDB.")
    return table


def _store(bench: Bench, name: str, day: Day) -> Path:
    template = bench.folder(name, "sets") / "store"
    shutil.rmtree(template, ignore_errors=True)
    bench.maille.import_sets(template, day.sets)
    return template


def _table(bench: Bench, job: Job, peers: list[Peer], title: str) -> tuple[Table, list[float]]:
    """Maille, each peer and the limit, in turn; and the seconds that DuckDB took to load the file."""
    run = bench.folder(job.name, "run")
    expected: figures.Figures = {}
    loads: list[float] = []
    kept = 0

    def maille(row: Row) -> None:
        nonlocal expected, kept
        store, out = run / "store", run / "out"
        shutil.rmtree(out, ignore_errors=True)
        files.copy(job.template, store)
        files.warm([job.file])
        imported, summary = bench.maille.import_files(store, [job.file])
        _check(summary, job)
        published = bench.maille.publish(store, out)
        expected = figures.of_publication(out)
        kept = files.size(store) - files.size(job.template)
        row.add(imported.seconds + published.seconds, max(imported.peak, published.peak), files.size(store))
        row.parts.append((imported.seconds, published.seconds))

    def competitor(peer: Peer):
        def compete(row: Row) -> None:
            folder = run / peer.name
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            peer.call("prepare", folder=folder, sets=job.day.sets)
            if job.contradictions:
                peer.call("keep", folder=folder, files=job.day.files)
            os.sync()
            files.warm([job.file])
            answer = peer.call(job.task, folder=folder, files=[job.file])
            if difference := figures.difference(expected, figures.of_peer(folder / "figures.csv")):
                raise WrongAnswer(f"other figures: {difference}")
            if answer.value["contradictions"] != job.contradictions:
                raise WrongAnswer(f"{answer.value['contradictions']} contradictions")
            if peer is DUCKDB:
                loads.append(answer.value["load"])
            row.add(answer.seconds, answer.peak, files.size(folder))

        return compete

    def plain_loop(row: Row) -> None:
        files.warm([job.file])
        row.add(limit.read_and_write([job.file], kept, run))

    rows = bench.turns({MAILLE: maille} | {peer.name: competitor(peer) for peer in peers} | {LIMIT: plain_loop})
    table = Table("W10", title, "s", rows)
    parts = table.row(MAILLE).parts
    middle = sorted(parts, key=sum)[len(parts) // 2]
    table.remarks = [
        f"Maille: import {middle[0]:.2f} s, publish {middle[1]:.2f} s; {kept / job.readings:.1f} bytes a reading."
    ]
    return table, loads


def _check(summary: dict, job: Job) -> None:
    if summary["newRegisterReadings"] != job.readings:
        raise WrongAnswer(f"{summary['newRegisterReadings']} of {job.readings} readings were kept")
    found = summary["flagged"] - job.contradictions
    if not 0 <= found <= REMARKS_OF_POINTS:
        raise WrongAnswer(f"{summary['flagged']} flags for {job.contradictions} contradictions")
