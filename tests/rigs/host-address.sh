#!/usr/bin/env bash
# A host that holds its public address itself, on eth0 in a network namespace; BIND stands in another one behind it.
# The interval is an hour, so whatever is followed here is followed because the operating system told.
#
#   host-address.sh                the checks
#   host-address.sh --figures N    how long it takes from the system's word to BIND's, N times
. "$(dirname "$0")/lib.sh"
needs dig nsupdate ip unshare nsenter
in_namespace "$@"
needs_program
FIGURES=; [ "${1:-}" != --figures ] || FIGURES=${2:?how many changes}

# This namespace is the provider's side; the host's side is held open by a sleeping process.
unshare --net sleep infinity & HOST=$!; PIDS+=("$HOST")
eventually 5 eval '[ "$(readlink /proc/$HOST/ns/net)" != "$(readlink /proc/self/ns/net)" ]' || exit 1
on_host() { nsenter -t $HOST -n --preserve-credentials "$@"; }
ip link add isp0 type veth peer name eth0 netns $HOST || give_up "no veth links here"
ip addr add 203.0.113.1/24 dev isp0; ip -6 addr add 2001:db8:1::1/64 dev isp0 nodad 2>/dev/null; ip link set isp0 up
on_host sh -c 'ip link set lo up
  echo 0 >/proc/sys/net/ipv6/conf/eth0/accept_dad; echo 0 >/proc/sys/net/ipv6/conf/eth0/accept_ra
  echo 1 >/proc/sys/net/ipv4/conf/all/promote_secondaries
  ip link set eth0 up; ip addr add 203.0.113.50/24 dev eth0; ip route add default via 203.0.113.1' 2>/dev/null
IPV6=; on_host ip -6 addr add 2001:db8:1::50/64 dev eth0 nodad 2>/dev/null && IPV6=1

DNS_IP=203.0.113.1 DNS_PORT=53; named_configure; named_up
tsig_secret "$SECRET"
NAME=home.$ZONE
both='"A", "AAAA"' v6='["interface:eth0"]'; [ -n "$IPV6" ] || { both='"A"' v6='"off"'; skip "IPv6: none in this namespace"; }
conf ipv4='["interface:eth0"]' ipv6="$v6" confirm=1 interval=1h types="$both"

start host nsenter -t $HOST -n --preserve-credentials "$FINGERPOST" --config "$CONFIG" --state-dir "$STATE" -v run; RUN=$LAST
check "run publishes the address of eth0" eventually 15 serves A $NAME 203.0.113.50
# The old address goes after the new one came, as with a new lease.
replace() { on_host ip addr add "$2" dev eth0; on_host ip addr del "$1" dev eth0; on_host ip route replace default via 203.0.113.1; }

# follows COUNT: that many changes, each from the command that makes it to BIND's own note of the update; prints the median
# and the longest in milliseconds. The start of ip(8) is part of it.
follows() {
  local i old=203.0.113.50 new began line took=()
  for i in $(seq "$1"); do
    new=203.0.113.$((100 + i)); sleep 0.$((RANDOM % 9 + 1))
    began=$(date +%s%3N)
    printf '%s\n' "addr add $new/24 dev eth0" "addr del $old/24 dev eth0" "route replace default via 203.0.113.1" |
      on_host ip -batch - || return 1
    eventually 15 grep -q "adding an RR at '$NAME' A $new\$" "$T/named.log" || return 1
    line=$(grep -m 1 "adding an RR at '$NAME' A $new\$" "$T/named.log")
    took+=($(($(date -d "${line:0:24}" +%s%3N) - began))); old=$new
  done
  printf '%s\n' "${took[@]}" | sort -n | awk '{ t[NR] = $1 } END { m = int((NR + 1) / 2); print (t[m] + t[NR + 1 - m]) / 2, t[NR] }'
}
# within COUNT MILLISECONDS: the median of so many
within() { follows "$1" >"$T/follows" || { cat "$T/follows"; return 1; }; awk -v most="$2" '{ exit $1 > most }' "$T/follows"; }
if [ -n "$FIGURES" ]; then
  check "$FIGURES changes, the median within 150 ms" within "$FIGURES" 150
  echo "= $(cat "$T/follows")"; finish
fi
check "five changes are in BIND within 150 ms (median)" within 5 150
echo "    $(cat "$T/follows") ms"
replace 203.0.113.105/24 203.0.113.51/24
check "the address changes, the record follows within 10 s" eventually 10 serves A $NAME 203.0.113.51
on_host ip addr add 192.168.7.7/24 dev eth0
check "a private address beside it changes nothing" steadily 3 serves A $NAME 203.0.113.51

woken() { grep -c 'woken: the network' "$T/host.log"; }
before=$(woken)
check "the changes so far were told" [ "$before" -gt 0 ]
for i in $(seq 1 20); do on_host ip addr change 203.0.113.51/24 dev eth0 valid_lft $((3600 + i)) preferred_lft $((1800 + i)); done
on_host ip route replace default via 203.0.113.1
sleep 1
equal "a lease that is renewed twenty times wakes nobody" "$before" "$(woken)"
on_host ip rule add from 203.0.113.99 lookup main; on_host ip route add 128.0.0.0/1 via 203.0.113.1
check "half of the Internet goes another way: that does" eventually 5 eval '[ "$(woken)" -gt '"$before"' ]'

if [ -n "$IPV6" ]; then
  check "AAAA is published too" eventually 5 serves AAAA $NAME 2001:db8:1::50
  on_host ip -6 addr add 2001:db8:2::50/64 dev eth0 nodad
  on_host ip -6 addr change 2001:db8:1::50/64 dev eth0 preferred_lft 0
  check "the prefix changes, the old one is deprecated: AAAA follows" eventually 10 serves AAAA $NAME 2001:db8:2::50
  on_host ip -6 addr add fd00::50/64 dev eth0 nodad
  on_host ip -6 addr add 2001:db8:2::dead/64 dev eth0 nodad preferred_lft 0
  check "a local (ULA) and a deprecated address beside it change nothing" steadily 3 serves AAAA $NAME 2001:db8:2::50
fi

before=$(serial)
on_host ip link set eth0 down; sleep 3
equal "the link goes down: nothing is cleared" 203.0.113.51 "$(dns A $NAME)"
equal "nor changed" "$before" "$(serial)"
check "and the program lives" alive $RUN
on_host ip addr flush dev eth0 scope global
on_host ip addr add 203.0.113.52/24 dev eth0; on_host ip link set eth0 up; on_host ip route replace default via 203.0.113.1
check "the link comes back with another address: published" eventually 30 serves A $NAME 203.0.113.52
stop $RUN
check "nothing panicked" eval '! grep -q "panicked at" "$T/host.log"'
finish
