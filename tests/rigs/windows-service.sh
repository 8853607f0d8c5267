#!/usr/bin/env bash
# The real Windows program as a service of Wine's own service manager, against BIND on this machine's loopback.
# FINGERPOST_EXE names another exe than the one tests/windows/build.sh makes. What Wine does not do is not asked here:
# accounts, access lists, recovery, the shutdown's own controls.
. "$(dirname "$0")/../windows/world.sh"
[ "$WIN_WAY" = none ] || enter_world "$@"
. "$(dirname "$0")/lib.sh"
[ "$WIN_WAY" != none ] || give_up "$WIN_WHY_NOT"
needs dig nsupdate
EXE=${FINGERPOST_EXE:-$WIN_EXE}
[ -e "$EXE" ] || { fail "$RIG: no $EXE (tests/windows/build.sh)"; finish; }
mount_world
cd "$T" || exit 1

export WINEPREFIX=$T/prefix
at_end wine_down
prefix_copy "$WINEPREFIX"; wine_up
C=$WINEPREFIX/drive_c PUBLIC=$WINEPREFIX/drive_c/ProgramData/Fingerpost
mkdir -p "$C/downloads"; cp "$EXE" "$C/downloads/fingerpost.exe"
CONFIG=$PUBLIC/config.toml STATE=$PUBLIC/state NAME=home.$ZONE
wine_run() { wine_env timeout "${LIMIT:-60}" wine "$@"; }
fp() { wine_run "$C/downloads/fingerpost.exe" "$@"; }
KEY_OF='HKLM\System\CurrentControlSet\Services\Fingerpost'
registry() { wine_run reg query "$@" 2>&1 | tr -d '\r'; }
runs() { exits 0 fp service status && says "runs \(process"; }
# Everything that an installation might leave: the service's key, files outside of the two that Wine writes itself
leavings() { registry 'HKLM\System\CurrentControlSet\Services' | grep -i fingerpost; (cd "$C" && find . -ipath '*fingerpost*' ! -path '*/downloads*' ! -ipath '*/AppData/*'); }

echo_servers one two; named_configure; named_up
before=$(leavings)
check "status: there is none, and 1" eval 'exits 1 fp service status && says "no service Fingerpost"'
check "start: there is none, and 2" exits 2 fp service start
check "a name that is none: 2" exits 2 fp service install --name 'a/b'

check "install: with a new configuration" eval 'exits 0 fp service install && says "NT SERVICE.Fingerpost" && says "Name your account"'
check "install: it runs" runs
check "install: the program lies where administrators alone change it" [ -e "$C/Program Files/Fingerpost/fingerpost.exe" ]
registry "$KEY_OF" >"$T/out"
check "install: the path is quoted" says 'ImagePath.*"C:.Program Files.Fingerpost.fingerpost.exe" "--service" "run"'
check "install: not as SYSTEM" says 'ObjectName.*NT SERVICE.Fingerpost'
check "install: starts by itself" says 'Start .*0x2'
check "sc query agrees" eval 'wine_run sc query Fingerpost 2>/dev/null | grep -qi running'
check "a broken configuration: the service stays, and says so" eval 'printf "version = 1\nnonsense\n" >"$CONFIG"; eventually 20 eval "fp --service status --json 2>/dev/null | grep -q nonsense"; runs'

conf; tsig_secret "$SECRET"; answers 203.0.113.7
check "a corrected one is taken up; it publishes" eventually 30 serves A "$NAME" 203.0.113.7
answers 203.0.113.8
check "it follows" eventually 20 serves A "$NAME" 203.0.113.8
check "its status is asked over the pipe" eval 'exits 0 fp --service status && says 203.0.113.8'

begun=$(date +%s%N); check "stop" exits 0 fp service stop
took=$((($(date +%s%N) - begun) / 1000000))
check "stop: within two seconds, the client's own start included ($took ms)" [ "$took" -lt 2000 ]
check "stop: the state is saved" eval '"$PY" -m json.tool "$STATE/state.json" | grep -q 203.0.113.8'
check "stop: nothing half-written" eval '! ls -A "$STATE" | grep -Ei "new$|bad"'
check "status: 1 while it does not run" exits 1 fp service status
check "stop again: well" exits 0 fp service stop
check "net start" eval 'wine_run net start Fingerpost >/dev/null 2>&1; eventually 10 runs'
check "install over the running one: well, and it runs" eval 'exits 0 fp service install --delayed && says "configuration: " && runs'
check "and is delayed now" eval 'registry "$KEY_OF" /v DelayedAutoStart | grep -q 0x1'
exits 0 fp service install
check "and then not" eval '! registry "$KEY_OF" /v DelayedAutoStart | grep -q 0x1'
check "restart" eval 'exits 0 fp service restart && runs'

pid=$(pgrep -f 'Program Files.Fingerpost.fingerpost.exe" "--service|Fingerpost.fingerpost.exe --service' | head -n 1)
wine_env wine "$C/downloads/fingerpost.exe" providers >/dev/null 2>&1
[ -z "$pid" ] || echo "    memory: $(awk '/RssAnon/ { print $2, $3 }' "/proc/$pid/status" 2>/dev/null) RssAnon"

wine_env wineserver -k >/dev/null 2>&1; wine_env wineserver -w >/dev/null 2>&1
answers 203.0.113.9; wine_up
check "after a reboot it runs without anybody" eventually 20 serves A "$NAME" 203.0.113.9
check "net stop" eval 'wine_run net stop Fingerpost >/dev/null 2>&1; eventually 5 exits 1 fp service status'
rm -f "$PUBLIC/tsig.secret"     # the rig put it there
check "uninstall while it runs" eval 'exits 0 fp service start && exits 0 fp service uninstall && says "is removed"'
check "uninstall again: nothing to do" exits 0 fp service uninstall
equal "uninstall left nothing" "$before" "$(leavings)"
check "Wine missed no function" eval '! grep -h "unimplemented function" "$T"/*.log "$T"/out 2>/dev/null'
finish
