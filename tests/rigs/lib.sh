# What all rigs share. Sourced, not run.
#
# A rig starts real servers in a folder of its own, runs the real program against them, prints one line per check
# ("ok ...", "FAILED ...", "skipped ...") and a closing count, and leaves nothing behind. Set RIG_KEEP=1 to keep its
# folder for a look at the logs.
# shellcheck shell=bash
set -u

RIGS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$RIGS/../.." && pwd)
RIG=$(basename "$0" .sh)
FINGERPOST=$(realpath -m "${FINGERPOST:-$ROOT/target/release/fingerpost}")
export SHOTS=$ROOT/target/rigs
# Debian's own Python: python3-gi belongs to it, and not to another Python that stands before it on PATH.
PY=/usr/bin/python3; [ -x $PY ] || PY=python3
T=$(mktemp -d "${TMPDIR:-/tmp}/fingerpost-$RIG-XXXXXX")
export FINGERPOST_LANG=en
# Nothing of the person who runs the rig may reach the program, or the other way round.
unset FINGERPOST_CONFIG FINGERPOST_STATE_DIR http_proxy https_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY all_proxy

# ---- checks ---------------------------------------------------------------------------------------------------------

PASSED=0 FAILED=0 SKIPPED=0 FINISHED=

pass() { PASSED=$((PASSED + 1)); echo "ok $*"; }
fail() { # LABEL [WHAT WAS SEEN]
  FAILED=$((FAILED + 1)); echo "FAILED $1"
  [ -z "${2:-}" ] || printf '%s\n' "$2" | tail -n 25 | sed 's/^/    | /'
}
skip() { SKIPPED=$((SKIPPED + 1)); echo "skipped $*"; }

# check LABEL COMMAND...: the command says whether it went well; its output is shown when not.
check() {
  local label=$1 out; shift
  if out=$("$@" 2>&1); then pass "$label"; else fail "$label" "${out:-($* failed and said nothing)}"; fi
}
# equal LABEL WANTED SEEN
equal() { if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "wanted: $2"$'\n'"seen:   $3"; fi; }
# eventually SECONDS COMMAND...: polls until the command succeeds
eventually() {
  local end=$(($(date +%s%N) + $1 * 1000000000)) out; shift
  until out=$("$@" 2>&1); do
    [ "$(date +%s%N)" -lt "$end" ] || { echo "not within the time: $*"; printf '%s\n' "$out" | tail -n 12; return 1; }
    sleep 0.1
  done
}
# steadily SECONDS COMMAND...: the command must succeed all the time
steadily() {
  local end=$(($(date +%s) + $1)); shift
  while [ "$(date +%s)" -lt "$end" ]; do "$@" || { echo "did not hold: $*"; return 1; }; sleep 0.3; done
}
# exits CODE COMMAND...: runs it, leaves all it printed in $T/out
exits() {
  local want=$1 got=0; shift
  "$@" >"$T/out" 2>&1 </dev/null || got=$?
  [ "$got" = "$want" ] || { echo "exit code $got instead of $want: $*"; tail -n 20 "$T/out"; return 1; }
}
# says PATTERN [FILE]: what the last `exits` printed matches (extended regular expression, any case)
says() { grep -Eqi -- "$1" "${2:-$T/out}" || { echo "nothing like /$1/ in:"; tail -n 20 "${2:-$T/out}"; return 1; }; }

# ---- children and the end -------------------------------------------------------------------------------------------

PIDS=() CLEANUP=() LAST=
# start NAME COMMAND...: in the background, output in $T/NAME.log, id in $LAST; stopped when the rig ends
start() { local name=$1; shift; "$@" >>"$T/$name.log" 2>&1 </dev/null & LAST=$!; PIDS+=("$LAST"); }
# stop PID [SIGNAL]: and wait until it is gone
stop() {
  kill "-${2:-TERM}" "$1" 2>/dev/null
  for _ in $(seq 100); do kill -0 "$1" 2>/dev/null || break; sleep 0.05; done
  kill -9 "$1" 2>/dev/null; wait "$1" 2>/dev/null
}
alive() { kill -0 "$1" 2>/dev/null; }
gone() { ! kill -0 "$1" 2>/dev/null; }
at_end() { CLEANUP+=("$1"); }

