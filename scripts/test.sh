#!/usr/bin/env bash
# `make test`: builds and runs every test, and the checks that only a compiler, a power cut or a real client can fail.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/prerequisites.sh strace python3 libxml2-utils
swift build --build-tests --explicit-target-dependency-import-check error
programs=$(swift build --show-bin-path)
scripts/check-proof-types.sh
python3 scripts/check-samples.py
python3 Tests/Durability/power_cut.py "$programs/maille" "$programs/access-journal"
python3 Tests/Durability/kills.py "$programs/maille"
python3 Tests/Durability/failing_writes.py "$programs/failing-writes" --sample 520 --seed 1
python3 -B Tests/Interop/hostile_input.py "$programs/maille"
python=$(scripts/interop-environment.sh)
"$python" -B Tests/Interop/oauth_clients.py "$programs/maille"
"$python" -B Tests/Interop/contract.py "$programs"
scripts/axe.sh "$programs"
swift test --skip-build
