#!/usr/bin/env bash
# `make test`: builds and runs every test, and the checks that only a compiler or a process can fail.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/prerequisites.sh
swift build --build-tests --explicit-target-dependency-import-check error
scripts/check-proof-types.sh
swift test --skip-build
