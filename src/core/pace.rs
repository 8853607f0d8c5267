//! How long to wait: between looks, after failures, between questions to name servers.
//!
//! Only durations are computed here, from counts and problems; who waits keeps the
//! moment. All waits are jittered, so that a thousand machines cut off by one outage
//! do not come back in the same second.

use std::time::Duration;

use super::{
    message::Around,
    problem::{Code, Problem, Remedy},
};

/// The pace of looking after a change, an event or a failure…
pub const QUICK: Duration = Duration::from_secs(5);
/// …and for how long it is kept.
pub const QUICK_FOR: Duration = Duration::from_secs(5 * 60);
/// The longest wait after failures to reach a provider at all. Short, because nobody is
/// burdened by a connection that does not come up.
pub const LONGEST_UNREACHED: Duration = Duration::from_secs(5 * 60);
/// The longest wait after a provider answered that it could not.
pub const LONGEST: Duration = Duration::from_secs(60 * 60);
/// On battery or a metered connection everything that no event asks for is so many times slower.
pub const SPARING: u32 = 4;
/// Events hurry what failed on this side at most once in this time.
pub const HURRY: Duration = Duration::from_secs(3);
/// A record that somebody else changed is mended at most once in this time.
pub const MEND: Duration = Duration::from_secs(60 * 60);
/// How often a few of our own names are looked at.
pub const GLANCE: Duration = Duration::from_secs(60);
/// Name servers that still answer an older value of ours after this time were changed by somebody.
pub const SLOW_SERVERS: Duration = Duration::from_secs(60 * 60);
/// How long the zone's name servers are given to serve a change.
pub const SERVE_WITHIN: Duration = Duration::from_secs(10 * 60);

/// Spreads `wait` over ±`percent` %.
pub fn jitter(wait: Duration, percent: u32, rng: &mut fastrand::Rng) -> Duration {
    let spread = f64::from(percent) / 100.0;
    wait.mul_f64(1.0 - spread + 2.0 * spread * rng.f64())
}

/// The wait before the next look at the addresses. While the pace is quick, the sources are not spared
/// but a tenth of what they want.
pub fn look(stable: Duration, quick: bool, around: &Around, rng: &mut fastrand::Rng) -> Duration {
    let wait = if quick {
        QUICK.min(stable).max(around.rest / 10)
    } else {
        stable.max(around.rest) * if around.sparing { SPARING } else { 1 }
    };
    jitter(wait, 10, rng)
}

/// How much early a look may be that goes along with another: more than the jitter between two of them.
pub fn along(stable: Duration) -> Duration {
    stable / 4
}

/// The wait before the next look at a few of our own names.
pub fn glance(sparing: bool, rng: &mut fastrand::Rng) -> Duration {
    jitter(GLANCE * if sparing { SPARING } else { 1 }, 10, rng)
}

/// The wait before the next try at a provider after the `attempt`th failure in a row (from 1).
/// Never shorter than what the provider asked for. One that names a time of a minute or more knows when it
/// takes requests again: that is not doubled, or a thousand names at the service's rate would end as one an
/// hour.
pub fn retry(problem: &Problem, attempt: u32, rng: &mut fastrand::Rng) -> Duration {
    let attempt = if names_a_time(problem) { 1 } else { attempt };
    let doubled = QUICK.saturating_mul(1 << attempt.clamp(1, 20).saturating_sub(1));
    let asked = asked(problem);
    let own = jitter(doubled.min(longest_own(problem)), 20, rng);
    if own > asked { own } else { asked + jitter(QUICK, 50, rng) }
}

fn names_a_time(problem: &Problem) -> bool {
    let named = problem.retry_after.unwrap_or_default();
    problem.code == Code::RateLimited && named >= Duration::from_secs(60)
}

/// The longest wait that [`retry`] can give for this problem.
pub fn longest_retry(problem: &Problem) -> Duration {
    longest_own(problem).mul_f64(1.2).max(asked(problem) + QUICK.mul_f64(1.5))
}

fn longest_own(problem: &Problem) -> Duration {
    if problem.code.is_network() { LONGEST_UNREACHED } else { LONGEST }
}

/// What the other side wants to be waited at least.
fn asked(problem: &Problem) -> Duration {
    let least = match problem.code.remedy() {
        Remedy::Wait(least) => least,
        Remedy::Retry | Remedy::StopAccount | Remedy::StopRecord => Duration::ZERO,
    };
    problem.retry_after.unwrap_or_default().max(least)
}

/// The wait before asking the name servers for the `attempt`th time (from 0).
pub fn verify(attempt: u32) -> Duration {
    match attempt {
        0 => Duration::ZERO,
        n => Duration::from_millis(500).saturating_mul(1 << n.min(7)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_retry_is_never_early_and_never_for_ever(attempt in 0_u32..200, asked in 0_u64..7200, seed: u64) {
            let mut rng = fastrand::Rng::with_seed(seed);
            for code in [Code::Unreachable, Code::Outage, Code::LongOutage, Code::RateLimited] {
                let asked = Duration::from_secs(asked);
                let wait = retry(&Problem::new(code).retry_after(Some(asked)), attempt, &mut rng);
                prop_assert!(wait >= asked);
                prop_assert!(wait <= longest_retry(&Problem::new(code).retry_after(Some(asked))));
                prop_assert!(wait >= Duration::from_secs(4));
                prop_assert!(wait <= LONGEST.mul_f64(1.2).max(asked + QUICK * 2));
                if code == Code::LongOutage {
                    prop_assert!(wait >= Duration::from_secs(1800));
                }
            }
        }

        #[test]
        fn looks_stay_near_their_interval(seed: u64, stable in 1_u64..3600) {
            let mut rng = fastrand::Rng::with_seed(seed);
            let stable = Duration::from_secs(stable);
            let wait = look(stable, false, &Around::default(), &mut rng);
            prop_assert!(wait >= stable.mul_f64(0.9) && wait <= stable.mul_f64(1.1));
            prop_assert!(look(stable, true, &Around::default(), &mut rng) <= QUICK.mul_f64(1.1));
            let sparing = Around { sparing: true, ..Around::default() };
            prop_assert!(look(stable, false, &sparing, &mut rng) >= stable.mul_f64(3.6));
            let rest = Around { rest: Duration::from_secs(5000), ..Around::default() };
            prop_assert!(look(stable, false, &rest, &mut rng) >= Duration::from_secs(4500));
            prop_assert!(look(stable, true, &rest, &mut rng) >= Duration::from_secs(450));
        }
    }

    #[test]
    fn a_service_that_names_its_time_is_taken_at_its_word() {
        let mut rng = fastrand::Rng::with_seed(1);
        let mut after = |asked, attempt| {
            let problem = Problem::new(Code::RateLimited).retry_after(Some(Duration::from_secs(asked)));
            retry(&problem, attempt, &mut rng).as_secs()
        };
        assert!((300..310).contains(&after(300, 30)));
        assert!(after(1, 30) > 2000, "one that says “in a second” again and again is not believed");
    }

    #[test]
    fn waits_grow_with_every_failure() {
        let mut rng = fastrand::Rng::with_seed(1);
        let waits: Vec<_> =
            (1..8).map(|n| retry(&Problem::new(Code::Outage), n, &mut rng).as_secs_f64()).collect();
        assert!(waits.windows(2).all(|pair| pair[1] > pair[0]), "{waits:?}");
    }
}
