//! How people call the accounts of clients: for the audit trail.
//!
//! A domain controller that is silent makes such a question take as long as it likes. So it is asked apart, one
//! question at a time, and nobody waits long for the answer: the trail names the account in any case.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::Semaphore,
    task::spawn_blocking,
    time::{Instant, timeout},
};

/// How long a name is waited for.
const PATIENCE: Duration = Duration::from_secs(2);
/// Whether an account has a name after all is asked again after this.
const AGAIN: Duration = Duration::from_secs(600);
/// So many are remembered; of more, all are forgotten.
const ACCOUNTS: usize = 1000;

/// What people call the owner of an account. May block.
pub type Called = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

pub struct Names {
    called: Called,
    known: Arc<Mutex<BTreeMap<String, Known>>>,
    /// Whoever asks the system.
    one: Arc<Semaphore>,
}

#[derive(Clone)]
struct Known {
    name: Option<String>,
    since: Instant,
}

impl Names {
    pub fn new(called: Called) -> Self {
        Self { called, known: Arc::default(), one: Arc::new(Semaphore::new(1)) }
    }

    /// `None` also where the answer does not come in time; a later question finds it.
    pub async fn of(&self, account: &str) -> Option<String> {
        if let Some(known) = self.known(account) {
            return known.name;
        }
        let asked = async {
            let place = self.one.clone().acquire_owned().await.ok()?;
            // Somebody else may have asked the same.
            if let Some(known) = self.known(account) {
                return known.name;
            }
            let (called, known, account) = (self.called.clone(), self.known.clone(), account.to_owned());
            let asking = spawn_blocking(move || {
                let name = called(&account);
                let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
                if known.len() >= ACCOUNTS {
                    known.clear();
                }
                known.insert(account, Known { name: name.clone(), since: Instant::now() });
                drop(place);
                name
            });
            asking.await.ok()?
        };
        timeout(PATIENCE, asked).await.ok()?
    }

    fn known(&self, account: &str) -> Option<Known> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.get(account)?;
        (known.name.is_some() || known.since.elapsed() < AGAIN).then(|| known.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_silent_domain_holds_nobody_for_long_and_its_answer_is_found_later() {
        let (answer, answers) = mpsc::channel::<()>();
        let answers = Mutex::new(answers);
        let names = Names::new(Arc::new(move |account| {
            if account == "domain" {
                answers.lock().unwrap().recv().unwrap();
            }
            Some(account.to_uppercase())
        }));
        let names = &names;
        // A look-up under way stops the test's clock, so the wait is cut short by hand.
        let waited = async {
            tokio::task::yield_now().await;
            tokio::time::advance(PATIENCE).await;
        };
        let (name, ()) = tokio::join!(names.of("domain"), waited);
        assert_eq!(name, None);
        answer.send(()).unwrap();
        assert_eq!(names.of("local").await.as_deref(), Some("LOCAL"));
        assert_eq!(names.of("domain").await.as_deref(), Some("DOMAIN"));
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_no_name_may_get_one() {
        let (domain, asked) = (Arc::new(Mutex::new(None)), Arc::new(Mutex::new(0)));
        let (name, count) = (domain.clone(), asked.clone());
        let names = Names::new(Arc::new(move |_| {
            *count.lock().unwrap() += 1;
            name.lock().unwrap().clone()
        }));
        assert_eq!((names.of("new").await, names.of("new").await), (None, None));
        assert_eq!(*asked.lock().unwrap(), 1);
        *domain.lock().unwrap() = Some("alice".to_owned());
        tokio::time::advance(AGAIN).await;
        assert_eq!(names.of("new").await.as_deref(), Some("alice"));
    }
}
