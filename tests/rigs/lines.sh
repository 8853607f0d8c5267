#!/usr/bin/env bash
# A machine with two lines to the Internet, each behind a NAT of its own: eth0 (used by the system) and line2. Records
# that follow one line, the other, or the first that works; hosts under the same IPv6 prefix; publishing at home alone.
. "$(dirname "$0")/lib.sh"
needs dig nsupdate ip unshare nsenter nft conntrack
in_namespace "$@"
needs_program

# ---- the network: this namespace is the Internet; routers A and B and the host stand in their own --------------------

apart() { unshare --net sleep infinity & PIDS+=($!); declare -g "$1=$!"; eventually 5 eval '[ "$(readlink /proc/'$!'/ns/net)" != "$(readlink /proc/self/ns/net)" ]' || exit 1; }
apart A; apart B; apart HOST
on() { local in=$1; shift; nsenter -t "$in" -n --preserve-credentials "$@"; }
for at in 53 54 80; do ip addr add 198.51.100.$at/32 dev lo; done
router() { # NAMESPACE NUMBER LINE: 44.128.NUMBER.7 outside, 192.168.7NUMBER.1 inside, towards the host's interface LINE
  ip link add "isp$2" type veth peer name wan0 netns "$1" || give_up "no veth links here"
  ip addr add "44.128.$2.1/24" dev "isp$2"; ip link set "isp$2" up
  on "$1" sh -e <<S || give_up "no NAT here"
ip link set lo up; ip link set wan0 up; ip addr add 44.128.$2.7/24 dev wan0; ip route add default via 44.128.$2.1
ip link add lan0 type veth peer name $3 netns $HOST; ip addr add 192.168.7$2.1/24 dev lan0; ip link set lan0 up
echo 1 >/proc/sys/net/ipv4/ip_forward
nft add table inet nat; nft add chain inet nat post '{ type nat hook postrouting priority 100; }'
nft add rule inet nat post oifname wan0 masquerade
S
  on "$HOST" sh -ec "ip link set lo up; ip addr add 192.168.7$2.10/24 dev $3; ip link set $3 up"
  on "$HOST" ip route add default via "192.168.7$2.1" metric "$2"00
}
router "$A" 1 eth0; router "$B" 2 line2
wan() { on "$1" sh -c "ip addr flush dev wan0; ip addr add $2/24 dev wan0; ip route replace default via ${2%.*}.1; conntrack -F" 2>/dev/null; }

DNS_IP=198.51.100.53 DNS_PORT=53; named_configure; named_up
mkdir -p "$T/echo" "$T/dns"; echo asker >"$T/echo/web.v4"
start http-echo "$PY" "$RIGS/http-echo.py" "$T/echo" web=198.51.100.80:80
start dns-echo "$PY" "$RIGS/dns-echo.py" 198.51.100.54 53 "$T/dns"
for log in http-echo dns-echo; do eventually 10 grep -q ready "$T/$log.log" || exit 1; done
echo 44.128.2.7 >"$T/word"; start nat-pmp nsenter -t "$B" -n --preserve-credentials "$PY" "$RIGS/nat-pmp.py" serve "$T/word"
tsig_secret "$SECRET"

on "$HOST" sh -c 'echo 0 >/proc/sys/net/ipv6/conf/eth0/accept_dad; echo 0 >/proc/sys/net/ipv6/conf/eth0/accept_ra' 2>/dev/null
IPV6=; on "$HOST" ip -6 addr add 2001:db8:77:1::10/64 dev eth0 nodad 2>/dev/null && IPV6=1
home_mac=$(on "$A" ip -o link show lan0 | grep -oE 'ether [0-9a-f:]+' | cut -d' ' -f2)
record() { printf '[[record]]\nname = "%s.%s"\naccount = "lab"\n%s\n' "$1" "$ZONE" "$2"; }
more=$(record one 'via = "interface:eth0"'; record two 'via = "address:192.168.72.10"'
  record spare 'via = ["interface:line2", "interface:eth0"]'; record asked 'via = "router:192.168.72.1"'
  record tied "only_at = [\"gateway:$home_mac\"]"
  [ -z "$IPV6" ] || record lan 'types = ["AAAA"]'$'\n''hosts = ["self", "::99", "02:00:00:00:00:01"]')
