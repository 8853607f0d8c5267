# The service as the installer's choice. Sourced by installer.sh, where the exe knows `service`.
# shellcheck shell=bash
SERVICE='HKLM\System\CurrentControlSet\Services\Fingerpost' PUBLIC=$C/ProgramData/Fingerpost
serving() { all service status >/dev/null 2>&1; }
# The process of the service, whoever asks
process() { wine_run "$EXE" service status --json | "$PY" -c 'import json, sys; print(json.load(sys.stdin)["service"]["pid"])'; }
check "service: installed silently, with the program" exits 0 setup /S /ALLUSERS=1 /SERVICE=1
check "service: it is the installed exe" eval 'value "$SERVICE" ImagePath | grep -qi "Program Files.Fingerpost.fingerpost.exe"'
check "service: it runs" eventually 20 serving
before=$(process)
check "service: a copy for one user comes and goes beside it" eval 'exits 0 setup /S /ALLUSERS=0 && exits 0 installed --version && removed "$DIR" && [ "$(process)" = "$before" ]'
touch "$T/mark"; sleep 0.1
check "service: an upgrade replaces the exe under it" eval 'exits 0 setup /S && [ "$ALL/fingerpost.exe" -nt "$T/mark" ]'
check "service: and starts it again" eval 'eventually 20 serving && [ "$(process)" != "$before" ]'
all service stop >/dev/null 2>&1
check "service: one that was stopped stays so" eval 'exits 0 setup /S && sleep 2 && ! serving'
check "service: removed while it does not run; configuration stays" eval 'removed "$ALL" && [ -e "$PUBLIC/config.toml" ] && left "ProgramData/Fingerpost/"'
check "service: /PURGE=1 takes what stayed, without a service" eval 'exits 0 setup /S /ALLUSERS=1 && removed "$ALL" /PURGE=1 && left && [ ! -e "$PUBLIC" ]'
check "service: installed again" eval 'exits 0 setup /S /ALLUSERS=1 /SERVICE=1 && eventually 20 serving'
printf 'version = 1\n[address]\nipv4 = "off"\nipv6 = "off"\n[account.lab]\nprovider = "duckdns"\n' >"$PUBLIC/config.toml"
check "service: it has a secret" eval 'eventually 20 eval "printf %s secret | all --service secret set lab" && exits 0 all --service secret list && says "lab.*stored"'
check "service: /PURGE=1 while it runs: nothing is left, nor its secret" eval 'removed "$ALL" /PURGE=1 && left && [ ! -e "$PUBLIC" ]'

if [ "$WIN_WAY" = chroot ] && mkdir -p "$CHROOT$ALL" && mount -t tmpfs -o "size=$(($(stat -c %s "$EXE") * 3 / 2))" none "$CHROOT$ALL"; then
  check "a full disk: it is installed while there is room" eval 'exits 0 setup /S /ALLUSERS=1 /SERVICE=1 && eventually 20 serving'
  before=$(process); ls -l "$CHROOT$ALL" >"$T/was"
  check "a full disk: an upgrade fails and changes nothing; the service goes on" eval 'exits 2 setup /S && ls -l "$CHROOT$ALL" | diff "$T/was" - && [ "$(process)" = "$before" ]'
  wine_run "$ALL/un.exe" /S /PURGE=1; eventually 20 [ ! -e "$CHROOT$ALL/un.exe" ] >/dev/null
  umount "$CHROOT$ALL"; rmdir "$ALL" 2>/dev/null
  check "a full disk: removed all the same" left
else skip "a full disk (needs root)"; fi

OTHER="$C/Program Files/Other"; mkdir "$OTHER"; cp "$EXE" "$OTHER/fingerpost.exe"
other() { wine_run "$OTHER/fingerpost.exe" "$@"; }
check "another copy's service: runs" eval 'exits 0 other service install && value "$SERVICE" ImagePath | grep -q Other'
before=$(process)
check "another copy's service: installed, upgraded and removed beside it, it goes on" eval '
  exits 0 setup /S /ALLUSERS=1 && exits 0 setup /S && removed "$ALL" /PURGE=1 && [ "$(process)" = "$before" ] && [ -e "$PUBLIC/config.toml" ]'
check "another copy's service: its own exe removes it" eval 'exits 0 other service uninstall && rm -r "$OTHER" && left'
