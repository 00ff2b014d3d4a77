#!/usr/bin/env bash
# Lets every write of every step fail, one after the other: about half an hour. `make test` runs a sample of it.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/prerequisites.sh python3
swift build --product failing-writes
python3 Tests/Durability/failing_writes.py "$(swift build --show-bin-path)/failing-writes" "$@"
