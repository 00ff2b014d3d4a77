#!/usr/bin/env bash
# Makes the Python environment of the interoperability tests (.venv-interop, ignored by git) with the packages of
# Tests/Interop/requirements.txt, where it is not as they say already. Prints the path of its python.
set -euo pipefail
cd "$(dirname "$0")/.."

environment=.venv-interop
wanted=Tests/Interop/requirements.txt
if ! cmp -s "$wanted" "$environment/installed.txt"; then
    python3 -c 'import ensurepip, venv' 2>/dev/null || scripts/prerequisites.sh python3-venv
    python3 -m venv --clear "$environment"
    "$environment/bin/pip" install --quiet --disable-pip-version-check --requirement "$wanted" >&2
    cp "$wanted" "$environment/installed.txt"
fi
echo "$PWD/$environment/bin/python"
