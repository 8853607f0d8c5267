#!/usr/bin/env bash
# Builds fingerpost.exe for Windows, and the two helpers of the rig. Prints where the exe is.
set -eu
. "$(dirname "$0")/world.sh"
[ "$WIN_WAY" != none ] || { echo "Windows part: $WIN_WHY_NOT" >&2; exit 3; }
enter_world "$@"; mount_world
for crate in trayhook trayrun; do
  (cd "$HERE/$crate" && win_cargo build --release --locked -q)
done
[ "${1:-}" != helpers ] || exit 0         # only these two
cd "$ROOT"
win_cargo build --release --locked
ls -l "$WIN_EXE"
