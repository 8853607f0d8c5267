#!/usr/bin/env bash
# The tray beside a service on a real Linux desktop: the service's face, who takes over when the service stops and when it is
# killed, two trays at once, and never two workers. The service is `fingerpost --service run` with a folder of its own.
. "$(dirname "$0")/lib.sh"
needs dig nsupdate Xvfb xfce4-panel dunst dunstctl dbus-daemon gdbus import xdotool ss
"$PY" -c 'from gi.repository import Gio' 2>/dev/null || give_up "not installed: python3-gi"
needs_program
. "$RIGS/desktop-up.sh"
screen 900x500; session_bus; panel_configure; panel_up; notifications_up
echo_servers one two; named_configure; named_up
sni() { "$PY" "$RIGS/sni.py" "$@"; }
export FINGERPOST_SERVICE_DIR=$T/service
OWN=own.$ZONE SERVED=served.$ZONE

# The service's configuration, then the person's.
CONFIG=$T/service/config.toml; conf name=$SERVED interval=1h; tsig_secret "$SECRET"
CONFIG=$T/config.toml; conf name=$OWN interval=1h; tsig_secret "$SECRET"
start_service() { start service "$FINGERPOST" --service run; SERVICE=$LAST; }
menu_has() { sni menu | grep -qF -- "$1" || { echo "no '$1' in:"; sni menu; return 1; }; }
# at_work: who holds a state folder, which only workers do; asked without taking a lock from under a program that starts
held() { [ -e "$1" ] && grep -q ":$(stat -c %i "$1") " /proc/locks; }
at_work() {
  local who=
  ! held "$T/state/lock" || who+=own
  ! held "$T/service/state/lock" || who+=service
  echo "${who:-nobody}"
}
works() { [ "$(at_work)" = "$1" ] || { echo "at work: $(at_work), not $1"; return 1; }; }
toasted() { notified | grep -qF -- "$1" || { echo "no toast '$1' in:"; notified; return 1; }; }
forget_toasts() { dunstctl close-all; dunstctl history-clear 2>/dev/null; }

# ---- a face from the start ------------------------------------------------------------------------------------------
answers 203.0.113.7; start_service
check "service: publishes its own name" eventually 20 serves A $SERVED 203.0.113.7
start_fp tray; TRAY=$LAST
check "face: its menu shows the service's name" eventually 10 menu_has $SERVED
check "face: and says who does the work" menu_has "The Fingerpost service does the work"
check "face: the person's own name is not touched" serves A $OWN ""
check "face: it opened no state" eval '! test -e "$T/state/state.json"'
check "face: the service alone is at work" works service
check "face: the service's configuration may be opened, its log is not there" eval 'menu_has "Open configuration" && menu_has "Open log (the service has none)"'
sleep 1; xdotool mousemove 882 18; sleep 0.5; xdotool click 3; sleep 1; shot "$SHOTS/face-menu.png"; xdotool key Escape; sleep 0.3
xdotool mousemove 300 400
echo "= face: RssAnon $(awk '/^RssAnon/ { print $2 }' "/proc/$TRAY/status") kB"

# ---- commands cross the pipe, and toasts come back ------------------------------------------------------------------
forget_toasts; answers 203.0.113.8
check "Force update: clicked" sni click "Force update"
check "Force update: the service publishes" eventually 15 serves A $SERVED 203.0.113.8
check "toast: the service's news, from the tray" eventually 5 toasted "$SERVED points to it"
check "Pause: the service pauses" eval 'sni click Pause; eventually 5 eval "\"$FINGERPOST\" --service status --json 2>/dev/null | grep -q paused"'
check "Pause: the menu follows" eventually 5 menu_has "Paused: nothing is checked or changed"
check "Resume: the service goes on" eval 'sni click Resume; eventually 5 menu_has "Pause"'

# ---- the command line beside a service ------------------------------------------------------------------------------
check "status: the service's, and says so" eval 'exits 0 fp status && says "service does the work" && says $SERVED'
check "once: asks the service, works nothing here" eval 'exits 0 fp once && says $SERVED && serves A $OWN ""'
check "update: a name that the service has" exits 0 fp update --force $SERVED
check "update: one that it has not" exits 2 fp update $OWN
check "history: the service's" eval 'exits 0 fp history && says $SERVED'
check "doctor: knows that the service works" eval 'fp doctor >"$T/out" 2>&1; says "service .* does the work"'

# ---- two trays at once ----------------------------------------------------------------------------------------------
start other "$FINGERPOST" --config "$CONFIG" --state-dir "$T/other-state"; OTHER=$LAST
check "two trays: both are there" eventually 10 eval '[ "$(sni list | grep -c fingerpost)" = 2 ]'
check "two trays: the service alone is at work" steadily 2 works service
check "two trays: the service has two watchers" eval '[ "$(ss -xp 2>/dev/null | grep -c "$T/service/control.sock")" -ge 2 ]'
stop $OTHER; check "two trays: the other one goes, the service stays" works service
check "second start of the same tray: ends well at once" eval 'timeout 15 "$FINGERPOST" --config "$CONFIG" --state-dir "$STATE"'
equal "second start: one icon" 1 "$(sni list | grep -c fingerpost)"

