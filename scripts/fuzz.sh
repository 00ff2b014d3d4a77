#!/usr/bin/env bash
# Fuzzes the readers of blocks with libFuzzer: scripts/fuzz.sh [SECONDS, default 60]. The corpus is kept in
# .build-fuzz/corpus; an input that crashes, hangs or takes 512 MB ends the run and is kept beside it.
set -euo pipefail
cd "$(dirname "$0")/.."

MAILLE_TOOLCHAIN=$(dirname "$(dirname "$(dirname "$(readlink -f "$(command -v swift)")")")")
export MAILLE_FUZZ=1 MAILLE_TOOLCHAIN
swift build --scratch-path .build-fuzz --product fuzz-blocks >&2
program=$(pwd)/$(swift build --scratch-path .build-fuzz --show-bin-path | sed "s|^$(pwd)/||")/fuzz-blocks

mkdir -p .build-fuzz/corpus
cd .build-fuzz
# Swift's own crash handler would swallow the signal, and no input would be written.
SWIFT_BACKTRACE=enable=no "$program" -max_total_time="${1:-60}" -timeout=1 -rss_limit_mb=512 -max_len=8192 corpus
