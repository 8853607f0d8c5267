//! Who has which role besides those who have all of them: `[access]`, with its names looked up.
//!
//! A domain may not be reachable yet when the program starts, or take its time. So names are looked up apart, in one
//! thread of their own, and those that nobody knew are looked up again when somebody is about to be refused.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::watch,
    time::{Instant, timeout},
};

use crate::{
    core::access::{Access, Role, Whom},
    platform::peer::{self, Principal},
};

/// What nobody knew is looked up again after this at the soonest.
pub const AGAIN: Duration = Duration::from_secs(30);
/// How long whoever is about to be refused may wait for it.
const PATIENCE: Duration = Duration::from_secs(2);

/// How somebody is looked up. May block.
pub type Find = Arc<dyn Fn(&Whom) -> io::Result<Principal> + Send + Sync>;

/// Who is known to have which role.
pub type Found = Arc<Vec<(Role, Principal)>>;

/// Clones share what is known.
#[derive(Clone)]
pub struct Rules {
    find: Find,
    found: watch::Sender<Found>,
    names: Arc<Mutex<Names>>,
    /// Whether names are being looked up.
    looking: watch::Sender<bool>,
}

/// The names of a configuration.
#[derive(Default)]
struct Names {
    access: Access,
    /// Which of them nobody knows yet.
    unknown: Vec<(Role, Whom)>,
    tried: Option<Instant>,
}

impl Rules {
    pub fn new(find: Find) -> Self {
        Self {
            find,
            found: watch::Sender::default(),
            names: Arc::default(),
            looking: watch::Sender::default(),
        }
    }

    /// Takes up `[access]`. Whoever it calls by name has no role until the name is looked up.
    pub fn configure(&self, access: &Access) {
        let mut names = self.names();
        if names.access == *access {
            return;
        }
        let (unknown, numbers): (Vec<_>, Vec<_>) =
            access.0.iter().cloned().partition(|(_, whom)| peer::is_looked_up(whom));
        *names = Names { access: access.clone(), unknown, tried: None };
        let (found, lost) = self.each(numbers);
        for (role, whom, why) in lost {
            warn(role, &whom, &why);
        }
        self.found.send_if_modified(|now| replace(now, found));
        self.look(&names);
    }

    /// The roles of one who `is` these.
    pub fn given(&self, is: impl Fn(&Principal) -> bool) -> Vec<Role> {
        let found = self.found.borrow().clone();
        found.iter().filter(|(_, whom)| is(whom)).map(|(role, _)| *role).collect()
    }

    /// Looks up what nobody knew, unless that was tried of late, and waits a little for what comes of it. Whether
    /// others may have roles by now.
    pub async fn look_again(&self) -> bool {
        let mut looking = self.looking.subscribe();
        {
            let names = self.names();
            let of_late = names.tried.is_some_and(|tried| tried.elapsed() < AGAIN);
            if names.unknown.is_empty() || of_late && !*self.looking.borrow() {
                return false;
            }
            self.look(&names);
        }
        let _ = timeout(PATIENCE, looking.wait_for(|looking| !looking)).await;
        true
    }

    /// Tells when others have roles than now.
    pub fn changes(&self) -> watch::Receiver<Found> {
        self.found.subscribe()
    }

    /// Begins to look up what is unknown, unless somebody is at it, who then goes on with what is unknown now.
    fn look(&self, names: &Names) {
        if names.unknown.is_empty() || self.looking.send_replace(true) {
            return;
        }
        let rules = self.clone();
        tokio::task::spawn_blocking(move || {
            loop {
                let (access, unknown) = {
                    let names = rules.names();
                    (names.access.clone(), names.unknown.clone())
                };
                let (found, lost) = rules.each(unknown);
                // Another configuration may have come meanwhile.
                if rules.put(&access, found, lost) {
                    return;
                }
            }
        });
    }

    /// Those who were found, and why the others were not.
    #[expect(clippy::type_complexity, reason = "two lists")]
    fn each(&self, whom: Vec<(Role, Whom)>) -> (Vec<(Role, Principal)>, Vec<(Role, Whom, io::Error)>) {
        let (mut found, mut lost) = (Vec::new(), Vec::new());
        for (role, whom) in whom {
            match (self.find)(&whom) {
                Ok(principal) => found.push((role, principal)),
                Err(why) => lost.push((role, whom, why)),
            }
        }
        (found, lost)
    }

    /// Takes up what a look came to, if it was for the names that count now.
    fn put(
        &self,
        access: &Access,
        found: Vec<(Role, Principal)>,
        lost: Vec<(Role, Whom, io::Error)>,
    ) -> bool {
        let mut names = self.names();
        if names.access != *access {
            return false;
        }
        if names.tried.replace(Instant::now()).is_none() {
            for (role, whom, why) in &lost {
                warn(*role, whom, why);
            }
        } else if !found.is_empty() {
            tracing::info!("{} more of the names in [access] are known now", found.len());
        }
        names.unknown = lost.into_iter().map(|(role, whom, _)| (role, whom)).collect();
        if !found.is_empty() {
            self.found.send_modify(|now| Arc::make_mut(now).extend(found));
        }
        self.looking.send_replace(false);
        true
    }

    fn names(&self) -> MutexGuard<'_, Names> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn replace(now: &mut Found, found: Vec<(Role, Principal)>) -> bool {
    let others = **now != found;
    if others {
        *now = Arc::new(found);
    }
    others
}

fn warn(role: Role, whom: &Whom, why: &io::Error) {
    let role = role.as_str();
    tracing::warn!(
        "[access] gives the role {role} to {whom}, whom nobody knows here ({why}); tried again when needed"
    );
}
