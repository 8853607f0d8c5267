#!/usr/bin/env bash
# A home network in network namespaces: host 192.168.77.10 - router (NAT, miniupnpd: UPnP, NAT-PMP, PCP) - provider
# (BIND with TSIG, an echo over HTTP, one over DNS). A second machine in the home, 192.168.77.66, tells lies.
#
#   home-router.sh                 the checks, about a minute and a half
#   home-router.sh --figures N     N address changes with push, N / 4 without, 2 N flaps and half-configured moments
#
# The public side is 44.128.1.0/24 (amateur radio's test net, routed nowhere): miniupnpd takes the documentation
# ranges for private and then says that it has no address. All of it exists in these namespaces alone.
. "$(dirname "$0")/lib.sh"
needs dig nsupdate ip unshare nsenter nft conntrack miniupnpd
in_namespace "$@"
needs_program
FIGURES=; [ "${1:-}" != --figures ] || FIGURES=${2:?how many changes}
NET=44.128.1 LAN=192.168.77

# ---- the network ----------------------------------------------------------------------------------------------------

# This namespace is the provider's; the others are held open by sleeping processes.
apart() { unshare --net sleep infinity & PIDS+=($!); declare -g "$1=$!"; eventually 5 eval '[ "$(readlink /proc/'$!'/ns/net)" != "$(readlink /proc/self/ns/net)" ]' || exit 1; }
apart ROUTER; apart HOST; apart OTHER
on() { local in=$1; shift; nsenter -t "$in" -n --preserve-credentials "$@"; }
ip link add isp0 type veth peer name wan0 netns "$ROUTER" || give_up "no veth links here"
ip link set isp0 up
# The provider is there under any address that the line may get.
for net in $NET.1 100.64.9.1 192.168.178.1; do ip addr add $net/24 dev isp0; done
for at in 53 54 80; do ip addr add 198.51.100.$at/32 dev lo; done
on "$ROUTER" sh -e <<S || give_up "no bridge or no NAT here"
ip link set lo up; ip link set wan0 up; ip addr add $NET.7/24 dev wan0; ip route add default via $NET.1
ip link add lan0 type bridge; ip addr add $LAN.1/24 dev lan0; ip link set lan0 up
ip link add lan1 type veth peer name eth0 netns $HOST; ip link set lan1 master lan0 up
ip link add lan2 type veth peer name eth0 netns $OTHER; ip link set lan2 master lan0 up
echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv4/conf/all/promote_secondaries
nft -f - <<N
table inet nat {
  chain post { type nat hook postrouting priority 100; oifname "wan0" masquerade; }
}
table inet filter {
  chain forward {
    type filter hook forward priority 0; policy accept;
    jump miniupnpd
  }
  chain miniupnpd { }
  chain prerouting_miniupnpd { type nat hook prerouting priority -100; policy accept; }
  chain postrouting_miniupnpd { type nat hook postrouting priority 100; policy accept; }
}
N
S
for machine in "$HOST 10" "$OTHER 66"; do
  read -r where at <<<"$machine"
  on "$where" sh -ec "ip link set lo up; ip addr add $LAN.$at/24 dev eth0; ip link set eth0 up; ip route add default via $LAN.1"
done
# wan COMMANDS...: lines for ip(8) on the router, then the connections through the old address are forgotten
wan() { printf '%s\n' "$@" | on "$ROUTER" ip -force -batch - 2>/dev/null; on "$ROUTER" conntrack -F 2>/dev/null; true; }
# wan_is ADDRESS: the line has it from now on; known to `measure judge`
wan_is() { measure note "$1"; wan "addr flush dev wan0" "addr add $1/24 dev wan0" "route replace default via ${1%.*}.1"; }

DNS_IP=198.51.100.53 DNS_PORT=53 NAME=home.$ZONE; named_configure; named_up
mkdir -p "$T/echo" "$T/dns"; echo asker >"$T/echo/web.v4"
start http-echo "$PY" "$RIGS/http-echo.py" "$T/echo" web=198.51.100.80:80
start dns-echo "$PY" "$RIGS/dns-echo.py" 198.51.100.54 53 "$T/dns"
for log in http-echo dns-echo; do eventually 10 grep -q ready "$T/$log.log" || exit 1; done

