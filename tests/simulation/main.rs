//! The whole machine in a made-up world: clocks, lines, sources, providers, name servers, hooks, a
//! disk, a person, and everything that goes wrong with them, in as many orders as there are seeds.
//!
//! Each of the seven rules of DESIGN.md is an assertion (`rules`). A schedule ends with the world in
//! order again; then everything must come right by itself. A failing seed is printed with the last
//! things that happened, and is played again with `SIMULATION_SEED=N cargo test --test simulation`;
//! `SIMULATION_SEEDS=N` plays so many. `bites.sh` breaks each rule on purpose and names the seed that
//! found it.

#![expect(clippy::unwrap_used, reason = "a test's panic is its report")]
#![expect(clippy::expect_used, reason = "likewise")]

mod provider;
mod rules;
mod world;

use std::{
    env,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
};

use world::World;

/// Schedules of an ordinary run of the tests; `tests/all` plays 30,000; a release has seen 100,000.
const USUAL: u64 = 3_000;

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok().map(|text| text.parse().expect(variable))
}

/// Plays one schedule; says what went wrong, if anything.
fn play(seed: u64) -> Result<(), String> {
    tell(seed, false).or_else(|_| tell(seed, true))
}

fn tell(seed: u64, aloud: bool) -> Result<(), String> {
    let mut world = World::new(seed, aloud);
    let played = catch_unwind(AssertUnwindSafe(|| world.play()));
    played.map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        let story = world.story();
        format!("{story}\nseed {seed}: {}", text.unwrap_or_default())
    })
}

#[test]
fn the_rules_hold_whatever_happens_in_whatever_order() {
    // The panic of an assertion is shown once, with its seed, and not where it is caught.
    std::panic::set_hook(Box::new(|_| {}));
    if let Some(seed) = number("SIMULATION_SEED") {
        play(seed).unwrap_or_else(|why| report(&why));
        return;
    }
    let seeds = number("SIMULATION_SEEDS").unwrap_or(USUAL);
    let (next, failed) = (AtomicU64::new(1), AtomicBool::new(false));
    let first = thread::scope(|scope| {
        let work = || {
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed > seeds || failed.load(Ordering::Relaxed) {
                    return None;
                }
                if let Err(why) = play(seed) {
                    failed.store(true, Ordering::Relaxed);
                    return Some(why);
                }
            }
        };
        let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().find_map(|thread| thread.join().unwrap())
    });
    if let Some(why) = first {
        report(&why);
    }
    eprintln!("{seeds} schedules");
}

fn report(why: &str) -> ! {
    let _ = std::panic::take_hook();
    panic!("{why}");
}
