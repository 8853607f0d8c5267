#!/usr/bin/env bash
# The main job against real servers other than BIND: Knot DNS and PowerDNS (RFC 2136), PowerDNS (its HTTP API), a Route 53
# (moto) and a dyndns2 service (the software of nsupdate.info). Each creates, leaves alone, follows and refuses.
. "$(dirname "$0")/lib.sh"
needs dig; needs_program
VENV=${FINGERPOST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/fingerpost}/servers-venv
# Whatever has to be fetched is fetched before there is no network but our own.
in_venv() { [ -x "$VENV/bin/$1" ] || { [ -x "$VENV/bin/pip" ] || "$PY" -m venv "$VENV" && "$VENV/bin/pip" install -q $2; }; }
if [ -z "${RIG_IN_NAMESPACE:-}" ]; then
  { in_venv moto_server 'moto[server]'; in_venv django-admin "nsupdate argon2-cffi"; } >"$T/../fingerpost-servers-pip.log" 2>&1
fi
in_namespace "$@"
echo_servers one two
HOME_NAME=home.$ZONE

# publishes TYPE NAME ADDRESS: one run, and then it is served
publishes() { fp once >"$T/out" 2>&1 </dev/null || { echo "exit $?"; tail -n 15 "$T/out"; return 1; }; serves "$@"; }
n=10
# life LABEL: create, unchanged, change, force, prove
life() {
  n=$((n + 1)); answers 203.0.113.$n
  check "$1: creates the record" publishes A $HOME_NAME 203.0.113.$n
  check "$1: nothing new" publishes A $HOME_NAME 203.0.113.$n
  n=$((n + 1)); answers 203.0.113.$n
  check "$1: follows a change" publishes A $HOME_NAME 203.0.113.$n
  # A service that can only be told is proved by nothing but an update.
  case $1 in
    nsupdate*) check "$1: that only an update proves it is told" exits 1 fp account test lab ;;
    *) check "$1: the account is proved" exits 0 fp account test lab ;;
  esac
}

# ---- Knot DNS -------------------------------------------------------------------------------------------------------
if command -v knotd >/dev/null; then
  DNS_PORT=$(free_ports 1); SECRET=$(head -c 32 /dev/urandom | base64 -w0); mkdir -p "$T/knot/db"
  printf '$ORIGIN %s.\n$TTL 300\n@ SOA ns1 hostmaster 1 3600 600 86400 60\n@ NS ns1\nns1 A 127.0.0.1\n' $ZONE >"$T/knot/$ZONE.zone"
  cat >"$T/knot/knot.conf" <<C
server:
    rundir: "$T/knot"
    listen: $DNS_IP@$DNS_PORT
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: "$T/knot/db"
key:
  - id: $KEY
    algorithm: hmac-sha256
    secret: "$SECRET"
acl:
  - id: ddns
    key: $KEY
    action: update
zone:
  - domain: $ZONE
    storage: "$T/knot"
    file: $ZONE.zone
    acl: ddns
C
  start knot knotd -c "$T/knot/knot.conf"; KNOT=$LAST
  eventually 10 eval 'dns SOA $ZONE | grep -q hostmaster' || fail "Knot: does not start" "$(tail -n 5 "$T/knot.log")"
  conf; tsig_secret "$SECRET"
  life Knot
  check "Knot: a write test leaves nothing" eval 'exits 0 fp account test lab --write-test && says "removed again"'
  tsig_secret "$(head -c 32 /dev/urandom | base64 -w0)"; answers 203.0.113.99
  check "Knot: a wrong key is refused" exits 3 fp once
  stop "$KNOT"; rm -rf "$STATE"
else skip "Knot: not installed"; fi

# ---- PowerDNS: RFC 2136 and the HTTP API ------------------------------------------------------------------------------
if command -v pdns_server >/dev/null && command -v pdnsutil >/dev/null; then
  read -r DNS_PORT API <<<"$(free_ports 2)"; mkdir -p "$T/pdns"
  cat >"$T/pdns/pdns.conf" <<C