cat >"$T/miniupnpd.conf" <<C
ext_ifname=wan0
listening_ip=lan0
port=5555
enable_upnp=yes
enable_natpmp=yes
secure_mode=yes
system_uptime=yes
uuid=00000000-0000-4000-8000-000000000001
allow 1024-65535 $LAN.0/24 1024-65535
deny 0-65535 0.0.0.0/0 0-65535
upnp_table_name=filter
upnp_nat_table_name=filter
upnp_forward_chain=miniupnpd
upnp_nat_chain=prerouting_miniupnpd
upnp_nat_postrouting_chain=postrouting_miniupnpd
C
router_up() { # KEY=VALUE...: instead of what stands in the file
  cp "$T/miniupnpd.conf" "$T/router.conf"
  local kv; for kv in "$@"; do sed -i "s/^${kv%%=*}=.*/$kv/" "$T/router.conf"; done
  start miniupnpd nsenter -t "$ROUTER" -n --preserve-credentials miniupnpd -d -f "$T/router.conf" -P "$T/miniupnpd.pid"; UPNPD=$LAST
}
# speaker NAMESPACE FILE: a NAT-PMP server there that says the address in the file
speaker() { start nat-pmp nsenter -t "$1" -n --preserve-credentials "$PY" "$RIGS/nat-pmp.py" serve "$2"; SPEAKER=$LAST; }

tsig_secret "$SECRET"
SOURCES='["router", "dns:google@198.51.100.54", "http://198.51.100.80/"]'
on_host() { nsenter -t "$HOST" -n --preserve-credentials timeout 60 "$FINGERPOST" --config "$CONFIG" --state-dir "$STATE" "$@"; }
run_up() { start host nsenter -t "$HOST" -n --preserve-credentials "$FINGERPOST" --config "$CONFIG" --state-dir "$STATE" --verbose run; RUN=$LAST; }
published() { serves A $NAME "$1"; }
# Every value that BIND was told for the name: the log has one line for each.
updates() { grep -c "adding an RR at '$NAME' A" "$T/named.log"; }
# measure WHAT COUNT: real address changes, seen from both ends (see home-router.py)
measure() { RIG_ROUTER=$ROUTER RIG_NAMED_LOG=$T/named.log RIG_NAME=$NAME RIG_NET=$NET "$PY" "$RIGS/home-router.py" "$@"; }

# measured LABEL WORDS...: a check whose figure is shown
measured() {
  local label=$1; shift
  check "$label" eval 'measure '"$*"' >"$T/measured" 2>&1 || { cat "$T/measured"; false; }'
  sed -n 's/^= /    /p' "$T/measured"
}

router_up; conf ipv4="$SOURCES" interval=1h; run_up
check "run publishes the router's address" eventually 15 published $NET.7
check "it subscribes to the router's events" eventually 10 grep -q "subscribed to the router's events" "$T/host.log"

# ---- figures --------------------------------------------------------------------------------------------------------

if [ -n "$FIGURES" ]; then
  measured "$FIGURES address changes, with push" changes "$FIGURES" 600 1500
  measured "$((FIGURES * 2)) changes, flaps and half-configured moments: nothing false is published" flaps $((FIGURES * 2))
  stop $UPNPD; stop $RUN; wan_is $NET.7
  conf ipv4="$SOURCES" interval=3s; run_up; eventually 15 published $NET.7 || exit 1
  measured "$((FIGURES / 4)) changes without push, looked at every 3 s" changes $((FIGURES / 4)) 3300 8000
  finish
fi

# ---- checks ---------------------------------------------------------------------------------------------------------

check "address shows the router's word" exits 0 on_host address
check "  as that of a source" says "^  router +$NET.7 "
measured "the WAN address changes five times: the record follows the router's push" changes 5 1000 3000

