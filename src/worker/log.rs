//! What happens, as lines of the log, and which change each line belongs to.
//!
//! A change is a new address, or what a person or the configuration asks for. It gets a trace id,
//! and with it go the lines of everything it causes: finding the address, sending the records,
//! trying again, asking the name servers. Looks that find nothing new have none.

use std::{collections::BTreeMap, net::IpAddr};

use tracing::Level;

use crate::{
    config::Config,
    core::{
        address::Family,
        machine::Machine,
        message::{Action, Command, Event, Found, Outcome, Reason, Report, Served, Wake},
        record::RecordId,
    },
    text::{Language, problem::sentence},
};

/// Eight hexadecimal digits.
type TraceId = String;

fn new_trace() -> TraceId {
    format!("{:08x}", fastrand::u32(..))
}

#[derive(Default)]
pub struct Log {
    /// The provider of each account.
    providers: BTreeMap<String, &'static str>,
    /// What the event belongs to that is being handled.
    turn: Option<TraceId>,
    ipv4: Look,
    ipv6: Look,
    works: BTreeMap<RecordId, Work>,
}

/// What is known of the looks at one family.
#[derive(Default)]
struct Look {
    /// The next one was asked for.
    asked: Option<TraceId>,
    /// Why the address is not known, as it was logged.
    unknown: Option<Reason>,
}

/// What the work on one record belongs to.
#[derive(Default)]
struct Work {
    /// It is to be sent because of this.
    due: Option<TraceId>,
    /// It was sent last because of this.
    sent: Option<TraceId>,
    /// It failed, and will be tried again.
    failed: bool,
}

impl Log {
    pub fn new(config: &Config) -> Self {
        let mut log = Self::default();
        log.configure(config);
        log
    }

    /// Another configuration was taken up. What it causes belongs to whatever made it be read.
    pub fn configure(&mut self, config: &Config) {
        let providers = config.accounts.iter().map(|(name, account)| (name.clone(), account.provider));
        self.providers = providers.collect();
        if let Some(trace) = self.turn.clone() {
            self.asked(&trace);
            config.records.keys().for_each(|id| self.due(id, &trace));
        }
    }

    fn asked(&mut self, trace: &str) {
        for look in [&mut self.ipv4, &mut self.ipv6] {
            look.asked = Some(trace.to_owned());
        }
    }

    fn due(&mut self, id: &RecordId, trace: &str) {
        self.works.entry(id.clone()).or_default().due = Some(trace.to_owned());
    }

    fn sent(&self, id: &RecordId) -> Option<TraceId> {
        self.works.get(id)?.sent.clone()
    }

    /// One line about a record.
    fn about(&self, level: Level, id: &RecordId, trace: Option<&str>, message: &str) {
        let (name, account) = (format!("{} {}", id.name, id.kind), id.account.as_str());
        let (record, provider) = (name.as_str(), self.providers.get(account).copied());
        match level {
            Level::WARN => tracing::warn!(record, account, provider, trace_id = trace, "{message}"),
            Level::INFO => tracing::info!(record, account, provider, trace_id = trace, "{message}"),
            _ => tracing::debug!(record, account, provider, trace_id = trace, "{message}"),
        }
    }

    /// What the event belongs to that is being handled.
    pub fn trace(&self) -> Option<&str> {
        self.turn.as_deref()
    }

    /// Called before the machine handles the event; what is routine is logged only at debug level.
    pub fn event(&mut self, event: &Event, machine: &Machine) {
        self.turn = None;
        match event {
            Event::Detected(family, report) => self.detected(*family, report, machine),
            Event::Applied { outcomes, .. } => {
                for (id, outcome) in outcomes {
                    self.applied(id, outcome, machine);
                }
            }
            Event::Verified(id, _, served) => {
                self.turn = self.sent(id);
                let name = format!("{} {}", id.name, id.kind);
                match served {
                    Served::Yes => {
                        self.about(
                            Level::INFO,
                            id,
                            self.trace(),
                            &format!("{name}: served by the zone's name servers"),
                        );
                    }
                    Served::NotYet(old) => {
                        let old = listed(old);
                        self.about(
                            Level::DEBUG,
                            id,
                            self.trace(),
                            &format!("{name}: the name servers still serve {old}"),
                        );
                    }
                    Served::Unknown => {
                        self.about(
                            Level::INFO,
                            id,
                            self.trace(),
                            &format!("{name}: the name servers could not be asked"),
                        );
                    }
                }
            }
            Event::Wake(wake) => {
                self.turn = (*wake == Wake::ConfigFile).then(new_trace);
                tracing::debug!(trace_id = self.trace(), "woken: {wake:?}");
            }
            Event::Command(command) => self.command(command, machine),
            Event::Start | Event::Deadline | Event::Opened(..) => {}
        }
    }

