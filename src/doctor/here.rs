//! What lies on this machine: configuration, state folder, hosts file, event sources, and the
//! program that runs.

use std::{
    fmt::Display,
    fs::{self, OpenOptions},
    io::{self, Write},
    path::Path,
    time::Duration,
};

use tokio::{task::spawn_blocking, time::timeout};

use super::{Check, Doctor, Finding, Level};
use crate::{
    control::{self, Host, Reply, Request, Unreached},
    core::{
        access::{Role, Whom},
        record::Name,
    },
    platform,
    store::{self, Unread},
    text::{Phrase, cli, dns, doctor as text},
};

/// How long a running program may take to answer.
const ANSWERS: Duration = Duration::from_secs(5);
/// Less room than this, in bytes, is no reason for comfort: the log alone takes two megabytes.
const LITTLE: u64 = 50 << 20;
const MEGABYTE: u64 = 1 << 20;

impl Doctor {
    pub(super) fn configuration(&self) -> Vec<Finding> {
        let file = &self.paths.config;
        let (level, said) = match &self.mistakes {
            None => {
                let values: [(&str, &dyn Display); 3] = [
                    ("file", &file.display()),
                    ("accounts", &self.config.accounts.len()),
                    ("records", &self.config.records.len()),
                ];
                (Level::Good, text::CONFIG_GOOD.fill(self.language, &values))
            }
            Some(_) if self.is_closed() => {
                (Level::Good, text::SERVICE_ALONE.fill(self.language, &[("path", &file.display())]))
            }
            Some(_) if !file.exists() => {
                (Level::Bad, text::CONFIG_MISSING.fill(self.language, &[("file", &file.display())]))
            }
            Some(mistakes) => {
                let mistake = mistakes.first(self.language);
                (
                    Level::Bad,
                    text::CONFIG_BAD.fill(self.language, &[("mistake", &mistake.trim_end_matches('.'))]),
                )
            }
        };
        vec![Finding::new(Check::Configuration, level, said)]
    }

    /// Whom `[access]` names and nobody knows.
    pub(super) async fn access(&self) -> Vec<Finding> {
        let named = self.config.access.0.clone();
        let unknown = named.into_iter().filter(|(_, whom)| platform::peer::find(whom).is_err());
        // A domain may take its time.
        let unknown = spawn_blocking(move || unknown.collect::<Vec<_>>()).await.unwrap_or_default();
        let finding = |(role, whom): (Role, Whom)| {
            let values: [(&str, &dyn Display); 2] = [("whom", &whom), ("role", &role.as_str())];
            let said = cli::NOBODY_CALLED.fill(self.language, &values);
            Finding::new(Check::Configuration, Level::Attention, said).about(whom.to_string())
        };
        unknown.into_iter().map(finding).collect()
    }

    /// Whether this is the service's, and closed to whoever looks: as it should be.
    pub(super) fn is_closed(&self) -> bool {
        let denied = |why: io::Error| why.kind() == io::ErrorKind::PermissionDenied;
        self.paths.is_service() && fs::read_dir(&self.paths.state_dir).is_err_and(denied)
    }

    pub(super) async fn program(&self) -> Vec<Finding> {
        let dir = &self.paths.endpoint;
        let (level, said) = match timeout(ANSWERS, control::reach(&self.paths, &|| Request::Status)).await {
            Ok(Ok((host, Reply::Status(snapshot)))) => {
                let phrase = match host {
                    Host::Chosen => text::RUNNING,
                    Host::Service => text::SERVICE_RUNNING,
                };
                (Level::Good, phrase.fill(self.language, &[("version", &snapshot.program)]))
            }
            Ok(Err(Unreached::Refused(_, error))) => {
                (Level::Good, text::RUNNING_APART.fill(self.language, &[("why", &error)]))
            }
            _ => (Level::Attention, text::NOT_RUNNING.fill(self.language, &[("dir", &dir.display())])),
        };
        vec![Finding::new(Check::Program, level, said)]
    }

