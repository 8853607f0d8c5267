//! Who does the work on this machine: the service, or this program's own worker.
//!
//! Level-triggered as the machine is: an event only says what was seen, and each look at the service
//! leads from any duty to the right one. Nothing here looks, waits or works; `app::keeper` does.

use std::time::Duration;

use super::access::Role;

/// A service that is started again takes a second or two, on a busy machine more; for that long nobody takes over
/// from it.
pub const GRACE: Duration = Duration::from_secs(8);
/// What could not be done is tried again after this, where nothing tells that it can be done.
pub const RETRY: Duration = Duration::from_secs(30);

/// What this program does at the moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Duty {
    /// Its own worker works.
    Own(Own),
    /// Its own worker saves its state and ends: the service is there.
    Ceding,
    /// The service works, and this program is its face.
    Face,
    /// Neither.
    Waiting(Why),
}

/// What there is to do without a service.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Own {
    /// How many names the person's own configuration has; `None` while it cannot be read.
    pub names: Option<usize>,
    /// There is a service on this machine, but it does not run.
    pub stopped: bool,
}

impl Own {
    /// Whether a worker has anything to do, or at least a person to wait for: one who has no service
    /// begins with an empty configuration.
    const fn is_work(self) -> bool {
        !self.stopped || !matches!(self.names, Some(0))
    }
}

/// Why the service does not do what this person asks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    Lacks(Role),
    /// For another reason, in its own words.
    Said(String),
}

/// Why neither the own worker works nor the service is seen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Why {
    /// It is not known yet who works.
    Looking,
    /// The service has just gone; perhaps it is only started again.
    Restarting,
    /// The service works, but does not let this person watch it.
    Refused(Refusal),
    /// The service works, but gives no answer.
    Silent,
    /// The service has stopped, and there is nothing of the person's own to keep up to date.
    Nothing,
    /// The own worker cannot begin; why.
    Unable(String),
}

/// What a look at the service's place shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Seen {
    Answers,
    Refuses(Refusal),
    /// A program that may be trusted listens there, but gives no answer.
    Silent,
    /// No service works.
    Nobody(Own),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// Something changed where the service or the own configuration lives, or a person asked.
    Stirred,
    Looked(Seen),
    /// The own worker has ended, or the service has closed its updates.
    Ended,
    /// The service's updates did not begin, or could not be understood: nothing of that is soon otherwise.
    Unwatched(Refusal),
    /// Nobody was there any more whose updates could be followed.
    Missed,
    /// The own worker could not begin; why.
    Failed(String),
    /// The time of the last [`Act::Wait`] is over.
    Elapsed,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// Look at the service's place.
    Look,
    /// Begin to work, with the turn that the look found if there was one to be had, and look once more: a service may
    /// have begun since. [`Event::Ended`] or [`Event::Failed`] follows.
    Work,
    /// Keep hold of the own worker's turn, whose place may have been made anew.
    Hold,
    /// Let the own worker save its state and end.
    Cede,
    /// Follow the service's updates; [`Event::Ended`] follows when it goes, [`Event::Unwatched`] or [`Event::Missed`]
    /// where there are none.
    Watch,
    /// Give [`Event::Elapsed`] after this time; replaces the one before.
    Wait(Duration),
    /// The program ends: its worker did, and nobody takes over from it.
    End,
}

impl Duty {
    pub const START: Self = Self::Waiting(Why::Looking);

    /// What follows from an event, and what is to be done for it.
    pub fn after(self, event: Event) -> (Self, Vec<Act>) {
        use Duty::{Ceding, Face, Waiting};
        match (self, event) {
            (duty, Event::Looked(seen)) => duty.after_look(seen),
            (Self::Own(_), Event::Ended) => (Waiting(Why::Looking), vec![Act::End]),
            (Self::Own(_), Event::Failed(why)) => (Waiting(Why::Unable(why)), vec![Act::Wait(RETRY)]),
            // Not looked at once: the look would say that the service answers, and the watch be refused again.
            (Face, Event::Unwatched(why)) => (Waiting(Why::Refused(why)), vec![Act::Wait(RETRY)]),
            (Face, Event::Missed) => (Waiting(Why::Restarting), vec![Act::Wait(GRACE)]),
            (Face, Event::Ended) => (Waiting(Why::Restarting), vec![Act::Wait(GRACE), Act::Look]),
            (Ceding, Event::Ended) | (Waiting(Why::Restarting), Event::Elapsed) => {
                (Waiting(Why::Looking), vec![Act::Look])
            }
            (duty @ Waiting(Why::Refused(_) | Why::Silent | Why::Unable(_)), Event::Elapsed) => {
                (duty, vec![Act::Look])
            }
            (duty @ (Self::Own(_) | Waiting(_)), Event::Stirred) => (duty, vec![Act::Look]),
            (
                duty,
                Event::Stirred
                | Event::Ended
                | Event::Unwatched(_)
                | Event::Missed
                | Event::Failed(_)
                | Event::Elapsed,
            ) => (duty, vec![]),
        }
    }

    fn after_look(self, seen: Seen) -> (Self, Vec<Act>) {
        use Duty::{Ceding, Face, Own, Waiting};
        match (self, seen) {
            // What runs now ends first; what comes after it is looked at then.
            (duty @ (Ceding | Face), _) => (duty, vec![]),
            (Own(_), Seen::Answers | Seen::Refuses(_) | Seen::Silent) => (Ceding, vec![Act::Cede]),
            (Own(own), Seen::Nobody(now)) => {
                (Own(self::Own { stopped: now.stopped, ..own }), vec![Act::Hold])
            }
            (Waiting(_), Seen::Answers) => (Face, vec![Act::Watch]),
            (Waiting(_), Seen::Refuses(why)) => (Waiting(Why::Refused(why)), vec![Act::Wait(RETRY)]),
            (Waiting(_), Seen::Silent) => (Waiting(Why::Silent), vec![Act::Wait(RETRY)]),
            (Waiting(Why::Restarting), Seen::Nobody(_)) => (Waiting(Why::Restarting), vec![]),
            (Waiting(Why::Refused(_) | Why::Silent), Seen::Nobody(_)) => {
                (Waiting(Why::Restarting), vec![Act::Wait(GRACE)])
            }
            (Waiting(_), Seen::Nobody(own)) if own.is_work() => (Own(own), vec![Act::Work]),
            (Waiting(_), Seen::Nobody(_)) => (Waiting(Why::Nothing), vec![]),
        }
    }

    /// Whether what was seen under the duty before still says how things stand.
    pub const fn goes_on_from(&self, before: &Self) -> bool {
        match self {
            Self::Own(_) | Self::Ceding => matches!(before, Self::Own(_)),
            Self::Face | Self::Waiting(Why::Restarting) => {
                matches!(before, Self::Face | Self::Waiting(Why::Restarting))
            }
            Self::Waiting(_) => false,
        }
    }

    /// Whether it lasts: what is passed through on the way from one to the other is no news.
    pub const fn is_settled(&self) -> bool {
        !matches!(self, Self::Ceding | Self::Waiting(Why::Looking | Why::Restarting))
    }
}

#[cfg(test)]
mod tests;
