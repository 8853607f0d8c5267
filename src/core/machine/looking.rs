//! When to look at the addresses, and what a look means.

use std::{net::IpAddr, time::Duration};

use super::{
    super::{
        address::Family,
        message::{Action, Answer, Found, Now, Reason, Report},
        pace,
        snapshot::What,
        state::Believed,
    },
    Machine, Turn,
};

/// Looking at one family.
#[derive(Default)]
pub(super) struct Look {
    /// A look is under way.
    pub looking: bool,
    /// One was asked for; it follows at once or right after the one under way.
    pub again: bool,
    /// The monotonic moment of the next look.
    pub next: Duration,
    /// Until then the pace is quick.
    quick_until: Duration,
    /// Whether the believed address was found in this run and not lost since. Only then is it sent.
    pub known: bool,
    pub unknown: Option<Reason>,
    pub answers: Vec<Answer>,
    /// When something other than the believed address was first seen: where the time of a change starts.
    pub seen: Option<Duration>,
}

impl Machine {
    /// Asks for a look at every family now, and for a quick pace after it.
    pub(super) fn look_again(&mut self, now: Now) {
        for look in self.looks.values_mut() {
            look.again = true;
            look.quick_until = now.mono + pace::QUICK_FOR;
        }
    }

    pub(super) fn start_looks(&mut self, now: Now, turn: &mut Turn) {
        let forced = self.live.values().any(|live| live.force);
        for (family, look) in &mut self.looks {
            if self.state.paused && !forced {
                look.again = false;
                continue;
            }
            if !look.looking && (look.again || look.next <= now.mono) {
                look.looking = true;
                look.again = false;
                // While there is doubt, one source that repeats the old address does not end it.
                let believed = self.state.addresses.get(family).filter(|_| look.unknown.is_none());
                let believed = believed.map(|believed| believed.address);
                turn.actions.push(Action::Detect(*family, believed));
            }
        }
    }

    pub(super) fn detected(&mut self, now: Now, family: Family, report: Report, turn: &mut Turn) {
        // The answer of a look that was under way when the family was switched off.
        let Some(look) = self.looks.get_mut(&family) else { return };
        look.looking = false;
        look.answers = report.answers;
        match report.found {
            Found::Known(address, sources) => {
                self.checked = Some(now.wall);
                look.known = true;
                look.unknown = None;
                self.believe(now, family, address, sources, turn);
            }
            Found::Unknown(reason) => {
                // Rule 1: unknown is not empty. Nothing published is touched.
                // The first look of a run may find what the run before ended with: that is no news.
                let first = look.unknown.is_none() && !look.known;
                look.known = false;
                if look.unknown.as_ref() != Some(&reason) {
                    look.quick_until = now.mono + pace::QUICK_FOR;
                    if matches!(reason, Reason::Unconfirmed(_) | Reason::Disagreement) {
                        look.seen.get_or_insert(now.mono);
                    }
                    let what = What::NotBelieved { family, reason: reason.clone() };
                    let mut history = self.state.history.iter().map(|entry| &entry.what);
                    let last = history.find(|what| match what {
                        What::Address { family: of, .. } | What::NotBelieved { family: of, .. } => {
                            *of == family
                        }
                        What::Published { .. } | What::Failed { .. } => false,
                    });
                    if !first || last != Some(&what) {
                        self.state.note(now.wall, what);
                        turn.save = true;
                    }
                }
                look.unknown = Some(reason);
            }
        }
        self.pace_look(now, family);
    }

    fn believe(&mut self, now: Now, family: Family, new: IpAddr, sources: Vec<String>, turn: &mut Turn) {
        let old = self.state.addresses.get(&family).map(|believed| believed.address);
        if old == Some(new) {
            return;
        }
        let Some(look) = self.looks.get_mut(&family) else { return };
        look.quick_until = now.mono + pace::QUICK_FOR;
        let longest = look.answers.iter().map(|answer| answer.took).max().unwrap_or_default();
        let seen = look.seen.take().unwrap_or(now.mono.saturating_sub(longest));
        self.state.note(now.wall, What::Address { family, old, new, sources: sources.clone() });
        self.state.addresses.insert(family, Believed { address: new, since: now.wall, sources });
        turn.save = true;
        let of_family = self.setup.records.keys().filter(|id| id.kind.family() == family);
        let followers = of_family.filter(|id| self.follows(now, id)).cloned().collect();
        self.teller.address_changed(family, old, new, seen, followers);
    }

    fn pace_look(&mut self, now: Now, family: Family) {
        if let Some(look) = self.looks.get_mut(&family) {
            let quick = now.mono < look.quick_until;
            look.next = now.mono + pace::look(self.setup.interval, quick, &mut self.rng);
        }
    }

    /// The address to publish for a family: believed, and found in this run.
    pub(super) fn to_publish(&self, family: Family) -> Option<IpAddr> {
        self.looks.get(&family).filter(|look| look.known)?;
        self.state.addresses.get(&family).map(|believed| believed.address)
    }
}
