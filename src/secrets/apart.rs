//! Calls that may block, each on a thread of its own and for a bounded time.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Notify, oneshot},
    time::{Instant, timeout_at},
};

use crate::core::problem::{Code, Problem};

/// How long the credential store may take, with a person being asked to unlock it.
const LIMIT: Duration = Duration::from_secs(20);

/// Does something with the credential store on a thread of its own, which may wait for a person to unlock the store
/// for as long as that takes; this waits no longer than [`LIMIT`]. What is wanted of the same name waits for its turn.
pub async fn apart<T: Send + 'static>(
    account: &str,
    what: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    static WAITING: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    static FREED: Notify = Notify::const_new();
    let end = Instant::now() + LIMIT;
    let waiting = || WAITING.lock().unwrap_or_else(PoisonError::into_inner);
    let silent = || {
        let said = "the credential store did not answer; is it locked?";
        Problem::from(Code::SecretStore).account(account).said(said)
    };
    let turn = async {
        loop {
            let freed = FREED.notified();
            if waiting().insert(account.to_owned()) {
                return;
            }
            freed.await;
        }
    };
    if timeout_at(end, turn).await.is_err() {
        return Err(silent());
    }
    let (tell, told) = oneshot::channel();
    let name = account.to_owned();
    let work = move || {
        let done = what();
        waiting().remove(&name);
        FREED.notify_waiters();
        // Nobody may be waiting for it any more.
        let _ = tell.send(done);
    };
    if std::thread::Builder::new().name("secret".into()).spawn(work).is_err() {
        waiting().remove(account);
        FREED.notify_waiters();
        return Err(silent());
    }
    match timeout_at(end, told).await {
        Ok(Ok(done)) => done,
        Ok(Err(_)) | Err(_) => Err(silent()),
    }
}

#[cfg(test)]
mod tests {
    use super::apart;

    #[tokio::test]
    async fn who_comes_while_a_secret_is_looked_for_waits_for_his_turn() {
        let (open, locked) = std::sync::mpsc::channel::<()>();
        let first = tokio::spawn(apart("turn", move || Ok(locked.recv().is_ok())));
        let second = tokio::spawn(apart("turn", || Ok(true)));
        // Of another name nothing keeps anybody.
        assert!(apart("other", || Ok(true)).await.unwrap());
        assert!(!first.is_finished() && !second.is_finished());
        open.send(()).unwrap();
        assert!(first.await.unwrap().unwrap() && second.await.unwrap().unwrap());
    }
}