launch=gsqlite3
gsqlite3-database=$T/pdns/pdns.sqlite3
local-address=$DNS_IP
local-port=$DNS_PORT
socket-dir=$T/pdns
daemon=no
guardian=no
setuid=
setgid=
dnsupdate=yes
allow-dnsupdate-from=127.0.0.0/8
api=yes
api-key=lab-api-key
webserver=yes
webserver-address=127.0.0.1
webserver-port=$API
cache-ttl=0
query-cache-ttl=0
negquery-cache-ttl=0
zone-cache-refresh-interval=0
C
  for schema in /usr/share/doc/pdns-backend-sqlite3/schema.sqlite3.sql /usr/share/pdns-backend-sqlite3/schema/schema.sqlite3.sql; do
    [ -s $schema ] && "$PY" -c 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(open(sys.argv[2]).read())' "$T/pdns/pdns.sqlite3" $schema; break
  done
  pdns() { pdnsutil --config-dir="$T/pdns" "$@" >>"$T/pdnsutil.log" 2>&1; }
  pdns create-zone $ZONE ns1.$ZONE; pdns add-record $ZONE ns1 A 300 127.0.0.1
  SECRET=$(head -c 32 /dev/urandom | base64 -w0)
  pdns import-tsig-key $KEY hmac-sha256 "$SECRET"; pdns set-meta $ZONE TSIG-ALLOW-DNSUPDATE $KEY
  pdns add-record $ZONE kept A 300 198.51.100.50
  start pdns pdns_server --config-dir="$T/pdns"; PDNS=$LAST
  if eventually 15 eval 'dns NS $ZONE | grep -q ns1'; then
    conf; tsig_secret "$SECRET"; life "PowerDNS, RFC 2136"; rm -rf "$STATE"
    if "$FINGERPOST" providers powerdns >/dev/null 2>&1; then
      api=$'provider = "powerdns"\nendpoint = "http://127.0.0.1:'$API'"'
      conf account="$api"; tsig_secret lab-api-key
      life "PowerDNS, HTTP API"
      check "PowerDNS, HTTP API: a write test leaves nothing" eval 'exits 0 fp account test lab --write-test && says "removed again"'
      equal "PowerDNS, HTTP API: its sibling is kept" 198.51.100.50 "$(dns A kept.$ZONE)"
      tsig_secret wrong; answers 203.0.113.98
      check "PowerDNS, HTTP API: a wrong key is refused" exits 3 fp once
    fi
  else fail "PowerDNS: does not start" "$(tail -n 8 "$T/pdns.log" "$T/pdnsutil.log")"; fi
  stop "$PDNS"; rm -rf "$STATE"
else skip "PowerDNS: not installed"; fi

# ---- Route 53 (moto): it has an API and no DNS, so it is asked through that --------------------------------------------
if ! "$FINGERPOST" providers route53 >/dev/null 2>&1; then skip "Route 53: not among the providers"
elif [ -x "$VENV/bin/moto_server" ]; then
  PORT=$(free_ports 1)
  HOME=$T start moto "$VENV/bin/moto_server" -H 127.0.0.1 -p "$PORT"; MOTO=$LAST
  r53() { # METHOD PATH [BODY]
    curl -fsS -X "$1" -H 'Content-Type: application/xml' ${3:+-d "$3"} "http://127.0.0.1:$PORT/2013-04-01/$2" \
      -H 'Authorization: AWS4-HMAC-SHA256 Credential=lab/20260101/us-east-1/route53/aws4_request, SignedHeaders=host, Signature=x'
  }
  if eventually 60 curl -fsS -m1 "http://127.0.0.1:$PORT/moto-api/" -o "$T/moto.out"; then
    r53 POST hostedzone "<CreateHostedZoneRequest xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><Name>$ZONE.</Name><CallerReference>1</CallerReference></CreateHostedZoneRequest>" >"$T/zone.xml"
    zone_id=$(grep -oE '/hostedzone/[A-Z0-9]+' "$T/zone.xml" | head -1 | sed 's#.*/##')
    holds() { r53 GET "hostedzone/$zone_id/rrset" | tr -d '\n' | grep -q "<Name>$HOME_NAME.</Name><Type>A</Type>.*<Value>$1</Value>" || { r53 GET "hostedzone/$zone_id/rrset"; return 1; }; }
    conf account=$'provider = "route53"\naccess_key_id = "lab"\nendpoint = "http://127.0.0.1:'"$PORT"$'"' more="proxied = false" more=""
    tsig_secret lab-secret
    answers 203.0.113.61; check "Route 53: creates the record" eval 'fp once --json >"$T/out" 2>&1; holds 203.0.113.61'
    answers 203.0.113.62; check "Route 53: follows a change" eval 'fp once --json >"$T/out" 2>&1; holds 203.0.113.62'
    check "Route 53: a write test leaves nothing" eval 'exits 0 fp account test lab --write-test && says "removed again"'
  else fail "Route 53: moto does not start" "$(tail -n 5 "$T/moto.log")"; fi
  stop "$MOTO"; rm -rf "$STATE"