# ---- a restart is no reason to take over ----------------------------------------------------------------------------
forget_toasts; stop $SERVICE; start_service
check "restart: the face is back" eventually 10 menu_has "The Fingerpost service does the work"
sleep 5
check "restart: the own worker never began" eval '! test -e "$T/state/state.json"'
check "restart: nobody was told" eval '! toasted "has stopped"'

# ---- the service stops: the tray takes over -------------------------------------------------------------------------
forget_toasts; stop $SERVICE
check "stopped: the tray keeps the person's own name" eventually 20 serves A $OWN 203.0.113.8
check "stopped: the menu says so" eventually 5 menu_has "The service is stopped: this tray does the work"
check "stopped: and shows the own name alone" eval 'menu_has $OWN && ! menu_has $SERVED'
sleep 1; shot "$SHOTS/face-stopped-toast.png"
check "stopped: a toast tells it" toasted "This tray now keeps your own name up to date"
check "stopped: the tray alone is at work" works own
answers 203.0.113.9
check "stopped: its commands are its own again" eval 'sni click "Force update"; eventually 15 serves A $OWN 203.0.113.9'
check "stopped: the service's name is left alone" serves A $SERVED 203.0.113.8

# ---- the service starts under the running tray ----------------------------------------------------------------------
forget_toasts; start_service
check "started: the service publishes" eventually 20 serves A $SERVED 203.0.113.9
check "started: the tray is its face again" eventually 5 menu_has "The Fingerpost service does the work"
sleep 1; shot "$SHOTS/face-started-toast.png"
check "started: a toast tells it" toasted "The Fingerpost service does the work now"
check "started: the service alone is at work" works service
check "started: what the tray did is saved" grep -q "203.0.113.9" "$T/state/state.json"

# ---- it is killed, it hangs, it comes in a folder that was not there ------------------------------------------------
stop $SERVICE KILL
check "killed: the tray takes over" eventually 20 works own
start_service
check "killed and started: handed over again" eventually 20 works service
kill -STOP $SERVICE; fp status >"$T/out" 2>&1
check "hanging: nobody takes over" steadily 6 works service
kill -CONT $SERVICE; stop $SERVICE; check "gone: the tray takes over" eventually 20 works own
cp -r "$T/service" "$T/kept"; rm -r "$T/service"; sleep 1
check "uninstalled: the tray goes on" works own
cp -r "$T/kept" "$T/service"; rm -f "$T/service/lock" "$T/service/serving"; start_service
check "installed under the running tray: handed over" eventually 20 works service

# ---- any order ------------------------------------------------------------------------------------------------------
# Two workers at once are only bearable for as long as neither has had its turn.
both=0
for _ in $(seq 12); do
  case $((RANDOM % 4)) in
    0) stop $SERVICE KILL; start_service ;;
    1) stop $SERVICE; sleep 0.$((RANDOM % 9)); start_service ;;
    2) stop $TRAY KILL; start_fp tray; TRAY=$LAST ;;
    3) stop $SERVICE; stop $TRAY; start_service; start_fp tray; TRAY=$LAST ;;
  esac
  eventually 15 works service >/dev/null || both=$((both + 1))
  steadily 1 works service >/dev/null || both=$((both + 1))
done
equal "any order of starts and crashes: the service alone, every time" 0 $both
stop $SERVICE
check "any order: and the tray alone at the end" eventually 20 works own

# ---- quitting -------------------------------------------------------------------------------------------------------
start_service; eventually 20 works service >/dev/null
check "quit: the face ends" eval 'eventually 10 sni click Quit && eventually 10 gone $TRAY'
check "quit: the service goes on" steadily 2 works service
conf name=$OWN interval=1h; sed -i '/^\[\[record/,$d' "$CONFIG"; rm -rf "$STATE"
forget_toasts; start_fp tray; TRAY=$LAST; eventually 10 menu_has $SERVED >/dev/null
stop $SERVICE
check "nothing of one's own: nobody takes over, and that is said" eventually 15 menu_has "nothing keeps its names up to date"
sleep 1; shot "$SHOTS/face-nothing.png"
check "nothing of one's own: the toast" toasted "Nothing keeps its names up to date"
conf name=$OWN interval=1h
check "nothing of one's own: a name is added, the tray begins" eventually 15 works own
stop $TRAY
check "nothing panicked" eval '! grep -l "panicked at" "$T"/*.log "$T"/state/*.log'
finish
