#!/usr/bin/env bash
# Prints the rate and the peak memory of importing one day of the wide exchange CSV, 48 values a point.
# A benchmark, never a test: nothing here fails on a slow machine.
#
#   Benchmarks/import-rate.sh [POINTS]      (default 1,000,000)
set -euo pipefail
cd "$(dirname "$0")/.."

points=${1:-1000000}
swift build -c release --product maille
maille="$(swift build -c release --show-bin-path)/maille"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$maille" simulate --meters "$points" --days 1 --from 2026-10-24 --format csv --out "$work/files" >&2
file="$work/files/daily/curves_2026-10-24.csv"
python3 - "$maille" "$work/data" "$file" "$points" <<'PYTHON'
import os, resource, subprocess, sys, time

maille, data, file, points = sys.argv[1:]
start = time.monotonic()
subprocess.run([maille, "import", "--data", data, file], check=True, stdout=subprocess.DEVNULL)
seconds = time.monotonic() - start
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
kept = sum(os.path.getsize(os.path.join(data, "curves", name)) for name in os.listdir(os.path.join(data, "curves")))
points = int(points)
print(f"points          {points:>14,}")
print(f"file            {os.path.getsize(file) / 1e6:>14,.1f} MB")
print(f"seconds         {seconds:>14.2f}")
print(f"point-days/s    {points / seconds:>14,.0f}")
print(f"values/s        {points * 48 / seconds:>14,.0f}")
print(f"peak memory     {peak:>14,.0f} MiB")
print(f"bytes a value   {kept / points / 48:>14.2f}")
PYTHON
