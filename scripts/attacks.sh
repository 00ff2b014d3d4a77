#!/usr/bin/env bash
# Attacks what the command line publishes (Tests/Attacks), and measures how much of what thresholds allow still leaves.
# Arguments: the folder of the built programs (default: that of `swift build`), and --size large for the long run or
# quick for what `make test` plays with a debug build: all stages but the month of crossing sets.
set -euo pipefail
cd "$(dirname "$0")/.."

programs="" size=small
while [ $# -gt 0 ]; do
    case $1 in
        --size) size=$2; shift 2 ;;
        *) programs=$1; shift ;;
    esac
done
programs=${programs:-$(swift build --show-bin-path)}

# NumPy in an environment of its own (ignored by git), where it is not as the requirements say already.
environment=.venv-attacks
wanted=Tests/Attacks/requirements.txt
if ! cmp -s "$wanted" "$environment/installed.txt"; then
    python3 -c 'import ensurepip, venv' 2>/dev/null || scripts/prerequisites.sh python3-venv
    python3 -m venv --clear "$environment"
    "$environment/bin/pip" install --quiet --disable-pip-version-check --requirement "$wanted" >&2
    cp "$wanted" "$environment/installed.txt"
fi
python=$environment/bin/python

failed=0 stages=()
if [ "$size" = quick ]; then
    size=small
    stages=(--without month)
    towns=(--points 300 --days 2 --variants plain)
elif [ "$size" = large ]; then
    towns=(--points 700,3000,4500,5000 --seeds 20 --days 30 --variants plain,gaps,small,gaps+small)
else
    towns=(--points 700 --days 3 --variants plain)
fi
"$python" -B Tests/Attacks/run.py --maille "$programs/maille" --size "$size" "${stages[@]}" || failed=1
"$python" -B Tests/Attacks/lock.py --maille "$programs/maille" "${towns[@]}" || failed=1
exit $failed
