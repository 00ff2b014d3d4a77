#!/usr/bin/env bash
# Builds maille in release, and installs it with its completions for bash, zsh and fish.
#
#     scripts/install.sh [PREFIX]        default: /usr/local; wants to be root where PREFIX does
set -euo pipefail
cd "$(dirname "$0")/.."

prefix=${1:-/usr/local}
scripts/prerequisites.sh
swift build -c release --product maille
program=.build/release/maille
install -D -m 755 "$program" "$prefix/bin/maille"
completions=$(mktemp -d)
trap 'rm -rf "$completions"' EXIT
for shell in bash zsh fish; do "$program" --generate-completion-script "$shell" >"$completions/$shell"; done
install -D -m 644 "$completions/bash" "$prefix/share/bash-completion/completions/maille"
install -D -m 644 "$completions/zsh" "$prefix/share/zsh/site-functions/_maille"
install -D -m 644 "$completions/fish" "$prefix/share/fish/vendor_completions.d/maille.fish"
echo "installed $prefix/bin/maille; completions work in a new shell"