before=$(wc -c <"$T/echo/web.hits") last=$(dns A $NAME) count=$(updates)
on "$OTHER" "$PY" "$RIGS/nat-pmp.py" announce 2000 $NET.66
check "2,000 false announcements of another machine change nothing" steadily 2 published "$last"
check "  and cause no look" test $(($(wc -c <"$T/echo/web.hits") - before)) -le 4
check "  and are told of once in the log" test "$(grep -c "announces like a router" "$T/host.log")" = 1
before=$(grep -c "woken: the router" "$T/host.log")
on "$ROUTER" "$PY" "$RIGS/nat-pmp.py" announce 2000 $NET.66
check "2,000 announcements of the router with a wrong address change nothing" steadily 2 published "$last"
check "  and cause a few looks a second at most" test $(($(grep -c "woken: the router" "$T/host.log") - before)) -le 12
equal "nothing was published meanwhile" "$count" "$(updates)"

wan "addr flush dev wan0"; check "the line has no address: nothing is cleared" steadily 2 published "$last"
for half in 100.64.9.7 192.168.178.7; do wan_is $half; check "the line has $half: nothing is published" steadily 2 published "$last"; done
equal "nothing was published meanwhile" "$count" "$(updates)"
check "address says that the router has no public address" exits 1 on_host address
check "  in a sentence" says "router +0.0.0.0: the router says that it has no public address"
wan_is $NET.30; check "the line is whole again: published" eventually 6 published $NET.30

stop $UPNPD; on "$HOST" ip link set eth0 down; sleep 1; wan_is $NET.31
on "$HOST" ip link set eth0 up; on "$HOST" ip route replace default via $LAN.1
check "the router is gone and the link was away: the echoes suffice" eventually 15 published $NET.31
for half in "100.64.9.7 provider's own NAT .CGNAT." "192.168.178.7 double NAT"; do
  read -r address words <<<"$half"
  echo "$address" >"$T/says"; speaker "$ROUTER" "$T/says"; eventually 5 grep -q ready "$T/nat-pmp.log"
  exits 0 on_host address; check "a router that says $address is explained" says "router +$address: .*$words"
  check "  and by status" eventually 12 eval 'on_host status >"$T/status"; grep -q "router: '"$address"'" "$T/status"'
  stop $SPEAKER; : >"$T/nat-pmp.log"
done

router_up enable_upnp=no
on "$ROUTER" nft -f - <<N
table inet deaf {
  chain in {
    type filter hook input priority 0; policy accept;
    udp dport 5351 udp length 10 drop
    udp dport 5351 udp length 68 counter
  }
}
N
exits 0 on_host address; check "a router of PCP alone is asked so" says "^  router +$NET.31 "
check "  with a mapping made and deleted" eval 'on "$ROUTER" nft list table inet deaf | grep -Eq "length 68 counter packets ([2-9]|[1-9][0-9])"'
mappings() { on "$ROUTER" nft list chain inet filter prerouting_miniupnpd | grep -c dnat; }
equal "  and left without a mapping" 0 "$(mappings)"
on "$ROUTER" nft delete table inet deaf; stop $UPNPD

subscribed() { grep -c "subscribed to the router's events for" "$T/host.log"; }
before=$(subscribed); router_up enable_natpmp=no; sleep 0.5; exits 0 on_host address
check "a router of UPnP alone is asked too" says "^  router +$NET.31 "
check "  and subscribed to again" eventually 45 eval '[ "$(subscribed)" -gt $before ]'
measured "  its events are followed" changes 3 1500 4000
stop $UPNPD; stop $RUN; wan_is $NET.40
conf ipv4="$SOURCES" interval=3s; run_up; check "no router to ask: published all the same" eventually 15 published $NET.40
measured "  and followed within one interval" changes 2 4000 8000
stop $RUN
check "nothing false was published at any time" measure judge
change "update add $NAME 60 A $NET.66"
check "  and a false address would have been noticed" eventually 3 eval 'measure judge | grep -q "FALSE: $NET.66"'
check "nothing panicked" eval '! grep -q "panicked at" "$T/host.log"'
finish