    /// Called for each action before it is carried out.
    pub fn action(&mut self, action: &Action) {
        match action {
            Action::Apply(_, tasks) => {
                for task in tasks {
                    let work = self.works.entry(task.id.clone()).or_default();
                    let again = work.sent.take().filter(|_| std::mem::take(&mut work.failed));
                    let cause = work.due.take().or(again);
                    let trace = cause.unwrap_or_else(|| self.turn.get_or_insert_with(new_trace).clone());
                    work.sent = Some(trace.clone());
                    let (name, values) = (&task.id.name, listed(&task.want.values));
                    self.about(
                        Level::DEBUG,
                        &task.id,
                        Some(&trace),
                        &format!("{name} {}: to be {values}", task.id.kind),
                    );
                }
            }
            Action::FlushDnsCache => {
                tracing::debug!(trace_id = self.trace(), "this machine's DNS cache is emptied");
            }
            _ => {}
        }
    }

    fn command(&mut self, command: &Command, machine: &Machine) {
        let trace = new_trace();
        let records = machine.setup().records.keys();
        match command {
            Command::CheckNow | Command::Pause(false) => {}
            Command::ForceUpdate(name) => {
                let meant = records.filter(|id| name.as_ref().is_none_or(|name| *name == id.name));
                meant.for_each(|id| self.due(id, &trace));
            }
            Command::Pause(true) | Command::Reload | Command::SecretChanged(_) | Command::Quit => {
                tracing::info!(trace_id = trace, "asked for: {command:?}");
                self.turn = Some(trace);
                return;
            }
        }
        tracing::info!(trace_id = trace, "asked for: {command:?}");
        self.asked(&trace);
        self.turn = Some(trace);
    }

    fn detected(&mut self, family: Family, report: &Report, machine: &Machine) {
        let setup = machine.setup();
        if !setup.families.contains(&family) {
            return;
        }
        let look = match family {
            Family::V4 => &mut self.ipv4,
            Family::V6 => &mut self.ipv6,
        };
        self.turn = look.asked.take();
        match &report.found {
            Found::Known(address, sources) => {
                let sources = sources.join(", ");
                let again = look.unknown.take().is_some();
                let old = machine.state().addresses.get(&family).map(|believed| believed.address);
                if old == Some(*address) {
                    if again {
                        tracing::info!(
                            trace_id = self.trace(),
                            "{family} is {address} as before ({sources})"
                        );
                    } else {
                        tracing::debug!(trace_id = self.trace(), "{family} is {address} ({sources})");
                    }
                    return;
                }
                let trace = self.turn.get_or_insert_with(new_trace).clone();
                let followers = setup.records.keys().filter(|id| id.kind.family() == family);
                followers.for_each(|id| self.due(id, &trace));
                let old = listed(old.as_slice());
                tracing::info!(
                    trace_id = trace.as_str(),
                    "{family} is {address} now, before: {old} ({sources})"
                );
            }
            Found::Unknown(reason) => {
                if look.unknown.replace(reason.clone()).as_ref() == Some(reason) {
                    tracing::debug!(trace_id = self.trace(), "{family} is still not known: {reason:?}");
                } else {
                    tracing::info!(trace_id = self.trace(), "{family} is not known: {reason:?}");
                }
            }
        }
    }

    fn applied(&mut self, id: &RecordId, outcome: &Outcome, machine: &Machine) {
        let trace = self.sent(id);
        let name = format!("{} {}", id.name, id.kind);
        match outcome {
            Outcome::Unchanged => {
                self.about(Level::DEBUG, id, trace.as_deref(), &format!("{name}: right already"));
            }
            Outcome::Changed(old) => {
                let new = machine.state().records.get(id).and_then(|memory| memory.pending);
                let (new, old) = (listed(new.as_slice()), listed(old));
                self.about(
                    Level::INFO,
                    id,
                    trace.as_deref(),
                    &format!("{name}: published {new}, before: {old}"),
                );
            }
            Outcome::Failed(problem) => {
                let why = sentence(Language::English, problem);
                self.about(Level::WARN, id, trace.as_deref(), &format!("{name}: {why}"));
                if let Some(work) = self.works.get_mut(id) {
                    work.failed = true;
                }
            }
        }
    }
}

fn listed(addresses: &[IpAddr]) -> String {
    if addresses.is_empty() {
        return "nothing".to_owned();
    }
    addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
