# The service as the installer's choice. Sourced by installer.sh, where the exe knows `service`.
# shellcheck shell=bash
serving() { wine_run "$ALL/fingerpost.exe" service status >/dev/null 2>&1; }
SERVICE='HKLM\System\CurrentControlSet\Services\Fingerpost'
check "service: installed silently, with the program" exits 0 setup /S /ALLUSERS=1 /SERVICE=1
check "service: it is the installed exe" eval 'value "$SERVICE" ImagePath | grep -qi "Program Files.Fingerpost.fingerpost.exe"'
check "service: it runs" eventually 20 serving
touch "$T/mark"; sleep 0.1
check "service: an upgrade replaces the exe under it" eval 'exits 0 setup /S && [ "$ALL/fingerpost.exe" -nt "$T/mark" ]'
check "service: and starts it again" eventually 20 serving
wine_run "$ALL/fingerpost.exe" service stop >/dev/null 2>&1
check "service: one that was stopped stays so" eval 'exits 0 setup /S && sleep 2 && ! serving'
check "service: removed with the program; configuration stays" eval 'removed "$ALL" && [ -e "$C/ProgramData/Fingerpost/config.toml" ] && left "ProgramData/Fingerpost/|Wine.Credential Manager.$"'
check "service: installed again over what stayed" eval 'exits 0 setup /S /ALLUSERS=1 /SERVICE=1 && eventually 20 serving'
check "service: /PURGE=1, and nothing is left" eval 'removed "$ALL" /PURGE=1 && left "Wine.Credential Manager.$" && [ ! -e "$C/ProgramData/Fingerpost" ]'
