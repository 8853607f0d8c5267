//! What keeps the system's log from a storm. Pure: the caller brings the time.
//!
//! A failure is told when it begins and when it ends, not at every try between. Of anything else there are three
//! events of one number about one thing in ten minutes, and a hundred of one number; that more are left out is
//! told once.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use crate::core::problem::Code;

/// Events are counted over this long.
const SPELL: Duration = Duration::from_secs(10 * 60);
/// Of one number about one thing.
const ALIKE: usize = 3;
/// Of one number.
const IN_ALL: usize = 100;

#[derive(Default)]
pub struct Bounds {
    /// When each event of late was written: number, what about, moment.
    written: Vec<(u16, String, Duration)>,
    /// What is left out, and since when.
    left_out: BTreeMap<(u16, String), Duration>,
    /// What is wrong with what.
    failing: BTreeMap<String, BTreeSet<Code>>,
}

/// What becomes of one event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    Write,
    /// Say in its stead that this number is left out for a while.
    SayThatLeftOut,
    LeaveOut,
}

impl Bounds {
    pub fn judge(&mut self, now: Duration, number: u16, about: &str) -> Verdict {
        let of_late = |at: &Duration| now.saturating_sub(*at) < SPELL;
        self.written.retain(|(_, _, at)| of_late(at));
        self.left_out.retain(|_, at| of_late(at));
        let mut alike = 0;
        let mut in_all = 0;
        for (_, what, _) in self.written.iter().filter(|(of, ..)| *of == number) {
            in_all += 1;
            alike += usize::from(what == about);
        }
        if in_all < IN_ALL && alike < ALIKE {
            self.written.push((number, about.to_owned(), now));
            return Verdict::Write;
        }
        // Where there are too many altogether, that is told once for all of them.
        let about = if in_all < IN_ALL { about } else { "" };
        match self.left_out.insert((number, about.to_owned()), now) {
            None => Verdict::SayThatLeftOut,
            Some(_) => Verdict::LeaveOut,
        }
    }

    /// Something went wrong: whether that is news.
    pub fn failed(&mut self, about: &str, code: Code) -> bool {
        let codes = self.failing.entry(about.to_owned()).or_default();
        // What alternates between two problems is told of each once.
        codes.insert(code)
    }

    /// It is right: whether it was not before, for a reason that passed by itself.
    pub fn right(&mut self, about: &str) -> bool {
        self.failing
            .remove(about)
            .is_some_and(|codes| !codes.is_empty() && !codes.iter().any(|code| code.needs_person()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn what_keeps_happening_is_told_three_times_and_that_it_is_left_out_once() {
        let mut bounds = Bounds::default();
        let verdicts: Vec<_> = (0..9).map(|at| bounds.judge(MINUTE * at, 200, "IPv4")).collect();
        assert!(verdicts[..3].iter().all(|verdict| *verdict == Verdict::Write));
        assert_eq!(verdicts[3], Verdict::SayThatLeftOut);
        assert!(verdicts[4..].iter().all(|verdict| *verdict == Verdict::LeaveOut));
        assert_eq!(bounds.judge(MINUTE * 9, 200, "IPv6"), Verdict::Write, "that is another thing");
        assert_eq!(bounds.judge(MINUTE * 9, 201, "IPv4"), Verdict::Write, "that, too");
        // Ten minutes after the first one there is room again; that more are left out is known for as long as it goes on.
        assert_eq!(bounds.judge(MINUTE * 10, 200, "IPv4"), Verdict::Write);
    }

    #[test]
    fn a_thousand_records_are_not_a_thousand_events() {
        let mut bounds = Bounds::default();
        let verdicts: Vec<_> = (0..1000).map(|n| bounds.judge(MINUTE, 300, &n.to_string())).collect();
        let count = |wanted: &Verdict| verdicts.iter().filter(|verdict| *verdict == wanted).count();
        assert_eq!((count(&Verdict::Write), count(&Verdict::SayThatLeftOut)), (100, 1));
        assert_eq!(bounds.judge(MINUTE, 301, "1"), Verdict::Write, "another number has its own");
        assert_eq!(bounds.judge(MINUTE * 12, 300, "1"), Verdict::Write);
    }

    #[test]
    fn a_failure_is_told_when_it_begins_and_when_it_ends() {
        let mut bounds = Bounds::default();
        assert!(!bounds.right("home A"), "it was never wrong");
        assert!(bounds.failed("home A", Code::TimedOut));
        assert!(!bounds.failed("home A", Code::TimedOut));
        assert!(bounds.failed("home A", Code::Outage));
        assert!(!bounds.failed("home A", Code::TimedOut), "not each time that the two alternate");
        assert!(bounds.right("home A"));
        assert!(!bounds.right("home A"));
        assert!(bounds.failed("home A", Code::BadCredential), "it is news again");
        assert!(!bounds.right("home A"), "what a person mended is told with all names at once");
    }
}
