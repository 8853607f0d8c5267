#!/usr/bin/env bash
# The real Windows program under Wine, with a real screen and a real mouse, against BIND on this machine's loopback
# (Wine shares it). FINGERPOST_EXE names another exe than the one tests/windows/build.sh makes.
. "$(dirname "$0")/../windows/world.sh"
[ "$WIN_WAY" = none ] || enter_world "$@"
. "$(dirname "$0")/lib.sh"
[ "$WIN_WAY" != none ] || give_up "$WIN_WHY_NOT"
needs dig nsupdate Xvfb xdotool import convert
. "$ROOT/tests/windows/desktop.sh"
echo_servers one two; named_configure; named_up; tsig_secret "$SECRET"
RUN_KEY='HKCU\Software\Microsoft\Windows\CurrentVersion\Run'
NAME=home.$ZONE

# ---- a console of sorts: standard output is a pipe ------------------------------------------------------------------
check "--help comes out" eval 'fp --help 2>&1 | grep -qi usage'
check "--version comes out" eval 'fp --version 2>&1 | grep -qi fingerpost'
check "an unknown option ends with 2" exits 2 fp --no-such-option
LIMIT=90 check "demo: every step comes out right" exits 0 fp demo --headless
cp "$T/out" "$SHOTS/windows-demo.txt" 2>/dev/null || { mkdir -p "$SHOTS"; cp "$T/out" "$SHOTS/windows-demo.txt"; }
check "demo: printed its timeline" eval 'says "still points at 203.0.113.8" && says "home.fingerpost.test A 203.0.113.9" && says BADSIG'
LIMIT=90 check "demo: with the tray beside it, too" exits 0 fp demo

# ---- once, with the secret in the Credential Manager ----------------------------------------------------------------
conf secret="" interval=1h; answers 203.0.113.7
check "no secret: a person is needed" eval '! fp once >"$T/out" 2>&1 </dev/null && says secret'
check "secret set, from standard input" eval 'printf %s "$SECRET" | fp secret set lab'
check "secret list names the account" eval 'exits 0 fp secret list && says lab'
check "the Credential Manager has it" eval 'registry "HKCU\\Software\\Wine\\Credential Manager" /s | grep -qi fingerpost'
check "once publishes with it" eval 'exits 0 fp once && serves A $NAME 203.0.113.7'
before=$(serial)
check "once again sends nothing" eval 'exits 0 fp once && [ "$(serial)" = '"$before"' ]'
check "no file of the program holds it" eval '! grep -rqF "$SECRET" "$STATE" "$CONFIG"'
check "secret remove" eval 'exits 0 fp secret remove lab && ! registry "HKCU\\Software\\Wine\\Credential Manager" /s | grep -qi fingerpost'
answers 203.0.113.8
check "without it, nothing is published" eval '! fp once >"$T/out" 2>&1 </dev/null && serves A $NAME 203.0.113.7'
printf %s "$SECRET" | fp secret set lab
check "status --json comes out" status_is 's["version"]' 1

