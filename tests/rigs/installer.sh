#!/usr/bin/env bash
# What is given away for Windows: packed and signed with a certificate made here, then installed, upgraded, refused and
# removed under Wine, per user and for all users; what is left is compared with what was there before. FINGERPOST_EXE names
# another exe than the one tests/windows/build.sh makes. Wine runs everything as administrator: who may what is not tested;
# and it has no junctions: a link of this system is one to the script, but not to the program.
. "$(dirname "$0")/../windows/world.sh"
[ "$WIN_WAY" = none ] || enter_world "$@"
. "$(dirname "$0")/lib.sh"
[ "$WIN_WAY" != none ] || give_up "$WIN_WHY_NOT"
needs makensis osslsigncode openssl Xvfb xdotool import unzip
. "$ROOT/tests/windows/desktop.sh"
VERSION=$(sed -n 's/^version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml" | head -n 1)
C=$WINEPREFIX/drive_c
OUT=$T/packages SIGN=$ROOT/installer/sign.sh

# ---- packing and signing --------------------------------------------------------------------------------------------
certificate() {
  mkdir -p "$T/keys"; cd "$T/keys" || return
  openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj "/CN=Fingerpost test root"
  openssl req -newkey rsa:2048 -nodes -keyout sign.key -out sign.csr -subj "/CN=Fingerpost test"
  openssl x509 -req -in sign.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out sign.pem \
    -extfile <(printf 'extendedKeyUsage=codeSigning\nkeyUsage=digitalSignature\n')
} >"$T/certificate.log" 2>&1
(certificate)
export SIGN_CA=$T/keys/ca.pem
pack() { # FOLDER: from the exe, signed when a certificate is said
  mkdir -p "$1"; cp "$EXE" "$1/fingerpost.exe"
  PROJECT_URL=https://forge.example/fingerpost/fingerpost SETUP_STUB=amd64 "$ROOT/installer/release.sh" pack "$1"
}
SETUP=$OUT/fingerpost-$VERSION-windows-x86_64-setup.exe PORTABLE=$OUT/fingerpost-$VERSION-windows-x86_64-portable.zip
check "packed, and signed" exits 0 env SIGN_CERT="$T/keys/sign.pem" SIGN_KEY="$T/keys/sign.key" bash -c "$(declare -f pack); ROOT='$ROOT' EXE='$EXE' pack '$OUT'"
check "packed without a certificate: says so" eval 'exits 0 pack "$T/unsigned" && says "not signed"'
again=$(sha256sum <"$T/unsigned/$(basename "$SETUP")")
check "packed again: the same setup, byte for byte" eval 'exits 0 pack "$T/unsigned" && [ "$(sha256sum <"$T/unsigned/$(basename "$SETUP")")" = "$again" ]'
mkdir "$T/old"; printf '#!/bin/sh\necho v3.10-1\n' >"$T/old/makensis"; chmod +x "$T/old/makensis"
check "an old makensis is refused, with the reason" eval 'exits 1 env PATH="$T/old:$PATH" FINGERPOST_CACHE="$T/none" bash -c "$(declare -f pack); ROOT='"'$ROOT'"' EXE='"'$EXE'"' pack '"'$T/refused'"'" && says "3.11 or newer is needed" && [ ! -e "$T/refused/SHA256SUMS" ]'
mkdir "$T/portable"; unzip -q "$PORTABLE" -d "$T/portable"
check "the signed setup verifies" "$SIGN" --verify "$SETUP"
check "the signed exe in the zip verifies" "$SIGN" --verify "$T/portable/fingerpost.exe"
cp "$SETUP" "$T/changed.exe"; printf '\x5a' | dd of="$T/changed.exe" bs=1 seek=$(($(stat -c %s "$SETUP") / 2)) conv=notrunc status=none
check "a changed byte does not" eval '! "$SIGN" --verify "$T/changed.exe" >"$T/said" 2>&1 && says "changed after it was signed" "$T/said"'
check "an unsigned setup is told" eval '! "$SIGN" --verify "$T/unsigned/$(basename "$SETUP")" >"$T/said" 2>&1 && says "not signed" "$T/said"'
check "a signature of somebody else is told" eval '! env -u SIGN_CA "$SIGN" --verify "$SETUP" >"$T/said" 2>&1 && says "not trusted" "$T/said"'
check "the setup has at most 3 MB" eval '[ "$(stat -c %s "$SETUP")" -le 3000000 ]'
"$ROOT/tests/windows/exe.py" "$T/portable/fingerpost.exe" signed >"$T/exe.txt"
check "the signed exe is what it should be" eval '! grep -A 1 "^FAILED" "$T/exe.txt"'
check "the package manifests are whole" "$PY" "$ROOT/tests/windows/packages.py" "$OUT"

UNINSTALL='Software\Microsoft\Windows\CurrentVersion\Uninstall\Fingerpost' RUN='Software\Microsoft\Windows\CurrentVersion\Run'

# ---- what is there ---------------------------------------------------------------------------------------------------
# What Wine itself writes while anything runs is left out; so is the scheduler's own key.
files() { (cd "$C" && find . -type f | grep -Ev '^./(windows/(temp|Temp)|users/[^/]*/(AppData/Local/)?Temp|windows/system32/(config|spool))/' | sort); }
keys() {
  local hive; for hive in HKCU 'HKLM\Software' 'HKLM\System\CurrentControlSet\Services'; do
    wine_run reg export "$hive" "$(dos "$T/export.reg")" /y >/dev/null 2>&1
    iconv -f utf-16 -t utf-8 "$T/export.reg" | tr -d '\r' | awk '/^\[/ { key = $0; print; next } /./ { print key " " $0 }'
  done | grep -Ev 'MountPoints2|SystemCertificates|SessionInfo|\\Volatile Environment|Wine\\(Debug|MenuFiles|Temporary System)|Credential Manager\]($| "EncryptionKey)|Services\\Schedule\]' | sort
}
# Every Windows has these keys, a new Wine has not.
APPROVED='Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run'
for key in 'HKCU\Software\Classes\AppUserModelId' "HKCU\\${UNINSTALL%\\*}" "HKCU\\$APPROVED" "HKLM\\${RUN/Software/Software\\Wow6432Node}"; do
  wine_run reg add "$key" /f >/dev/null 2>&1
done
# wine_up's boot settles while the first program runs
wine_run cmd /c exit; sleep 2
files >"$T/files.before"; keys >"$T/keys.before"
# left: what was not there before, without the words given
left() {
  files >"$T/files.after"; keys >"$T/keys.after"
  { comm -13 "$T/files.before" "$T/files.after"; comm -13 "$T/keys.before" "$T/keys.after"; } | grep -Ev "${1:-^$}" >"$T/left"
  [ ! -s "$T/left" ] || { cat "$T/left"; return 1; }
}
MINE=$C/users/$(id -un)/AppData ALL="$C/Program Files/Fingerpost"
DIR=$MINE/Local/Programs/Fingerpost
LINK="Microsoft/Windows/Start Menu/Programs/Fingerpost.lnk"
setup() { LIMIT=120 wine_run "$SETUP" "$@"; }
all() { wine_run "$ALL/fingerpost.exe" "$@"; }
# logged_in COUNT: so many trays after the Run keys were obeyed, which is what wineboot does
logged_in() { wine_run wineboot >/dev/null 2>&1; eventually 10 tray_count "$1" && steadily 3 tray_count "$1"; }
quit_tray() { wine_run taskkill /im fingerpost.exe >/dev/null 2>&1; eventually 15 tray_count 0; }
value() { registry "$1" /v "$2" | sed -n "s/^ *$2 *REG_[A-Z]* *//p"; }
# removed FOLDER [SWITCH]: the uninstaller returns at once and works on from a copy of itself
removed() { wine_run "$1/un.exe" /S "${@:2}"; eventually 20 [ ! -e "$1" ]; }
installed() { wine_run "$DIR/fingerpost.exe" "$@"; }
configured() { mkdir -p "$MINE/Roaming/Fingerpost"; printf 'version = 1\n[address]\nipv4 = "off"\nipv6 = "off"\n[account.lab]\nprovider = "duckdns"\n' >"$MINE/Roaming/Fingerpost/config.toml"; }

# ---- for one user ---------------------------------------------------------------------------------------------------
check "per user: installs silently" exits 0 setup /S
check "per user: the exe is there, and runs" eval 'exits 0 installed --version && says "'"$VERSION"'"'
check "per user: the start menu has it" [ -e "$MINE/Roaming/$LINK" ]
check "per user: Settings can remove it" eval '[ "$(value "HKCU\\$UNINSTALL" DisplayVersion)" = "$VERSION" ] && value "HKCU\\$UNINSTALL" QuietUninstallString | grep -q "un.exe. /S"'
check "per user: nothing for others, nothing at login" eval '! registry "HKLM\\$UNINSTALL" | grep -q Version && ! registry "HKCU\\$RUN" /v Fingerpost | grep -q exe'
# Wine keeps no properties of shortcuts, but says who wants to set them.
check "per user: the shortcut gets its AppUserModelID" eval 'WINEDEBUG=fixme+shell setup /S 2>&1 | grep -a propertystore_SetValue'
check "per user: removed, and nothing is left" eval 'removed "$DIR" && left'
check "per user: with autostart" eval 'exits 0 setup /S /AUTOSTART=1 && value "HKCU\\$RUN" Fingerpost | grep -qi "Programs.Fingerpost.fingerpost.exe"'

# ---- upgrade over a running copy ------------------------------------------------------------------------------------
configured
LOG=$MINE/Roaming/Fingerpost/fingerpost.log
start tray installed; check "upgrade: a tray runs" eventually 20 tray_count 1
printf %s secret | installed secret set lab >/dev/null 2>&1
touch "$T/mark"; sleep 0.1
check "upgrade: over the running copy" exits 0 setup /S
check "upgrade: the exe is a new one" [ "$DIR/fingerpost.exe" -nt "$T/mark" ]
check "upgrade: the old copy ended in good order" eval 'grep -q ended "$LOG"'
check "upgrade: the tray is back" eventually 20 tray_count 1
check "upgrade: autostart stays" eval 'value "HKCU\\$RUN" Fingerpost | grep -q fingerpost.exe'
wine_run taskkill /im fingerpost.exe >/dev/null 2>&1
check "upgrade: the tray is quit" eventually 15 tray_count 0
start run installed run; eventually 15 eval 'installed status --json | grep -q "\"program\""' >/dev/null
check "upgrade: a copy without a window keeps its file, renamed" eval 'exits 0 setup /S && [ -e "$DIR/fingerpost.exe.old" ] && exits 0 installed --version'
stop "$LAST"; wine_run taskkill /f /im fingerpost.exe >/dev/null 2>&1
check "upgrade: the next one takes it away" eval 'exits 0 setup /S && [ ! -e "$DIR/fingerpost.exe.old" ]'

# ---- no way back ----------------------------------------------------------------------------------------------------
wine_run reg add "HKCU\\$UNINSTALL" /v DisplayVersion /d 99.0.0 /f >/dev/null 2>&1; touch "$T/mark"
check "a newer version is there: refused, and nothing changed" eval 'exits 3 setup /S && [ "$T/mark" -nt "$DIR/fingerpost.exe" ]'
wine_run reg add "HKCU\\$UNINSTALL" /v DisplayVersion /d "$VERSION" /f >/dev/null 2>&1

# ---- removing -------------------------------------------------------------------------------------------------------
check "removed: only what the person owns is left" eval 'removed "$DIR" && left "Roaming/Fingerpost/|Credential Manager"'
check "removed: configuration, state and secrets are" eval '[ -e "$MINE/Roaming/Fingerpost/config.toml" ] && registry "HKCU\\Software\\Wine\\Credential Manager" /s | grep -q lab'
check "installed again: all is as it was" eval 'exits 0 setup /S && exits 0 installed check'
check "/PURGE=1: those too, every secret with them" eval 'removed "$DIR" /PURGE=1 && left'
SETUP_DIR="$C/Meine Programme/Fingerpost"
check "another folder, with a space" eval 'LIMIT=120 wine_run "$SETUP" /S /D=C:\\Meine Programme\\Fingerpost; [ -e "$SETUP_DIR/fingerpost.exe" ] && removed "$SETUP_DIR" && rmdir "$C/Meine Programme"'

# ---- for all users --------------------------------------------------------------------------------------------------
check "all users: elsewhere than below Program Files is refused, and nothing is there" eval '
  for folder in "Elsewhere" "Program Files" "Program Files\\..\\Elsewhere" "Program FilesX\\Fingerpost"; do
    exits 5 setup /S /ALLUSERS=1 /D=C:\\$folder || return; done; [ ! -e "$C/Elsewhere" ] && left'
check "all users: installs silently" exits 0 setup /S /ALLUSERS=1 /AUTOSTART=1
check "all users: in Program Files, in everybody's start menu" eval '[ -e "$ALL/fingerpost.exe" ] && [ -e "$C/ProgramData/$LINK" ]'
check "all users: in the machine's registry alone" eval '[ "$(value "HKLM\\$UNINSTALL" InstallLocation)" = "C:\\Program Files\\Fingerpost" ] && ! registry "HKCU\\$UNINSTALL" | grep -q Version'
check "all users: at everybody's login" eval 'value "HKLM\\$RUN" Fingerpost | grep -q "Program Files.Fingerpost.fingerpost.exe"'
check "all users: the program knows" eval 'exits 0 all autostart status && says "^on: .*everybody"'
check "all users: one of them switches it off for himself, and no tray starts" eval 'exits 0 all autostart off && says "^off" && logged_in 0 && value "HKLM\\$RUN" Fingerpost | grep -q at-login'
check "all users: and on again: one tray, by one entry" eval 'exits 0 all autostart on && ! value "HKCU\\$RUN" Fingerpost | grep -q exe && logged_in 1'
check "all users: an upgrade finds it without being told; the tray is back" eval 'exits 0 setup /S && [ ! -e "$DIR" ] && eventually 20 tray_count 1'
check "all users: removed under the running tray, and nothing is left" eval 'removed "$ALL" /PURGE=1 && tray_count 0 && left'
if wine_run "$EXE" service --help 2>&1 | grep -q install; then . "$RIGS/installer-service.sh"; else skip "the service: this exe has none"; fi

# What an administrator removes may have been put there by anybody.
theirs() { mkdir -p "$1/state"; touch "$1/config.toml" "$1/state/state.json" "$1/serving"; chown -R nobody "$1" 2>/dev/null; }
whole() { [ "$(find "$1" -type f | wc -l)" = 3 ]; }
theirs "$T/precious"; ln -s "$T/precious" "$MINE/Roaming/Fingerpost"
check "all users: /PURGE=1 follows no link in place of the person's folder" eval 'exits 0 setup /S /ALLUSERS=1 && removed "$ALL" /PURGE=1 && whole "$T/precious"'
rm "$MINE/Roaming/Fingerpost"
if theirs "$C/ProgramData/Fingerpost"; then
  check "all users: /PURGE=1 leaves what somebody else put there" eval 'exits 0 setup /S /ALLUSERS=1 && removed "$ALL" /PURGE=1 && whole "$C/ProgramData/Fingerpost"'
else skip "all users: what somebody else put there (needs root)"; fi
rm -rf "$C/ProgramData/Fingerpost"

# ---- portable -------------------------------------------------------------------------------------------------------
check "portable: keeps its configuration beside itself" eval 'exits 0 wine_run "$T/portable/fingerpost.exe" init && [ -e "$T/portable/config.toml" ] && [ ! -e "$MINE/Roaming/Fingerpost" ]'
check "portable: and its state" eval 'wine_run "$T/portable/fingerpost.exe" pause; [ -e "$T/portable/state.json" ] && left'
portable() { wine_run "$T/portable/fingerpost.exe" "$@"; }
check "portable: its start at login outlives an installed copy" eval 'exits 0 portable autostart on && exits 0 setup /S && removed "$DIR" && exits 0 portable autostart status && says "^on"'
check "portable: what it leaves goes by its own commands" eval 'exits 0 portable task install && exits 0 portable autostart off && exits 0 portable task uninstall && exits 0 portable secret remove --all && left'

# ---- its pages, for eyes --------------------------------------------------------------------------------------------
for font in Tahoma 'Segoe UI' 'MS Shell Dlg' 'MS Shell Dlg 2' 'Microsoft Sans Serif' 'Microsoft YaHei UI' SimSun; do
  wine_run reg add 'HKCU\Software\Wine\Fonts\Replacements' /v "$font" /d 'WenQuanYi Micro Hei' /f >/dev/null 2>&1
done
wine_down; wine_up
# done_with PID: the installer ended; until then Return is the answer to whatever it shows
done_with() { gone "$1" || { xdotool key Return; sleep 1; gone "$1"; }; }
for language in en zh; do
  FINGERPOST_LANG=$language start "pages-$language" setup; sleep 4
  for page in whom components folder finish; do
    shot "$SHOTS/installer-$language-$page.png"; xdotool key Return; sleep 3
  done
  check "pages ($language): walked through to the end" eventually 60 done_with "$LAST"
  check "pages ($language): it is installed" [ -e "$DIR/fingerpost.exe" ]
  check "pages ($language): Run was ticked, so the tray is there" eventually 20 tray_count 1
  removed "$DIR" /PURGE=1 >/dev/null
done
check "Wine missed no function" eval '! grep -h "unimplemented function" "$T"/*.log "$T"/out 2>/dev/null'
finish
