#!/usr/bin/env bash
# Makes .venv-interop with the real clients that Tests/Interop calls, once for each list of them, and prints its python.
set -euo pipefail
cd "$(dirname "$0")/.."

environment=.venv-interop
if ! cmp -s Tests/Interop/requirements.txt "$environment/installed.txt"; then
    python3 -c 'import ensurepip, venv' 2>/dev/null || scripts/prerequisites.sh python3-venv >&2
    python3 -m venv "$environment"
    "$environment/bin/pip" install --quiet --disable-pip-version-check -r Tests/Interop/requirements.txt >&2
    cp Tests/Interop/requirements.txt "$environment/installed.txt"
fi
echo "$environment/bin/python"
