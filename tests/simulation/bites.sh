#!/usr/bin/env bash
# Does the simulation bite? Breaks each of the seven rules on purpose, in a copy of the sources, and names the seed that
# found it. Not part of the usual run: seven builds, about ten minutes.
set -eu
cd "$(dirname "$0")/../.."
COPY=$(mktemp -d); trap 'rm -rf "$COPY"' EXIT
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target} SIMULATION_SEEDS=${1:-20000}
FAILED=0

# bite RULE FILE BEFORE AFTER: the words BEFORE, which must be there once, become AFTER
bite() {
  rm -rf "${COPY:?}"/*; cp -r Cargo.toml Cargo.lock build.rs src tests assets benches installer "$COPY"
  python3 - "$COPY/$2" "$3" "$4" <<'P'
import sys
file, before, after = sys.argv[1:]
text = open(file).read()
assert text.count(before) == 1, f"{file}: {text.count(before)} times: {before}"
open(file, "w").write(text.replace(before, after))
P
  local found
  found=$(cd "$COPY" && cargo test --config profile.dev.package.fingerpost.opt-level=1 --test simulation 2>&1 | grep -E "^(seed|error)" | head -1) || true
  case $found in
    seed*) echo "ok rule $1 broken: ${found:0:110}" ;;
    *) echo "FAILED rule $1 broken and nothing noticed: $found"; FAILED=1 ;;
  esac
}

M=src/core/machine
bite 1 $M/looking.rs 'self.looks.get(&uplink).filter(|look| look.known)?;' \
  'if self.looks.get(&uplink).is_none_or(|look| !look.known) { return Some(Vec::new()); }'
bite 2 src/core/consensus.rs 'most >= confirm.max(1)' 'most >= confirm.min(1)'
bite 3 $M/configuring.rs '(Waits::Change(then), Some(now)) => now != then,' '(Waits::Change(_), Some(_)) => true,'
bite 4 $M/publishing.rs 'memory.pending.clone_from(&values);' ''
bite 5 src/core/secret.rs 'pub fn cross_out(&self, words: &str) -> String {' \
  'pub fn cross_out(&self, words: &str) -> String { if !words.is_empty() { return words.to_owned(); }'
bite 6 $M/outcome.rs 'Waits::Until(after(now, pace::retry(&problem, attempts, &mut self.rng)))' 'Waits::Until(jiff::Timestamp::MAX)'
bite 7 src/core/plan.rs 'previous.iter().filter(|r| !ours(r)' 'previous.iter().filter(|r| false && !ours(r)'
exit $FAILED
