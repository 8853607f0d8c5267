#!/usr/bin/env bash
# The real Windows tray beside a service, under Wine, with a real screen and a real mouse: its face, who takes over when the
# service ends, and what a face costs. The service is a real one of Wine's service manager. There is one session and one user
# under Wine: two trays are two processes of his.
. "$(dirname "$0")/../windows/world.sh"
[ "$WIN_WAY" = none ] || enter_world "$@"
. "$(dirname "$0")/lib.sh"
[ "$WIN_WAY" != none ] || give_up "$WIN_WHY_NOT"
needs dig nsupdate Xvfb xdotool import convert
. "$ROOT/tests/windows/desktop.sh"
echo_servers one two; named_configure; named_up
OWN=own.$ZONE SERVED=served.$ZONE
HOME_OF=$WINEPREFIX/drive_c/ProgramData/Fingerpost

service_configured() { # the service's configuration, and its secret beside it
  local own=$CONFIG; CONFIG=$HOME_OF/config.toml; conf name=$SERVED interval=1h; tsig_secret "$SECRET"; CONFIG=$own
}
# Where the person has no configuration the service gets a template, and so touches no name before it is configured.
install_service() { wine_run "$APP" --config "$(dos "$T/none.toml")" service install >"$T/out" 2>&1 && service_configured; }
start_service() { fp service start >"$T/out" 2>&1; }
stop_service() { fp service stop >"$T/out" 2>&1; }
# pids WORDS: the processes themselves, newest last; what was started may be a shell around one.
pids() { for p in /proc/[0-9]*; do tr '\0' ' ' 2>/dev/null <"$p/cmdline" | grep -q "^[^ ]*$1" && echo "${p#/proc/}"; done 2>/dev/null | sort -n; }
service_pid() { pids 'Program Files.Fingerpost.fingerpost.exe --service run' | tail -n 1; }
kill_service() { kill -9 "$(service_pid)"; eventually 10 eval '[ -z "$(service_pid)" ]'; }
anonymous() { awk '/^RssAnon/ { print $2 }' "/proc/$1/status"; }
tip_has() { grep "tip=" "$HOOK" | tail -n 1 | grep -qF -- "$1" || { grep "tip=" "$HOOK" | tail -n 1; return 1; }; }
menu_has() { open_menu && last_menu >"$T/menu"; wine_run ./trayrun.exe escape >/dev/null 2>&1; grep -qF -- "$1" "$T/menu" || { cat "$T/menu"; return 1; }; }
balloon_has() { grep "title=" "$HOOK" | grep -qF -- "$1" || { grep "title=" "$HOOK"; return 1; }; }

# ---- a face from the start ------------------------------------------------------------------------------------------
conf name=$OWN interval=1h; tsig_secret "$SECRET"; answers 203.0.113.7
check "service: installed, run by the service manager" eval 'install_service && [ -n "$(service_pid)" ]'
check "service: publishes its own name" eventually 30 serves A $SERVED 203.0.113.7
shot "$T/empty.png"
start tray with_hook; TRAY=$LAST
check "face: the icon is there" eventually 20 eval 'grep -q "icon add result=1" "$HOOK"'
sleep 2; shot "$T/icon.png"; find_icon "$T/empty.png" "$T/icon.png"
check "face: the tooltip tells the service's name" eventually 10 tip_has "$SERVED is right"
check "face: the menu says who does the work" eval 'open_menu && last_menu | grep -qF "The Fingerpost service does the work"'
shot "$SHOTS/windows-face-menu.png"; wine_run ./trayrun.exe escape >/dev/null 2>&1
check "face: the person's own name is not touched" serves A $OWN ""
check "face: it opened no state" eval '! test -e "$T/state/state.json"'
start notepad wine_env wine notepad; eventually 10 eval '[ -n "$(pids ".*notepad.exe")" ]' >/dev/null; sleep 3
most() { for pid in $(pids "$1"); do anonymous "$pid"; done | sort -n | tail -n 1; }
note=$(most '.*notepad.exe') face=$(most 'Program Files.fingerpost.exe --config')
echo "= face, with the hook in it and its menu opened once: RssAnon $face kB, notepad $note kB, above it $((face - note)) kB"
kill -9 $(pids '.*notepad.exe')

