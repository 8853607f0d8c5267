#!/usr/bin/env bash
# Makes what the Windows part needs, once per machine: the chroot (where there is no native way) and a Wine prefix.
# From nothing about three minutes and 4 GB; when all is there, two seconds.
set -eu
. "$(dirname "$0")/world.sh"
[ "$WIN_WAY" != none ] || { echo "Windows part: $WIN_WHY_NOT" >&2; exit 3; }
enter_world "$@"
# The font: Wine has none for Chinese. nsis: installer/release.sh needs a newer one than Debian 12 has.
PACKAGES=(rustc-web cargo-web rust-web-src gcc libc6-dev gcc-mingw-w64-x86-64 wine wine64 libwine fonts-wqy-microhei nsis)

if [ "$WIN_WAY" = chroot ]; then
  command -v debootstrap >/dev/null || { echo "debootstrap is not installed" >&2; exit 1; }
  if [ ! -e "$CHROOT/.base-done" ]; then
    if grep -qF " $CHROOT/" /proc/self/mountinfo; then
      echo "half a chroot with mounts inside: unmount what is below $CHROOT, then start again" >&2; exit 1
    fi
    rm -rf --one-file-system "$CHROOT"
    echo "debootstrap trixie to $CHROOT"
    debootstrap --variant=minbase --include=ca-certificates trixie "$CHROOT" >"$CACHE/debootstrap.log" 2>&1 \
      || { tail -n 20 "$CACHE/debootstrap.log" >&2; exit 1; }
    touch "$CHROOT/.base-done"
  fi
  mount_world
  if ! inside dpkg-query -W "${PACKAGES[@]}" >/dev/null 2>&1; then
    echo "packages in the chroot"
    printf '#!/bin/sh\nexit 101\n' >"$CHROOT/usr/sbin/policy-rc.d"; chmod +x "$CHROOT/usr/sbin/policy-rc.d"
    # shellcheck disable=SC2016
    DEBIAN_FRONTEND=noninteractive inside sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" && apt-get clean' \
      sh "${PACKAGES[@]}" >"$CACHE/chroot-packages.log" 2>&1 || { tail -n 20 "$CACHE/chroot-packages.log" >&2; exit 1; }
    # the certificates' own installation has just replaced the host's bundle
    install -D /etc/ssl/certs/ca-certificates.crt "$CHROOT/etc/ssl/certs/ca-certificates.crt"
  fi
fi

version=$(wine_env wine --version)
if [ "$(cat "$WIN_PREFIX/made-by" 2>/dev/null)" != "$version" ]; then
  echo "Wine prefix ($version)"
  rm -rf --one-file-system "${WIN_PREFIX:?}/wine" "$WIN_PREFIX/made-by"
  WINEDEBUG=-all wine_env wineboot -i >"$CACHE/wineboot.log" 2>&1 || { tail -n 20 "$CACHE/wineboot.log" >&2; exit 1; }
  wine_env wineserver -w
  echo "$version" >"$WIN_PREFIX/made-by"
fi
echo "Windows part is ready ($WIN_WAY, $version)"
