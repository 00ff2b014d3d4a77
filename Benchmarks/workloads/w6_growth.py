"""W6: does the time per point stay flat as points grow, and the memory with it?"""

from harness.bench import Bench
from harness.table import MAILLE, Goal, Row, Table
from workloads import daily_run

SIZES = [10_000, 100_000, 1_000_000]
COUNTRY_SIZES = [*SIZES, 10_000_000]
FLAT_FROM = 100_000


def measure(bench: Bench) -> list[Table]:
    sizes = [size for size in (COUNTRY_SIZES if bench.is_country else SIZES) if size <= bench.points] or [bench.points]
    runs = {size: bench.daily_runs.get(size) or _run(bench, size) for size in sizes}
    rows = [_per_point(size, run) for size, run in runs.items()]
    title = "growth: Maille's daily run from wide CSV, time per point"
    table = Table("W6", title, "µs", rows)
    flat = [row.median for size, row in zip(sizes, rows, strict=True) if size >= FLAT_FROM]
    if len(flat) > 1:
        peaks = [runs[size].peak for size in sizes if size >= FLAT_FROM]
        table.goals = [
            Goal("slowest over fastest from 100,000 points up", max(flat) / min(flat), 1.15, is_least=False),
            Goal("largest over smallest peak from 100,000 points up", max(peaks) / min(peaks), 1.15, is_least=False),
        ]
    # In latest.json Maille's figure is that of the largest size.
    table.extra = {"maille": rows[-1].median, "peers": {}, "left_out": {}} | {
        "growth": {row.name: row.median for row in rows}
    }
    return [table]


def _run(bench: Bench, size: int) -> Row:
    largest = dict(bench.largest)
    row = next(row for row in daily_run.rows(bench, f"w6-{size}", bench.day(size), []) if row.name == MAILLE)
    bench.largest = largest
    return row


def _per_point(size: int, run: Row) -> Row:
    return Row(f"{size:,} points", [seconds / size * 1e6 for seconds in run.samples], run.peak, run.disk, run.note)
