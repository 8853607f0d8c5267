//! What happens, as lines of the log, and which change each line belongs to.
//!
//! A change is a new address, or what a person or the configuration asks for. It gets a trace id,
//! and with it go the lines of everything it causes: finding the address, sending the records,
//! trying again, asking the name servers. Looks that find nothing new have none.

use std::{collections::BTreeMap, net::IpAddr};

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

/// One line of the log about a record.
macro_rules! about {
    ($log:expr, $level:ident, $id:expr, $trace:expr, $($message:tt)+) => {{
        let id: &RecordId = $id;
        let trace: Option<&str> = $trace;
        tracing::$level!(
            record = %format_args!("{} {}", id.name, id.kind),
            account = id.account.as_str(),
            provider = $log.providers.get(&id.account).copied(),
            trace_id = trace,
            $($message)+
        );
    }};
}

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
    /// Looks that were asked for.
    looks: BTreeMap<Family, TraceId>,
    /// Records that are to be sent because of something.
    due: BTreeMap<RecordId, TraceId>,
    /// Records that were sent, until they are sent again.
    sent: BTreeMap<RecordId, TraceId>,
    /// Records that will be tried again.
    failed: BTreeMap<RecordId, TraceId>,
    /// Why an address is not known, as it was logged.
    unknown: BTreeMap<Family, Reason>,
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
        let here = |id: &RecordId| config.records.contains_key(id);
        self.sent.retain(|id, _| here(id));
        self.failed.retain(|id, _| here(id));
        self.due.retain(|id, _| here(id));
        if let Some(trace) = &self.turn {
            self.due.extend(config.records.keys().map(|id| (id.clone(), trace.clone())));
            self.looks.extend(Family::ALL.map(|family| (family, trace.clone())));
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
                self.turn = self.sent.get(id).cloned();
                let name = format!("{} {}", id.name, id.kind);
                match served {
                    Served::Yes => {
                        about!(self, info, id, self.trace(), "{name}: served by the zone's name servers");
                    }
                    Served::NotYet(old) => {
                        let old = listed(old);
                        about!(self, debug, id, self.trace(), "{name}: the name servers still serve {old}");
                    }
                    Served::Unknown => {
                        about!(self, info, id, self.trace(), "{name}: the name servers could not be asked");
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
                    let (due, failed) = (self.due.remove(&task.id), self.failed.remove(&task.id));
                    let trace =
                        due.or(failed).unwrap_or_else(|| self.turn.get_or_insert_with(new_trace).clone());
                    let (name, values) = (&task.id.name, listed(&task.want.values));
                    about!(self, debug, &task.id, Some(&trace), "{name} {}: to be {values}", task.id.kind);
                    self.sent.insert(task.id.clone(), trace);
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
                self.due.extend(meant.map(|id| (id.clone(), trace.clone())));
            }
            Command::Pause(true) | Command::Reload | Command::SecretChanged(_) | Command::Quit => {
                tracing::info!(trace_id = trace, "asked for: {command:?}");
                self.turn = Some(trace);
                return;
            }
        }
        tracing::info!(trace_id = trace, "asked for: {command:?}");
        self.looks.extend(machine.setup().families.iter().map(|family| (*family, trace.clone())));
        self.turn = Some(trace);
    }

    fn detected(&mut self, family: Family, report: &Report, machine: &Machine) {
        let setup = machine.setup();
        if !setup.families.contains(&family) {
            return;
        }
        self.turn = self.looks.remove(&family);
        match &report.found {
            Found::Known(address, sources) => {
                let sources = sources.join(", ");
                let again = self.unknown.remove(&family).is_some();
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
                let trace = self.turn.get_or_insert_with(new_trace);
                let followers = setup.records.keys().filter(|id| id.kind.family() == family);
                self.due.extend(followers.map(|id| (id.clone(), trace.clone())));
                let old = listed(old.as_slice());
                tracing::info!(
                    trace_id = trace.as_str(),
                    "{family} is {address} now, before: {old} ({sources})"
                );
            }
            Found::Unknown(reason) => {
                if self.unknown.insert(family, reason.clone()).as_ref() == Some(reason) {
                    tracing::debug!(trace_id = self.trace(), "{family} is still not known: {reason:?}");
                } else {
                    tracing::info!(trace_id = self.trace(), "{family} is not known: {reason:?}");
                }
            }
        }
    }

    fn applied(&mut self, id: &RecordId, outcome: &Outcome, machine: &Machine) {
        let trace = self.sent.get(id).cloned();
        let name = format!("{} {}", id.name, id.kind);
        match outcome {
            Outcome::Unchanged => {
                about!(self, debug, id, trace.as_deref(), "{name}: right already");
            }
            Outcome::Changed(old) => {
                let new = machine.state().records.get(id).and_then(|memory| memory.pending);
                let (new, old) = (listed(new.as_slice()), listed(old));
                about!(self, info, id, trace.as_deref(), "{name}: published {new}, before: {old}");
            }
            Outcome::Failed(problem) => {
                let why = sentence(Language::English, problem);
                about!(self, warn, id, trace.as_deref(), "{name}: {why}");
                self.failed.extend(trace.map(|trace| (id.clone(), trace)));
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
