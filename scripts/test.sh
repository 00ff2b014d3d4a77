#!/usr/bin/env bash
# `make test`: builds and runs every test, and the checks that only a compiler, a power cut or a real client can fail.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/prerequisites.sh strace python3 libxml2-utils

# Runs a part of the checks and says how long it took.
part() {
    local name=$1 start=$SECONDS
    shift
    "$@"
    echo "== $name: $((SECONDS - start)) s"
}

part "build" swift build --build-tests --explicit-target-dependency-import-check error
programs=$(swift build --show-bin-path)
part "proof types" scripts/check-proof-types.sh
part "samples" python3 scripts/check-samples.py
part "power cuts" python3 Tests/Durability/power_cut.py "$programs/maille" "$programs/access-journal"
part "kills" python3 Tests/Durability/kills.py "$programs/maille"
part "failing writes" python3 Tests/Durability/failing_writes.py "$programs/failing-writes" --sample 520 --seed 1
part "hostile input" python3 -B Tests/Interop/hostile_input.py "$programs/maille"
part "behind a proxy" scripts/proxy.sh "$programs"
part "floods" scripts/floods.sh "$programs"
part "deliveries" scripts/deliveries.sh "$programs"
part "second tenant" scripts/second-tenant.sh "$programs"
python=$(scripts/interop-environment.sh)
part "OAuth clients" "$python" -B Tests/Interop/oauth_clients.py "$programs/maille"
part "tables" "$python" -B Tests/Interop/tables.py "$programs/maille"
part "contract" "$python" -B Tests/Interop/contract.py "$programs"
part "pages" scripts/axe.sh "$programs"
part "attacks" scripts/attacks.sh "$programs" --size quick
part "tests" swift test --skip-build
