#!/usr/bin/env bash
# Builds and packs the release twice, from two folders and into two folders, and compares every byte. Nothing that was
# built before is used, so it takes twenty minutes and is not part of `tests/all everything`.
. "$(dirname "$0")/lib.sh"
needs cargo objcopy git makensis
# Copied once: somebody may go on working here meanwhile.
mkdir -p "$T/one/source" "$T/another folder"
(cd "$ROOT" && git ls-files -z | xargs -0 cp --parents -t "$T/one/source") && cp -r "$T/one/source" "$T/another folder"
EPOCH=$(git -C "$ROOT" log -1 --format=%ct)
for copy in "$T/one" "$T/another folder"; do
  check "built in $(basename "$copy")" exits 0 env CARGO_TARGET_DIR="$copy/linux" FINGERPOST_WINDOWS_TARGET="$copy/windows" \
    SOURCE_DATE_EPOCH="$EPOCH" PROJECT_URL=https://forge.example/fingerpost/fingerpost \
    "$copy/source/installer/release.sh" "$copy/out"
  rm -rf "$copy/linux" "$copy/windows"
done
for file in "$T"/one/out/fingerpost*; do
  name=$(basename "$file")
  check "the same: $name" cmp "$file" "$T/another folder/out/$name"
done
check "both programs are among them" eval '[ -e "$T/one/out/fingerpost" ] && [ -e "$T/one/out/fingerpost.exe" ]'
check "no symbols are left in them" eval '! file "$T/one/out/fingerpost" | grep -q "not stripped"'
"$ROOT/tests/windows/exe.py" "$T/one/out/fingerpost.exe" >"$T/exe.txt"
check "the exe is what it should be" eval '! grep -A 1 "^FAILED" "$T/exe.txt"'
finish
