"""W1: the daily run from the wide exchange CSV."""

from harness.bench import Bench
from harness.peer import CHDB, DUCKDB, POLARS, SQLITE
from harness.table import LIMIT, MAILLE, Goal, Table
from workloads import daily_run


def measure(bench: Bench) -> list[Table]:
    day = bench.day(bench.points)
    rows = daily_run.rows(bench, "w1", day, [DUCKDB, POLARS, CHDB, SQLITE])
    table = Table("W1", f"daily run, wide CSV, {day.points:,} points", "s", rows)
    maille = rows[0]
    bench.maille.verify(bench.largest[MAILLE])
    bench.daily_runs[day.points] = maille
    table.goals = table.against(table.fastest_peer, 2.5) + table.against(table.row(DUCKDB.name), 5)
    table.goals.append(Goal("Maille's time in limit rows", 1 / table.ratio(table.row(LIMIT)), 2, is_least=False))
    if bench.is_country:
        table.goals.append(Goal("seconds for the country's day", maille.median, 60, is_least=False))
        table.goals.append(Goal("GiB at the peak", maille.peak / 2**30, 4, is_least=False))
    table.remarks = daily_run.remarks(bench, "w1", table)
    return [table]
