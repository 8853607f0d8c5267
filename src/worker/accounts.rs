//! The opened accounts: providers with their secrets.

use std::{collections::BTreeMap, sync::Arc};

use tokio::{sync::Mutex, task::JoinSet};

use crate::{
    config::{Account, Config},
    core::{
        message::{Outcome, Task},
        problem::{Code, Problem},
        record::RecordId,
        secret::Secret,
    },
    net::Net,
    provider::{self, Info, Opening, Provider, publish::Zones},
    secrets,
};

/// One account that can be worked with.
pub struct Opened {
    provider: Box<dyn Provider>,
    info: &'static Info,
    /// One batch at a time; the machine sees to that, the lock only says so.
    zones: Mutex<Zones>,
}

/// An account, opened or not yet: its secret may come later.
#[derive(Clone)]
pub struct Slot {
    account: Arc<Account>,
    net: Net,
    opened: Arc<Mutex<Result<Arc<Opened>, Problem>>>,
    server: Option<String>,
}

#[derive(Default)]
pub struct Accounts {
    slots: BTreeMap<String, Slot>,
    /// A fingerprint of settings and secret; none where the secret could not be read.
    fingerprints: BTreeMap<String, Option<u64>>,
}

impl Accounts {
    /// Opens all accounts at once: one that hangs delays no other longer than its own limit.
    pub async fn open(config: &Config, net: &Net) -> Self {
        let mut opening = JoinSet::new();
        for account in config.accounts.values().cloned() {
            let net = net.clone();
            opening.spawn(async move {
                let (opened, fingerprint) = open(&account, &net).await;
                let server = opened.as_ref().ok().and_then(|opened| opened.provider.name_server());
                let slot =
                    Slot { account: Arc::new(account), net, opened: Arc::new(Mutex::new(opened)), server };
                (slot, fingerprint)
            });
        }
        let mut accounts = Self::default();
        for (slot, fingerprint) in opening.join_all().await {
            let name = slot.account.name.clone();
            accounts.fingerprints.insert(name.clone(), fingerprint);
            accounts.slots.insert(name, slot);
        }
        accounts
    }

    pub const fn fingerprints(&self) -> &BTreeMap<String, Option<u64>> {
        &self.fingerprints
    }

    pub fn get(&self, name: &str) -> Option<Slot> {
        self.slots.get(name).cloned()
    }

    /// The name server that the account itself speaks with, where it is one.
    pub fn server(&self, name: &str) -> Option<String> {
        self.slots.get(name)?.server.clone()
    }
}

async fn open(account: &Account, net: &Net) -> (Result<Arc<Opened>, Problem>, Option<u64>) {
    let secret = match secrets::fetch(&account.name, &account.secret).await {
        Ok(secret) => secret,
        Err(problem) => return (Err(problem), None),
    };
    let fingerprint = secret.fingerprint(&settings(account));
    (with_secret(account, net, secret), Some(fingerprint))
}

fn with_secret(account: &Account, net: &Net, secret: Secret) -> Result<Arc<Opened>, Problem> {
    let info = provider::find(account.provider)
        .ok_or_else(|| Problem::from(Code::BadSetting).said("this provider is not known"))?;
    let opening = Opening { net: net.clone(), secret };
    let provider = (info.open)(account, opening).map_err(|problem| problem.account(&account.name))?;
    Ok(Arc::new(Opened { provider, info, zones: Mutex::default() }))
}

/// Everything about an account but its secret, for its fingerprint.
fn settings(account: &Account) -> String {
    format!("{account:?}")
}

/// Publishes through an account, opening it first if that failed before.
pub async fn publish(slot: Option<Slot>, tasks: &[Task]) -> Vec<(RecordId, Outcome)> {
    let failed = |problem: &Problem| {
        tasks.iter().map(|task| (task.id.clone(), Outcome::Failed(problem.clone()))).collect()
    };
    let Some(slot) = slot else {
        return failed(&Problem::from(Code::BadSetting).said("the account is gone"));
    };
    let mut opened = slot.opened.lock().await;
    if opened.is_err() {
        *opened = open(&slot.account, &slot.net).await.0;
    }
    match &*opened {
        Ok(opened) => {
            let mut zones = opened.zones.lock().await;
            provider::publish::publish(&*opened.provider, opened.info, tasks, &mut zones).await
        }
        Err(problem) => failed(problem),
    }
}
