//! When to look at the addresses, and what a look means.

use std::{net::IpAddr, time::Duration};

use super::{
    super::{
        line::{Line, Uplink},
        message::{Action, Answer, Around, Found, Happened, Now, Reason, Report},
        ordered, pace,
        record::RecordId,
        snapshot::{What, Withheld},
        state::Believed,
        trace::Trace,
    },
    Machine, Turn,
};

/// After so many looks in a row that found nothing a record takes its next line.
const LOST_AFTER: u32 = 2;

/// Looking at one uplink.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, not the states of one thing")]
pub(super) struct Look {
    /// A look is under way.
    pub looking: bool,
    /// One was asked for; it follows at once or right after the one under way.
    pub again: bool,
    /// Something happened since the last answer: what is believed may be over, and is not sent.
    pub stale: bool,
    /// What asked for it.
    asked: Option<Trace>,
    /// The monotonic moment of the next look.
    pub next: Duration,
    /// Until then the pace is quick.
    quick_until: Duration,
    /// Whether the believed address was found in this run and not lost since. Only then is it sent.
    pub known: bool,
    pub unknown: Option<Reason>,
    /// Looks in a row that found nothing.
    misses: u32,
    /// It was known at least once in this run.
    was_known: bool,
    /// What it was not known for since it was known last; each is told once.
    noted: Vec<Reason>,
    /// There was an answer of any kind in this run: what was around is known.
    pub answered: bool,
    pub answers: Vec<Answer>,
    pub around: Around,
    /// When something other than the believed address was first seen: where the time of a change starts.
    pub seen: Option<Duration>,
}

impl Machine {
    /// Asks for a look at every uplink now, and for a quick pace after it.
    pub(super) fn look_again(&mut self, now: Now) {
        for look in self.looks.values_mut() {
            look.again = true;
            look.stale = true;
            look.quick_until = now.mono + pace::QUICK_FOR;
        }
    }

    /// What the looks that were asked for find belongs to this.
    pub(super) fn belongs_to(&mut self, trace: Trace) {
        self.looks.values_mut().for_each(|look| look.asked = Some(trace));
    }

    pub(super) fn start_looks(&mut self, now: Now, turn: &mut Turn) {
        let due = |look: &Look| !look.looking && (look.again || look.next <= now.mono);
        // One wakeup for all: who is due soon goes along, unless its sources want to be left alone till then.
        let soon =
            if self.looks.values().any(due) { now.mono + pace::along(self.setup.interval) } else { now.mono };
        for (uplink, look) in &mut self.looks {
            if self.state.paused {
                look.again = false;
                continue;
            }
            let along = !look.looking && look.around.rest.is_zero() && look.next <= soon;
            if due(look) || along {
                look.looking = true;
                look.again = false;
                // While there is doubt, one source that repeats the old address does not end it.
                let believed = self.state.addresses.get(uplink).filter(|_| look.unknown.is_none());
                let believed = believed.map(|believed| believed.address);
                turn.actions.push(Action::Detect(uplink.clone(), believed));
            }
        }
    }

    pub(super) fn detected(&mut self, now: Now, uplink: &Uplink, report: Report, turn: &mut Turn) {
        // The answer of a look that was under way when the uplink was switched off.
        let Some(look) = self.looks.get_mut(uplink) else { return };
        turn.trace = look.asked.take();
        look.looking = false;
        look.stale = false;
        look.answered = true;
        look.answers = report.answers;
        look.around = report.around;
        match report.found {
            Found::Known(address, sources) => {
                self.checked = Some(now.wall);
                self.state.checked = self.checked;
                look.known = true;
                look.was_known = true;
                look.misses = 0;
                look.noted.clear();
                let again = look.unknown.take().is_some();
                let old = self.state.addresses.get(uplink).map(|believed| believed.address);
                if old == Some(address) {
                    let (uplink, quiet) = (uplink.clone(), !again);
                    turn.log(Happened::Same { uplink: uplink.clone(), address, sources, again });
                    if quiet {
                        self.start_glances(now, &uplink, turn);
                    }
                } else {
                    self.believe(now, uplink, address, sources, turn);
                }
            }
            Found::Unknown(reason) => self.not_believed(now, uplink, reason, turn),
        }
        self.pace_look(now, uplink);
    }

    /// Rule 1: unknown is not empty. Nothing published is touched.
    fn not_believed(&mut self, now: Now, uplink: &Uplink, reason: Reason, turn: &mut Turn) {
        let Some(look) = self.looks.get_mut(uplink) else { return };
        // The first look of a run may find what the run before ended with: that is no news.
        let first = look.unknown.is_none() && !look.known;
        look.known = false;
        look.misses = look.misses.saturating_add(1);
        let still = look.unknown.as_ref() == Some(&reason);
        turn.log(Happened::Unknown { uplink: uplink.clone(), reason: reason.clone(), still });
        // Reasons that alternate are one spell without an address.
        if !still && !look.noted.contains(&reason) {
            look.noted.push(reason.clone());
            look.quick_until = now.mono + pace::QUICK_FOR;
            if matches!(reason, Reason::Unconfirmed(_) | Reason::Disagreement) {
                look.seen.get_or_insert(now.mono);
            }
            let (family, line) = (uplink.family, named(&uplink.line));
            let same_as_before =
                |what: &What| matches!(what, What::NotBelieved { reason: r, .. } if *r == reason);
            let mut history = self.state.history.iter().map(|entry| &entry.what);
            let last = history.find(|what| match what {
                What::Address { family: of, line: over, .. }
                | What::NotBelieved { family: of, line: over, .. } => *of == family && *over == line,
                _ => false,
            });
            if !first || !last.is_some_and(same_as_before) {
                let answers = look.answers.clone();
                let what = What::NotBelieved { family, line, reason: reason.clone(), answers };
                self.state.note(now.wall, turn.trace, what);
                turn.save = true;
            }
        }
        look.unknown = Some(reason);
    }

