//! What a person is told: the snapshot, and which happenings are worth a toast.
//!
//! One change of address is one toast, however many names follow it. An address that
//! keeps changing is told once and then shown only in the tray.

use std::{collections::BTreeSet, net::IpAddr, time::Duration};

use super::{
    super::{
        address::Family,
        line::{Line, Uplink},
        message::{Notice, Now, Reason},
        ordered,
        problem::{Code, Problem},
        record::{Name, RecordId},
        snapshot::{
            AddressView, Addresses, ConfigView, LineView, Overall, RecordState, RecordView, Snapshot,
            Traffic, Waiting,
        },
        state::Waits,
    },
    Machine, Turn,
    clock::after,
};

/// This many changes within [`SPELL`] are a flapping address.
const FLAPS: usize = 3;
const SPELL: Duration = Duration::from_secs(10 * 60);

#[derive(Default)]
pub(super) struct Teller {
    changes: Vec<Following>,
    /// When each change of late was told.
    told: Vec<(Uplink, Duration)>,
}

/// A change of address and the names that follow it.
struct Following {
    uplink: Uplink,
    old: Option<IpAddr>,
    new: IpAddr,
    seen: Duration,
    waiting: BTreeSet<RecordId>,
    names: Vec<Name>,
}

impl Teller {
    /// A new address was believed; it is told once the records that follow it have settled.
    pub fn address_changed(
        &mut self,
        uplink: &Uplink,
        old: Option<IpAddr>,
        new: IpAddr,
        seen: Duration,
        followers: BTreeSet<RecordId>,
    ) {
        self.changes.retain(|change| change.uplink != *uplink);
        let uplink = uplink.clone();
        self.changes.push(Following { uplink, old, new, seen, waiting: followers, names: Vec::new() });
    }

    /// A record holds `values` now. What it follows may be the address of another host under the same prefix.
    pub fn followed(&mut self, id: &RecordId, written: bool) {
        for change in &mut self.changes {
            if change.waiting.remove(id) && written && !change.names.contains(&id.name) {
                change.names.push(id.name.clone());
            }
        }
    }

    /// A record will not follow for now.
    pub fn gave_up(&mut self, id: &RecordId) {
        for change in &mut self.changes {
            change.waiting.remove(id);
        }
    }

    /// Tells the changes whose records have all settled.
    pub fn settle(&mut self, now: Now, turn: &mut Turn) {
        self.told.retain(|(_, when)| now.mono.saturating_sub(*when) < SPELL);
        let (settled, open) =
            std::mem::take(&mut self.changes).into_iter().partition::<Vec<_>, _>(|c| c.waiting.is_empty());
        self.changes = open;
        for change in settled.into_iter().filter(|change| !change.names.is_empty()) {
            let Following { uplink, old, new, seen, names, .. } = change;
            let family = uplink.family;
            self.told.push((uplink.clone(), now.mono));
            let of_late = self.told.iter().filter(|(which, _)| *which == uplink).count();
            let took = now.mono.saturating_sub(seen);
            if of_late < FLAPS {
                turn.notices.push(Notice::AddressChanged { family, old, new, names, took });
            } else if of_late == FLAPS {
                let changes = u32::try_from(of_late).unwrap_or(u32::MAX);
                turn.notices.push(Notice::Flapping { family, new, changes });
            }
        }
    }

    /// Records were refused in a way that only a person can mend: one toast per account and reason.
    pub fn refused(refused: &[(RecordId, Problem)], turn: &mut Turn) {
        let mut told = BTreeSet::new();
        for (id, problem) in refused {
            if told.insert((&id.account, problem.code)) {
                let alike = refused.iter().filter(|(_, other)| other.code == problem.code).count();
                let mut problem = problem.clone();
                problem.name = if alike == 1 { Some(id.name.clone()) } else { None };
                turn.notices.push(Notice::NeedsPerson { problem });
            }
        }
    }

    pub fn recovered(account: &str, records: Vec<RecordId>, turn: &mut Turn) {
        if !records.is_empty() {
            let names = records.into_iter().map(|id| id.name).collect();
            turn.notices.push(Notice::Recovered { account: account.to_owned(), names });
        }
    }
}

impl Machine {
    /// Everything the faces show.
    pub fn snapshot(&self, now: Now) -> Snapshot {
        let records: Vec<RecordView> = self.setup.records.keys().map(|id| self.record_view(id)).collect();
        let soonest = self.looks.values().filter(|look| !look.looking).map(|look| look.next).min();
        let lines = ordered::set(self.looks.keys().map(|uplink| &uplink.line));
        let lines = lines.into_iter().filter(|line| **line != Line::Any);
        let lines = lines.map(|line| {
            let Addresses { ipv4, ipv6 } = self.addresses(line);
            LineView { line: line.to_string(), ipv4, ipv6 }
        });
        let waiting = Waiting {
            records: records
                .iter()
                .filter(|r| matches!(r.state, RecordState::Waiting | RecordState::Working))
                .count(),
            deliveries: self.state.deliveries.len(),
            next_try: records.iter().filter_map(|record| record.next_try).chain(self.delivery_waits()).min(),
        };
        let mut snapshot = Snapshot {
            version: 1,
            program: self.setup.program.clone(),
            state: Overall::default(),
            addresses: self.addresses(&Line::Any),
            lines: lines.collect(),
            records,
            waiting,
            // The machine asks nobody; what asking cost the shell adds.
            traffic: Traffic::default(),
            checked: self.checked,
            next_check: soonest
                .filter(|_| !self.state.paused)
                .map(|next| after(now, next.saturating_sub(now.mono))),
            config: ConfigView { file: self.setup.config_file.clone(), error: self.config_error.clone() },
            unsaved: self.unsaved.clone(),
            recent: self.state.history.iter().take(5).cloned().collect(),
        };
        snapshot.state = self.overall(&snapshot);
        snapshot
    }

