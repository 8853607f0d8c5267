#!/usr/bin/env bash
# The tray program on a real Linux desktop: icon, menu, clicks, notification, keyring, a second start, no bus, a new panel.
. "$(dirname "$0")/lib.sh"
needs dig nsupdate Xvfb xfce4-panel dunst dunstctl gnome-keyring-daemon dbus-daemon gdbus import compare xdotool
"$PY" -c 'from gi.repository import Gio' 2>/dev/null || give_up "not installed: python3-gi"
needs_program
. "$RIGS/desktop-up.sh"
screen 900x500; session_bus; panel_configure; panel_up; notifications_up; keyring_up
echo_servers one two; named_configure; named_up
sni() { "$PY" "$RIGS/sni.py" "$@"; }

NAME=home.$ZONE
TRAY=200x36+700+0    # the right end of the panel
# differs A B: by more than a few pixels within the tray's part of the screen
differs() {
  local n; n=$(compare -metric AE -extract "$TRAY" "$1" "$2" null: 2>&1); n=${n%%[!0-9]*}
  [ "${n:-0}" -gt 40 ] || { echo "only ${n:-0} pixels differ"; return 1; }
}
icon_shown() { shot "$T/now.png"; differs "$T/empty.png" "$T/now.png"; }

# ---- the keyring ----------------------------------------------------------------------------------------------------
conf secret="" interval=1h; answers 203.0.113.7
check "secret: none stored, a person is needed" eval '! fp once >"$T/out" 2>&1 && says secret'
check "secret set: from standard input" eval 'printf %s "$SECRET" | fp secret set lab'
check "secret list: names the account" eval 'exits 0 fp secret list && says lab'
check "secret list: does not tell the secret" eval '! grep -qF "$SECRET" "$T/out"'
check "secret: it is in the keyring" eval 'gdbus call --session -d org.freedesktop.secrets -o /org/freedesktop/secrets/collection/login -m org.freedesktop.DBus.Properties.Get org.freedesktop.Secret.Collection Items | grep -q /login/'
check "secret: a run uses it" eval 'exits 0 fp once && serves A $NAME 203.0.113.7'
check "secret: it is in no file of the program" eval '! grep -rqF "$SECRET" "$STATE" "$XDG_CONFIG_HOME" "$CONFIG"'
check "secret remove" eval 'exits 0 fp secret remove lab && exits 0 fp secret list && says missing'
answers 203.0.113.8
check "secret: gone, a run needs a person" eval '! fp once >"$T/out" 2>&1 && serves A $NAME 203.0.113.7'
printf %s "$SECRET" | fp secret set lab

# ---- icon and menu --------------------------------------------------------------------------------------------------
shot "$T/empty.png"
start_fp app; APP=$LAST
check "tray: the item is there" eventually 15 eval 'sni list | grep -q fingerpost'
check "tray: its icon is on the screen" eventually 10 icon_shown
check "tray: the record was published" eventually 20 serves A $NAME 203.0.113.8
check "tray: the menu shows the address" sni wait-for 203.0.113.8 10
check "tray: the menu shows the record" sni wait-for $NAME 5
sni menu >"$T/out" 2>&1
for entry in 'Force update' Pause log onfiguration 'at login' About Quit; do check "menu: has '$entry'" says "$entry"; done
check "tooltip: tells the address" eval 'sni tooltip | grep -q 203.0.113.8'
shot "$SHOTS/desktop-icon.png"; convert "$SHOTS/desktop-icon.png" -crop $TRAY +repage -scale 300% "$SHOTS/desktop-icon-large.png"
xdotool mousemove 882 18; sleep 1.5; shot "$SHOTS/desktop-tooltip.png"
xdotool click 3; sleep 1; shot "$SHOTS/desktop-menu.png"; xdotool key Escape; sleep 0.3

