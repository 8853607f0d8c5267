#!/usr/bin/env bash
# What a program costs that has nothing to do: a host of both families in a network namespace, the usual interval, sources
# over DNS, one name with A and AAAA in a BIND whose answers are looked at as often as ever. Everything that it sends or
# receives passes eth0 and is counted there.
#
#   idle.sh [SECONDS]    ten minutes if not said, after five minutes in which the pace is quick after a start
. "$(dirname "$0")/lib.sh"
needs dig nsupdate ip unshare nsenter
in_namespace "$@"
needs_program
SECONDS_OF_IT=${1:-600}

unshare --net sleep infinity & HOST=$!; PIDS+=("$HOST")
eventually 5 eval '[ "$(readlink /proc/$HOST/ns/net)" != "$(readlink /proc/self/ns/net)" ]' || exit 1
on_host() { nsenter -t $HOST -n --preserve-credentials "$@"; }
ip link add isp0 type veth peer name eth0 netns $HOST || give_up "no veth links here"
ip addr add 203.0.113.1/24 dev isp0; ip link set isp0 up
on_host sh -c 'ip link set lo up; ip link set eth0 up; ip addr add 203.0.113.50/24 dev eth0; ip route add default via 203.0.113.1'
ip -6 addr add 2001:db8:1::1/64 dev isp0 nodad && on_host ip -6 addr add 2001:db8:1::50/64 dev eth0 nodad || give_up "no IPv6 here"

DNS_IP=203.0.113.1 DNS_PORT=53; named_configure; named_up
# A folder of its own: whatever changes beside a configuration wakes its program.
CONFIG=$T/own/config.toml; mkdir "$T/own" "$T/told"; tsig_secret "$SECRET"
for port in 5300 5301; do for at in 203.0.113.1 2001:db8:1::1; do
  start "echo-$at-$port" "$PY" "$RIGS/dns-echo.py" $at $port "$T/told"; eventually 10 grep -q ready "$T/echo-$at-$port.log" || exit 1
done; done
NAME=home.$ZONE
conf ipv4='["dns:cloudflare@203.0.113.1:5300", "dns:google@203.0.113.1:5301"]' types='"A", "AAAA"' interval=30s \
  ipv6='["dns:cloudflare@[2001:db8:1::1]:5300", "dns:google@[2001:db8:1::1]:5301"]'
# A copy: pages of a file that others run, too, are counted in parts.
cp "$FINGERPOST" "$T/own/fingerpost"; FINGERPOST=$T/own/fingerpost
start host nsenter -t $HOST -n --preserve-credentials "$FINGERPOST" --config "$CONFIG" --state-dir "$STATE" run; RUN=$LAST
check "A is published" eventually 15 serves A $NAME 203.0.113.50
check "AAAA is published" eventually 15 serves AAAA $NAME 2001:db8:1::50
sleep "${IDLE_QUIET:-320}"
before=$(wc -l <"$T/named.log")
on_host "$PY" "$RIGS/idle.py" $RUN eth0 "$SECONDS_OF_IT" >"$T/idle" || fail "it was measured" "$(cat "$T/idle")"
glances=$(tail -n +"$before" "$T/named.log" | grep -c "query: $NAME IN A ")
check "BIND was looked at meanwhile" [ "$glances" -ge $((SECONDS_OF_IT / 45)) ]
echo "= $(cat "$T/idle") $glances"
finish
