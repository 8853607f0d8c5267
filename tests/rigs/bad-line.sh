#!/usr/bin/env bash
# A line that loses, delays, swallows or goes away, in network namespaces: the sources (over DNS) and BIND stand behind it.
# Whatever the line did, the record comes right within one backoff of its end, and nothing is published that no source said.
. "$(dirname "$0")/lib.sh"
needs dig nsupdate ip unshare nsenter nft
in_namespace "$@"
needs_program

unshare --net sleep infinity & HOST=$!; PIDS+=("$HOST")
eventually 5 eval '[ "$(readlink /proc/$HOST/ns/net)" != "$(readlink /proc/self/ns/net)" ]' || exit 1
on_host() { nsenter -t $HOST -n --preserve-credentials "$@"; }
ip link add isp0 type veth peer name eth0 netns $HOST || give_up "no veth links here"
ip addr add 203.0.113.1/24 dev isp0; ip link set isp0 up
up() { on_host sh -c 'ip link set eth0 up; ip addr replace 203.0.113.50/24 dev eth0; ip route replace default via 203.0.113.1'; }
on_host ip link set lo up; up

DNS_IP=203.0.113.1 DNS_PORT=53; named_configure; named_up
CONFIG=$T/own/config.toml; mkdir "$T/own" "$T/told"; tsig_secret "$SECRET"
for port in 5300 5301; do
  start "echo-$port" "$PY" "$RIGS/dns-echo.py" 203.0.113.1 $port "$T/told"; eventually 10 grep -q ready "$T/echo-$port.log" || exit 1
done
NAME=home.$ZONE TOLD=()
# is ADDRESS: what both sources say from now on
is() { TOLD+=("$1"); echo "$1" | tee "$T/told/cloudflare" >"$T/told/google"; }
# line RULES...: what is done to everything that arrives at either end; nothing at all without rules. Not to what leaves:
# whoever sends is told of that.
line() {
  local end; for end in "on_host eth0" "env isp0"; do
    local run=${end% *} link=${end#* }
    $run nft delete table inet bad 2>/dev/null
    [ $# = 0 ] || printf 'table inet bad {
      chain in { type filter hook input priority 0; iifname "%s" jump both; }
      chain both { %s; }\n}\n' "$link" "$(IFS=';'; echo "$*")" | $run nft -f - || return 1
  done
}
line accept 2>/dev/null || give_up "no nftables here"
line

is 203.0.113.50
conf ipv4='["dns:cloudflare@203.0.113.1:5300", "dns:google@203.0.113.1:5301"]' interval=3s
start host nsenter -t $HOST -n --preserve-credentials "$FINGERPOST" --config "$CONFIG" --state-dir "$STATE" --verbose run; RUN=$LAST
check "a good line: published" eventually 15 serves A $NAME 203.0.113.50

line "numgen random mod 100 < 20 drop"
for last in 51 52 53 54 55; do
  is 203.0.113.$last; check "a line that loses 20 of 100: .$last is followed" eventually 40 serves A $NAME 203.0.113.$last
done
line "numgen random mod 100 < 50 drop"; is 203.0.113.56; sleep 8; line
check "one that lost 50 of 100 is whole again: followed" eventually 25 serves A $NAME 203.0.113.56

if on_host tc qdisc add dev eth0 root netem delay 300ms 100ms loss 5% duplicate 5% 2>/dev/null; then
  is 203.0.113.57; check "slow, lossy, twice and out of order: followed" eventually 40 serves A $NAME 203.0.113.57
  on_host tc qdisc del dev eth0 root
else skip "slow, twice and out of order: this kernel has no netem"; fi

before=$(serial)
line drop; is 203.0.113.58; sleep 15
equal "everything is swallowed: nothing is changed" "$before" "$(serial)"
line; check "  and over: followed" eventually 15 serves A $NAME 203.0.113.58
line "udp dport 53 drop; tcp dport 53 drop"; is 203.0.113.59; sleep 20
line; check "the provider alone was out of reach: followed within one backoff" eventually 30 serves A $NAME 203.0.113.59
line "udp dport 53 drop; tcp dport 53 reject with tcp reset"; is 203.0.113.60; sleep 10
line; check "the provider alone refused connections: likewise" eventually 30 serves A $NAME 203.0.113.60

before=$(serial)
on_host ip link set eth0 down; sleep 8
equal "the link is down: nothing is changed" "$before" "$(serial)"
up; check "the link is up again: known to be right within 10 s" eventually 10 status_is 's["state"]' ok
equal "  and nothing was sent for that" "$before" "$(serial)"
on_host ip link set eth0 down; is 203.0.113.61; sleep 8; up
check "down and up with another address: followed within 10 s" eventually 10 serves A $NAME 203.0.113.61

high() { awk '/^VmHWM/ { print $2 }' "/proc/$RUN/status"; }
check "it never needed more than 16 MB ($(high) kB)" [ "$(high)" -lt 16000 ]
stop $RUN
# Every value that BIND was told, against what the sources said at any time.
false_ones() { grep -o "adding an RR at '$NAME' A [0-9.]*" "$T/named.log" | awk '{ print $NF }' | sort -u | grep -vxF "$(printf '%s\n' "${TOLD[@]}")"; }
equal "nothing else was ever published" "" "$(false_ones)"
check "nothing panicked" eval '! grep -q "panicked at" "$T/host.log"'
finish
