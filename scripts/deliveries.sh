#!/usr/bin/env bash
# Has the server deliver documents to an OpenSSH server, an HTTPS server and stand-ins for CKAN and Data Fair
# (Tests/Interop/deliveries.py). Argument: the folder of the built programs.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/prerequisites.sh openssh-client openssh-server openssl python3
python3 -B Tests/Interop/deliveries.py "$1/maille"
