#!/usr/bin/env bash
# The real Windows program as a service of Wine's own service manager, against BIND on this machine's loopback.
# FINGERPOST_EXE names another exe than the one tests/windows/build.sh makes. What Wine does not do is not asked here:
# accounts, access lists, recovery, the shutdown's own controls.
. "$(dirname "$0")/../windows/world.sh"
[ "$WIN_WAY" = none ] || enter_world "$@"
. "$(dirname "$0")/lib.sh"
[ "$WIN_WAY" != none ] || give_up "$WIN_WHY_NOT"
needs dig nsupdate
EXE=${FINGERPOST_EXE:-$WIN_EXE} TOOLS=$WIN_TARGET/$TRIPLE/release
for file in "$EXE" "$TOOLS/trayhook.dll" "$TOOLS/trayrun.exe"; do
  [ -e "$file" ] || { fail "$RIG: no $file (tests/windows/build.sh)"; finish; }
done
mount_world
cd "$T" || exit 1

export WINEPREFIX=$T/prefix
at_end wine_down
prefix_copy "$WINEPREFIX"; wine_up
C=$WINEPREFIX/drive_c PUBLIC=$WINEPREFIX/drive_c/ProgramData/Fingerpost
mkdir -p "$C/downloads"; cp "$EXE" "$C/downloads/fingerpost.exe"; cp "$TOOLS/trayhook.dll" "$TOOLS/trayrun.exe" .
CONFIG=$PUBLIC/config.toml STATE=$PUBLIC/state NAME=home.$ZONE
wine_run() { wine_env timeout "${LIMIT:-60}" wine "$@"; }
dos() { echo "Z:${1//\//\\}"; }
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
# ---- secrets: a person's own, and what becomes of them --------------------------------------------------------------
# Under Wine all accounts are one user with one Credential Manager: the person is given another (trayhook's vault.rs),
# so what is seen here is whose it is. Where Wine keeps them anybody can look.
own() { wine_run trayrun.exe set TRAYHOOK_VAULT=apart launch trayhook.dll "$C/downloads/fingerpost.exe" --config "$(dos "$T/own.toml")" --state-dir "$(dos "$T/own")" "$@"; }
stored() { registry 'HKCU\Software\Wine\Credential Manager' | grep -o 'Generic: .*fingerpost' | sort | xargs; }
hand() { printf '%s\n' "$SECRET" | "$@"; }
VAULT='the Windows Credential Manager of [^ ]+'
CONFIG=$T/own.toml; conf secret= interval=1s; CONFIG=$PUBLIC/config.toml; change "delete $NAME A"

check "own: the secret goes into the person's Credential Manager, and that is said" eval 'hand own secret set lab >"$T/out" 2>&1; says "lab is stored in $VAULT"'
equal "own: it is there, and the list of names" "Generic: apart:lab.fingerpost Generic: apart:list:accounts.fingerpost" "$(stored)"
answers 203.0.113.20
check "own: the person's program publishes with it" eval 'exits 0 own once && serves A $NAME 203.0.113.20'
check "install without consent: the person keeps his secret, the service needs one" eval 'exits 0 own service install && says "secret set lab" && stored | grep -q apart:lab && ! stored | grep -q " lab.fingerpost"'
check "[access]: who installed is named" grep -q '^administrator = \["S-1-5-21-[0-9-]*"\]' "$CONFIG"
check "doctor: the service has none, in its own store" eval 'exits 3 fp --service doctor && says "lab has no secret yet in $VAULT.*--service secret set lab"'
check "install --move-secrets: moved, and where to" eval 'exits 0 own service install --move-secrets && says "lab: its secret was moved to the service, into $VAULT"'
equal "moved: the service has it, and the person no more" "Generic: lab.fingerpost Generic: list:accounts.fingerpost" "$(stored)"
answers 203.0.113.21
check "moved: the service publishes with it" eventually 30 serves A "$NAME" 203.0.113.21
check "secret list: whose it is" eval 'exits 0 fp --service secret list && says "lab: stored in $VAULT"'
check "account test: proved by the service with its own secret" eval 'exits 0 fp --service account test lab && says "lab is there, in $VAULT" && says "zone $ZONE was read"'
check "account test --write-test: also that, and in the audit trail" eval 'exits 0 fp --service account test lab --write-test && exits 0 fp --service audit && says "account-test.*lab"'
check "doctor of the person: none is needed while the service works" eval 'fp --config "$(dos "$T/own.toml")" --state-dir "$(dos "$T/own")" doctor >"$T/doctor" 2>&1; own doctor >"$T/out" 2>&1; says "None is needed while the service does the work"'
check "who installed: status, update, a secret" eval 'exits 0 own status && says 203.0.113.21 && exits 0 own update && hand own secret set former >"$T/out" 2>&1 && says "former is stored in $VAULT"'
check "secret list: one that the configuration does not know" eval 'exits 0 fp --service secret list && says "former: stored.*--service secret remove former"'
check "the service is stopped: nobody looks into another store" eval 'exits 0 fp service stop && exits 3 fp --service secret list && says "does not run.*fingerpost service start" && exits 3 fp --service secret remove lab'
check "the service is stopped: nothing is stored elsewhere" eval '! hand fp --service secret set lab >"$T/out" 2>&1 && says "fingerpost service start"'
check "the service is stopped: account test says so" eval 'exits 1 fp --service account test lab && says "does not run.*lab"'
check "uninstall while it does not run" eval 'exits 0 fp service uninstall && says "and its secrets"'
equal "uninstall: no secret stays, also none that no configuration names" "" "$(stored)"
equal "uninstall: nor anything else" "$before" "$(leavings)"

