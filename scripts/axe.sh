#!/usr/bin/env bash
# Opens every page of the server in Chromium and holds it to axe-core (Tests/Interop/axe.py). Argument: the folder of
# the built programs.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/prerequisites.sh chromium chromium-driver zbar-tools python3-venv

# Selenium, and axe-core 4.12.1 as a wheel of PyPI carries it, in an environment of their own (ignored by git).
environment=.venv-axe
python=$environment/bin/python
axe=$environment/axe.min.js
sum=84494fec757e4710dc751c8d7a636e457f4532f08f85c86dc9070133fbff53bc
if ! echo "$sum  $axe" | sha256sum --check --status 2>/dev/null; then
    python3 -m venv --clear "$environment"
    "$python" -m pip install --quiet --disable-pip-version-check selenium==4.51.0 >&2
    "$python" -m pip download --quiet --disable-pip-version-check --no-deps --dest "$environment/wheels" \
        axe-playwright-python==0.1.8 >&2
    "$python" -m zipfile -e "$environment"/wheels/*.whl "$environment/wheels"
    cp "$environment/wheels/axe_playwright_python/axe.min.js" "$axe"
    echo "$sum  $axe" | sha256sum --check --status || { echo "axe: the script is not the one expected" >&2; exit 3; }
fi
"$python" -B Tests/Interop/axe.py "$1" "$axe"
