//! The words of the endpoint: what may be asked and by whom, what is answered, and how a line is read.

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};
use zeroize::Zeroizing;

use super::{ANSWERED, REQUEST_LIMIT, VERSION, WRITTEN, audit::Record, vault::Kept};
use crate::{
    core::{
        access::Role,
        finding::Proved,
        keeping::Keeping,
        message::{Command, Update},
        problem::Problem,
        record::Name,
        secret::Secret,
        snapshot::{Entry, Snapshot},
    },
    text::Language,
};

#[derive(Serialize, Deserialize)]
struct Envelope {
    version: u32,
    request: Request,
}

/// Has no `Debug`: it may hold a secret.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    Status,
    History,
    Do(Command),
    /// An update at once, and another whenever there is one, until either side goes.
    Watch,
    /// The newest records of the audit trail.
    Audit,
    /// Store a secret where the program that answers finds it.
    SetSecret {
        account: String,
        #[serde(serialize_with = "give", deserialize_with = "take")]
        secret: Secret,
    },
    RemoveSecret(String),
    /// Where the secrets of all accounts are, and whether they are there.
    Secrets,
    /// Ask the services of accounts a question, with the secrets that the program that answers has.
    Prove(Question),
}

/// What is to be proved of the configured accounts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Question {
    /// Left out: all accounts.
    pub account: Option<String>,
    /// Tried where no record of the account says a zone.
    pub zone: Option<Name>,
    /// Whether a record is made, read and removed again.
    pub write: bool,
    /// Of whoever reads the answer.
    pub language: Language,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    Status(Box<Snapshot>),
    History(Vec<Arc<Entry>>),
    Update(Box<Update>),
    /// Newest first.
    Audit(Vec<Record>),
    Secrets(Vec<Kept>),
    /// The secret is kept there.
    Stored(Keeping),
    Proved(Proved),
    /// Whether there was a secret to remove.
    Removed(bool),
    Done,
    /// The client lacks this role.
    Forbidden(Role),
    Failed(Box<Problem>),
    Refused(String),
}

/// What a secret is written with on its way to the program that uses it, and nowhere else.
fn give<S: Serializer>(secret: &Secret, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(secret.expose())
}

fn take<'de, D: Deserializer<'de>>(from: D) -> Result<Secret, D::Error> {
    Ok(Secret::new(&Zeroizing::new(String::deserialize(from)?)))
}

impl Request {
    /// The role that it needs.
    pub(super) const fn needs(&self) -> Role {
        match self {
            Self::Status | Self::History | Self::Watch => Role::Monitor,
            Self::Do(command) => Role::to(command),
            Self::Audit => Role::Auditor,
            Self::SetSecret { .. } | Self::RemoveSecret(_) | Self::Secrets | Self::Prove(_) => {
                Role::Administrator
            }
        }
    }

    /// Whether it changes what will be done or published, or what is kept; to look is no change.
    pub(super) const fn changes(&self) -> bool {
        match self {
            Self::Status
            | Self::History
            | Self::Watch
            | Self::Audit
            | Self::Secrets
            | Self::Do(Command::CheckNow) => false,
            Self::Prove(question) => question.write,
            Self::Do(_) | Self::SetSecret { .. } | Self::RemoveSecret(_) => true,
        }
    }

    /// How long the answer may take.
    pub(super) const fn patience(&self) -> Duration {
        match self {
            Self::Prove(Question { write: true, .. }) => WRITTEN,
            _ => ANSWERED,
        }
    }

    /// What the audit trail says of it: what is asked, and of which name or account. Never a secret.
    pub(super) fn told(&self) -> (&'static str, Option<String>) {
        match self {
            Self::Status => ("status", None),
            Self::History => ("history", None),
            Self::Watch => ("watch", None),
            Self::Audit => ("audit", None),
            Self::Secrets => ("secrets", None),
            Self::SetSecret { account, .. } => ("set-secret", Some(account.clone())),
            Self::RemoveSecret(account) => ("remove-secret", Some(account.clone())),
            Self::Prove(question) => ("account-test", question.account.clone()),
            Self::Do(Command::CheckNow) => ("check-now", None),
            Self::Do(Command::ForceUpdate(name)) => ("force-update", name.as_ref().map(ToString::to_string)),
            Self::Do(Command::Pause(true)) => ("pause", None),
            Self::Do(Command::Pause(false)) => ("resume", None),
            Self::Do(Command::Reload) => ("reload", None),
            Self::Do(Command::SecretChanged(account)) => ("secret-changed", Some(account.clone())),
            Self::Do(Command::Quit) => ("quit", None),
        }
    }
}

