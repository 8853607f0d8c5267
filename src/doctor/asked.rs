//! Whom the questions about accounts are put to: the program that uses them, where it runs. It alone is sure to have
//! their secrets, and the service's nobody else can read.

use std::{fmt::Display, io, time::Duration};

use tokio::time::timeout;

use super::{Check, Doctor, Finding, LOOKS, Level};
use crate::{
    config::{Account, SecretRef},
    control::{self, Absent, Host, Question, Reply, Request, Unreached},
    core::{
        finding::Proved,
        problem::{Code, Problem},
    },
    platform,
    text::doctor as text,
};

/// What asking adds to the looks of the program that is asked.
const ON_THE_WAY: Duration = Duration::from_secs(2);

impl Doctor {
    /// What can be said of the configured accounts, by the program that works in these places; where none does, by
    /// this one.
    pub async fn prove(&self, question: &Question) -> Proved {
        let why = match self.answered(question).await {
            Ok(proved) => return proved,
            Err(why) => why,
        };
        let meant = |account: &&Account| question.account.as_ref().is_none_or(|name| *name == account.name);
        let accounts = self.config.accounts.values().filter(meant);
        // One that hangs would be waited for twice.
        let late = why.kind() == io::ErrorKind::TimedOut;
        let (shut, open): (Vec<&Account>, Vec<&Account>) = accounts
            .partition(|account| late || self.paths.is_service() && account.secret == SecretRef::Store);
        let mut proved = match open[..] {
            [] => Proved::default(),
            [account] if question.account.is_some() => {
                let findings = self.account(account, question.zone.as_ref(), question.write).await;
                Proved { findings, ..Proved::default() }
            }
            _ => self.all(&open).await,
        };
        proved.findings.extend(shut.iter().map(|account| self.shut(account, &why)));
        proved
    }

    async fn answered(&self, question: &Question) -> io::Result<Proved> {
        let request = Request::Prove(question.clone());
        let asked = control::ask(&self.paths.endpoint, request);
        let answer = if question.write { asked.await } else { timeout(LOOKS + ON_THE_WAY, asked).await? };
        match answer? {
            Reply::Proved(proved) => Ok(proved),
            Reply::Refused(why) => Err(io::Error::other(why)),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    /// An account whose secret cannot be asked about, and why.
    fn shut(&self, account: &Account, why: &io::Error) -> Finding {
        let finding = if self.paths.is_service() && !platform::sealed::AVAILABLE {
            self.problem(Check::Secret, &Problem::from(Code::NoSecretStore).account(&account.name))
        } else {
            let phrase = if Absent::is(why) { text::SECRET_SHUT } else { text::SECRET_UNTOLD };
            let values: [(&str, &dyn Display); 2] = [("account", &account.name), ("why", why)];
            Finding::new(Check::Secret, Level::Attention, phrase.fill(self.language, &values))
        };
        finding.about(&account.name)
    }

    /// Whether nobody works in these places because the service works instead.
    pub(super) async fn rests(&self) -> bool {
        let asked = control::reach(&self.paths, &|| Request::Status).await;
        matches!(asked, Ok((Host::Service, _)) | Err(Unreached::Refused(Host::Service, _)))
    }
}