else skip "Route 53: moto could not be installed"; fi

# ---- dyndns2: the software of nsupdate.info, in front of a BIND ---------------------------------------------------------
if [ -x "$VENV/bin/django-admin" ] && command -v named >/dev/null; then
  # It speaks with name servers on port 53 alone.
  DNS_PORT=53; named_configure; named_up
  PORT=$(free_ports 1); mkdir -p "$T/nsupdate"
  cat >"$T/nsupdate/lab.py" <<P
from nsupdate.settings.prod import *
SECRET_KEY = "lab"
ALLOWED_HOSTS = ["*"]
DATABASES["default"]["NAME"] = "$T/nsupdate/lab.sqlite"
SECURE_SSL_REDIRECT = False
P
  cat >"$T/nsupdate/fill.py" <<P
import django; django.setup()
from django.contrib.auth import get_user_model
from nsupdate.main.models import Domain, Host
user = get_user_model().objects.create_user("lab", "lab@example.org", "lab")
domain = Domain.objects.create(name="$ZONE", nameserver_ip="127.0.0.1", nameserver_update_secret="$SECRET",
    nameserver_update_algorithm="HMAC_SHA256", public=True, available=True, created_by=user)
host = Host.objects.create(name="home", domain=domain, created_by=user, available=True)
host.generate_secret("lab-update-secret")
P
  # What it signs with is named after the zone.
  sed -i "s/^controls { };/controls { };\nkey \"$ZONE.\" { algorithm hmac-sha256; secret \"$(printf %s "$SECRET" | sed 's,/,\\/,g')\"; };/; s/update-policy {/update-policy { grant $ZONE. zonesub ANY;/" "$T/named/named.conf"
  named_down; named_up
  in_lab() { (cd "$T/nsupdate" && HOME=$T PYTHONPATH=$T/nsupdate DJANGO_SETTINGS_MODULE=lab "$@"); }
  if { in_lab "$VENV/bin/django-admin" migrate -v 0 && in_lab "$VENV/bin/python" fill.py; } >"$T/nsupdate.log" 2>&1; then
    start nsupdate env -C "$T/nsupdate" HOME="$T" PYTHONPATH="$T/nsupdate" DJANGO_SETTINGS_MODULE=lab "$VENV/bin/django-admin" runserver --noreload --insecure "127.0.0.1:$PORT"
    eventually 30 curl -fsS -m1 "http://127.0.0.1:$PORT/myip" -o "$T/myip.out" || fail "nsupdate.info: does not start" "$(tail -n 5 "$T/nsupdate.log")"
    conf account=$'provider = "dyndns2"\nusername = "'"$HOME_NAME"$'"\nendpoint = "http://127.0.0.1:'"$PORT"$'"'
    tsig_secret lab-update-secret
    life nsupdate.info
    tsig_secret wrong; answers 203.0.113.97
    check "nsupdate.info: a wrong secret is refused" exits 3 fp once
    tsig_secret lab-update-secret; conf name=other.$ZONE account=$'provider = "dyndns2"\nusername = "'"$HOME_NAME"$'"\nendpoint = "http://127.0.0.1:'"$PORT"$'"'
    check "nsupdate.info: somebody else's name is refused" exits 3 fp once
  else fail "nsupdate.info: cannot be set up" "$(tail -n 8 "$T/nsupdate.log")"; fi
else skip "nsupdate.info: its software could not be installed"; fi

finish
