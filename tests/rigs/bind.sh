#!/usr/bin/env bash
# The main job against a real BIND with TSIG: publish, follow, survive, refuse. What BIND serves is read with dig.
. "$(dirname "$0")/lib.sh"
needs dig nsupdate; needs_program
echo_servers one two
named_configure; named_up
tsig_secret "$SECRET"

HOME_NAME=home.$ZONE
publishes() { fp once >"$T/out" 2>&1 </dev/null || { echo "exit $?"; tail -n 15 "$T/out"; return 1; }; serves "$@"; }
# nothing_published CODE: a single run ends with that code and the zone stays as it is
nothing_published() {
  local before; before=$(serial)
  exits "$1" fp once && [ "$(serial)" = "$before" ] || { echo "serial $before -> $(serial)"; return 1; }
}

# ---- one run --------------------------------------------------------------------------------------------------------
conf; answers 203.0.113.7 2001:db8::7
check "check: the configuration is good" exits 0 fp check
check "once: the first run creates the A record" publishes A $HOME_NAME 203.0.113.7
before=$(serial)
check "once: again" exits 0 fp once
equal "once: nothing new, nothing sent (SOA serial)" "$before" "$(serial)"
answers 203.0.113.8
check "once: a changed address is published" publishes A $HOME_NAME 203.0.113.8
check "status --json says so" status_is '[(x["name"], x["type"], x["state"], x["published"]) for x in r]' "[('$HOME_NAME', 'A', 'ok', ['203.0.113.8'])]"
check "history knows the change" eval 'exits 0 fp history && says 203.0.113.8'
check "address: what each source says" eval 'exits 0 fp address && says 203.0.113.8'
check "doctor: the account was read, the name is right, nothing is bad" eval 'exits 0 fp doctor && says "good .*Account lab .*zone $ZONE" && says "good .*$HOME_NAME A is right"'
check "account test: read alone, the zone stays as it is" eval 'before=$(serial); exits 0 fp account test lab && says "zone $ZONE was read" && [ "$before" = "$(serial)" ]'
check "account test --write-test: makes a record of its own, and leaves none" eval 'exits 0 fp account test lab --write-test && says "fingerpost-test-.*removed again" && ! dig +tcp AXFR @$DNS_IP -p $DNS_PORT $ZONE | grep -q fingerpost-test'
change "update delete $HOME_NAME. A" "update add $HOME_NAME. 300 A 203.0.113.66"
check "doctor: somebody else changed the record" eval 'exits 0 fp doctor && says "attention .*should be 203.0.113.8.*203.0.113.66"'
change "update delete $HOME_NAME. A" "update add $HOME_NAME. 300 A 203.0.113.8"
conf types='"A", "AAAA"' ipv6="[\"http://[::1]:$PORT_one/\", \"http://[::1]:$PORT_two/\"]"
if [ -s /proc/net/if_inet6 ]; then
  check "once: A and AAAA" publishes AAAA $HOME_NAME 2001:db8::7
  equal "once: the A record beside it" 203.0.113.8 "$(dns A $HOME_NAME)"
else skip "A and AAAA: no IPv6 here"; fi

# ---- what others own is kept ----------------------------------------------------------------------------------------
change "update add kept.$ZONE. 123 A 203.0.113.50" "update add kept.$ZONE. 77 TXT \"mine\"" "update add kept.$ZONE. 77 MX 10 mail.$ZONE."
conf name=kept.$ZONE
check "a record that was there before is taken over" publishes A kept.$ZONE 203.0.113.8
equal "its TTL is kept where none is configured" 123 "$(ttl A kept.$ZONE)"
equal "its sibling TXT is kept" '"mine"' "$(dig +short @$DNS_IP -p $DNS_PORT kept.$ZONE TXT)"
equal "its sibling MX is kept" "10 mail.$ZONE." "$(dns MX kept.$ZONE)"
conf name=kept.$ZONE ttl=60
answers 203.0.113.9
check "with a TTL configured" publishes A kept.$ZONE 203.0.113.9
equal "that TTL is set" 60 "$(ttl A kept.$ZONE)"

# ---- keys -----------------------------------------------------------------------------------------------------------
n=20
for alg in sha1 sha384 sha512; do
  secret="TSIG_$alg"; tsig_secret "${!secret}"; n=$((n + 1)); answers 203.0.113.$n
  conf key=key-$alg algorithm=hmac-$alg name=$alg.$ZONE
  check "TSIG hmac-$alg" publishes A $alg.$ZONE 203.0.113.$n
done
tsig_secret "$SECRET"
conf algorithm=hmac-sha224
check "TSIG hmac-sha224: refused with the algorithms there are" eval '! fp check >"$T/out" 2>&1 && says hmac-sha256'