v6='["interface:eth0"]'; [ -n "$IPV6" ] || { v6='"off"'; skip "IPv6: none in this namespace"; }
conf ipv4='["dns:google@198.51.100.54", "http://198.51.100.80/"]' ipv6="$v6" interval=2s more="$more"
[ -z "$IPV6" ] || sed -i 's/^confirm = 2/confirm = 1/' "$CONFIG"
fp check >/dev/null || { fp check; exit 1; }
start host nsenter -t "$HOST" -n --preserve-credentials "$FINGERPOST" --config "$CONFIG" --state-dir "$STATE" -v run; RUN=$LAST
a() { serves A "$1.$ZONE" "$2"; }
status_on_host() { nsenter -t "$HOST" -n --preserve-credentials timeout 20 "$FINGERPOST" --config "$CONFIG" --state-dir "$STATE" status; }

# ---- checks ---------------------------------------------------------------------------------------------------------

check "what names no line follows the one that the system takes" eventually 15 a home 44.128.1.7
check "a record of eth0 has the address of eth0's line" eventually 15 a one 44.128.1.7
check "a record of the other line's address has the other line's" eventually 15 a two 44.128.2.7
check "a record with two lines has the first one's" eventually 15 a spare 44.128.2.7
check "a record of a router has what that router says" eventually 15 a asked 44.128.2.7
check "a record tied to this network is published in it" eventually 15 a tied 44.128.1.7
if [ -n "$IPV6" ]; then
  hosts() { serves AAAA lan.$ZONE "$(printf '%s\n' "$@" | sort | xargs)"; }
  check "hosts under the prefix: this one, one by its part, one by its MAC" \
    eventually 15 hosts 2001:db8:77:1::10 2001:db8:77:1::99 2001:db8:77:1:0:ff:fe00:1
fi

wan "$B" 44.128.2.8; echo 44.128.2.8 >"$T/word"
check "the other line's address changes: its records follow" eventually 15 a two 44.128.2.8
check "  and the one that prefers it" eventually 15 a spare 44.128.2.8
check "  and the one of the router" eventually 15 a asked 44.128.2.8
equal "  and no other" "44.128.1.7 44.128.1.7" "$(dns A home.$ZONE) $(dns A one.$ZONE)"

on "$HOST" ip link set line2 down
check "the other line fails: what may follows the first" eventually 40 a spare 44.128.1.7
check "  and what may not stays as it was" steadily 2 a two 44.128.2.8
status_on_host >"$T/out" 2>&1
check "  and status says so for the line" says "address:192.168.72.10.*(not known|not here)"
on "$HOST" ip link set line2 up; on "$HOST" ip route replace default via 192.168.72.1 dev line2 metric 200
check "it comes back: what prefers it returns to it" eventually 40 a spare 44.128.2.8

if [ -n "$IPV6" ]; then
  on "$HOST" ip -6 addr add 2001:db8:77:2::10/64 dev eth0 nodad; on "$HOST" ip -6 addr del 2001:db8:77:1::10/64 dev eth0
  check "the prefix changes: all hosts follow" \
    eventually 15 hosts 2001:db8:77:2::10 2001:db8:77:2::99 2001:db8:77:2:0:ff:fe00:1
fi

on "$HOST" ip route del default via 192.168.71.1 metric 100
check "the machine is in another network: what is tied to nothing follows" eventually 20 a home 44.128.2.8
check "  and what is tied to home stays" steadily 3 a tied 44.128.1.7
status_on_host >"$T/out" 2>&1
check "  and status says that it is tied to another network" says "^tied.*tied to another network"
on "$HOST" ip route add default via 192.168.71.1 dev eth0 metric 100
wan "$A" 44.128.1.9
check "home again, with a new address: it follows" eventually 20 a tied 44.128.1.9
before=$(serial)
on "$HOST" sh -c 'ip link add vpn0 type veth peer name vpn1; ip link set vpn1 up; ip link set vpn0 up; ip addr add 10.9.9.9/24 dev vpn0; ip route add default dev vpn0 metric 1'
check "a VPN takes all traffic and leads nowhere: nothing changes" steadily 6 a tied 44.128.1.9
equal "  in the whole zone" "$before" "$(serial)"
on "$HOST" ip link del vpn0
stop $RUN
check "nothing panicked" eval '! grep -q "panicked at" "$T/host.log"'
finish