# ---- clicks ---------------------------------------------------------------------------------------------------------
dunstctl close-all; dunstctl history-clear 2>/dev/null
answers 203.0.113.20; before=$(hits one)
check "Force update: clicked" sni click 'Force update'
check "Force update: the sources are asked" eventually 10 eval '[ "$(hits one)" -gt '"$before"' ]'
check "Force update: the new address is published" eventually 15 serves A $NAME 203.0.113.20
xdotool mousemove 300 400; sleep 1.5; shot "$SHOTS/desktop-toast.png"     # the pointer away: no tooltip over it
check "notification: tells the new address and the name" eventually 5 eval 'notified | grep 203.0.113.20 | grep -q '"$NAME"
check "notification: says Fingerpost" eval 'notified | grep -qi "^fingerpost"'
equal "notification: one for one change" 1 "$(notified | grep -c 203.0.113.20)"
check "Pause: clicked" sni click Pause
check "Pause: the status says so" eventually 5 status_is 's["state"]' paused
shot "$T/paused.png"
check "Pause: the icon shows it" differs "$SHOTS/desktop-toast.png" "$T/paused.png"
answers 203.0.113.21; start_fp update update; sleep 3
equal "Pause: nothing is published" 203.0.113.20 "$(dns A $NAME)"
check "Pause: lifted" eval 'sni click Resume || sni click Pause'
check "Pause: lifted, and published" eval 'sni click "Force update"; eventually 15 serves A $NAME 203.0.113.21'
check "autostart on, from the menu" eval 'sni click "at login" && eventually 5 grep -rqsE ^Exec "$XDG_CONFIG_HOME/autostart"'
check "autostart on" eval 'exits 0 fp autostart on && grep -rqF "$FINGERPOST" "$XDG_CONFIG_HOME/autostart"'
check "autostart status" eval 'exits 0 fp autostart status && says on'
check "autostart off, from the menu" eval 'sni click "at login" && eventually 5 eval "! grep -rqsE ^Exec \"$XDG_CONFIG_HOME/autostart\" || grep -rqiE \"Hidden=true|enabled=false\" \"$XDG_CONFIG_HOME/autostart\""'

# ---- a second start -------------------------------------------------------------------------------------------------
check "second start: ends well at once" eval 'timeout 15 "$FINGERPOST" --config "$CONFIG" --state-dir "$STATE"'
check "second start: the first one goes on" alive $APP
equal "second start: one icon" 1 "$(sni list | grep -c fingerpost)"

# ---- the panel goes and comes ---------------------------------------------------------------------------------------
panel_down
check "panel gone: the program goes on" steadily 2 alive $APP
panel_up
check "panel back: the item is registered again" eventually 15 eval 'gdbus call --session -d org.kde.StatusNotifierWatcher -o /StatusNotifierWatcher -m org.freedesktop.DBus.Properties.Get org.kde.StatusNotifierWatcher RegisteredStatusNotifierItems | grep -q StatusNotifierItem'
check "panel back: the icon is on the screen" eventually 10 icon_shown
check "Quit: clicked" sni click Quit
check "Quit: the program ends" eventually 10 gone $APP
wait $APP; equal "Quit: with exit code 0" 0 $?

# ---- harder starts --------------------------------------------------------------------------------------------------
panel_down
start_fp early; EARLY=$LAST; sleep 2
panel_up
check "started before the panel: the icon comes" eventually 15 eval 'sni list | grep -q fingerpost && icon_shown'
stop $EARLY

# ---- the demo -------------------------------------------------------------------------------------------------------
dunstctl close-all; dunstctl history-clear 2>/dev/null
start demo "$FINGERPOST" demo; DEMO=$LAST
check "demo: its icon comes" eventually 10 eval 'sni list | grep -q fingerpost'
check "demo: its menu shows the scripted address" sni wait-for 203.0.113.8 10
check "demo: it ends by itself" eventually 40 gone $DEMO
wait $DEMO; equal "demo: every step came out right" 0 $?
check "demo: its icon is gone" eval '! sni list | grep -q fingerpost'
check "demo: the change was told" eval 'notified | grep -q 203.0.113.8'
start quitted "$FINGERPOST" demo; DEMO=$LAST
check "demo: Quit" eval 'eventually 10 sni click Quit && eventually 10 gone $DEMO'
wait $DEMO; equal "demo: ended early it did not come out right" 1 $?
check "demo: nothing is left of it" eval '! ls -d "${TMPDIR:-/tmp}"/fingerpost-demo-$DEMO-* 2>/dev/null'

# ---- very many records ----------------------------------------------------------------------------------------------
many=""; for n in $(seq 199); do many+=$'[[record]]\nname = "n'$n.$ZONE$'"\naccount = "lab"\ntypes = ["A"]\n'; done
conf secret="" interval=1h more="$many"; answers 203.0.113.30
start_fp many; MANY=$LAST
check "200 records: all published" eventually 60 eval 'serves A n199.$ZONE 203.0.113.30 && serves A n1.$ZONE 203.0.113.30 && serves A $NAME 203.0.113.30'
check "200 records: the menu still opens and quits" eventually 10 sni click Quit
check "200 records: the program ends" eventually 10 gone $MANY
conf; tsig_secret "$SECRET"; answers 203.0.113.40
start bare env -u DBUS_SESSION_BUS_ADDRESS -u DISPLAY XDG_RUNTIME_DIR="$T/bare" "$FINGERPOST" --config "$CONFIG" --state-dir "$T/bare-state"; BARE=$LAST
check "no session bus: it works without a tray" eventually 20 serves A $NAME 203.0.113.40
check "no session bus: and goes on" steadily 2 alive $BARE
stop $BARE
check "nothing panicked" eval '! grep -l "panicked at" "$T"/*.log'
finish