    fn believe(&mut self, now: Now, uplink: &Uplink, new: IpAddr, sources: Vec<String>, turn: &mut Turn) {
        let trace = turn.trace.unwrap_or_else(|| self.new_trace());
        turn.trace = Some(trace);
        let Some(look) = self.looks.get_mut(uplink) else { return };
        look.quick_until = now.mono + pace::QUICK_FOR;
        let longest = look.answers.iter().map(|answer| answer.took).max().unwrap_or_default();
        let seen = look.seen.take().unwrap_or(now.mono.saturating_sub(longest));
        let believed = Believed { address: new, since: now.wall, sources: sources.clone() };
        let old = self.state.addresses.insert(uplink.clone(), believed).map(|believed| believed.address);
        let (family, line) = (uplink.family, named(&uplink.line));
        self.state.note(
            now.wall,
            Some(trace),
            What::Address { family, line, old, new, sources: sources.clone() },
        );
        turn.log(Happened::Address { uplink: uplink.clone(), old, new, sources });
        turn.save = true;
        let of_uplink: Vec<RecordId> = self
            .setup
            .records
            .keys()
            .filter(|id| self.uplink_of(id).as_ref() == Some(uplink))
            .cloned()
            .collect();
        let mut withheld: Vec<(String, Withheld, Vec<RecordId>)> = Vec::new();
        let mut followers = Vec::new();
        for id in of_uplink {
            let paused = self.state.paused.then_some(Withheld::Paused);
            match paused.or_else(|| self.withheld(now, &id)) {
                None => followers.push(id),
                Some(why) => match withheld.iter_mut().find(|(of, w, _)| *of == id.account && *w == why) {
                    Some((_, _, ids)) => ids.push(id),
                    None => withheld.push((id.account.clone(), why, vec![id])),
                },
            }
        }
        for (account, why, ids) in withheld {
            let names = ids.into_iter().map(|id| id.name).collect();
            self.state.note(now.wall, Some(trace), What::Withheld { names, account, why });
        }
        for id in &followers {
            self.live.entry(id.clone()).or_default().due = Some(trace);
        }
        self.teller.address_changed(uplink, old, new, seen, ordered::set(followers));
    }

    fn pace_look(&mut self, now: Now, uplink: &Uplink) {
        if let Some(look) = self.looks.get_mut(uplink) {
            let quick = now.mono < look.quick_until;
            let wait = pace::look(self.setup.interval, quick, &look.around, &mut self.rng);
            look.next = now.mono + wait;
        }
    }

    /// The uplink that a record follows now: of its lines the first that works, or that may yet.
    pub(super) fn uplink_of(&self, id: &RecordId) -> Option<Uplink> {
        // A line that never worked in this run is not waited for.
        let patience = |look: &Look| if look.was_known { LOST_AFTER } else { 1 };
        let usable = |look: &Look| look.known || look.misses < patience(look);
        self.setup.uplinks_of(id).find(|uplink| self.looks.get(uplink).is_some_and(usable))
    }

    /// The values to publish for a record: of an address that is believed, and was found in this run.
    pub(super) fn to_publish(&self, id: &RecordId) -> Option<Vec<IpAddr>> {
        let uplink = self.uplink_of(id)?;
        self.looks.get(&uplink).filter(|look| look.known)?;
        let own = self.state.addresses.get(&uplink)?.address;
        let hosts = self.setup.records.get(id).map(|record| &*record.hosts).unwrap_or_default();
        if hosts.is_empty() {
            return Some(vec![own]);
        }
        let mut values = Vec::new();
        for address in hosts.iter().map(|host| host.address(own)) {
            if !values.contains(&address) {
                values.push(address);
            }
        }
        Some(values)
    }

    /// Whether what is known of this record's address may be over by now.
    pub(super) fn is_stale(&self, id: &RecordId) -> bool {
        self.uplink_of(id).and_then(|uplink| self.looks.get(&uplink)).is_some_and(|look| look.stale)
    }

    /// Whether a record is tied to a network that this is not, as far as was looked.
    pub(super) fn is_elsewhere(&self, id: &RecordId) -> bool {
        let Some(record) = self.setup.records.get(id).filter(|record| !record.only_at.is_empty()) else {
            return false;
        };
        let looks: Vec<&Look> = self
            .setup
            .uplinks_of(id)
            .filter_map(|uplink| self.looks.get(&uplink))
            .filter(|l| l.answered)
            .collect();
        // The places are those of the machine, whichever line was looked at.
        let away = |look: &Look| record.only_at.is_disjoint(&look.around.places);
        !looks.is_empty() && looks.into_iter().all(away)
    }
}

/// A line as it is noted; nothing for the usual one.
fn named(line: &Line) -> Option<String> {
    (*line != Line::Any).then(|| line.to_string())
}