# ---- dns and doctor -------------------------------------------------------------------------------------------------
check "dns flush says what it emptied" eval 'exits 0 fp dns flush && says "DNS Client"'
check "dns cache is shown as far as it can be (Wine keeps none)" eval 'exits 0 fp dns cache && says "DNS cache"'
check "dns cache --json" eval 'fp dns cache $NAME --json 2>/dev/null | $PY -c "import json, sys; assert json.load(sys.stdin)[\"version\"] == 1"'
check "dns cache names the service, or that there is none" eval 'fp dns cache $NAME --json 2>/dev/null | $PY -c "import json, sys; assert json.load(sys.stdin)[\"service\"][\"name\"] == \"DNS Client\""'
check "dns resolve asks a resolver: BIND, which keeps nothing" eval 'exits 0 fp dns resolve $NAME --server 127.0.0.1:$DNS_PORT && says "$NAME A" && says 203.0.113.7'
HOSTS=$WINEPREFIX/drive_c/windows/system32/drivers/etc/hosts
mkdir -p "$(dirname "$HOSTS")"; touch "$HOSTS"; cp "$HOSTS" "$T/hosts"; printf '192.168.1.5 %s\r\n' "$NAME" >>"$HOSTS"
check "dns cache tells of the hosts file" eval 'exits 0 fp dns cache $NAME && says "192.168.1.5"'
check "doctor: it, too; nothing is bad" eval 'exits 0 fp doctor && says "attention .*hosts file"'
cp "$T/hosts" "$HOSTS"
check "doctor: the account was read, the name is right" eval 'exits 0 fp doctor && says "good .*Account lab .*zone" && says "good .*$NAME A is right"'
check "doctor: this system tells of changes" eval 'says "good .*Network changes" && says "good .*Waking" && says "good .*goes out through"'
cp "$T/out" "$SHOTS/windows-doctor.txt"
fp secret remove lab >/dev/null 2>&1
check "doctor: a missing secret is bad, and 3" eval 'exits 3 fp doctor && says "bad .*secret set lab"'
printf %s "$SECRET" | fp secret set lab >/dev/null 2>&1

# ---- the Event Log and the scheduled task ---------------------------------------------------------------------------
# Wine prints what it is told and keeps nothing: the inserts, and on another line the number.
events() { WINEDEBUG=err+eventlog,warn+eventlog,trace+eventlog,fixme+advapi fp "$@" >"$T/out" 2>&1; }
TASK=$WINEPREFIX/drive_c/windows/system32/tasks
SOURCE='HKLM\SYSTEM\CurrentControlSet\Services\EventLog\Application\Fingerpost'
check "task: off" eval 'exits 0 fp task status && says off'
check "task install: registered, with the source of its events" eval 'exits 0 fp task install --every 20 && says "^on" && ls "$TASK"/Fingerpost-* && registry "$SOURCE" | grep -q EventMessageFile'
check "task export: quoted, with the places in use" eval 'exits 0 fp task export && says "<Arguments>\"--config\"" && says "<Interval>PT15M"'
check "task uninstall: gone" eval 'exits 0 fp task uninstall && ! ls "$TASK"/Fingerpost-* 2>/dev/null'
answers 203.0.113.30; events once --task
check "once --task: 200 (0xc8) and 300 (0x12c) with their inserts" eval 'says "0x000000c8" && says "0x0000012c" && says "ReportEventW.*203.0.113.30" && serves A $NAME 203.0.113.30'
events once
check "once: by hand, nothing is told there" eval '! says ReportEventW'
answers 203.0.113.8; fp once >/dev/null 2>&1

# ---- autostart ------------------------------------------------------------------------------------------------------
check "autostart on: the Run key has the exe, quoted" eval 'exits 0 fp autostart on && registry "$RUN_KEY" /v Fingerpost | grep -qi "\"Z:.*Program Files.fingerpost.exe\""'
check "autostart status" eval 'exits 0 fp autostart status && says on'
check "autostart on: only for this user" eval '! registry "HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run" /v Fingerpost | grep -qi fingerpost.exe'
check "autostart off: the value is gone" eval 'exits 0 fp autostart off && ! registry "$RUN_KEY" /v Fingerpost | grep -qi fingerpost.exe'

# ---- the tray -------------------------------------------------------------------------------------------------------
shot "$T/empty.png"
start tray with_hook; TRAY=$LAST
check "tray: Shell_NotifyIcon added the icon" eventually 15 eval 'grep -q "icon add result=1" "$HOOK"'
check "tray: the hook is in" eval 'grep -q "hook rect=true menu=true" "$HOOK"'
sleep 2; shot "$SHOTS/windows-icon.png"
check "tray: the icon is on the screen" find_icon "$T/empty.png" "$SHOTS/windows-icon.png"
check "tray: the waiting address was published" eventually 20 serves A $NAME 203.0.113.8
check "tray: the tooltip tells the address" eventually 5 eval 'grep "tip=" "$HOOK" | tail -n 1 | grep -q 203.0.113.8'

