#!/usr/bin/env bash
# `make bench`: prints figures; fails on nothing but a broken build.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/prerequisites.sh
Benchmarks/import-rate.sh
