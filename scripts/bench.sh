#!/usr/bin/env bash
# `make bench`: runs Maille and its peers side by side (Benchmarks/README.md). Options go to Benchmarks/run.py.
# No figure fails it; only a broken build or a wrong answer does.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(python3)
python3 -c 'import ensurepip, venv' 2>/dev/null || packages+=(python3-venv)
scripts/prerequisites.sh "${packages[@]}"

# The peers, once for each list of them. One that cannot be installed is reported by run.py.
environment=Benchmarks/.venv
if ! cmp -s Benchmarks/peers/requirements.txt "$environment/installed.txt"; then
    python3 -m venv "$environment"
    while read -r package; do
        "$environment/bin/pip" install --quiet --disable-pip-version-check "$package" >&2 ||
            echo "bench: $package cannot be installed" >&2
    done <Benchmarks/peers/requirements.txt
    cp Benchmarks/peers/requirements.txt "$environment/installed.txt"
fi

swift build -c release --product maille >&2
swift build --package-path Benchmarks -c release --product store-bench >&2
exec "$environment/bin/python" -B Benchmarks/run.py --maille "$(swift build -c release --show-bin-path)/maille" \
    --driver "$(swift build --package-path Benchmarks -c release --show-bin-path)/store-bench" "$@"
