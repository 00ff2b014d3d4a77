"""W2: the daily run from R50 XML archives of 3,000 points each."""

from harness import limit
from harness.bench import Bench
from harness.peer import LXML
from harness.table import Goal, Table
from workloads import daily_run


def measure(bench: Bench) -> list[Table]:
    day = bench.day(bench.usual_points, "r50")
    largest = dict(bench.largest)
    rows = daily_run.rows(bench, "w2", day, [LXML])
    bench.largest = largest
    table = Table("W2", f"daily run, R50 archives, {day.points:,} points", "s", rows)
    megabytes = limit.unpacked(day.files) / 1e6
    imports = sorted(seconds for seconds, _ in rows[0].parts)
    rate = megabytes / imports[len(imports) // 2]
    table.goals = table.against(table.fastest_peer, 10) + [Goal("MB of XML imported a second", rate, 400)]
    table.remarks = daily_run.remarks(bench, "w2", table) + [f"{megabytes:,.0f} MB of XML."]
    return [table]
