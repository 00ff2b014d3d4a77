#!/usr/bin/env bash
# Installs the system packages that Maille builds on, and those named as arguments, where they are missing
# (Debian 12; root or sudo).
set -euo pipefail

packages=(
    libxml2-dev libyajl-dev libarchive-dev libsqlite3-dev libglpk-dev libsodium-dev libdeflate-dev
    libqrencode-dev pkg-config "$@"
)

missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done

if [ ${#missing[@]} -gt 0 ]; then
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "maille: install as root: apt-get install ${missing[*]}" >&2; exit 3; }
        as_root=(sudo)
    fi
    echo "maille: installing ${missing[*]} with apt" >&2
    # apt's own words only matter where it fails.
    log=$(mktemp)
    if ! { "${as_root[@]}" apt-get update && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
        cat "$log" >&2
        exit 3
    fi
    rm -f "$log"
fi

command -v swift >/dev/null || {
    echo "maille: Swift 6.3 is needed: see https://www.swift.org/install/linux/" >&2
    exit 3
}
