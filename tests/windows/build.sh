#!/usr/bin/env bash
# Builds fingerpost.exe for Windows, and the two helpers of the rig. Prints where the exe is.
#   build.sh [helpers | dist]    only the helpers; only the exe, with its symbols (installer/release.sh)
set -eu
. "$(dirname "$0")/world.sh"
[ "$WIN_WAY" != none ] || { echo "Windows part: $WIN_WHY_NOT" >&2; exit 3; }
enter_world "$@"; mount_world
if [ "${1:-}" = dist ]; then cd "$ROOT"; win_release --profile dist; exit; fi
for crate in trayhook trayrun; do
  (cd "$HERE/$crate" && win_cargo build --release --locked -q)
done
[ "${1:-}" != helpers ] || exit 0
cd "$ROOT"
rm -f "$WIN_EXE" # no rig takes the one of before for this one
win_release --release
ls -l "$WIN_EXE"
