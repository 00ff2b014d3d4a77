#!/usr/bin/env bash
# `make demo`: installs what is missing, builds in release and runs the main job on a demonstration district.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/prerequisites.sh
echo "maille: building in release (the first time takes a few minutes)" >&2
swift build -c release --product maille
exec "$(swift build -c release --show-bin-path)/maille" demo --data .maille-demo ${ONCE:+--once}
