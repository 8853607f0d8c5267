//! The accounts: whether the secret is there, and whether the service answers a question.
//!
//! Read only, unless a write test is asked for: the zone is looked for and one record is read. A secret is never shown, and
//! crossed out where a service repeats it.

use std::{fmt::Display, sync::OnceLock, time::Duration};

use tokio::time::timeout;

use super::{Check, Doctor, Finding, LOOKS, Level};
use crate::{
    config::Account,
    control::Question,
    core::{
        finding::Proved,
        keeping::Keeping,
        problem::{Code, Problem},
        record::{Kind, Name, RecordId, Zone},
        secret::Secret,
        state::Waits,
    },
    net::{
        Net,
        together::{Asking, together},
    },
    provider::{
        self, Info, Model, Opening, Provider,
        write_test::{self, Unproven},
    },
    secrets,
    text::{Language, doctor as text, secret},
};

/// How long the credential store may take here: nobody should be asked to unlock it for this.
const STORE: Duration = Duration::from_secs(5);

/// How long making, reading and removing a record may take.
const WRITES: Duration = Duration::from_secs(60);

/// What was heard of one account.
struct Heard {
    /// Whether it is there, and where that is; `None` where nothing was heard in time.
    secret: Option<Result<(bool, Keeping), Problem>>,
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
    /// What this process finds out of its own; `None` where the configuration has no such account.
    pub async fn here(&self, question: &Question) -> Option<Proved> {
        let Some(name) = &question.account else {
            return Some(self.all(&self.config.accounts.values().collect::<Vec<_>>()).await);
        };
        let account = self.config.accounts.get(name)?;
        let findings = self.account(account, question.zone.as_ref(), question.write).await;
        Some(Proved { findings, ..Proved::default() })
    }

