#!/usr/bin/env bash
# Makes everything that is given away, on Linux. README.md says how it goes on Windows.
#
#   installer/release.sh [OUT]          both steps; OUT is target/packages
#   installer/release.sh build [OUT]    OUT/fingerpost, OUT/fingerpost.exe and OUT/symbols/: the same bytes in every folder
#   installer/release.sh pack [OUT]     of these: archives, setup, package manifests, SHA256SUMS
#
# PROJECT_URL        where the project is at home. Without it no package manifests are made.
# RELEASE_URL        where the files will lie; else where GitHub has them, below PROJECT_URL
# SIGN_...           sign.sh explains them. Without them nothing is signed.
# SETUP_STUB=amd64   a 64-bit installer: for systems that run no 32-bit programs
#
# The setup needs makensis 3.11: that of PATH, or that of the Windows world's chroot (tests/windows/setup.sh).
set -euo pipefail
STEP=both; case ${1:-} in build | pack) STEP=$1; shift ;; esac
INSTALLER=$(cd "$(dirname "$0")" && pwd); ROOT=$(dirname "$INSTALLER")
OUT=$(realpath -m "${1:-$ROOT/target/packages}")
VERSION=$(sed -n 's/^version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml" | head -n 1)
NAME=fingerpost-$VERSION
# The day that stands in the archives is that of the source.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$ROOT" log -1 --format=%ct 2>/dev/null || stat -c %Y "$ROOT/Cargo.lock")}
export SOURCE_DATE_EPOCH TZ=UTC LC_ALL=C

# The Windows world brings the functions of installer/reproducible.sh along.
. "$ROOT/tests/windows/world.sh"

# apart PROGRAM: itself to OUT, its symbols to OUT/symbols. GNU objcopy takes both systems' programs.
apart() {
  local name; name=$(basename "$1")
  mkdir -p "$OUT/symbols"
  # -p: it would write the time of day into the header else. The libraries of imports that rustc makes are named after
  # a folder of a moment.
  objcopy -p --only-keep-debug --wildcard -N '*_dll_imports_lib' -N '*_dll_imports_lib_iname' "$1" "$OUT/symbols/$name.debug"
  objcopy -p --strip-all "$1" "$OUT/$name"
}
build() {
  if [ "$WIN_WAY" = none ]; then echo "no Windows program: $WIN_WHY_NOT" >&2
  else
    # In a process of its own: it goes on in a mount namespace.
    "$ROOT/tests/windows/build.sh" dist
    apart "$WIN_TARGET/$TRIPLE/dist/fingerpost.exe"
  fi
  local target=${CARGO_TARGET_DIR:-$ROOT/target}
  (cd "$ROOT" && CC_SHELL_ESCAPED_FLAGS=1 CFLAGS=$(remapped_c "$HOST_CARGO") \
    CARGO_ENCODED_RUSTFLAGS=$(remapped "$HOST_CARGO" "$(rustc --print sysroot)" "$ROOT" "$target") \
    cargo build --profile dist --locked)
  apart "$target/dist/fingerpost"
}

# archive FILE FOLDER: all of a folder, whoever made it and whenever
archive() {
  chmod -R u=rwX,go=rX "$2"
  find "$2" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  (cd "$2" && case $1 in
    *.tar.gz) find . -mindepth 1 | sort | tar --no-recursion --owner=0 --group=0 --numeric-owner --format=gnu -cf - -T - | gzip -9n >"$1" ;;
    *.tar.xz) find . -mindepth 1 | sort | tar --no-recursion --owner=0 --group=0 --numeric-owner --format=gnu -cf - -T - | xz -9 >"$1" ;;
    *.zip) rm -f "$1"; find . -type f | sort | sed 's|^\./||' | python3 -c 'import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
    for name in sys.stdin.read().split("\n")[:-1]: z.write(name)' "$1" ;;
  esac)
}
# What an older makensis packs lets whoever works at the computer become SYSTEM while an administrator installs or
# removes: uninstaller and plugins lie where others may put theirs (CVE-2023-37378 before 3.09, CVE-2025-43715 before
# 3.11). 3.12 closes one more, for setups that are started as SYSTEM itself (CVE-2026-42171).
NSIS_NEEDED=3.11 NSIS_WANTED=3.12
# nsis VERSION COMMAND...: whether that makensis is as new
nsis() {
  local version; version=$("${@:2}" -VERSION 2>/dev/null) || return
  version=${version#v}; [ "$(printf '%s\n' "$1" "${version%%-*}" | sort -V | head -n 1)" = "$1" ]
}
# find_nsis: sets MAKENSIS. The chroot's is run from outside: what signs the uninstaller is out here.
find_nsis() {
  local inside=(env NSISDIR="$CHROOT/usr/share/nsis" NSISCONFDIR="$CHROOT/etc" "$CHROOT/lib64/ld-linux-x86-64.so.2"
    --library-path "$CHROOT/lib/x86_64-linux-gnu:$CHROOT/usr/lib/x86_64-linux-gnu" "$CHROOT/usr/bin/makensis")
  MAKENSIS=(makensis)
  nsis $NSIS_NEEDED "${MAKENSIS[@]}" || MAKENSIS=("${inside[@]}")
  nsis $NSIS_NEEDED "${MAKENSIS[@]}" || {
    echo "no setup: makensis $NSIS_NEEDED or newer is needed; whoever works at the computer could become SYSTEM through what an older one packs" >&2
    return 1
  }
  nsis $NSIS_WANTED "${MAKENSIS[@]}" || echo "warning: packed by a makensis before $NSIS_WANTED, the setup must not be started as SYSTEM (by the management of many computers)" >&2
}
# papers FOLDER: what a person reads, each where the links of the others lead
papers() { (cd "$ROOT" && cp -r --parents README* CHANGELOG.md DESIGN.md LICENSE-* docs assets/screenshots installer/README.md "$1"); }
signing() { [ -n "${SIGN_PFX:-}${SIGN_CERT:-}" ]; }
hash_of() { sha256sum "$1" | cut -d ' ' -f 1; }

pack_windows() {
  local setup=$OUT/$NAME-windows-x86_64-setup.exe portable=$OUT/$NAME-windows-x86_64-portable.zip exe=$WORK/fingerpost.exe
  local how=(-V2 -NOCD "-DEXE=$exe" "-DVERSION=$VERSION" "-DOUT=$setup")
  cp "$OUT/fingerpost.exe" "$exe"
  if signing; then "$INSTALLER/sign.sh" "$exe"; how+=("-DSIGN=$INSTALLER/sign.sh"); fi
  [ "${SETUP_STUB:-}" != amd64 ] || how+=(-DAMD64)
  (cd "$INSTALLER" && "${MAKENSIS[@]}" "${how[@]}" fingerpost.nsi)
  if signing; then "$INSTALLER/sign.sh" "$setup"; else echo "not signed: $(basename "$setup")"; fi
  mkdir "$WORK/portable"; papers "$WORK/portable"; cp "$exe" "$WORK/portable"; cp "$INSTALLER/portable.txt" "$WORK/portable/fingerpost.portable"
  archive "$portable" "$WORK/portable"
  [ -z "${PROJECT_URL:-}" ] || manifests "$(hash_of "$setup")" "$(hash_of "$portable")"
}
pack_linux() {
  mkdir "$WORK/linux"; papers "$WORK/linux"; cp "$OUT/fingerpost" "$WORK/linux"
  (cd "$ROOT" && cp --parents assets/icon.png installer/linux/* "$WORK/linux")
  archive "$OUT/$NAME-linux-x86_64.tar.gz" "$WORK/linux"
}
# manifests HASH_OF_SETUP HASH_OF_PORTABLE: the templates of winget/, scoop/ and chocolatey/, filled in
manifests() {
  local file to url=${RELEASE_URL:-$PROJECT_URL/releases/download/v$VERSION}
  for file in "$INSTALLER"/{winget,scoop,chocolatey}/* "$INSTALLER"/chocolatey/tools/*; do
    [ -f "$file" ] || continue
    to=$OUT${file#"$INSTALLER"}; mkdir -p "$(dirname "$to")"
    sed -e "s|@VERSION@|$VERSION|g; s|@DATE@|$(date -d "@$SOURCE_DATE_EPOCH" +%F)|g; s|@PROJECT_URL@|$PROJECT_URL|g" \
      -e "s|@RELEASE_URL@|$url|g; s|@NEXT_URL@|${url//$VERSION/\$version}|g" \
      -e "s|@SETUP@|$NAME-windows-x86_64-setup.exe|g; s|@SETUP_SHA256@|${1^^}|g" \
      -e "s|@PORTABLE@|$NAME-windows-x86_64-portable.zip|g; s|@PORTABLE_SHA256@|$2|g" "$file" >"$to"
  done
}
pack() {
  WORK=$(mktemp -d); trap 'rm -rf "$WORK"' EXIT
  [ ! -e "$OUT/fingerpost.exe" ] || find_nsis
  rm -f "$OUT"/fingerpost-* "$OUT/SHA256SUMS"
  if [ -e "$OUT/fingerpost.exe" ]; then pack_windows; fi
  if [ -e "$OUT/fingerpost" ]; then pack_linux; fi
  if [ -d "$OUT/symbols" ]; then archive "$OUT/$NAME-symbols.tar.xz" "$OUT/symbols"; fi
  (cd "$OUT" && sha256sum "$NAME"-* >SHA256SUMS && cat SHA256SUMS)
}
mkdir -p "$OUT"
[ "$STEP" = pack ] || build
[ "$STEP" = build ] || pack
