#!/usr/bin/env bash
# The address sources over DNS and STUN: a DNS server that tells the asker's address in the forms of three public
# resolvers, and coturn. All in a network namespace whose only address is 203.0.113.7, so that what a server sees of
# the asker is an address worth publishing.
. "$(dirname "$0")/lib.sh"
needs dig nsupdate ip unshare turnserver
in_namespace "$@"
needs_program
ME=203.0.113.7; ip addr add $ME/32 dev lo; ip -6 addr add 2001:db8::7/128 dev lo nodad 2>/dev/null

named_configure; named_up; tsig_secret "$SECRET"
NAME=home.$ZONE
mkdir "$T/told"
start dns-echo "$PY" "$RIGS/dns-echo.py" $ME 5300 "$T/told"
: >"$T/turn.conf"
start coturn turnserver -c "$T/turn.conf" --stun-only --no-tls --no-dtls --no-cli --no-auth --listening-ip=$ME --listening-port=3478 \
  --relay-ip=$ME --userdb="$T/turn.db" --pidfile="$T/turn.pid" --log-file=stdout --simple-log --relay-threads=1
eventually 10 grep -q ready "$T/dns-echo.log" || exit 1
eventually 20 eval "timeout 1 turnutils_stunclient -p 3478 $ME | grep -q 'reflexive addr'" || exit 1

published() { exits 0 fp once && serves A $NAME "$1"; }
told() { [ -z "$2" ] && rm -f "$T/told/$1" || echo "$2" >"$T/told/$1"; }
forget() { rm -rf "$STATE"; change "update delete $NAME. A"; }

for source in "dns:cloudflare@$ME:5300" "dns:google@$ME:5300" "dns:opendns@$ME:5300" "stun:$ME:3478"; do
  forget; conf ipv4="[\"$source\"]" confirm=1
  check "$source" published $ME
done
forget; conf ipv4="[\"dns:cloudflare@$ME:5300\", \"stun:$ME:3478\"]" confirm=2
check "DNS and STUN confirm each other" published $ME
check "address tells what both said" eval 'exits 0 fp address && says cloudflare && says stun && says 203\.0\.113\.7'
told cloudflare 203.0.113.66; before=$(serial)
check "they disagree: nothing published" eval 'exits 1 fp once && [ "$(serial)" = '"$before"' ]'
told cloudflare ""

for fault in servfail empty two wrongid drop; do
  told google $fault; forget; before=$(serial)
  conf ipv4="[\"dns:google@$ME:5300\"]" confirm=1; told opendns $fault
  check "DNS answer '$fault': nothing published" eval 'exits 1 fp once && [ "$(serial)" = '"$before"' ]'
  conf ipv4="[\"dns:opendns@$ME:5300\"]" confirm=1
  [ $fault != two ] || check "two A records: nothing published" eval 'exits 1 fp once && [ "$(serial)" = '"$before"' ]'
done
told google truncate; forget; conf ipv4="[\"dns:google@$ME:5300\"]" confirm=1
check "a truncated DNS answer: asked again over TCP" published $ME
told google 192.168.1.1
check "a private address over DNS: refused" eval 'exits 1 fp once && serves A $NAME $ME'
told google ""; told opendns ""

forget; conf ipv4="[\"stun:$ME:3479\"]" confirm=1; before=$(serial)
check "no STUN server there: an error within its time, nothing published" eval 'exits 1 fp once && [ "$(serial)" = '"$before"' ]'
finish
