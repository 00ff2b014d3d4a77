"""Runs Maille and its peers side by side, prints the tables and writes results/latest.json.

python Benchmarks/run.py --maille .build/release/maille --driver Benchmarks/.build/release/store-bench [--points N] [--country] [--pairs N] [--only W1,W5]
"""

import argparse
import json
import os
import platform
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path

from harness.bench import Bench, left_out
from harness.maille import Maille
from harness.process import Failed, WrongAnswer
from harness.table import MAILLE, Table
from workloads import (
    w1_daily_run,
    w2_daily_run_r50,
    w3_one_point,
    w4_synchronous,
    w5_bytes_per_value,
    w6_growth,
    w7_corrections,
    w8_first_answer,
    w9_few_among_many,
    w10_readings,
    w11_many_files,
    w12_order_of_lines,
)

WORKLOADS = {
    "W1": w1_daily_run,
    "W2": w2_daily_run_r50,
    "W3": w3_one_point,
    "W4": w4_synchronous,
    "W5": w5_bytes_per_value,
    "W6": w6_growth,
    "W7": w7_corrections,
    "W8": w8_first_answer,
    "W9": w9_few_among_many,
    "W10": w10_readings,
    "W11": w11_many_files,
    "W12": w12_order_of_lines,
}
USUAL_PAIRS = 5
# Six workloads in ten minutes: W1 may take longer, as it is the main job and W6 takes its figures.
SECONDS = 60
SECONDS_OF_W1 = 200
COUNTRY = 35_000_000


def main() -> None:
    options = _options()
    bench = Bench(
        maille=Maille(options.maille.resolve()),
        driver=options.driver.resolve(),
        points=options.points,
        pairs=options.pairs or (1 if options.country else USUAL_PAIRS),
        seconds=None,
        work=options.work,
        is_country=options.country,
    )
    machine = _machine()
    print(f"{machine}; {datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {shlex.join(sys.argv)}\n", flush=True)
    tables: list[Table] = []
    for name in options.only:
        limit = SECONDS_OF_W1 if name == "W1" else SECONDS
        bench.seconds = None if options.pairs or options.country else limit
        try:
            measured = WORKLOADS[name].measure(bench)
        except (Failed, WrongAnswer) as failure:
            measured = [Table(name, "no figures", "", [left_out(MAILLE, failure)])]
        for table in measured:
            print(table.text(), flush=True)
        tables += measured
    results = Path(__file__).parent / "results"
    results.mkdir(exist_ok=True)
    report = {"machine": machine, "workloads": [table.json() for table in tables]}
    (results / "latest.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    if any(row.name == MAILLE and not row.samples or row.is_wrong for table in tables for row in table.rows):
        sys.exit("bench: an answer was wrong, or Maille gave none; see the table")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--maille", type=Path, required=True, help="the program, built in release")
    parser.add_argument("--driver", type=Path, required=True, help="store-bench, built in release")
    parser.add_argument("--points", type=int, help="metering points (default: 1,000,000)")
    parser.add_argument("--country", action="store_true", help="the country's day: 35,000,000 points, however long")
    parser.add_argument("--pairs", type=int, help="turns of each workload, however long (default: 5, within a time)")
    parser.add_argument("--work", type=Path, default=Path("/tmp/maille-bench"), help="data and stores, reused")
    parser.add_argument("--only", type=lambda text: text.split(","), help="such as W1,W5; of the country: W1 and W6")
    options = parser.parse_args()
    options.points = options.points or (COUNTRY if options.country else 1_000_000)
    options.only = options.only or (["W1", "W6"] if options.country else list(WORKLOADS))
    if unknown := [name for name in options.only if name not in WORKLOADS]:
        parser.error(f"no workload {', '.join(unknown)}; there are {', '.join(WORKLOADS)}")
    return options


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB"


if __name__ == "__main__":
    main()
