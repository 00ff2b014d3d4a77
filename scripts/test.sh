#!/usr/bin/env bash
# `make test`: builds and runs every test, and the checks that only a compiler or a power cut can fail.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/prerequisites.sh strace python3 libxml2-utils
swift build --build-tests --explicit-target-dependency-import-check error
scripts/check-proof-types.sh
python3 Tests/Durability/power_cut.py "$(swift build --show-bin-path)/maille"
python3 Tests/Durability/kills.py "$(swift build --show-bin-path)/maille"
"$(scripts/interop-environment.sh)" -B Tests/Interop/oauth_clients.py "$(swift build --show-bin-path)/maille"
swift test --skip-build
