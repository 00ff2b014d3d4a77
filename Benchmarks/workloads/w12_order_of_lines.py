"""W12: a million lines of the long form sorted by time, as databases give them, against the same sorted by point."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

from harness import files
from harness.bench import Bench
from harness.maille import DAY
from harness.process import WrongAnswer
from harness.table import MAILLE, Goal, Row, Table

VALUES_A_DAY = 48
HEADER = "point;carrier;direction;start;end;value;unit;quality\n"


def measure(bench: Bench) -> list[Table]:
    points = min(bench.points, 1_000_000 // VALUES_A_DAY)
    by_point, by_time = _written(bench.folder("data"), points)
    summaries: dict[str, dict] = {}

    def import_one(name: str, path: Path):
        def compete(row: Row) -> None:
            store = bench.folder("w12") / name
            shutil.rmtree(store, ignore_errors=True)
            run, summary = bench.maille.import_files(store, [path])
            summaries[name] = {key: value for key, value in summary.items() if isinstance(value, int)}
            row.add(run.seconds, run.peak, files.size(store))

        return compete

    competitors = {MAILLE: import_one("by-time", by_time), "sorted by point": import_one("by-point", by_point)}
    rows = bench.turns(competitors)
    if summaries["by-time"] != summaries["by-point"]:
        raise WrongAnswer(f"other counts: {summaries}")
    table = Table("W12", f"{points * VALUES_A_DAY:,} lines sorted by time, imported", "s", rows)
    ratio = table.row(MAILLE).median / table.row("sorted by point").median
    table.goals = [Goal("times as long as sorted by point", ratio, 1.5, is_least=False)]
    table.remarks = ["The same days, values, remarks and corrections in both orders."]
    return [table]


def _written(folder: Path, points: int) -> tuple[Path, Path]:
    """The same lines in both orders."""
    paths = folder / f"long-{points}-by-point.csv", folder / f"long-{points}-by-time.csv"
    midnight = datetime.fromisoformat(f"{DAY}T00:00:00+02:00")
    times = [(midnight + timedelta(minutes=30 * index)).isoformat() for index in range(VALUES_A_DAY + 1)]

    def line(point: int, index: int) -> str:
        watts = 200 + (13 * point + 7 * index) % 900
        start, end = times[index], times[index + 1]
        return f"{99_000_000_000_000 + point};electricity;extraction;{start};{end};{watts};W;\n"

    for path, is_by_point in zip(paths, (True, False)):
        if path.exists():
            continue
        with open(path, "w") as file:
            file.write(HEADER)
            if is_by_point:
                file.writelines(line(point, index) for point in range(points) for index in range(VALUES_A_DAY))
            else:
                file.writelines(line(point, index) for index in range(VALUES_A_DAY) for point in range(points))
    return paths
