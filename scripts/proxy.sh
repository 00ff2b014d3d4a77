#!/usr/bin/env bash
# Runs the server behind nginx with TLS and HTTP/2, and looks at what a browser gets (Tests/Interop/behind_proxy.py).
# Argument: the folder of the built programs.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/prerequisites.sh nginx-light openssl curl python3
python3 -B Tests/Interop/behind_proxy.py "$1/maille"
