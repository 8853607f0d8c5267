//! The accounts: providers with their secrets, opened when they are needed.

use std::{collections::BTreeMap, sync::Arc};

use tokio::{sync::Mutex, task::JoinSet};

use crate::{
    config::{Account, Config},
    core::{
        message::{Event, Outcome, Task},
        ordered,
        problem::{Code, Problem},
        record::RecordId,
        secret::Secret,
    },
    net::Net,
    provider::{self, Info, Opening, Provider, publish::Zones},
    secrets,
};

/// One account that can be worked with.
struct Opened {
    provider: Box<dyn Provider>,
    info: Info,
    zones: Zones,
    /// To be crossed out where a service repeats it.
    secret: Secret,
}

/// How far the opening of an account came.
#[derive(Default)]
struct State {
    /// Of settings and secret, once the secret could be read; also where the settings are wrong then.
    fingerprint: Option<u64>,
    opened: Option<Opened>,
}

/// An account, opened or not yet: its secret may come later. Cheap to clone.
#[derive(Clone)]
pub struct Slot {
    account: Arc<Account>,
    net: Net,
    /// Locked while the account is opened or works: one thing at a time.
    state: Arc<Mutex<State>>,
}

pub struct Accounts(BTreeMap<String, Slot>);

impl Accounts {
    pub fn new(config: &Config, net: &Net) -> Self {
        let slot = |(name, account): (&String, &Account)| {
            let account = Arc::new(account.clone());
            (name.clone(), Slot { account, net: net.clone(), state: Arc::default() })
        };
        Self(ordered::map(config.accounts.iter().map(slot)))
    }

    /// Opens all accounts beside everything else; each tells its fingerprint. One whose credential
    /// store is locked delays no other.
    pub fn open(&self) -> JoinSet<Event> {
        let mut tasks = JoinSet::new();
        for slot in self.0.values().cloned() {
            tasks.spawn(async move {
                let mut state = slot.state.lock().await;
                // What is wrong is told when it is to be used.
                let _ = slot.ready(&mut state).await;
                Event::Opened(slot.account.name.clone(), state.fingerprint)
            });
        }
        tasks
    }

    pub fn get(&self, name: &str) -> Option<Slot> {
        self.0.get(name).cloned()
    }
}

impl Slot {
    /// The opened account; opens it if that was not done or failed before.
    async fn ready<'a>(&self, state: &'a mut State) -> Result<&'a mut Opened, Problem> {
        if state.opened.is_none() {
            let secret = secrets::fetch(&self.account.name, &self.account.secret).await?;
            // The Debug form of an account shows every setting and, by its type, never the secret.
            state.fingerprint = Some(secret.fingerprint(&format!("{:?}", self.account)));
            state.opened = Some(open(&self.account, &self.net, secret)?);
        }
        state.opened.as_mut().ok_or_else(|| Problem::new(Code::BadSetting))
    }

    /// The name server that the account itself speaks with, where it is one and is known by now.
    pub async fn name_server(&self) -> Option<String> {
        self.state.lock().await.opened.as_ref()?.provider.name_server()
    }
}

fn open(account: &Account, net: &Net, secret: Secret) -> Result<Opened, Problem> {
    let info = provider::of(account)
        .ok_or_else(|| Problem::from(Code::BadSetting).said("this provider is not known"))?;
    let opening = Opening { net: net.clone(), secret: secret.clone() };
    let provider = (info.open)(account, opening).map_err(|problem| problem.account(&account.name))?;
    Ok(Opened { provider, info, zones: Zones::default(), secret })
}

/// Publishes through an account; gives the fingerprint of what it was opened with besides the outcomes.
pub async fn publish(slot: Option<Slot>, tasks: &[Task]) -> (Option<u64>, Vec<(RecordId, Outcome)>) {
    let failed = |problem: &Problem| {
        tasks.iter().map(|task| (task.id.clone(), Outcome::Failed(problem.clone()))).collect()
    };
    let Some(slot) = slot else {
        return (None, failed(&Problem::from(Code::BadSetting).said("the account is gone")));
    };
    let mut state = slot.state.lock().await;
    let outcomes = match slot.ready(&mut state).await {
        Ok(Opened { provider, info, zones, secret }) => {
            let mut outcomes = provider::publish::publish(&**provider, info, tasks, zones).await;
            for (_, outcome) in &mut outcomes {
                if let Outcome::Failed(problem) = outcome {
                    problem.said = problem.said.take().map(|said| secret.cross_out(&said));
                    problem.kept = slot.account.secret.apart().map(Box::new);
                }
            }
            outcomes
        }
        Err(problem) => failed(&problem),
    };
    (state.fingerprint, outcomes)
}
