#!/usr/bin/env bash
# Signs Windows programs in place (Authenticode, SHA-256) and verifies what came out; with --verify only that.
#
#   installer/sign.sh FILE...             needs osslsigncode
#   installer/sign.sh --verify FILE...    0 when each is whole and signed by somebody whom SIGN_CA vouches for
#
# SIGN_PFX, or SIGN_CERT and SIGN_KEY   the certificate with its chain, and its key
# SIGN_PASS_FILE                        a file with the password of either
# SIGN_TIMESTAMP                        URL of a timestamp server (RFC 3161); without one a signature ends with its certificate
# SIGN_CA                               what verifying trusts; else the system's certificates
set -euo pipefail
trust=(); [ -z "${SIGN_CA:-}" ] || trust=(-CAfile "$SIGN_CA" -TSA-CAfile "$SIGN_CA")
# verify FILE: osslsigncode says at length what it saw; a person wants the reason
verify() {
  local said
  if said=$(osslsigncode verify "${trust[@]}" -in "$1" 2>&1); then echo "$1: signed, and whole"; return; fi
  case $said in
    *"No signature found"*) echo "$1: not signed" >&2 ;;
    *MISMATCH*) echo "$1: changed after it was signed" >&2 ;;
    *) echo "$1: its signature is not trusted" >&2; printf '%s\n' "$said" | grep -iE 'error|fail' >&2 ;;
  esac
  return 1
}
[ "${1:-}" != --verify ] || { shift; for file; do verify "$file"; done; exit; }

with=()
if [ -n "${SIGN_PFX:-}" ]; then with+=(-pkcs12 "$SIGN_PFX")
elif [ -n "${SIGN_CERT:-}" ] && [ -n "${SIGN_KEY:-}" ]; then with+=(-certs "$SIGN_CERT" -key "$SIGN_KEY")
else echo "nothing to sign with: SIGN_PFX, or SIGN_CERT and SIGN_KEY" >&2; exit 2; fi
[ -z "${SIGN_PASS_FILE:-}" ] || with+=(-readpass "$SIGN_PASS_FILE")
[ -z "${SIGN_TIMESTAMP:-}" ] || with+=(-ts "$SIGN_TIMESTAMP")
for file; do
  # Signed beside the file: one that was signed before is signed anew.
  rm -f "$file.signed"
  osslsigncode sign "${with[@]}" -h sha256 -n Fingerpost -in "$file" -out "$file.signed" >/dev/null
  verify "$file.signed" >/dev/null || { verify "$file.signed" || true; rm -f "$file.signed"; exit 1; }
  chmod --reference="$file" "$file.signed"; mv "$file.signed" "$file"
  echo "$file: signed"
done
