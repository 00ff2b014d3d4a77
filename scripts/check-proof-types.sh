#!/usr/bin/env bash
# Holds the compiler to the proof types: code outside Disclosure can neither read an undisclosed aggregate nor
# forge a release; code outside Access can neither forge a grant nor use one twice. Each case in scripts/proof-types
# must be refused with the error on its first line; the control must compile, which shows that the refusals come from
# the rule and not from the way of asking.
set -euo pipefail
cd "$(dirname "$0")/.."

build=$(swift build --show-bin-path)
package=$(grep -h '"-module-name","Disclosure"' "$build/../../debug.yaml" |
    sed -n 's/.*"-package-name","\([^"]*\)".*/\1/p' | head -1)
[ -n "$package" ] || { echo "proof types: build first: swift build" >&2; exit 1; }

# SIL, since the compiler looks there whether a value is used twice.
compile() {
    swiftc -emit-sil -o /dev/null -parse-as-library -swift-version 6 -package-name "$package" -I "$build/Modules" \
        -I Sources/System/CSodium -I Sources/System/CGLPK "$1" 2>&1
}

failed=0
for case in scripts/proof-types/*.swift; do
    expected=$(sed -n '1s|^// expected: ||p' "$case")
    if output=$(compile "$case"); then
        [ "$expected" = "none" ] && continue
        echo "proof types: $case compiles and must not" >&2
        failed=1
    elif [ "$expected" = "none" ] || ! grep -qF "$expected" <<<"$output"; then
        echo "proof types: $case: expected '$expected', the compiler says:" >&2
        echo "$output" >&2
        failed=1
    fi
done
[ "$failed" -eq 0 ] && echo "proof types: $(ls scripts/proof-types/*.swift | wc -l) cases hold"
exit "$failed"