# ---- a service whose account has no Credential Manager -------------------------------------------------------------
hand own secret set lab >/dev/null 2>&1; exits 0 own service install; exits 0 fp service stop
reboot_with() { # IMAGEPATH: Wine's service manager reads it when it starts
  wine_run reg add "$KEY_OF" /v ImagePath /t REG_EXPAND_SZ /d "$1" /f >/dev/null 2>&1; wine_down; wine_up
}
IMAGE='"C:\Program Files\Fingerpost\fingerpost.exe" "--service" "run"'
reboot_with "\"$(dos "$T/trayrun.exe")\" set TRAYHOOK_VAULT=none launch $(dos "$T/trayhook.dll") \"C:\\Program Files\\Fingerpost\\fingerpost.exe\" --service run"
check "sealed: the service runs without a Credential Manager" eventually 20 runs
check "sealed: secret set says where, and why" eval 'hand fp --service secret set lab >"$T/out" 2>&1; says "lab is stored in a file that [^ ]+ alone can open, because Windows gives it no Credential Manager .*NO_SUCH_LOGON_SESSION.*of-lab.bin"'
check "sealed: it is no text" eval '[ -s "$STATE/secrets/of-lab.bin" ] && ! grep -qaF "$SECRET" "$STATE/secrets/of-lab.bin"'
answers 203.0.113.22
check "sealed: the service publishes with it" eventually 30 serves A "$NAME" 203.0.113.22
check "sealed: list, doctor and account test say so" eval 'exits 0 fp --service secret list && says "lab: stored in a file that" && exits 0 fp --service account test lab && says "lab is there, in a file that"'
reboot_with "$IMAGE"; answers 203.0.113.23
check "sealed: opened again by the service of a later start, with a Credential Manager" eventually 30 serves A "$NAME" 203.0.113.23
check "sealed: moved into the Credential Manager when it is set anew" eval 'hand fp --service secret set lab >"$T/out" 2>&1; says "lab is stored in $VAULT" && [ ! -e "$STATE/secrets/of-lab.bin" ]'
check "uninstall --keep, then all of it: the secrets that stay are named" eval 'exits 0 fp service uninstall --keep && exits 0 fp service uninstall && says "secrets of these accounts stay.*: lab" && [ ! -e "$PUBLIC" ]'
check "installed again: they are there, and go with it" eval 'exits 0 own service install && exits 0 fp --service secret list && says "lab: stored"'
check "the person's own stayed" eval 'stored | grep -q apart:lab'

# ---- a service that must not start ----------------------------------------------------------------------------------
exits 0 fp service stop; chown 65534 "$STATE"
check "a stranger's folder: it does not start, and 1" eval 'exits 1 fp service start && says "exit code 3"'
check "a stranger's folder: the manager says that it failed, and with which code" eval 'exits 1 fp service status && says "exit code 3"'
check "a stranger's folder: in the foreground the sentence, event 102, and 3" eval 'WINEDEBUG=err+eventlog,fixme+advapi exits 3 fp --service run && says "^C:.*state belongs to" && says "0x00000066" && says "eventlog:ReportEventW.*state"'
chown "$(id -u)" "$STATE"
check "given back, it starts" exits 0 fp service start
check "install twice: both well" eval 'exits 0 fp service install && exits 0 fp service install && runs'
check "own: remove --all takes the person's, not the service's" eval 'exits 0 own secret remove --all && says "lab was removed"; [ "$(stored)" = "Generic: lab.fingerpost Generic: list:accounts.fingerpost" ]'
check "uninstall" exits 0 fp service uninstall
equal "uninstall left nothing at all" "$before " "$(leavings) $(stored)"
check "the secret is in no log and no answer" eval '! grep -rlaF "$SECRET" "$T"/*.log "$T/out" "$T/own" "$T/doctor" 2>/dev/null'
check "Wine missed no function" eval '! grep -h "unimplemented function" "$T"/*.log "$T"/out 2>/dev/null'
finish
