# Sourced by whatever builds a release: the flags that make it the same in every folder.
#
# One compiler, one lock file and these give the same bytes; build.rs keeps the linker from writing the time of day.
# shellcheck shell=bash

# remapped CARGO_HOME SYSROOT SOURCE TARGET: for CARGO_ENCODED_RUSTFLAGS; of rules that fit, rustc takes the last
remapped() {
  local flags=() folder
  flags+=("--remap-path-prefix=$2/lib/rustlib/src/rust=/rust")
  # The folder of a registry is named after its address: a mirror's has another name.
  for folder in "$HOST_CARGO"/registry/src/*/; do
    [ ! -d "$folder" ] || flags+=("--remap-path-prefix=$1/registry/src/$(basename "$folder")=/crates")
  done
  flags+=("--remap-path-prefix=$3=/fingerpost" "--remap-path-prefix=$4=/target")
  (IFS=$'\x1f'; printf %s "${flags[*]}")
}
# remapped_c CARGO_HOME: the same for CFLAGS, for what crates compile as C; it would show in the symbols alone. Escaped:
# CC_SHELL_ESCAPED_FLAGS=1 belongs to it.
remapped_c() {
  local folder
  for folder in "$HOST_CARGO"/registry/src/*/; do
    [ ! -d "$folder" ] || printf -- '-ffile-prefix-map=%q=/crates ' "$1/registry/src/$(basename "$folder")"
  done
  printf %s "${CFLAGS:-}"
}
HOST_CARGO=${CARGO_HOME:-$HOME/.cargo}