# ---- UDP that does not carry ----------------------------------------------------------------------------------------
mapfile -t many < <(for i in $(seq 1 60); do echo "update add big.$ZONE. 300 A 198.51.100.$i"; done)
change "${many[@]}"
answers 203.0.113.30; conf name=big.$ZONE
# Sixty addresses that somebody else put there: ours joins them, none is taken away.
check "TCP fallback: an answer larger than UDP carries" exits 0 fp once
equal "TCP fallback: ours is added, the sixty others are kept" 61 "$(dig +tcp +short @$DNS_IP -p $DNS_PORT big.$ZONE A | wc -l)"
n=30
for mode in truncate deaf; do
  port=$(free_ports 1); n=$((n + 1)); answers 203.0.113.$n
  start "tcp-only-$mode" "$PY" "$RIGS/tcp-only-dns.py" "$port" $DNS_IP "$DNS_PORT" $mode
  eventually 5 grep -q ready "$T/tcp-only-$mode.log"
  conf server=127.0.0.1:$port name=tcp-$mode.$ZONE
  check "TCP fallback: UDP is $mode" publishes A tcp-$mode.$ZONE 203.0.113.$n
done

# ---- addresses that must not be believed ----------------------------------------------------------------------------
conf; answers 203.0.113.40
check "before the bad answers" publishes A $HOME_NAME 203.0.113.40
answers 203.0.113.41; echo 203.0.113.66 >"$T/echo/two.v4"
check "one of two sources lies: nothing published" nothing_published 1
answers '<html><body>Please log in. Your address: 203.0.113.66</body></html>'
check "a login page under 200: nothing published" nothing_published 1
answers $'status 302\nLocation: http://127.0.0.1:'"$PORT_one"$'/login\n203.0.113.66'
check "a redirect to a login page: nothing published" nothing_published 1
answers $'status 500\n203.0.113.66'
check "an address under status 500: nothing published" nothing_published 1
answers '203.0.113.66 203.0.113.67'
check "two addresses in one answer: nothing published" nothing_published 1
for bad in 192.168.1.5:private 127.0.0.1:loopback 100.64.0.9:'100\.64|shared|carrier|CGNAT' 169.254.1.1:link-local 192.0.2.5:documentation 224.0.0.1:multicast; do
  answers "${bad%%:*}"
  check "${bad%%:*}: refused, nothing published" nothing_published 1
  check "${bad%%:*}: and the reason is said" says "${bad#*:}"
done
answers ''
check "an empty answer: nothing published, nothing cleared" nothing_published 1
equal "what was published before all this is still served" 203.0.113.40 "$(dns A $HOME_NAME)"

# ---- the running program --------------------------------------------------------------------------------------------
answers 203.0.113.70
start_fp run run; RUN=$LAST
check "run: publishes" eventually 15 serves A $HOME_NAME 203.0.113.70
answers 203.0.113.71
check "run: follows a changed address" eventually 20 serves A $HOME_NAME 203.0.113.71
check "run: status comes from the running program" status_is 's["state"]' ok
change "update delete $HOME_NAME. A" "update add $HOME_NAME. 60 A 198.51.100.99"
check "run: update --force puts back what someone else changed" eval 'exits 0 fp update --force && eventually 10 serves A $HOME_NAME 203.0.113.71'
named_down
answers 203.0.113.72; sleep 4
check "run: lives on while BIND is down" alive $RUN
check "run: and says that it does not work" eval '[ "$(status "s[\"state\"]")" != ok ]'
named_up
check "run: publishes by itself when BIND is back" eventually 90 serves A $HOME_NAME 203.0.113.72
sed -i 's/^interval = .*/intervall = "1s"/' "$CONFIG"; sleep 3
check "run: a broken configuration leaves the old one running" alive $RUN
answers 203.0.113.73
check "run: which still works" eventually 20 serves A $HOME_NAME 203.0.113.73
check "run: and says so" says 'intervall|config' "$T/run.log"
conf ttl=99; answers 203.0.113.74
check "run: a changed configuration is taken up" eventually 20 eval 'serves A $HOME_NAME 203.0.113.74 && [ "$(ttl A $HOME_NAME)" = 99 ]'
stop $RUN TERM
check "run: ends at SIGTERM" gone $RUN

# ---- death in the middle --------------------------------------------------------------------------------------------
conf; answers 203.0.113.80
kill -STOP "$NAMED_PID"                  # the update is on its way and nobody answers
start_fp killed run; sleep 2; stop "$LAST" KILL
kill -CONT "$NAMED_PID"
check "kill -9 while an update is under way, then again" publishes A $HOME_NAME 203.0.113.80
for n in $(seq 81 90); do
  answers 203.0.113.$n
  start_fp killed once; sleep 0.0$((n % 10 * 6 / 10)); stop "$LAST" KILL
done
check "killed ten times at random moments: the next run is right" publishes A $HOME_NAME 203.0.113.90
check "and the state file is whole" "$PY" -m json.tool "$STATE/state.json"

