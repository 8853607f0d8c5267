//! Looks at the service's place: whether somebody works there, and what there would be to do without that one.

use std::{io, path::Path, time::Duration};

use tokio::time::{sleep, timeout};

use super::{configured, turn};
use crate::{
    control::{self, Absent, Lacking, Reply, Request},
    core::{
        duty::{Own, Refusal, Seen},
        ordered,
    },
    paths::Paths,
};

/// How long a service may take to answer before it counts as silent.
const ANSWERS: Duration = Duration::from_secs(3);
const AGAIN: Duration = Duration::from_millis(200);

/// A look, and the turn that was there to be had before it: who works by it works only if nobody who may be trusted
/// answered afterwards, whether there was one or not.
pub struct Look {
    pub seen: Seen,
    pub(super) turn: Option<turn::Turn>,
}

/// What there is at the service's place, and what there would be to do without it.
pub async fn look(own: &Paths, met: bool) -> Look {
    let service = Paths::service();
    // A stranger can hold the lock as well, so it proves nothing.
    let turn = turn::own(&service.endpoint).ok().flatten();
    let seen = match timeout(ANSWERS, answer(&service.endpoint)).await {
        Ok(Ok(Reply::Refused(why))) => Seen::Refuses(Refusal::Said(why)),
        Ok(Ok(_)) => Seen::Answers,
        Ok(Err(error)) if !Absent::is(&error) => Seen::Refuses(refusal(&error)),
        // Whether there is one to be trusted shows at once: it is such a one that takes so long.
        Err(_) => Seen::Silent,
        Ok(Err(_)) => {
            let (config, broken) = configured(&own.config);
            let names = ordered::set(config.records.keys().map(|id| &id.name));
            let readable = broken.is_none() || !own.config.exists();
            let stopped = met || service.endpoint.exists();
            Seen::Nobody(Own { names: readable.then_some(names.len()), stopped })
        }
    };
    Look { seen, turn }
}

/// What the program that answers there says; one that closes without a word may be about to end, and is asked again.
async fn answer(endpoint: &Path) -> io::Result<Reply> {
    loop {
        match control::ask(endpoint, Request::Status).await {
            Err(error) if !Absent::is(&error) && Lacking::of(&error).is_none() => sleep(AGAIN).await,
            answered => return answered,
        }
    }
}

/// Why a service that answers does not do what it is asked.
pub fn refusal(error: &io::Error) -> Refusal {
    Lacking::of(error).map_or_else(|| Refusal::Said(error.to_string()), Refusal::Lacks)
}