    pub(super) async fn all<'a>(&'a self, accounts: &[&'a Account]) -> Proved {
        let ask = |account: &&'a Account| -> Asking<'a, (&'a Account, Heard)> { Box::pin(self.ask(account)) };
        let all = together(accounts.iter().map(ask).collect()).await;
        let rests = all.iter().any(|(_, heard)| heard.is_missing()) && self.rests().await;
        let mut proved = Proved::default();
        for (account, mut heard) in all {
            proved.servers.extend(heard.server.take().map(|server| (account.name.clone(), server)));
            proved.findings.extend(self.say(account, heard, rests));
        }
        proved
    }

    /// `rests`: the service works instead of these accounts.
    fn say(&self, account: &Account, heard: Heard, rests: bool) -> Vec<Finding> {
        let secret = heard.secret.map(|secret| match secret {
            Ok((there, keeping)) => self.kept(account, there, &keeping, rests),
            Err(problem) => self.problem(Check::Secret, &problem),
        });
        let answered = heard.account.map(|answer| match answer {
            Ok(answer) => Finding::new(Check::Account, Level::Good, say(&answer, account, self.language)),
            Err(problem) => self.problem(Check::Account, &problem),
        });
        [secret, answered].into_iter().flatten().map(|found| found.about(&account.name)).collect()
    }

    fn kept(&self, account: &Account, there: bool, keeping: &Keeping, rests: bool) -> Finding {
        let (level, phrase) = match (there, rests) {
            (true, _) => (Level::Good, text::SECRET_GOOD),
            (false, true) => (Level::Attention, text::SECRET_RESTS),
            (false, false) => (Level::Bad, text::SECRET_MISSING),
        };
        let place = secret::place(self.language, keeping);
        let whose = if self.paths.is_service() { "--service " } else { "" };
        let values: [(&str, &dyn Display); 3] =
            [("account", &account.name), ("place", &place), ("whose", &whose)];
        Finding::new(Check::Secret, level, phrase.fill(self.language, &values))
    }

    /// One account alone; with `write`, a record of its own is made and removed again. `zone` is tried where
    /// no record of the configuration says one.
    pub async fn account(&self, account: &Account, zone: Option<&Name>, write: bool) -> Vec<Finding> {
        let record = self.config.records.iter().find(|(id, _)| id.account == account.name);
        let record = record.map(|(id, record)| (id.clone(), record.zone.clone()));
        let named = |zone: &Name| {
            let id = RecordId { account: account.name.clone(), name: zone.clone(), kind: Kind::A };
            (id, Some(zone.clone()))
        };
        let record = zone.map(named).or(record);
        let heard = timeout(LOOKS, ask(account, self.net.clone(), record.clone())).await;
        let heard = heard.unwrap_or_else(|_| Heard::late(account));
        let may = heard.account.as_ref().is_some_and(Result::is_ok);
        let unproven = self.unproven(account, heard.account.as_ref());
        let rests = heard.is_missing() && self.rests().await;
        let mut found = self.say(account, heard, rests);
        if let Some(finding) = unproven {
            found.retain(|finding| finding.check != Check::Account);
            found.push(finding.about(&account.name));
        }
        if write && may {
            let begun = OnceLock::new();
            let tried = timeout(WRITES, self.write_test(account, record, &begun)).await;
            let late = |_| {
                let finding =
                    self.problem(Check::Write, &Problem::from(Code::TimedOut).account(&account.name));
                self.left_behind(finding, begun.get())
            };
            found.push(tried.unwrap_or_else(late).about(&account.name));
        }
        found
    }

    /// What is said where the answer proves nothing: why, and what would prove it. An account that was refused
    /// before needs a person first.
    fn unproven(&self, account: &Account, heard: Option<&Result<Answer, Problem>>) -> Option<Finding> {
        let phrase = match heard? {
            Ok(Answer::Push) => text::ACCOUNT_UNPROVED,
            Ok(Answer::Unused) => text::ACCOUNT_NO_ZONE,
            Ok(Answer::Read(_)) | Err(_) => return None,
        };
        let state = crate::store::read(&self.paths.state_dir).ok().flatten().unwrap_or_default();
        let trouble = state.accounts.get(&account.name).and_then(|memory| memory.trouble.as_ref());
        if let Some(trouble) = trouble.filter(|trouble| matches!(trouble.waits, Waits::Change(_))) {
            return Some(self.problem(Check::Account, &trouble.problem));
        }
        let provider = provider::of(account).map_or(account.provider, |info| info.shape.display);
        let own = self.config.records.keys().find(|id| id.account == account.name);
        let name = own.map_or_else(|| "NAME".to_owned(), |id| id.name.shown());
        let values: [(&str, &dyn Display); 3] =
            [("account", &account.name), ("provider", &provider), ("name", &name)];
        Some(Finding::new(Check::Account, Level::Attention, phrase.fill(self.language, &values)))
    }

    /// The same, with the name of a record that may still be there.
    fn left_behind(&self, mut finding: Finding, name: Option<&Name>) -> Finding {
        if let Some(name) = name {
            let warning = text::WRITE_LEFT.fill(self.language, &[("name", &name.shown())]);
            finding.said = format!("{} {warning}", finding.said);
        }
        finding
    }

    /// `begun` is the name of the record from when on it may be there.
    async fn write_test(
        &self,
        account: &Account,
        record: Option<(RecordId, Option<Name>)>,
        begun: &OnceLock<Name>,
    ) -> Finding {
        let good = |said| Finding::new(Check::Write, Level::Good, said);
        let Some(info) = provider::of(account).filter(|info| info.model != Model::Push) else {
            let provider = provider::of(account).map_or(account.provider, |info| info.shape.display);
            let said = text::WRITE_PUSH.fill(self.language, &[("provider", &provider)]);
            return Finding::new(Check::Write, Level::Attention, said);
        };
        let Some(record) = record else {
            let said = text::ACCOUNT_NO_ZONE.fill(self.language, &[("account", &account.name)]);
            return Finding::new(Check::Write, Level::Attention, said);
        };
        let tried = async {
            let never = |problem| Unproven { problem, left: false };
            let secret = secrets::fetch(&account.name, &account.secret).await.map_err(never)?;
            let crossed = |mut problem: Problem| {
                problem.said = problem.said.map(|said| secret.cross_out(&said));
                problem
            };
            let opening = Opening { net: self.net.clone(), secret: secret.clone() };
            let opened = (info.open)(account, opening).map_err(crossed).map_err(never)?;
            let zone = zone_of(&*opened, &record).await.map_err(crossed).map_err(never)?;
            let name = write_test::name(&zone).map_err(never)?;
            let name = begun.get_or_init(|| name);
            let left = |Unproven { problem, left }| Unproven { problem: crossed(problem), left };
            write_test::write_test(&*opened, &zone, name).await.map_err(left)?;
            Ok((name, zone.name))
        };
        match tried.await {
            Ok((name, zone)) => good(
                text::WRITE_GOOD.fill(self.language, &[("name", &name.shown()), ("zone", &zone.shown())]),
            ),
            Err(Unproven { problem, left }) => {
                let finding = self.problem(Check::Write, &problem.account(&account.name));
                self.left_behind(finding, begun.get().filter(|_| left))
            }
        }
    }

    async fn ask<'a>(&self, account: &'a Account) -> (&'a Account, Heard) {
        let record = self.config.records.iter().find(|(id, _)| id.account == account.name);
        let record = record.map(|(id, record)| (id.clone(), record.zone.clone()));
        let heard = timeout(LOOKS, ask(account, self.net.clone(), record)).await;
        (account, heard.unwrap_or_else(|_| Heard::late(account)))
    }
}

