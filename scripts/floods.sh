#!/usr/bin/env bash
# Floods the server from many addresses, and looks at what somebody who reads notices of it (Tests/Interop/floods.py).
# Arguments: the folder of the built programs, and options: --seconds 8 for longer floods, --strict, --only WORD.
set -euo pipefail
cd "$(dirname "$0")/.."

python=$(scripts/interop-environment.sh)
"$python" -B Tests/Interop/floods.py "$1/maille" "${@:2}"
