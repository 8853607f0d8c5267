//! Killed again and again, at any moment: whatever the program had told a provider it still knows, and the
//! record comes right.
//!
//! `STORM_ROUNDS=300 cargo test --test program storm -- --nocapture` is the long one; `STORM_SEED=N`
//! plays the same moments again, as far as two processes can be made to. For Unix: the ends are signals.

use std::{
    fs,
    process::{Command, Stdio},
    thread::{scope, sleep},
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    room::{Room, Running, until},
    service::{Echo, Kind, Service, config},
};

/// A look may meet the moment in which one source says the new address and the other the old one yet: then
/// the next one counts. The rest is for two cores that are busy with other tests.
const CADENCE: Duration = Duration::from_secs(1);
const PATIENCE: Duration = Duration::from_secs(8);

/// How a run ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum End {
    Killed,
    /// Killed, and the disk was full all the time.
    KilledWithFullDisk,
    /// Killed, and what it had written is damaged afterwards.
    KilledAndTorn,
    /// As `systemd` and a log-off do it.
    Terminated,
    HungUp,
}

/// When a run ends.
#[derive(Clone, Copy, Debug)]
enum When {
    /// So long after its start.
    After(Duration),
    /// So long after the provider has a new value: while the answer is under way, or is being written down.
    Sent(Duration),
    /// So long after the record came right.
    Right(Duration),
}

/// What the disk remembers of the record.
#[derive(PartialEq, Eq, Debug, Default)]
struct Memory {
    published: Vec<String>,
    pending: Vec<String>,
}

struct Storm {
    room: Room,
    service: Service,
    sources: [Echo; 2],
    rng: fastrand::Rng,
    address: String,
    fresh: u8,
    /// What the provider was given when the run before ended.
    known: usize,
    /// Whether the first thing of the next run may be to say the same again.
    doubt: bool,
    /// The last run could write nothing down.
    unwritten: bool,
    /// The damaged file that was left for the next run, until it is replaced.
    torn: Vec<u8>,
    slowest: Duration,
    repeats: usize,
}

impl Storm {
    fn new(kind: Kind, seed: u64) -> Self {
        let (room, service) = (Room::new(), Service::new(kind));
        let sources = [Echo::new("203.0.113.1\n"), Echo::new("203.0.113.1\n")];
        room.config(config(&[&sources[0], &sources[1]], &service.account()));
        Self {
            room,
            service,
            sources,
            rng: fastrand::Rng::with_seed(seed),
            address: "203.0.113.1".to_owned(),
            fresh: 0,
            known: 0,
            doubt: false,
            unwritten: false,
            torn: Vec::new(),
            slowest: Duration::ZERO,
            repeats: 0,
        }
    }

    /// Mostly one of a few addresses, so that it also goes back to one of before.
    fn change(&mut self) {
        let last = self.rng.u8(1..5);
        self.become_address(last);
    }

    /// One that was not there for a long time, or never.
    fn become_fresh(&mut self) {
        self.become_address(200 + self.fresh % 50);
        self.fresh = self.fresh.wrapping_add(1);
    }

    fn become_address(&mut self, last: u8) {
        self.address = format!("203.0.113.{last}");
        for source in &self.sources {
            source.says(&format!("{}\n", self.address));
        }
    }

    fn is_right(&self) -> bool {
        self.service.given().last() == Some(&self.address)
    }

    fn start(&self, end: End) -> Running {
        if end == End::KilledWithFullDisk {
            let mut shell = self.room.program("sh");
            // Without the trap the system would kill a program for its first write.
            shell.arg("-c").arg("trap '' XFSZ; ulimit -f 0; exec \"$0\" run");
            shell.arg(env!("CARGO_BIN_EXE_fingerpost")).stdout(Stdio::null()).stderr(Stdio::null());
            return Running(shell.spawn().unwrap());
        }
        self.room.start(&["run"])
    }

    fn round(&mut self, end: End, when: When) {
        let pause = Duration::from_millis(self.rng.u64(0..20));
        self.service.server.pause(pause);
        let (mut end, mut when) = (end, when);
        if std::mem::take(&mut self.unwritten) {
            // An address that was never sent is the only one of which the old file says nothing false.
            (end, when) = (End::Killed, When::Right(pause));
            self.become_fresh();
        } else if self.rng.bool() {
            self.change();
        }
        let mut running = self.start(end);
        match when {
            When::After(time) => sleep(time),
            When::Sent(time) => {
                let before = self.service.given().len();
                self.become_fresh();
                let began = Instant::now();
                // What is left of an address of before may be sent first: that does as well.
                while self.service.given().len() == before {
                    assert!(began.elapsed() < PATIENCE, "nothing was sent; {}", self.room.log());
                    sleep(Duration::from_micros(200));
                }
                sleep(time);
            }
            When::Right(time) => {
                let began = Instant::now();
                until(PATIENCE, || self.is_right().then_some(()));
                self.slowest = self.slowest.max(began.elapsed());
                sleep(time);
            }
        }
        match end {
            End::Terminated | End::HungUp => self.ask_to_end(&mut running, end),
            _ => drop(running),
        }
        self.judge(end);
    }