not_paused() { [ "$(status 's["state"]')" != paused ]; }
starts_at_login() { registry "$RUN_KEY" /v Fingerpost | grep -qi fingerpost.exe; }
check "menu: a right click opens it" open_menu
shot "$SHOTS/windows-menu.png"; last_menu >"$T/out"; cp "$T/out" "$SHOTS/windows-menu.txt"
for entry in 203.0.113.8 $NAME 'Force update' Pause log onfiguration 'at login' About Quit; do check "menu: has '$entry'" says "$entry"; done
wine_run ./trayrun.exe escape >/dev/null 2>&1; sleep 0.5

answers 203.0.113.20; before=$(hits one)
check "Force update: chosen with the mouse" choose 'Force update'
check "Force update: the sources are asked" eventually 10 eval '[ "$(hits one)" -gt '"$before"' ]'
check "Force update: the new address is published" eventually 15 serves A $NAME 203.0.113.20
check "balloon: tells the new address" eventually 10 eval 'grep "title=" "$HOOK" | grep -q 203.0.113.20'
sleep 0.5; shot "$SHOTS/windows-balloon.png"
check "Pause: chosen with the mouse" choose Pause
check "Pause: the status says so" eventually 5 status_is 's["state"]' paused
check "Pause: lifted" eval 'choose Resume || choose Pause; eventually 5 not_paused'
check "Start at login: chosen, the Run key is there" eval 'choose "at login" && eventually 5 starts_at_login'
check "Start at login: the menu shows it checked" eval 'open_menu && last_menu | grep "at login" | grep -q " checked"'
xdotool mousemove 600 600 click 1; sleep 0.5

# ---- a second start, and over to a command --------------------------------------------------------------------------
LIMIT=20 check "second start: ends well at once" exits 0 fp
check "second start: the first one goes on, alone" tray_count 1
answers 203.0.113.21
check "update --force reaches the running program" eval 'exits 0 fp update --force && eventually 15 serves A $NAME 203.0.113.21'

# ---- the end of the session -----------------------------------------------------------------------------------------
answers 203.0.113.22; choose 'Force update' >/dev/null; eventually 15 serves A $NAME 203.0.113.22 >/dev/null
LIMIT=60 wine_run wineboot -e >/dev/null 2>&1
check "log-off: the program ends" eventually 15 gone $TRAY
check "log-off: its state is whole and new" eval '"$PY" -m json.tool "$STATE/state.json" | grep -q 203.0.113.22'
check "log-off: nothing half-written is left" eval '! ls -A "$STATE" | grep -Ei "tmp|bad"'
before=$(serial)
check "log-on: the next run has nothing to send" eval 'exits 0 fp once && [ "$(serial)" = '"$before"' ]'

# The Run key was honoured at log-on: that copy holds the folder, and is asked to end as taskkill would.
check "log-on: the tray was started by the Run key" eval 'fp run >"$T/out" 2>&1; says "already running"'
fp autostart off >/dev/null 2>&1
wine_run taskkill /im fingerpost.exe >/dev/null 2>&1
check "taskkill ends it in good order" eventually 10 eval 'tail -n 1 "$STATE/fingerpost.log" | grep -q "ended"'

# ---- Quit -----------------------------------------------------------------------------------------------------------
: >"$HOOK"; start tray with_hook; TRAY=$LAST
eventually 15 eval 'grep -q "icon add result=1" "$HOOK"' >/dev/null; sleep 1
check "Quit: chosen with the mouse" choose Quit
check "Quit: the program ends" eventually 10 gone $TRAY
check "Quit: its icon was taken away" eval 'grep -q "icon delete" "$HOOK"'
check "Wine missed no function" eval '! grep -h "unimplemented function" "$T"/*.log "$T"/out "$T"/status.err 2>/dev/null'
check "nothing panicked" eval '! grep -l "panicked at" "$T"/*.log'
finish
