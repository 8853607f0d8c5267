#!/usr/bin/env bash
# The real Windows tray with its worker under Wine for a long time: an address that changes and a forced update every few
# seconds, memory, threads and descriptors looked at each minute. FINGERPOST_SOAK is the length in minutes (120).
# Not a part of tests/all: it takes as long as it says.
. "$(dirname "$0")/../windows/world.sh"
[ "$WIN_WAY" = none ] || enter_world "$@"
. "$(dirname "$0")/lib.sh"
[ "$WIN_WAY" != none ] || give_up "$WIN_WHY_NOT"
needs dig nsupdate Xvfb
EXE=${FINGERPOST_EXE:-$WIN_EXE} MINUTES=${FINGERPOST_SOAK:-120}
[ -e "$EXE" ] || { fail "$RIG: no $EXE (tests/windows/build.sh)"; finish; }
mount_world
cd "$T" || exit 1
cp "$EXE" soaked.exe
export WINEPREFIX=$T/prefix
at_end wine_down
prefix_copy "$WINEPREFIX"; screen 1024x700; wine_up
echo_servers one two; named_configure; named_up; tsig_secret "$SECRET"
NAME=home.$ZONE
dos() { echo "Z:${1//\//\\}"; }
soaked() { wine_env "${@:2}" wine soaked.exe --config "$(dos "$CONFIG")" --state-dir "$(dos "$STATE")" $1; }
fp() { soaked "$*" timeout 60; }
conf interval=5s; answers 203.0.113.7
start tray soaked ""
check "the tray publishes" eventually 30 serves A $NAME 203.0.113.7
# The process itself, not the loader's parents: the one with the most memory of its own.
SOAKED=$(for p in /proc/[0-9]*; do grep -qa 'soaked\.exe' "$p/cmdline" 2>/dev/null && awk -v p="${p#/proc/}" '/RssAnon/ { print $2, p }' "$p/status"; done | sort -n | tail -n 1 | awk '{ print $2 }')
check "it is found" [ -n "$SOAKED" ]

sample() { awk '/^RssAnon|^Threads/ { printf "%s ", $2 }' "/proc/$SOAKED/status"; find "/proc/$SOAKED/fd" -mindepth 1 2>/dev/null | wc -l; }
SAMPLES=$SHOTS/soak.txt; mkdir -p "$SHOTS"; echo "minute RssAnon-kB threads descriptors forced" >"$SAMPLES"
began=$SECONDS forced=0 wrong=0 last=-1 n=8
while [ $((SECONDS - began)) -lt $((MINUTES * 60)) ] && [ -d "/proc/$SOAKED" ]; do
  n=$((n % 200 + 1)); answers 203.0.113.$n
  fp update --force >/dev/null 2>&1 && forced=$((forced + 1))
  eventually 15 serves A $NAME 203.0.113.$n >/dev/null || wrong=$((wrong + 1))
  minute=$(((SECONDS - began) / 60))
  [ $minute = $last ] || { last=$minute; echo "$minute $(sample) $forced" >>"$SAMPLES"; }
  sleep 3
done
check "it still runs after $MINUTES minutes" [ -d "/proc/$SOAKED" ]
equal "each of $forced addresses was published" 0 $wrong
# It warms up in its first tenth, and until its history is full (500 lines, two for a change); from then on the middle of the
# first third and of the last are compared.
growth() { "$PY" - "$SAMPLES" "$1" <<'P'
import statistics, sys
rows = [list(map(int, line.split())) for line in open(sys.argv[1]).readlines()[1:]]
rows = [row for row in rows[len(rows) // 10:] if row[4] > 260] or rows[len(rows) // 10:]
column = [row[int(sys.argv[2])] for row in rows]
third = max(1, len(column) // 3)
print(int(statistics.median(column[-third:]) - statistics.median(column[:third])))
P
}
check "memory of its own grew by less than 256 kB" [ "$(growth 1)" -lt 256 ]
check "no thread was added" [ "$(growth 2)" -le 0 ]
check "no descriptor was added" [ "$(growth 3)" -le 0 ]
echo "grown: $(growth 1) kB, $(growth 2) threads, $(growth 3) descriptors; $forced forced updates"
finish