    pub(super) fn state_folder(&self) -> Vec<Finding> {
        let dir = &self.paths.state_dir;
        if self.is_closed() {
            let said = text::SERVICE_ALONE.fill(self.language, &[("path", &dir.display())]);
            return vec![Finding::new(Check::State, Level::Good, said)];
        }
        let shown = dir.display();
        let say = |phrase: Phrase, free: u64, why: &dyn Display| {
            phrase.fill(self.language, &[("dir", &shown), ("free", &(free / MEGABYTE)), ("why", why)])
        };
        if let Err(Unread::Newer(program)) = store::read(dir) {
            let file = store::file(dir);
            let said = cli::newer_state(self.language, &file, &program);
            return vec![Finding::new(Check::State, Level::Bad, said)];
        }
        let (level, said) = if dir.exists() {
            match writable(dir).and_then(|()| platform::disk::free(dir)) {
                Ok(free) if free < LITTLE => {
                    let level = if free < MEGABYTE { Level::Bad } else { Level::Attention };
                    (level, say(text::STATE_FULL, free, &""))
                }
                Ok(free) => (Level::Good, say(text::STATE_GOOD, free, &"")),
                Err(why) => (Level::Bad, say(text::STATE_BAD, 0, &why)),
            }
        } else {
            (Level::Good, say(text::STATE_NEW, 0, &""))
        };
        vec![Finding::new(Check::State, level, said)]
    }

    pub(super) fn hosts(&self) -> Vec<Finding> {
        let names: Vec<Name> = self.config.records.keys().map(|id| id.name.clone()).collect();
        let file = platform::dns::hosts_file();
        match platform::hosts::read(&names) {
            Ok(found) if found.is_empty() => {
                let said = text::HOSTS_GOOD.to(self.language).to_owned();
                vec![Finding::new(Check::Hosts, Level::Good, said)]
            }
            Ok(found) => found
                .into_iter()
                .map(|(name, address)| {
                    let values: [(&str, &dyn Display); 3] =
                        [("name", &name.shown()), ("address", &address), ("file", &file.display())];
                    let said = dns::IN_HOSTS.fill(self.language, &values);
                    Finding::new(Check::Hosts, Level::Attention, said).about(name.as_str())
                })
                .collect(),
            Err(why) => {
                let values: [(&str, &dyn Display); 2] = [("file", &file.display()), ("why", &why)];
                let said = dns::HOSTS_UNREADABLE.fill(self.language, &values);
                vec![Finding::new(Check::Hosts, Level::Attention, said)]
            }
        }
    }

    /// Whether this system tells of changes: tried in this very process, which hears them for its short life.
    pub(super) fn events(&self) -> Vec<Finding> {
        let parent = self.paths.config.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = parent.unwrap_or(Path::new("."));
        [
            ("network", platform::network::watch(|| false), text::HEARS_NETWORK, text::DEAF_NETWORK),
            ("power", platform::power::watch(|_| false), text::HEARS_POWER, text::DEAF_POWER),
            ("files", platform::files::watch(&[folder], || false), text::HEARS_FILES, text::DEAF_FILES),
        ]
        .into_iter()
        .map(|(about, watching, hears, deaf)| {
            let (level, said) = match watching {
                Ok(()) => (Level::Good, hears.to(self.language).to_owned()),
                Err(why) => (Level::Attention, deaf.fill(self.language, &[("why", &why)])),
            };
            Finding::new(Check::Events, level, said).about(about)
        })
        .collect()
    }
}

/// Whether a file can be made, written and removed in the folder.
fn writable(dir: &Path) -> io::Result<()> {
    let file = dir.join(format!("doctor-{}.tmp", std::process::id()));
    let mut new = OpenOptions::new().write(true).create_new(true).open(&file)?;
    let written = new.write_all(b"Fingerpost tried whether this folder can be written.\n");
    drop(new);
    fs::remove_file(&file)?;
    written
}