impl Heard {
    fn late(account: &Account) -> Self {
        let late = Problem::from(Code::TimedOut).account(&account.name);
        Self { secret: None, account: Some(Err(late)), server: None }
    }

    fn is_missing(&self) -> bool {
        matches!(self.secret, Some(Ok((false, _))))
    }
}

fn say(answer: &Answer, account: &Account, language: Language) -> String {
    let provider = provider::of(account).map_or(account.provider, |info| info.shape.display);
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
    let looked = timeout(STORE, secrets::look(&account.name, &account.secret)).await.unwrap_or_else(|_| {
        let said = "the credential store did not answer; is it locked?";
        Err(Problem::from(Code::SecretStore).account(&account.name).said(said))
    });
    let (secret, keeping) = match looked {
        Ok((Some(secret), keeping)) => (secret, keeping),
        Ok((None, keeping)) => {
            return Heard { secret: Some(Ok((false, keeping))), account: None, server: None };
        }
        Err(problem) => return Heard { secret: Some(Err(problem)), account: None, server: None },
    };
    let (answer, server) = open(account, net, &secret, record).await;
    let answer = answer.map_err(|mut problem| {
        problem.said = problem.said.map(|said| secret.cross_out(&said));
        problem.account(&account.name).kept(account.secret.apart())
    });
    Heard { secret: Some(Ok((true, keeping))), account: Some(answer), server }
}

async fn open(
    account: &Account,
    net: Net,
    secret: &Secret,
    record: Option<(RecordId, Option<Name>)>,
) -> (Result<Answer, Problem>, Option<String>) {
    let Some(info) = provider::of(account) else {
        return (Err(Problem::new(Code::BadSetting)), None);
    };
    let opened = match (info.open)(account, Opening { net, secret: secret.clone() }) {
        Ok(opened) => opened,
        Err(problem) => return (Err(problem), None),
    };
    let server = opened.name_server();
    (read(&*opened, &info, record).await, server)
}

async fn read(
    provider: &dyn Provider,
    info: &Info,
    record: Option<(RecordId, Option<Name>)>,
) -> Result<Answer, Problem> {
    if info.model == Model::Push {
        return Ok(Answer::Push);
    }
    let Some(record) = record else { return Ok(Answer::Unused) };
    let zone = zone_of(provider, &record).await?;
    let (id, _) = record;
    let held = provider.read(&zone, &[(id.name.clone(), id.kind)]).await?;
    let stands =
        |name: &Name, kind: Option<Kind>| *name == id.name && kind.is_none_or(|kind| kind == id.kind);
    match held.blocked.into_iter().find(|(name, kind, _)| stands(name, *kind)) {
        Some((.., problem)) => Err(problem),
        None => Ok(Answer::Read(zone.name)),
    }
}

async fn zone_of(provider: &dyn Provider, (id, zone): &(RecordId, Option<Name>)) -> Result<Zone, Problem> {
    match zone {
        Some(zone) => provider.open_zone(zone).await,
        None => provider.find_zone(&id.name).await,
    }
}
