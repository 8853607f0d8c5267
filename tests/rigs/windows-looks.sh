#!/usr/bin/env bash
# How the real Windows program looks under Wine: two scales, dark and light taskbar, English and Chinese, and the language
# switched from the menu. Pictures for eyes are in target/rigs; what can be asserted is.
. "$(dirname "$0")/../windows/world.sh"
[ "$WIN_WAY" = none ] || enter_world "$@"
. "$(dirname "$0")/lib.sh"
[ "$WIN_WAY" != none ] || give_up "$WIN_WHY_NOT"
needs dig nsupdate Xvfb xdotool import convert
. "$ROOT/tests/windows/desktop.sh"
echo_servers one two; named_configure; named_up; tsig_secret "$SECRET"
NAME=home.$ZONE
wine_set() { wine_run reg add "$1" /v "$2" /t "$3" /d "$4" /f >/dev/null 2>&1; }
THEME='HKCU\Software\Microsoft\Windows\CurrentVersion\Themes\Personalize'
# Wine's own fonts have no Chinese; read when its server starts.
for font in Tahoma 'Segoe UI' 'MS Shell Dlg' 'MS Shell Dlg 2' 'Microsoft Sans Serif'; do
  wine_set 'HKCU\Software\Wine\Fonts\Replacements' "$font" REG_SZ 'WenQuanYi Micro Hei'
done
wine_down; wine_up
conf interval=1h
shot "$T/empty.png"

# look NAME DPI LIGHT LANGUAGE ADDRESS: the tray in that world, from start to quit
look() {
  local name=$1 dpi=$2 light=$3
  wine_set 'HKCU\Control Panel\Desktop' LogPixels REG_DWORD "$dpi"
  wine_set "$THEME" SystemUsesLightTheme REG_DWORD "$light"
  answers "$5"; : >"$HOOK"
  FINGERPOST_LANG=$4; export FINGERPOST_LANG; [ -n "$4" ] || unset FINGERPOST_LANG
  start "tray-$name" with_hook; TRAY=$LAST
  check "$name: the icon is there" eventually 15 eval 'grep -q "icon add result=1" "$HOOK"'
  check "$name: a change is told" eventually 20 eval 'grep "title=" "$HOOK" | grep -q '"$5"
  sleep 2; shot "$SHOTS/windows-$name-balloon.png"
  find_icon "$T/empty.png" "$SHOTS/windows-$name-balloon.png" || x='' y=''
  check "$name: a right click opens the menu" open_menu
  sleep 0.5; shot "$SHOTS/windows-$name-menu.png"; last_menu >"$T/$name.menu"
  wine_run ./trayrun.exe escape >/dev/null 2>&1; sleep 0.3
}
quit() { choose "$1" >/dev/null; eventually 10 gone $TRAY; }

look 100-dark-en 96 0 en 203.0.113.31
check "English: the menu's words" eval 'says "Force update" "$T/100-dark-en.menu" && says "Check now" "$T/100-dark-en.menu"'
check "a new taskbar: the icon is offered to it" eval 'adds=$(grep -c "icon add" "$HOOK"); wine_run ./trayrun.exe taskbar >/dev/null 2>&1; eventually 10 eval "[ \$(grep -c \"icon add\" \"$HOOK\") -gt $adds ]"'
check "a new taskbar: the menu still opens" open_menu
wine_run ./trayrun.exe escape >/dev/null 2>&1; sleep 0.3
check "English: quit" quit Quit
look 200-light-zh 192 1 zh 203.0.113.32
check "Chinese: the menu's words" eval 'says 强制更新 "$T/200-light-zh.menu" && says 退出 "$T/200-light-zh.menu"'
check "200 %: the balloon speaks Chinese" eval 'grep "title=" "$HOOK" | grep -q 地址'
check "Chinese: quit" quit 退出

# The person's own choice of a language, kept from one start to the next.
look 100-light 96 1 '' 203.0.113.33
check "no choice: the system's language" says "Force update" "$T/100-light.menu"
entry_id() { last_menu | grep -F "$1" | head -n 1 | sed -E 's/.*id=([0-9]+).*/\1/'; }
wine_run ./trayrun.exe command "$(entry_id 简体中文)" >/dev/null 2>&1
check "language: chosen in the menu, spoken at once" eventually 10 eval 'open_menu >/dev/null; last_menu >"$T/out"; wine_run ./trayrun.exe escape >/dev/null 2>&1; says 强制更新'
check "language: the command line speaks it, too" eval 'fp status >"$T/out" 2>&1; says 一切正常'
check "language: quit" quit 退出
look 150-dark-kept 144 0 '' 203.0.113.34
check "language: kept at the next start" says 强制更新 "$T/150-dark-kept.menu"
wine_run ./trayrun.exe command "$(entry_id 跟随系统)" >/dev/null 2>&1
check "language: back to the system's" eventually 10 eval 'open_menu >/dev/null; last_menu >"$T/out"; wine_run ./trayrun.exe escape >/dev/null 2>&1; says "Force update"'
check "language: quit again" quit Quit
check "nothing panicked" eval '! grep -l "panicked at" "$T"/*.log'
finish