# ---- commands cross the pipe ----------------------------------------------------------------------------------------
answers 203.0.113.8
check "Force update: chosen with the mouse" choose 'Force update'
check "Force update: the service publishes" eventually 15 serves A $SERVED 203.0.113.8
check "balloon: the service's news, from the tray" eventually 10 balloon_has 203.0.113.8
check "Pause: chosen with the mouse, the service pauses" eval 'choose Pause; eventually 10 tip_has "Paused"'
check "Resume" eval 'choose Resume; eventually 10 tip_has "is right"'
check "status: the service's, and says so" eval 'exits 0 fp status && says "service does the work" && says $SERVED'
check "once: asks the service, works nothing here" eval 'exits 0 fp once && serves A $OWN ""'

# ---- two trays ------------------------------------------------------------------------------------------------------
start other wine_env wine "$APP" --config "$(dos "$CONFIG")" --state-dir "$(dos "$T/other-state")"
check "two trays: both are there" eventually 15 tray_count 2
check "two trays: neither works" serves A $OWN ""
kill -9 $(pids 'Program Files.fingerpost.exe --config.*other-state')
check "two trays: one again" eventually 10 tray_count 1
LIMIT=20 check "second start of the same tray: ends well at once" exits 0 fp

# ---- the service ends: the tray takes over; it starts: handed over again --------------------------------------------
check "stopped: by the service manager" stop_service
check "ended: the tray keeps the person's own name" eventually 30 serves A $OWN 203.0.113.8
check "ended: a balloon tells it" eventually 5 balloon_has "The Fingerpost service has stopped"
sleep 0.5; shot "$SHOTS/windows-face-stopped.png"
check "ended: the menu says so" menu_has "The service is stopped: this tray does the work"
answers 203.0.113.9; start_service
check "started: the service publishes" eventually 30 serves A $SERVED 203.0.113.9
check "started: the tray is its face again" eventually 10 tip_has "$SERVED is right"
check "started: a balloon tells it" eventually 5 balloon_has "The Fingerpost service does the work now"
answers 203.0.113.10; choose 'Force update' >/dev/null
check "started: the service alone is at work" eval 'eventually 15 serves A $SERVED 203.0.113.10; sleep 3; ! serves A $OWN 203.0.113.10'

# ---- killed; restarted in time --------------------------------------------------------------------------------------
answers 203.0.113.11
check "killed: the service is gone" kill_service
check "killed: the tray keeps the person's own name" eventually 30 serves A $OWN 203.0.113.11
start_service
check "killed, and started: the tray is its face again" eventually 15 tip_has "$SERVED is right"
: >"$HOOK"; fp service restart >"$T/out" 2>&1
check "restart: the face is back" eventually 15 tip_has "$SERVED is right"
if balloon_has "has stopped" >/dev/null 2>&1; then skip "restart: it took longer than the grace"; else pass "restart: nobody was told"; fi
check "Quit: chosen with the mouse, the face ends" eval 'choose Quit && eventually 10 gone $TRAY'
check "Quit: the service goes on" eval '[ -n "$(service_pid)" ]'

# ---- a service that is installed under the running tray -------------------------------------------------------------
rm -f "$HOME_OF/tsig.secret"; exits 0 fp service uninstall; : >"$HOOK"; answers 203.0.113.12
start tray with_hook; TRAY=$LAST
check "no service: the tray works" eventually 30 serves A $OWN 203.0.113.12
check "installed: well" install_service
check "installed: the service publishes" eventually 30 serves A $SERVED 203.0.113.12
check "installed: the tray is its face" eventually 15 tip_has "$SERVED is right"
rm -f "$HOME_OF/tsig.secret"; answers 203.0.113.13; fp service uninstall >"$T/out" 2>&1
check "uninstalled: the tray works by itself again" eventually 30 serves A $OWN 203.0.113.13
check "Quit" eval 'choose Quit && eventually 10 gone $TRAY'
# Under Wine a file that is open keeps its name until it is closed: the tray's `lock`, and with it the folder.
check "uninstalled: once nobody holds the folder it can be cleared" eval 'exits 0 fp service uninstall && [ ! -e "$HOME_OF" ]'
check "Wine missed no function" eval '! grep -h "unimplemented function" "$T"/*.log "$T"/out 2>/dev/null'
check "nothing panicked" eval '! grep -l "panicked at" "$T"/*.log "$T"/state/*.log'
finish
