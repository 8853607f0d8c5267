//! How far each source is to be trusted to answer: one that misbehaves is left out for a while.
//!
//! A source that contradicts the others, answers nonsense, or is down while others are not, rests
//! after its second fault in a row; each further fault doubles the rest. One good answer makes it
//! whole again. When nothing answers it is this machine that is cut off, and nobody is blamed.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::core::{
    line::Uplink,
    message::{Answer, Found, Said},
    problem::{Code, Problem},
};

/// The rest after the second fault in a row.
const SHORTEST: Duration = Duration::from_secs(5 * 60);
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Clone, Copy, Default)]
struct Standing {
    faults: u32,
    rests_until: Option<Instant>,
    asked: Option<Instant>,
}

/// The standing of every source that was ever asked, over each uplink for itself: what is out of reach over
/// one may be fine over another.
#[derive(Default)]
pub struct Health(Mutex<BTreeMap<(String, Uplink), Standing>>);

impl Health {
    fn with<T>(&self, uplink: &Uplink, source: &str, work: impl FnOnce(&mut Standing) -> T) -> T {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        work(all.entry((source.to_owned(), uplink.clone())).or_default())
    }

    /// How long the source rests still.
    pub fn rest(&self, uplink: &Uplink, source: &str, now: Instant) -> Duration {
        let until = self.with(uplink, source, |standing| standing.rests_until);
        until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now))
    }

    /// How long the source wants to be left alone still, when it may be asked once in `gap`, over whatever
    /// uplink.
    pub fn remaining(&self, source: &str, gap: Duration, now: Instant) -> Duration {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = all.iter().filter(|((name, _), _)| name == source).filter_map(|(_, s)| s.asked).max();
        asked.map_or(Duration::ZERO, |asked| gap.saturating_sub(now.saturating_duration_since(asked)))
    }

    /// Takes note of what the sources said in one look, and of what was found to be true.
    pub fn judge(&self, uplink: &Uplink, answers: &[Answer], found: &Found, now: Instant) {
        let any = answers.iter().any(|answer| matches!(answer.said, Said::Address(_)));
        for answer in answers {
            let verdict = verdict(answer, found, any);
            self.with(uplink, &answer.source, |standing| {
                standing.asked = Some(now);
                match verdict {
                    Verdict::Good => *standing = Standing { asked: Some(now), ..Standing::default() },
                    Verdict::Nothing => {}
                    Verdict::Fault(least) => {
                        standing.faults += 1;
                        let doubled = SHORTEST.saturating_mul(1 << standing.faults.saturating_sub(2).min(16));
                        let own = if standing.faults < 2 { Duration::ZERO } else { doubled.min(LONGEST) };
                        standing.rests_until = Some(now + own.max(least));
                    }
                }
            });
        }
    }
}

enum Verdict {
    Good,
    /// It says nothing about the source.
    Nothing,
    /// It misbehaved, and is to rest at least so long.
    Fault(Duration),
}

fn verdict(answer: &Answer, found: &Found, any: bool) -> Verdict {
    const FAULT: Verdict = Verdict::Fault(Duration::ZERO);
    match (&answer.said, found) {
        (Said::Address(said), Found::Known(known, _)) if said != known => FAULT,
        (Said::Address(_), Found::Known(..)) => Verdict::Good,
        (Said::Failed(problem), _) if asks_to_wait(problem) => {
            Verdict::Fault(problem.retry_after.unwrap_or(60 * Duration::from_secs(60)).min(LONGEST))
        }
        // What a router says of its line is no fault of the router.
        (Said::Unfit(..), _) if answer.operator.starts_with("router") => Verdict::Nothing,
        // A network that answers with login pages says nothing about those it stands before.
        (Said::Failed(_) | Said::Unfit(..), _) if any => FAULT,
        _ => Verdict::Nothing,
    }
}

fn asks_to_wait(problem: &Problem) -> bool {
    problem.retry_after.is_some() || problem.code == Code::RateLimited
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::address::Family;

    const UPLINK: Uplink = Uplink::any(Family::V4);

    fn answer(source: &str, said: Said) -> Answer {
        Answer { source: source.to_owned(), operator: source.to_owned(), said, took: Duration::ZERO }
    }

    fn address(last: u8) -> std::net::IpAddr {
        std::net::IpAddr::from([198, 41, 0, last])
    }

    const NONSENSE: Said = Said::Failed(Problem::new(Code::BadAnswer));

    #[test]
    fn a_liar_rests_after_its_second_lie_and_comes_back() {
        let (health, start) = (Health::default(), Instant::now());
        let found = Found::Known(address(1), vec![]);
        let lie = [answer("honest", Said::Address(address(1))), answer("liar", Said::Address(address(2)))];
        health.judge(&UPLINK, &lie, &found, start);
        assert!(health.rest(&UPLINK, "liar", start).is_zero(), "one lie may have been a moment of change");
        health.judge(&UPLINK, &lie, &found, start);
        assert!(
            !health.rest(&UPLINK, "liar", start).is_zero() && health.rest(&UPLINK, "honest", start).is_zero()
        );
        let later = start + SHORTEST;
        assert!(health.rest(&UPLINK, "liar", later).is_zero());
        health.judge(&UPLINK, &lie, &found, later);
        assert!(!health.rest(&UPLINK, "liar", later + SHORTEST).is_zero(), "the next rest is longer");
        health.judge(&UPLINK, &[answer("liar", Said::Address(address(1)))], &found, later);
        assert!(health.rest(&UPLINK, "liar", later).is_zero(), "a good answer makes it whole");
    }

    #[test]
    fn an_outage_of_ours_is_nobodys_fault() {
        let (health, now) = (Health::default(), Instant::now());
        for _ in 0..5 {
            let found = Found::Unknown(crate::core::message::Reason::NoAnswer);
            health.judge(&UPLINK, &[answer("a", NONSENSE), answer("b", NONSENSE)], &found, now);
        }
        assert!(health.rest(&UPLINK, "a", now).is_zero() && health.rest(&UPLINK, "b", now).is_zero());
    }

    #[test]
    fn who_asks_for_rest_gets_it_at_once() {
        let (health, now) = (Health::default(), Instant::now());
        let wait = Duration::from_secs(7200);
        let busy = Said::Failed(Problem::new(Code::RateLimited).retry_after(Some(wait)));
        health.judge(
            &UPLINK,
            &[answer("busy", busy)],
            &Found::Unknown(crate::core::message::Reason::NoAnswer),
            now,
        );
        assert!(
            !health.rest(&UPLINK, "busy", now + wait.mul_f64(0.9)).is_zero()
                && health.rest(&UPLINK, "busy", now + wait).is_zero()
        );
    }

    #[test]
    fn a_source_is_left_alone_for_its_gap() {
        let (health, now) = (Health::default(), Instant::now());
        let gap = Duration::from_secs(300);
        assert!(health.remaining("a", gap, now).is_zero());
        health.judge(
            &UPLINK,
            &[answer("a", Said::Address(address(1)))],
            &Found::Known(address(1), vec![]),
            now,
        );
        assert_eq!(health.remaining("a", gap, now + Duration::from_secs(100)), Duration::from_secs(200));
    }
}
