"""W11: a day that came in many files, of which one is sent again: its import and the publication that follows."""

import csv
import shutil
from itertools import islice
from pathlib import Path
from statistics import median

from harness import data, figures, files
from harness.bench import Bench, able, left_out
from harness.maille import CORRECTED
from harness.peer import DUCKDB
from harness.process import Failed, WrongAnswer
from harness.table import MAILLE, Goal, Row, Table

FEW, MANY = 10, 1_000
CORRECTED_POINTS = 100


def measure(bench: Bench) -> list[Table]:
    day = bench.day(bench.usual_points)
    corrections = _corrections(bench, day)
    prepared = {count: _published(bench, day, count) for count in (FEW, MANY)}
    run = bench.folder("w11", "run")
    published: dict[int, figures.Figures] = {}

    def maille(count: int):
        def compete(row: Row) -> None:
            store, out = run / "store", run / "out"
            files.copy(prepared[count][0], store)
            files.copy(prepared[count][1], out)
            imported, _ = bench.maille.import_files(store, [corrections], CORRECTED)
            again = bench.maille.publish(store, out)
            published[count] = figures.of_publication(out)
            row.add(imported.seconds + again.seconds, max(imported.peak, again.peak), files.size(store))

        return compete

    few = f"maille, {FEW} files"
    measured = bench.turns({MAILLE: maille(MANY), few: maille(FEW)})
    if published[FEW] != published[MANY]:
        raise WrongAnswer("other figures of more files")
    rows = measured + [_peer(bench, day, corrections)]
    title = f"a day of {day.points:,} points in {MANY:,} files, one of them sent again, then the figures"
    table = Table("W11", title, "s", rows)
    ratios = [many / small for many, small in zip(rows[0].samples, rows[1].samples, strict=False)]
    table.goals = [Goal(f"{MANY:,} files ÷ {FEW} files", median(ratios), 1.5, is_least=False)]
    table.goals += table.against(rows[2] if rows[2].samples else None, 1)
    return [table]


def _published(bench: Bench, day: data.Day, count: int) -> tuple[Path, Path]:
    """A store that holds the day, from so many files, and has published it, and what it published."""
    folder = bench.folder("w11", str(count))
    store, out, parts = folder / "store", folder / "out", folder / "parts"
    for path in (store, out, parts):
        shutil.rmtree(path, ignore_errors=True)
    parts.mkdir()
    bench.maille.import_sets(store, day.sets)
    bench.maille.import_files(store, _split(day.files[0], parts, -(-day.points // count)))
    bench.maille.publish(store, out)
    return store, out


def _split(source: Path, folder: Path, points: int) -> list[Path]:
    """The file in parts of so many points, each with its two header lines."""
    paths = []
    with open(source, encoding="ascii") as lines:
        head = [next(lines), next(lines)]
        while part := list(islice(lines, points)):
            paths.append(folder / f"part-{len(paths):04}.csv")
            paths[-1].write_text("".join(head + part), encoding="ascii")
    return paths


def _corrections(bench: Bench, day: data.Day) -> Path:
    """The first points of the day again, each value larger by a little."""
    path = bench.folder("w11") / "corrections.csv"
    with open(day.files[0], encoding="ascii", newline="") as source, open(path, "w", encoding="ascii") as target:
        target.writelines([next(source), next(source)])
        for row in islice(csv.reader(source, delimiter=";"), CORRECTED_POINTS):
            values = [str(int(value) + data.ADDED_WATTS) for value in row[2:]]
            target.write(";".join(row[:2] + values) + "\n")
    return path


def _peer(bench: Bench, day: data.Day, corrections: Path) -> Row:
    peers, refused = able([DUCKDB], day.points)
    if refused:
        return refused[0]
    folder = bench.folder("w11", "peer")
    row = Row(DUCKDB.name)
    try:
        for _ in range(bench.pairs):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            DUCKDB.call("prepare", folder=folder, sets=day.sets)
            DUCKDB.call("daily_run", folder=folder, files=day.files)
            answer = DUCKDB.call("correct", folder=folder, files=[corrections])
            row.add(answer.seconds, answer.peak, files.size(folder))
    except Failed as failure:
        return left_out(DUCKDB.name, failure)
    return row
