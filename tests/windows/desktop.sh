# The real Windows program on a screen under Wine: its world, its tray, and a real mouse. Sourced by the rigs of the Windows
# faces after ../rigs/lib.sh, in the world of world.sh. FINGERPOST_EXE names another exe than the one build.sh makes.
# shellcheck shell=bash
EXE=${FINGERPOST_EXE:-$WIN_EXE} TOOLS=$WIN_TARGET/$TRIPLE/release
for file in "$EXE" "$TOOLS/trayhook.dll" "$TOOLS/trayrun.exe"; do
  [ -e "$file" ] || { fail "$RIG: no $file (tests/windows/build.sh)"; finish; }
done
mount_world
cd "$T" || exit 1

APP="$T/Program Files/fingerpost.exe"     # with a space in it, as most programs have
mkdir "$T/Program Files"; cp "$EXE" "$APP"; cp "$TOOLS/trayhook.dll" "$TOOLS/trayrun.exe" .
export WINEPREFIX=$T/prefix TRAYHOOK_LOG
TRAYHOOK_LOG=Z:${T//\//\\}\\hook.log; HOOK=$T/hook.log
at_end wine_down
prefix_copy "$WINEPREFIX"; screen 1024x700; wine_up

dos() { echo "Z:${1//\//\\}"; }
wine_run() { wine_env timeout "${LIMIT:-60}" wine "$@"; }
# The same names as in the other rigs, so that their helpers work here too.
fp() { wine_run "$APP" --config "$(dos "$CONFIG")" --state-dir "$(dos "$STATE")" "$@"; }
with_hook() { wine_env wine ./trayrun.exe launch "$(dos "$T/trayhook.dll")" "$(dos "$APP")" --config "$(dos "$CONFIG")" --state-dir "$(dos "$STATE")"; }
tray_windows() { wine_run ./trayrun.exe windows 2>/dev/null | tr -d '\r'; }
tray_count() { local n; n=$(tray_windows); [ "$n" = "$1" ] || { echo "$n tray windows, not $1"; return 1; }; }
registry() { wine_run reg query "$@" 2>&1 | tr -d '\r'; }

# find_icon EMPTY SHOT: where the icon is on the screen, in x and y, from a picture without it and one with it.
# Wine's own small tray window; the icon is the square at its left end, whatever balloon hangs below it.
find_icon() {
  read -r x y <<<"$(convert "$1" "$2" -compose difference -composite -threshold 5% -trim -format '%X %Y %w %h\n' info: | awk '$3 < 900 { print int($1) + 12, int($2) + 10 }')"
  [ -n "${y:-}" ]
}
mouse() { xdotool mousemove "$1" "$2"; sleep 0.5; xdotool click "$3"; }
# open_menu: a right click on the icon; where the entries are is then in the hook's log
open_menu() {
  local places; places=$(grep -c 'places end' "$HOOK")
  mouse "${x:-13}" "${y:-39}" 3
  eventually 5 eval '[ "$(grep -c "places end" "$HOOK")" -gt '"$places"' ]'
}
last_menu() { awk '/^menu at/ { text = "" } { text = text $0 "\n" } END { printf "%s", text }' "$HOOK" | sed 's/&//g'; }
# choose LABEL: open the menu, and a left click on the entry
choose() {
  local index at
  open_menu || return 1
  index=$(last_menu | grep -i "^entry .*\"[^\"]*$1" | grep -v ' disabled' | head -n 1 | awk '{ print $2 }')
  [ -n "$index" ] || { echo "no entry '$1' to click"; last_menu; return 1; }
  at=$(last_menu | awk -v i="$index" '$1 == "place" && $2 == i { print $3 }')
  [ -n "$at" ] || { echo "entry $index has no place"; return 1; }
  mouse "${at%,*}" "${at#*,}" 1
}
