//! The accounts: whether the secret is there, and whether the service answers a question.
//!
//! Read only: the zone is looked for and one record is read. A secret is never shown, and
//! crossed out where a service repeats it.

use std::{fmt::Display, time::Duration};

use tokio::time::timeout;

use super::{Check, Doctor, Finding, LOOKS, Level};
use crate::{
    config::Account,
    core::{
        problem::{Code, Problem},
        record::{Name, RecordId},
        secret::Secret,
    },
    net::{
        Net,
        together::{Asking, together},
    },
    provider::{self, Info, Model, Opening, Provider},
    secrets,
    text::{Language, doctor as text},
};

/// How long the credential store may take here: nobody should be asked to unlock it for this.
const STORE: Duration = Duration::from_secs(5);

/// Accounts that speak with a name server themselves, and that server.
pub type Servers = Vec<(String, String)>;

/// What was heard of one account.
struct Heard {
    secret: Result<(), Problem>,
    /// `None` where there was no secret to ask with.
    account: Option<Result<Answer, Problem>>,
    server: Option<String>,
}

enum Answer {
    /// The zone that was read.
    Read(Name),
    Push,
    Unused,
}

impl Doctor {
    pub(super) async fn accounts(&self) -> (Vec<Finding>, Servers) {
        let ask = |account| -> Asking<'_, (&Account, Heard)> { Box::pin(self.ask(account)) };
        let all = together(self.config.accounts.values().map(ask).collect()).await;
        let mut servers = Servers::new();
        let mut found = Vec::new();
        for (account, heard) in all {
            servers.extend(heard.server.map(|server| (account.name.clone(), server)));
            found.push(match heard.secret {
                Ok(()) => {
                    let said = text::SECRET_GOOD.fill(self.language, &[("account", &account.name)]);
                    Finding::new(Check::Secret, Level::Good, said).about(&account.name)
                }
                Err(problem) => self.problem(Check::Secret, &problem).about(&account.name),
            });
            found.extend(heard.account.map(|answer| {
                match answer {
                    Ok(answer) => {
                        let said = say(&answer, account, self.language);
                        Finding::new(Check::Account, Level::Good, said)
                    }
                    Err(problem) => self.problem(Check::Account, &problem),
                }
                .about(&account.name)
            }));
        }
        (found, servers)
    }

    async fn ask<'a>(&self, account: &'a Account) -> (&'a Account, Heard) {
        let record = self.config.records.iter().find(|(id, _)| id.account == account.name);
        let record = record.map(|(id, record)| (id.clone(), record.zone.clone()));
        let heard = timeout(LOOKS, ask(account, self.net.clone(), record)).await;
        let late = |_| Heard {
            secret: Ok(()),
            account: Some(Err(Problem::from(Code::TimedOut).account(&account.name))),
            server: None,
        };
        (account, heard.unwrap_or_else(late))
    }
}

fn say(answer: &Answer, account: &Account, language: Language) -> String {
    let provider = provider::find(account.provider).map_or(account.provider, |info| info.shape.display);
    let (phrase, zone) = match answer {
        Answer::Read(zone) => (text::ACCOUNT_READ, zone.shown()),
        Answer::Push => (text::ACCOUNT_PUSH, String::new()),
        Answer::Unused => (text::ACCOUNT_UNUSED, String::new()),
    };
    let values: [(&str, &dyn Display); 3] =
        [("account", &account.name), ("provider", &provider), ("zone", &zone)];
    phrase.fill(language, &values)
}

async fn ask(account: &Account, net: Net, record: Option<(RecordId, Option<Name>)>) -> Heard {
    let fetched = timeout(STORE, secrets::fetch(&account.name, &account.secret)).await.unwrap_or_else(|_| {
        let said = "the credential store did not answer; is it locked?";
        Err(Problem::from(Code::SecretStore).account(&account.name).said(said))
    });
    let secret = match fetched {
        Ok(secret) => secret,
        Err(problem) => return Heard { secret: Err(problem), account: None, server: None },
    };
    let (answer, server) = open(account, net, &secret, record).await;
    let answer = answer.map_err(|mut problem| {
        problem.said = problem.said.map(|said| secret.cross_out(&said));
        problem.account(&account.name)
    });
    Heard { secret: Ok(()), account: Some(answer), server }
}

async fn open(
    account: &Account,
    net: Net,
    secret: &Secret,
    record: Option<(RecordId, Option<Name>)>,
) -> (Result<Answer, Problem>, Option<String>) {
    let Some(info) = provider::find(account.provider) else {
        return (Err(Problem::new(Code::BadSetting)), None);
    };
    let opened = match (info.open)(account, Opening { net, secret: secret.clone() }) {
        Ok(opened) => opened,
        Err(problem) => return (Err(problem), None),
    };
    let server = opened.name_server();
    (read(&*opened, info, record).await, server)
}

async fn read(
    provider: &dyn Provider,
    info: &Info,
    record: Option<(RecordId, Option<Name>)>,
) -> Result<Answer, Problem> {
    if info.model == Model::Push {
        return Ok(Answer::Push);
    }
    let Some((id, zone)) = record else { return Ok(Answer::Unused) };
    let zone = match zone {
        Some(zone) => provider.open_zone(&zone).await?,
        None => provider.find_zone(&id.name).await?,
    };
    let held = provider.read(&zone, &[(id.name.clone(), id.kind)]).await?;
    match held.blocked.into_iter().find(|(name, _)| *name == id.name) {
        Some((_, problem)) => Err(problem),
        None => Ok(Answer::Read(zone.name)),
    }
}