/// A request as a line.
pub(super) fn write(request: Request) -> Result<Zeroizing<Vec<u8>>, serde_json::Error> {
    // With all the room at once no copy is left behind where it grew.
    let mut line = Zeroizing::new(Vec::with_capacity(REQUEST_LIMIT));
    serde_json::to_writer(&mut *line, &Envelope { version: VERSION, request })?;
    line.push(b'\n');
    if line.len() > REQUEST_LIMIT {
        return Err(ser::Error::custom(format!("what is asked is longer than {REQUEST_LIMIT} bytes")));
    }
    Ok(line)
}

/// Reads a request; where it cannot be, says why, and repeats nothing of it: it may be a secret.
pub(super) fn understand(line: &[u8]) -> Result<Request, String> {
    #[derive(Deserialize)]
    struct Versioned {
        version: u32,
    }
    let wrong = |error: serde_json::Error| {
        format!("not understood: line {}, column {}", error.line(), error.column())
    };
    let Versioned { version } = serde_json::from_slice(line).map_err(wrong)?;
    if version != VERSION {
        return Err(format!("this program speaks version {VERSION}, not {version}"));
    }
    serde_json::from_slice::<Envelope>(line).map(|envelope| envelope.request).map_err(wrong)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn another_version_is_told_so() {
        for version in ["0", "2", "4294967295"] {
            let said = understand(format!(r#"{{"version":{version},"request":"dance"}}"#).as_bytes());
            assert!(said.err().unwrap().contains("version 1"));
        }
    }

    #[test]
    fn a_version_that_is_no_number_or_is_said_twice_is_not_understood() {
        for line in [
            r#"{"version":-1,"request":"status"}"#,
            r#"{"version":1e3,"request":"status"}"#,
            r#"{"version":18446744073709551616,"request":"status"}"#,
            r#"{"version":1,"version":1,"request":"status"}"#,
            r#"{"version":1,"request":"status","request":"history"}"#,
            r#"{"request":"status"}"#,
            r#"{"version":1,"request":"status"} {}"#,
            r#"{"version":1,"request":{"set-secret":{"account":"a","secret":"b","secret":"c"}}}"#,
        ] {
            assert!(understand(line.as_bytes()).err().unwrap().contains("not understood"), "{line}");
        }
    }

    #[test]
    fn what_is_not_understood_is_not_repeated() {
        let line = br#"{"version":1,"request":{"set-secret":{"account":"a","secret":["hunter2"]}}}"#;
        assert!(!understand(line).err().unwrap().contains("hunter2"));
        let line = br#"{"version":1,"request":"hunter2"}"#;
        assert!(!understand(line).err().unwrap().contains("hunter2"));
    }

    #[test]
    fn what_is_written_is_understood_and_what_is_too_long_is_not_sent() {
        for (request, needs) in super::super::tests::every() {
            let told = request.told();
            let line = write(request).unwrap();
            let read = understand(&line).unwrap_or_else(|why| panic!("{told:?}: {why}"));
            assert_eq!((read.told(), read.needs()), (told, needs));
        }
        let secret = Secret::new(&"x".repeat(REQUEST_LIMIT));
        assert!(write(Request::SetSecret { account: "lab".into(), secret }).is_err());
        // The longest secret that a credential store takes, at its worst in JSON.
        let secret = Secret::new(&"\u{1}".repeat(10 * 1024));
        assert!(write(Request::SetSecret { account: "lab".into(), secret }).is_ok());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = understand(&bytes);
        }
    }
}
