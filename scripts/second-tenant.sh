#!/usr/bin/env bash
# Sets a second metropolis up beside a first one, from the example template, and looks at what each shows: its own name,
# colours, logo and texts, and none of the other's. Says how long the second one took.
# Argument: the folder of the built programs.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/prerequisites.sh curl python3
maille=$1/maille
work=$(mktemp -d)
server=
stop() {
    if [ -n "$server" ]; then
        kill "$server"
        wait "$server" || true
        server=
    fi
}
trap 'stop; rm -rf "$work"' EXIT

fail() {
    echo "second tenant: $1" >&2
    exit 1
}

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
echo "{\"port\": $port, \"health\": {\"port\": 0}, \"masterKey\": \"$work/master.key\"}" > "$work/maille.json"

start() {
    "$maille" serve --config "$work/maille.json" 2> "$work/log" &
    server=$!
    for _ in $(seq 300); do
        grep -q "listening" "$work/log" && return
        kill -0 "$server" 2> /dev/null || { cat "$work/log" >&2; server=; fail "the server did not start"; }
        sleep 0.1
    done
    fail "the server did not start within 30 s"
}

init() {
    "$maille" tenant init "$1" --kind authority --from "$2" --data "$work/$1" --origin "http://$1.localhost:$port" \
        --config "$work/maille.json" > /dev/null
}

# A page of a tenant, as a browser gets it.
page() {
    curl --silent --fail --show-error --resolve "$1.localhost:$port:127.0.0.1" --header "Accept: text/html" \
        "http://$1.localhost:$port$2"
}

# The template of the second: another name, colour and logo, other texts.
cp -r docs/running/metropolis "$work/template"
sed -i 's/Val-Clair/Montbrun/g; s/val-clair/montbrun/g; s/200099992/200088888/g; s/0190\([12]\)/0191\1/g' \
    "$work"/template/*
sed -i 's/#0b5394/#7a1f5c/g; s/#8fc1ff/#f0a6d8/g' "$work"/template/*

init val-clair docs/running/metropolis/tenant.json
start

begin=$(date +%s.%N)
init montbrun "$work/template/tenant.json"
stop
start
for path in /login /register "/login?lang=en" "/legal/notice?lang=fr" "/legal/notice?lang=en" \
    "/legal/privacy?lang=fr" "/legal/privacy?lang=en"; do
    page montbrun "$path" > "$work/page"
    grep -q "Montbrun" "$work/page" || fail "Montbrun's $path does not name it"
    ! grep -qi "val-clair" "$work/page" || fail "Montbrun's $path names Val-Clair"
done
end=$(date +%s.%N)

for path in /login /register "/legal/notice?lang=fr" "/legal/privacy?lang=en"; do
    page val-clair "$path" > "$work/page"
    grep -q "Val-Clair" "$work/page" || fail "Val-Clair's $path does not name it"
    ! grep -qi "montbrun" "$work/page" || fail "Val-Clair's $path names Montbrun"
done
page val-clair "/legal/privacy?lang=fr" | grep -q "responsable du traitement" || fail "no text in French"
page val-clair "/legal/privacy?lang=en" | grep -q "controller of your data" || fail "no text in English"

# The colours and the logo of one are not the other's, and are not there.
for name in val-clair montbrun; do
    page "$name" /login | grep -o '/assets/[a-z]*-[0-9a-f]*\.[a-z]*' | grep -v /assets/maille | sort -u > "$work/$name.assets"
    [ "$(wc -l < "$work/$name.assets")" = 2 ] || fail "$name does not have a style sheet and a logo of its own"
done
[ -z "$(comm -12 "$work/val-clair.assets" "$work/montbrun.assets")" ] || fail "the two look the same"
while read -r path; do
    page montbrun "$path" > /dev/null
    if page val-clair "$path" > /dev/null 2>&1; then fail "Val-Clair serves Montbrun's $path"; fi
done < "$work/montbrun.assets"
page montbrun "$(grep look "$work/montbrun.assets")" | grep -q "#7a1f5c" || fail "not Montbrun's colour"

# A third name is nobody's, and a second run does nothing.
if page third /login > /dev/null 2>&1; then fail "a host that no tenant has is answered"; fi
stop
init montbrun "$work/template/tenant.json"
"$maille" tenant init montbrun --kind authority --from "$work/template/tenant.json" --data "$work/montbrun" \
    --origin "http://montbrun.localhost:$port" --config "$work/maille.json" | grep -q "nothing to do" \
    || fail "a second run does something"

python3 -c "print(f'second tenant: up, and its pages seen, in {$end - $begin:.1f} s (bound: 1800 s)')"
