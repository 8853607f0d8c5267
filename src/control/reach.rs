//! Which program a person's command is meant for: his own, else the service.

use std::io;

use super::{Absent, Lacking, Reply, Request, ask};
use crate::paths::Paths;

/// Who answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Host {
    /// A program on the very places that were chosen.
    Chosen,
    /// The service, because nobody runs there.
    Service,
}

/// Why nobody did what was asked.
#[derive(Debug)]
pub enum Unreached {
    /// Nobody runs.
    Nobody(io::Error),
    /// Somebody runs who may be trusted, and will not, or the service works and does not answer.
    Refused(Host, io::Error),
}

/// Asks the program of these places, and where none answers, the service. `request` is made for each.
pub async fn reach(
    paths: &Paths,
    request: &(dyn Fn() -> Request + Sync),
) -> Result<(Host, Reply), Unreached> {
    let nobody = match ask(&paths.endpoint, request()).await {
        // One that hangs keeps its state folder to itself: there is no need to know it here.
        Err(error) if Lacking::of(&error).is_none() => error,
        answered => return heard(Host::Chosen, answered),
    };
    if paths.is_service() {
        return Err(Unreached::Nobody(nobody));
    }
    match ask(&Paths::service().endpoint, request()).await {
        Err(error) if Absent::is(&error) => Err(Unreached::Nobody(nobody)),
        answered => heard(Host::Service, answered),
    }
}

fn heard(host: Host, answered: io::Result<Reply>) -> Result<(Host, Reply), Unreached> {
    match answered {
        Ok(Reply::Refused(why)) => Err(Unreached::Refused(host, io::Error::other(why))),
        Ok(reply) => Ok((host, reply)),
        Err(error) => Err(Unreached::Refused(host, error)),
    }
}
