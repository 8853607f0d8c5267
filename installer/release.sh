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
set -euo pipefail
STEP=both; case ${1:-} in build | pack) STEP=$1; shift ;; esac
INSTALLER=$(cd "$(dirname "$0")" && pwd); ROOT=$(dirname "$INSTALLER")
OUT=$(realpath -m "${1:-$ROOT/target/packages}")
VERSION=$(sed -n 's/^version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml" | head -n 1)
NAME=fingerpost-$VERSION
# The day that stands in the archives is that of the source.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$ROOT" log -1 --format=%ct 2>/dev/null || stat -c %Y "$ROOT/Cargo.lock")}
export SOURCE_DATE_EPOCH TZ=UTC LC_ALL=C

# apart PROGRAM: itself to OUT, its symbols to OUT/symbols. GNU objcopy takes both systems' programs.
apart() {
  local name; name=$(basename "$1")
  mkdir -p "$OUT/symbols"
  objcopy --only-keep-debug "$1" "$OUT/symbols/$name.debug"
  # -p: it would write the time of day into the header else
  objcopy -p --strip-all "$1" "$OUT/$name"
}
build() {
  # The folder of the Windows world comes along with its functions.
  . "$ROOT/tests/windows/world.sh"
  if [ "$WIN_WAY" = none ]; then echo "no Windows program: $WIN_WHY_NOT" >&2
  else
    # In a process of its own: it goes on in a mount namespace.
    "$ROOT/tests/windows/build.sh" dist
    apart "$WIN_TARGET/$TRIPLE/dist/fingerpost.exe"
  fi
  local target=${CARGO_TARGET_DIR:-$ROOT/target}
  (cd "$ROOT" && CARGO_ENCODED_RUSTFLAGS=$(remapped "$HOST_CARGO" "$(rustc --print sysroot)" "$ROOT" "$target") \
    cargo build --profile dist --locked)
  apart "$target/dist/fingerpost"
}

# archive FILE FOLDER: all of a folder, whoever made it and whenever
archive() {
  find "$2" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  (cd "$2" && case $1 in
    *.tar.gz) find . -mindepth 1 | sort | tar --no-recursion --owner=0 --group=0 --numeric-owner --format=gnu -cf - -T - | gzip -9n >"$1" ;;
    *.tar.xz) find . -mindepth 1 | sort | tar --no-recursion --owner=0 --group=0 --numeric-owner --format=gnu -cf - -T - | xz -9 >"$1" ;;
    *.zip) rm -f "$1"; find . -type f | sort | sed 's|^\./||' | python3 -c 'import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
    for name in sys.stdin.read().split("\n")[:-1]: z.write(name)' "$1" ;;
  esac)
}
signing() { [ -n "${SIGN_PFX:-}${SIGN_CERT:-}" ]; }
hash_of() { sha256sum "$1" | cut -d ' ' -f 1; }

pack_windows() {
  local setup=$OUT/$NAME-windows-x86_64-setup.exe portable=$OUT/$NAME-windows-x86_64-portable.zip exe=$WORK/fingerpost.exe
  local how=(-V2 -NOCD "-DEXE=$exe" "-DVERSION=$VERSION" "-DOUT=$setup")
  cp "$OUT/fingerpost.exe" "$exe"
  if signing; then "$INSTALLER/sign.sh" "$exe"; how+=("-DSIGN=$INSTALLER/sign.sh"); fi
  [ "${SETUP_STUB:-}" != amd64 ] || how+=(-DAMD64)
  (cd "$INSTALLER" && makensis "${how[@]}" fingerpost.nsi)
  if signing; then "$INSTALLER/sign.sh" "$setup"; else echo "not signed: $(basename "$setup")"; fi
  mkdir "$WORK/portable"; cp "$exe" "$ROOT"/LICENSE-* "$WORK/portable"; cp "$INSTALLER/portable.txt" "$WORK/portable/fingerpost.portable"
  archive "$portable" "$WORK/portable"
  [ -z "${PROJECT_URL:-}" ] || manifests "$(hash_of "$setup")" "$(hash_of "$portable")"
}
pack_linux() {
  mkdir "$WORK/linux"
  cp "$OUT/fingerpost" "$ROOT"/LICENSE-* "$ROOT"/README* "$ROOT/assets/icon.png" "$INSTALLER"/linux/* "$WORK/linux"
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
  rm -f "$OUT"/fingerpost-*
  if [ -e "$OUT/fingerpost.exe" ]; then pack_windows; fi
  if [ -e "$OUT/fingerpost" ]; then pack_linux; fi
  if [ -d "$OUT/symbols" ]; then archive "$OUT/$NAME-symbols.tar.xz" "$OUT/symbols"; fi
  (cd "$OUT" && sha256sum "$NAME"-* >SHA256SUMS && cat SHA256SUMS)
}
mkdir -p "$OUT"
[ "$STEP" = pack ] || build
[ "$STEP" = build ] || pack