    fn addresses(&self, line: &Line) -> Addresses {
        let view = |family| self.address_view(&Uplink::new(line.clone(), family));
        Addresses { ipv4: view(Family::V4), ipv6: view(Family::V6) }
    }

    /// The snapshot of a program that does not run: the believed addresses and published records
    /// are taken as they were left.
    pub fn remembered(mut self, now: Now) -> Snapshot {
        for (uplink, look) in &mut self.looks {
            look.known = self.state.addresses.contains_key(uplink);
        }
        for live in self.live.values_mut() {
            live.checked = true;
        }
        Snapshot { checked: self.state.checked, next_check: None, ..self.snapshot(now) }
    }

    fn overall(&self, snapshot: &Snapshot) -> Overall {
        let any = |state| snapshot.records.iter().any(|record| record.state == state);
        let broken = |view: &RecordView| view.problem.as_ref().is_some_and(|p| p.code.needs_person());
        if self.state.paused {
            Overall::Paused
        } else if any(RecordState::Stopped)
            || snapshot.records.iter().any(broken)
            || self.config_error.is_some()
            || self.unsaved.is_some()
        {
            Overall::Attention
        } else if self
            .looks
            .values()
            .all(|look| look.unknown.as_ref().is_some_and(|r| *r != Reason::Elsewhere))
        {
            Overall::Offline
        } else if snapshot.is_right() {
            Overall::Ok
        } else {
            Overall::Working
        }
    }

    fn address_view(&self, uplink: &Uplink) -> Option<AddressView> {
        let look = self.looks.get(uplink)?;
        let believed = self.state.addresses.get(uplink);
        Some(AddressView {
            address: believed.map(|b| b.address),
            since: believed.map(|b| b.since),
            sources: believed.map(|b| b.sources.clone()).unwrap_or_default(),
            unknown: look.unknown.clone(),
            answers: look.answers.clone(),
            resting: look.around.resting.clone(),
        })
    }

    /// Whether a record is not published because of where this is, rather than because nothing is known.
    fn is_known_elsewhere(&self, id: &RecordId) -> bool {
        let Some(look) = self.setup.uplinks_of(id).find_map(|uplink| self.looks.get(&uplink)) else {
            return false;
        };
        match &look.unknown {
            Some(reason) => *reason == Reason::Elsewhere,
            None => self.is_elsewhere(id),
        }
    }

    fn record_view(&self, id: &RecordId) -> RecordView {
        let live = self.live.get(id);
        let memory = self.state.records.get(id);
        let account = self.state.accounts.get(&id.account).and_then(|memory| memory.trouble.as_ref());
        let trouble = account.or_else(|| memory.and_then(|memory| memory.trouble.as_ref()));
        let published = memory.map(|memory| memory.published.clone()).unwrap_or_default();
        let wanted = self.to_publish(id);
        let held = self.held_until(id).filter(|_| wanted.as_ref().is_some_and(|wanted| *wanted != published));
        let state = match (trouble, &wanted) {
            (Some(trouble), _) if matches!(trouble.waits, Waits::Change(_)) => RecordState::Stopped,
            (_, Some(_)) if live.is_some_and(|live| live.working || live.force) => RecordState::Working,
            _ if self.is_known_elsewhere(id) => RecordState::Elsewhere,
            (Some(_), _) => RecordState::Waiting,
            (None, None) => RecordState::Unknown,
            (None, Some(values)) if published == *values && live.is_some_and(|live| live.checked) => {
                RecordState::Ok
            }
            (None, Some(_)) if held.is_some() => RecordState::Waiting,
            (None, Some(_)) => RecordState::Working,
        };
        let served = live.and_then(|live| live.served);
        let given_up = served == Some(false) && live.is_some_and(|live| live.verifying.is_none());
        let unserved = (state == RecordState::Ok && given_up)
            .then(|| Problem::new(Code::NotServed).account(&id.account));
        RecordView {
            name: id.name.clone(),
            kind: id.kind,
            account: id.account.clone(),
            state,
            published,
            published_at: memory.and_then(|memory| memory.published_at),
            served,
            problem: trouble
                .map(|trouble| trouble.problem.clone())
                .or(unserved)
                .map(|problem| problem.name(&id.name)),
            next_try: trouble.map_or(held, |trouble| match trouble.waits {
                Waits::Until(moment) => Some(moment),
                Waits::Change(_) => None,
            }),
            via: self
                .uplink_of(id)
                .map(|uplink| uplink.line)
                .filter(|line| *line != Line::Any)
                .map(|l| l.to_string()),
        }
    }
}
