# Where the Windows program is built and run on this machine. Sourced by setup.sh, build.sh, test.sh and ../rigs/windows.sh.
#
# Two ways, found out here:
#   native   the rustup target x86_64-pc-windows-gnu, mingw-w64 and Wine 10 are installed
#   chroot   root on Debian: a trixie in the cache folder, whose rustc builds the standard library itself (-Zbuild-std)
# All folders that matter have the same path inside and outside the chroot. Its mounts are made in a mount namespace of
# this one process: they are gone when it ends, and no other process ever sees them - nothing can be removed through one.
# shellcheck shell=bash
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$HERE/../.." && pwd)
CACHE=${FINGERPOST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/fingerpost}
CHROOT=$CACHE/windows
WIN_TARGET=${FINGERPOST_WINDOWS_TARGET:-$CACHE/windows-target}
WIN_PREFIX=$CACHE/windows-prefix          # a settled Wine prefix, copied for every use
TRIPLE=x86_64-pc-windows-gnu
WIN_EXE=$WIN_TARGET/$TRIPLE/release/fingerpost.exe
SCRATCH=${TMPDIR:-/tmp}
. "$ROOT/installer/reproducible.sh"

wine_10() { wine --version 2>/dev/null | grep -Eq '^wine-[1-9][0-9]'; }
has_target() { [ -n "$(find "$(rustc --print sysroot)/lib/rustlib/$TRIPLE/lib" -name 'libstd-*' 2>/dev/null)" ]; }
# Sets WIN_WAY to native, chroot or none, and then WIN_WHY_NOT.
find_way() {
  WIN_WAY=none WIN_WHY_NOT=
  if wine_10 && command -v x86_64-w64-mingw32-gcc >/dev/null && has_target; then WIN_WAY=native; return; fi
  WIN_WHY_NOT="needs Wine 10, mingw-w64 and 'rustup target add $TRIPLE'; or root on Debian, where a chroot is made"
  [ "$(id -u)" = 0 ] && [ -e /etc/debian_version ] || return
  unshare --mount true 2>/dev/null || { WIN_WHY_NOT="root, but without leave to mount (a container?)"; return; }
  WIN_WAY=chroot
}
find_way
: "${WIN_WAY:?}" "${WIN_WHY_NOT-}"

# enter_world "$@": go on in a mount namespace with the chroot's mounts in place (native: just go on)
enter_world() {
  mkdir -p "$WIN_TARGET" "$WIN_PREFIX"
  [ "$WIN_WAY" = chroot ] || return 0
  [ -n "${WIN_INSIDE:-}" ] || WIN_INSIDE=1 exec unshare --mount --propagation private "$0" "$@"
  unset WIN_INSIDE
}
bind() { # FOLDER [PLACE IN THE CHROOT]
  local place=$CHROOT${2:-$1}
  if [ -d "$1" ]; then mkdir -p "$place"; else mkdir -p "$(dirname "$place")"; touch "$place"; fi
  mount --bind "$1" "$place"
}
mount_world() {
  [ "$WIN_WAY" = chroot ] || return 0
  mount -t proc proc "$CHROOT/proc"
  mount --rbind /sys "$CHROOT/sys"; mount --rbind /dev "$CHROOT/dev"
  bind "$SCRATCH"                         # scratch folders, the X server's and Wine's sockets
  bind "$ROOT"; mount -o remount,bind,ro "$CHROOT$ROOT"
  bind "$WIN_TARGET"; bind "$WIN_PREFIX"
  # The host's crates are used and added to, under the host's lock, so nothing is fetched twice.
  mkdir -p "$HOST_CARGO/registry" "$HOST_CARGO/git"; touch "$HOST_CARGO/.package-cache"
  bind "$HOST_CARGO/registry" /root/.cargo/registry
  bind "$HOST_CARGO/git" /root/.cargo/git
  bind "$HOST_CARGO/.package-cache" /root/.cargo/.package-cache
  # Name lookup, certificates and cargo's configuration as on the host, whatever they are.
  cp -L /etc/resolv.conf "$CHROOT/etc/resolv.conf"
  cp -L /etc/hosts "$CHROOT/etc/hosts"
  install -D /etc/ssl/certs/ca-certificates.crt "$CHROOT/etc/ssl/certs/ca-certificates.crt"
  rm -f "$CHROOT/root/.cargo/config" "$CHROOT/root/.cargo/config.toml"
  local file; for file in config config.toml; do [ ! -e "$HOST_CARGO/$file" ] || cp "$HOST_CARGO/$file" "$CHROOT/root/.cargo/"; done
}

# inside COMMAND...: run it where the Windows tools are
inside() {
  if [ "$WIN_WAY" = native ]; then "$@"; return; fi
  chroot "$CHROOT" env -u RUSTUP_HOME -u RUSTUP_TOOLCHAIN -u RUSTC -u RUSTFLAGS -u XDG_RUNTIME_DIR -u XDG_CACHE_HOME \
    HOME=/root CARGO_HOME=/root/.cargo PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    sh -c 'cd "$1" && shift && exec "$@"' sh "$PWD" "$@"
}
# win_cargo COMMAND ARGUMENTS...: cargo for the Windows target. panic_abort is the release's way, tests need to unwind.
win_cargo() {
  local extra=() command=$1; shift
  if [ "$WIN_WAY" = chroot ]; then
    extra=(-Zbuild-std=std,panic_abort); [ "$command" != test ] || extra=(-Zbuild-std=std,panic_unwind)
  fi
  RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$WIN_TARGET \
    CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER="env -u SSL_CERT_FILE -u SSL_CERT_DIR wine" \
    inside cargo "$command" "${extra[@]}" --target $TRIPLE "$@"
}
# win_release ARGUMENTS...: what is given away is built like this
win_release() {
  local home=$HOST_CARGO sysroot
  [ "$WIN_WAY" != chroot ] || home=/root/.cargo
  sysroot=$(inside rustc --print sysroot)
  CC_SHELL_ESCAPED_FLAGS=1 CFLAGS=$(remapped_c "$home") \
    CARGO_ENCODED_RUSTFLAGS=$(remapped "$home" "$sysroot" "$ROOT" "$WIN_TARGET") win_cargo build --locked "$@"
}
# wine_env COMMAND...: without what would leak from here into Windows programs (they obey SSL_CERT_FILE), and without
# the debugger that Wine opens over a missing function, or entries in the menu of this desktop
wine_env() {
  local prefix=${WINEPREFIX:-$WIN_PREFIX/wine}
  inside env -u SSL_CERT_FILE -u SSL_CERT_DIR WINEPREFIX="$prefix" WINEDEBUG="${WINEDEBUG:-fixme-all,err-all}" \
    WINEDLLOVERRIDES='winedbg.exe,winemenubuilder.exe=d;mscoree,mshtml=' "$@"
}
# prefix_copy FOLDER: a fresh Wine prefix there, ready for use
prefix_copy() { cp -a "$WIN_PREFIX/wine" "$1"; }
# wine_up: one server for the whole run (else it ends, with all its services, whenever no program runs), and its boot
# waited out
wine_up() { wine_env wineserver -p >/dev/null 2>&1; wine_env wine cmd /c exit >/dev/null 2>&1; sleep 6; }
wine_down() { wine_env wineserver -k >/dev/null 2>&1; wine_env wineserver -w >/dev/null 2>&1; }
