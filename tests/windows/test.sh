#!/usr/bin/env bash
# The portable tests, built for Windows and run under Wine: test.sh [ARGUMENTS of cargo test]
set -eu
. "$(dirname "$0")/world.sh"
[ "$WIN_WAY" != none ] || { echo "Windows part: $WIN_WHY_NOT" >&2; exit 3; }
# The simulation and the layering know no system: they are played where they are faster.
[ $# != 0 ] || set -- --lib --test program --test provider_conformance
enter_world "$@"; mount_world
scratch=$(mktemp -d "$SCRATCH/fingerpost-wine-XXXXXX")
export WINEPREFIX=$scratch/prefix
trap 'wine_down; rm -rf --one-file-system "$scratch"' EXIT
# A file is what its mode says under Wine, and it is Wine's server that makes it: a secret that anybody may read is refused.
umask 077
prefix_copy "$WINEPREFIX"; wine_up
cd "$ROOT"
export WINEDEBUG=fixme-all,err-all WINEDLLOVERRIDES='winedbg.exe=d;mscoree,mshtml='
win_cargo test --locked --no-fail-fast "$@"