clean_up() {
  local status=$? i
  trap - EXIT INT TERM
  for ((i = ${#PIDS[@]} - 1; i >= 0; i--)); do kill "${PIDS[i]}" 2>/dev/null; done
  for ((i = ${#PIDS[@]} - 1; i >= 0; i--)); do stop "${PIDS[i]}"; done
  for ((i = ${#CLEANUP[@]} - 1; i >= 0; i--)); do eval "${CLEANUP[i]}" >/dev/null 2>&1; done
  if [ -z "$FINISHED" ]; then
    echo "FAILED $RIG: ended before its last check (status $status)"
    for log in "$T"/*.log; do [ -s "$log" ] && { echo "    == $(basename "$log")"; tail -n 8 "$log" | sed 's/^/    | /'; }; done
    [ "$status" != 0 ] || status=1
  fi
  if [ -n "${RIG_KEEP:-}" ]; then echo "    kept $T"; else rm -rf --one-file-system "$T"; fi
  exit "$status"
}
trap clean_up EXIT; trap 'exit 143' TERM; trap 'exit 130' INT

# finish: the closing count; the last line of every rig
finish() { FINISHED=1; echo "$RIG: $PASSED passed, $FAILED failed, $SKIPPED skipped"; [ "$FAILED" = 0 ]; exit; }
# give_up REASON: the whole rig cannot run on this machine
give_up() { skip "$RIG: $*"; finish; }
# needs COMMAND...: what must be installed (tests/all installs it on Debian)
needs() {
  local c missing=()
  for c in "$@"; do command -v "$c" >/dev/null || missing+=("$c"); done
  [ ${#missing[@]} = 0 ] || give_up "not installed: ${missing[*]}"
}
needs_program() {
  [ -x "$FINGERPOST" ] || { fail "$RIG: no program at $FINGERPOST (cargo build --release)"; finish; }
}
# in_namespace "$@": carry on in a network of one's own (needs root, or a kernel that lets anyone have one)
in_namespace() {
  [ -z "${RIG_IN_NAMESPACE:-}" ] || { ip link set lo up; return; }
  local how=(unshare --net --mount --propagation private); [ "$(id -u)" = 0 ] || how+=(--map-root-user)
  "${how[@]}" true 2>/dev/null || give_up "no network namespaces here"
  rmdir "$T"; RIG_IN_NAMESPACE=1 exec "${how[@]}" "$0" "$@"
}
# free_ports N: N ports of the loopback that are free for both TCP and UDP
free_ports() {
  "$PY" - "$1" <<'P'
import socket, sys
held, ports = [], []
while len(ports) < int(sys.argv[1]):
    tcp = socket.socket(); tcp.bind(("127.0.0.1", 0)); port = tcp.getsockname()[1]
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try: udp.bind(("127.0.0.1", port))
    except OSError: continue
    held += [tcp, udp]; ports.append(str(port))
print(*ports)
P
}

# ---- the program ----------------------------------------------------------------------------------------------------

CONFIG=$T/config.toml STATE=$T/state
# fp ARGUMENTS...: the program with the rig's own configuration and state
fp() { timeout 60 "$FINGERPOST" --config "$CONFIG" --state-dir "$STATE" "$@"; }
# start_fp NAME ARGUMENTS...: the same in the background (no timeout around it: signals must reach the program itself)
start_fp() { local name=$1; shift; start "$name" "$FINGERPOST" --config "$CONFIG" --state-dir "$STATE" "$@"; }
# conf [NAME=VALUE...]: writes the configuration; the names and what they are when left out stand in the first lines
# (`account`: the lines of another account than the one at BIND)
conf() {
  local ipv4="[\"http://127.0.0.1:${PORT_one:-1}/\", \"http://127.0.0.1:${PORT_two:-1}/\"]" ipv6='"off"' confirm=2 interval=1s
  local name=home.$ZONE types='"A"' ttl="" server=$DNS_IP:$DNS_PORT key=$KEY algorithm=hmac-sha256 more="" kv
  local secret='{ file = "tsig.secret" }' account=""
  for kv in "$@"; do local "${kv%%=*}=${kv#*=}"; done
  [ -n "$account" ] || printf -v account 'provider = "rfc2136"\nserver = "%s"\nkey_name = "%s"\nalgorithm = "%s"' "$server" "$key" "$algorithm"
  mkdir -p "$(dirname "$CONFIG")"
  cat >"$CONFIG" <<C
version = 1
[address]
ipv4 = $ipv4
ipv6 = $ipv6
confirm = $confirm
accept = ["203.0.113.0/24", "198.51.100.0/24", "2001:db8::/32"]
interval = "$interval"
[account.lab]
$account
${secret:+secret = $secret}
[[record]]
name = "$name"
account = "lab"
types = [$types]
${ttl:+ttl = $ttl}
$more
C
}
# tsig_secret SECRET: into the file that conf names
tsig_secret() { (umask 077; printf '%s\n' "$1" >"$(dirname "$CONFIG")/tsig.secret"); }
# status EXPRESSION: a Python expression over s, the parsed `status --json`
status() {
  fp status --json >"$T/status.json" 2>"$T/status.err"
  "$PY" -c 'import json, sys
s = json.load(open(sys.argv[1])); r = s["records"]
print(eval(sys.argv[2]))' "$T/status.json" "$1"
}
status_is() { # EXPRESSION VALUE
  local got; got=$(status "$1")
  [ "$got" = "$2" ] || { echo "status: $1 is $got, not $2"; cat "$T/status.json" "$T/status.err"; return 1; }
}

# ---- address echo over HTTP -----------------------------------------------------------------------------------------

# echo_servers NAME...: one server each, on 127.0.0.1 and [::1] at the same port; PORT_NAME is set.
# What one answers is the text in $T/echo/NAME.v4 and NAME.v6, read anew for each request (see http-echo.py).
echo_servers() {
  local name ports pairs=(); mkdir -p "$T/echo"
  read -ra ports <<<"$(free_ports $#)"
  for name in "$@"; do declare -g "PORT_$name=${ports[0]}"; pairs+=("$name=${ports[0]}"); ports=("${ports[@]:1}"); done
  start http-echo "$PY" "$RIGS/http-echo.py" "$T/echo" "${pairs[@]}"
  eventually 10 grep -q ready "$T/http-echo.log" || exit 1
}
# answers V4 [V6]: what every echo server says from now on
answers() { local f; for f in "$T"/echo/*.v4; do printf '%s\n' "$1" >"$f"; done; [ -z "${2:-}" ] || for f in "$T"/echo/*.v6; do printf '%s\n' "$2" >"$f"; done; }
# hits NAME: how many questions an echo server has had
hits() { wc -c <"$T/echo/$1.hits"; }

# ---- BIND -----------------------------------------------------------------------------------------------------------

ZONE=example.org DNS_IP=127.0.0.1 DNS_PORT="" KEY=ddns-key NAMED=""
# named_configure: a zone that may be changed with TSIG keys: ddns-key (hmac-sha256) and one named after each algorithm.
# TSIG_<algorithm> holds each secret, SECRET that of ddns-key.
named_configure() {
  local alg
  mkdir -p "$T/named"; [ -n "$DNS_PORT" ] || DNS_PORT=$(free_ports 1)
  SECRET=$(head -c 32 /dev/urandom | base64 -w0)
  cat >"$T/named/$ZONE.zone" <<Z
\$ORIGIN $ZONE.
\$TTL 300
@ IN SOA ns1 hostmaster 1 3600 600 86400 60
@ IN NS ns1
ns1 IN A $DNS_IP
mail IN A 198.51.100.25
Z
  {
    cat <<C
options { directory "$T/named"; listen-on port $DNS_PORT { $DNS_IP; }; listen-on-v6 { none; };
  pid-file none; session-keyfile none; lock-file none; recursion no; notify no; dnssec-validation no;
  empty-zones-enable no; max-udp-size 512; querylog yes; };
controls { };
key "$KEY" { algorithm hmac-sha256; secret "$SECRET"; };
C
    for alg in sha1 sha224 sha384 sha512; do
      declare -g "TSIG_$alg=$(head -c 32 /dev/urandom | base64 -w0)"; local v="TSIG_$alg"
      echo "key \"key-$alg\" { algorithm hmac-$alg; secret \"${!v}\"; };"
    done
    echo "zone \"$ZONE\" { type primary; file \"$T/named/$ZONE.zone\"; update-policy {"
    for alg in "$KEY" key-sha1 key-sha224 key-sha384 key-sha512; do echo "  grant $alg zonesub ANY;"; done
    echo "}; };"
  } >"$T/named/named.conf"
  # Debian's AppArmor profile confines /usr/sbin/named to its own folders; a copy under another path is not confined.
  NAMED=$(command -v named || echo /usr/sbin/named)
  if grep -q Y /sys/module/apparmor/parameters/enabled 2>/dev/null; then cp "$NAMED" "$T/named/named"; NAMED=$T/named/named; fi
}
named_up() { start named "$NAMED" -g -n 1 -4 -c "$T/named/named.conf"; NAMED_PID=$LAST; eventually 10 eval 'dns SOA '"$ZONE"' | grep -q hostmaster' || exit 1; }
named_down() { stop "$NAMED_PID"; }
# dns TYPE NAME: the answers of BIND, sorted, on one line
dns() { dig +short +tries=1 +time=1 "@$DNS_IP" -p "$DNS_PORT" "$2" "$1" 2>/dev/null | grep -v '^;' | sort | xargs; }
ttl() { dig +noall +answer +tries=1 +time=1 "@$DNS_IP" -p "$DNS_PORT" "$2" "$1" | awk '{ print $2; exit }'; }
serial() { dns SOA $ZONE | awk '{ print $3 }'; }
serves() { local got; got=$(dns "$1" "$2"); [ "$got" = "$3" ] || { echo "$2 $1 is '$got', not '$3'"; return 1; }; }
# change LINES...: by hand, as the zone's other owner would
change() { { printf 'server %s %s\nzone %s\n' "$DNS_IP" "$DNS_PORT" "$ZONE"; printf '%s\n' "$@" send; } | nsupdate -y "hmac-sha256:$KEY:$SECRET"; }

# ---- a screen -------------------------------------------------------------------------------------------------------

# screen WIDTHxHEIGHT: an X server on a number that it finds itself
screen() {
  mkfifo "$T/display"; exec 7<>"$T/display"
  start xvfb Xvfb -displayfd 7 -screen 0 "$1x24" -nolisten tcp -noreset
  local number; read -r -t 15 -u 7 number || { echo "no X server"; exit 1; }
  exec 7>&-; export DISPLAY=:$number
}
shot() { mkdir -p "$SHOTS"; import -silent -window root "$1"; }