# ---- a state file that is none --------------------------------------------------------------------------------------
size=$(wc -c <"$STATE/state.json"); truncate -s $((size / 2)) "$STATE/state.json"; answers ''
check "torn state and no address known: nothing cleared" nothing_published 1
check "torn state: set aside" eval 'ls "$STATE"/state.json.bad-*'
check "torn state: named to the person" says 'state\.json'
answers 203.0.113.91
check "torn state: the next run is right" publishes A $HOME_NAME 203.0.113.91
: >"$STATE/state.json"
check "empty state file" publishes A $HOME_NAME 203.0.113.91
if [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
  answers 203.0.113.92
  full_disk() { # in a mount namespace of its own, so that nothing needs to be unmounted
    # shellcheck disable=SC2016
    unshare -m --propagation private sh -c 'mkdir -p "$1/full" && mount -t tmpfs -o size=32k none "$1/full" && cp "$1/state/state.json" "$1/full/"
      cat /dev/zero >"$1/full/ballast" 2>/dev/null; timeout 60 "$2" --config "$1/config.toml" --state-dir "$1/full" once; code=$?
      python3 -m json.tool "$1/full/state.json" >/dev/null || { echo "the state file is torn"; exit 1; }; [ $code != 101 ] && [ $code -lt 128 ]' sh "$T" "$FINGERPOST"
  }
  check "full disk: no crash, and the state file stays whole" full_disk
else skip "full disk: needs root"; fi

# ---- a refused key --------------------------------------------------------------------------------------------------
refusals() { grep -c 'tsig verify failure' "$T/named.log"; }
conf; answers 203.0.113.100; tsig_secret "$(head -c 32 /dev/urandom | base64 -w0)"
check "wrong key: exit 3, nothing published" nothing_published 3
check "wrong key: BIND did refuse it" [ "$(refusals)" -gt 0 ]
before=$(refusals)
check "wrong key: the next run ends with 3 as well" nothing_published 3
start_fp latched run; sleep 4; stop "$LAST"
equal "wrong key: and BIND is not asked again, not even after a restart" "$before" "$(refusals)"
check "wrong key: status says that a person is needed" status_is 's["state"], r[0]["state"]' "('attention', 'stopped')"
tsig_secret "$SECRET"
check "wrong key: lifted by the right secret" publishes A $HOME_NAME 203.0.113.100
conf key=no-such-key; answers 203.0.113.101
check "unknown key name: exit 3, nothing published" nothing_published 3
conf
check "unknown key name: lifted by the right configuration" publishes A $HOME_NAME 203.0.113.101
conf name=home.elsewhere.test more='zone = "elsewhere.test"'
check "a zone that BIND does not serve: an error, no crash" eval '! fp once >"$T/out" 2>&1 && ! says panicked 2>/dev/null'

# ---- mistakes in the configuration ----------------------------------------------------------------------------------
mistake() { exits 2 fp check && says "$1" && exits 2 fp once; }
conf more='typ = "A"'
check "mistake: unknown key, the nearest one named, with its place" eval 'mistake "config\.toml:[0-9]+:[0-9]+" && says types'
conf; sed -i 's/^confirm = 2/confirm = "two"/; s/^account = "lab"/account = "lob"/; s/^algorithm = .*/algorithm = "hmac-md4"/' "$CONFIG"
check "mistake: three at once, all reported" eval 'mistake "confirm|two" && says lob && says md4'
conf more="[[record]]"$'\n'"name = \"$HOME_NAME\""$'\n''account = "lab"'$'\n''types = ["A"]'
check "mistake: the same record twice" mistake "$HOME_NAME"
rm "$T/tsig.secret"; conf
check "mistake: the secret's file is missing" eval 'fp once >"$T/out" 2>&1; code=$?; says tsig.secret && { [ $code = 2 ] || [ $code = 3 ]; }'
tsig_secret "$SECRET"; chmod 644 "$T/tsig.secret"
check "mistake: the secret's file is open to others" eval 'fp once >"$T/out" 2>&1; says tsig.secret'
chmod 600 "$T/tsig.secret"
rm "$CONFIG"; mkdir "$CONFIG"
check "mistake: a folder instead of a file" exits 2 fp check
rmdir "$CONFIG"; head -c 10M /dev/urandom >"$CONFIG"
check "mistake: 10 MB of junk" exits 2 fp check
rm "$CONFIG"
check "mistake: no configuration at all" exits 2 fp once
conf; sed -i '1s/^/\xef\xbb\xbf/; s/$/\r/' "$CONFIG"
check "a byte order mark and CRLF are fine" exits 0 fp check
conf name=bücher.$ZONE; answers 203.0.113.110
check "a name that is not ASCII" publishes A xn--bcher-kva.$ZONE 203.0.113.110

# ---- secrets stay where they are ------------------------------------------------------------------------------------
leaks() { ! grep -rlF -e "$SECRET" -e "$TSIG_sha1" -e "$TSIG_sha512" "$STATE" "$T"/*.log "$T/out" "$T/status.json"; }
check "no secret in state, log or output" leaks
check "nothing panicked" eval '! grep -l "panicked at" "$T"/*.log'
finish