    fn ask_to_end(&self, running: &mut Running, end: End) {
        let signal = if end == End::HungUp { "-HUP" } else { "-TERM" };
        let sent = Command::new("kill").args([signal, &running.0.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let status = until(Duration::from_secs(5), || running.0.try_wait().unwrap());
        // Before it listens for signals one simply ends it.
        assert!(status.success() || status.code().is_none(), "{status}: {}", self.room.log());
    }

    /// After the end of a run: what the disk remembers, against what the provider was given.
    fn judge(&mut self, end: End) {
        self.service.server.settle();
        let given = self.service.given();
        for at in self.known..given.len() {
            if at > 0 && given[at] == given[at - 1] {
                let allowed = at == self.known && self.doubt;
                assert!(allowed, "{end:?}: {} was sent again without need: {given:?}", given[at]);
                self.repeats += 1;
            }
        }
        let sent = given.len() > self.known;
        self.known = given.len();
        if end == End::KilledWithFullDisk {
            self.memory();
            // Nothing of this run could be written down.
            self.doubt |= sent;
            self.unwritten = sent;
            return;
        }
        let memory = self.memory();
        if let Some(last) = given.last().filter(|_| sent || !self.doubt) {
            let last = [last.clone()];
            let kept = memory.pending == last || memory.published == last;
            assert!(kept, "{end:?}: {last:?} was sent, and the disk knows of {memory:?}");
        }
        self.doubt = !memory.pending.is_empty() || self.doubt && !sent;
        if end == End::KilledAndTorn && self.room.state_file().exists() {
            let mut bytes = fs::read(self.room.state_file()).unwrap();
            bytes.truncate(self.rng.usize(1..bytes.len().max(2)));
            fs::write(self.room.state_file(), &bytes).unwrap();
            self.torn = bytes;
            self.doubt = true;
        }
    }

    /// The state as it lies there; it must be whole whatever happened.
    fn memory(&self) -> Memory {
        let Ok(bytes) = fs::read(self.room.state_file()) else {
            return Memory::default();
        };
        if !self.torn.is_empty() && bytes == self.torn {
            // The run ended before it came so far.
            return Memory::default();
        }
        let state: Value =
            serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{error} in the state"));
        let list = |key: &str| {
            let values = state["records"][0][key].as_array().cloned().unwrap_or_default();
            values.iter().map(|value| value.as_str().unwrap().to_owned()).collect()
        };
        Memory { published: list("published"), pending: list("pending") }
    }

    fn play(&mut self, rounds: u32) {
        for round in 0..rounds {
            let end = match self.rng.u8(0..20) {
                0..=1 => End::KilledWithFullDisk,
                2..=3 => End::KilledAndTorn,
                4..=5 => End::Terminated,
                6 => End::HungUp,
                _ => End::Killed,
            };
            let micros = |rng: &mut fastrand::Rng, most| Duration::from_micros(rng.u64(0..most));
            let when = match round % 5 {
                0 => When::Right(micros(&mut self.rng, 30_000)),
                1 | 2 => When::After(micros(&mut self.rng, 400_000)),
                _ => When::Sent(micros(&mut self.rng, 30_000)),
            };
            self.round(end, when);
        }
        self.round(End::Terminated, When::Right(Duration::from_millis(100)));
        self.room.run(&["once"]).ended(0, &[]);
        assert_eq!(self.room.published(), std::slice::from_ref(&self.address));
        assert!(!self.room.log().contains("panicked"));
    }
}

#[test]
fn a_storm_of_kills_loses_nothing_and_repeats_nothing() {
    let number = |name| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let rounds = number("STORM_ROUNDS").unwrap_or(25).try_into().unwrap();
    let seed = number("STORM_SEED").unwrap_or_else(|| fastrand::u64(..1 << 32));
    scope(|scope| {
        for kind in [Kind::Dyndns2, Kind::Cloudflare] {
            scope.spawn(move || {
                println!("{kind:?}: STORM_SEED={seed}");
                let mut storm = Storm::new(kind, seed);
                storm.play(rounds);
                let Storm { slowest, repeats, .. } = &storm;
                let sent = storm.service.given().len();
                println!(
                    "{kind:?}: {rounds} rounds, {sent} values, {repeats} of unknown outcome again, right after {slowest:?} at most"
                );
                assert!(*slowest < 3 * CADENCE, "right only after {slowest:?}");
            });
        }
    });
}
