//! The table: the services by how they answer. To add one, add a row; nothing else has to be touched.

mod dyndns2;
mod status;
mod words;

use self::prelude::*;

/// What the parts of the table are written with.
mod prelude {
    pub(super) use std::time::Duration;

    pub(super) use super::{
        super::row::{
            Answers, Auth, Families, Form,
            Meaning::{Done, No, Same},
            Method, Row, dyndns2_and, words,
        },
        MINUTE, RECORD_ID, USERNAME, days, dyndns2, field, token,
    };
    pub(super) use crate::{
        config::{Field, SecretShape},
        core::problem::Code::{
            BadCredential, BadRecord, BadSystem, NoZone, NotActive, NotInPlan, NotPermitted, NotYours,
            Outage, RateLimited,
        },
        net::pacer::Rate,
    };
}

/// Every row there is.
pub const ROWS: &[Row<'static>] = &{
    const PARTS: [&[Row<'static>]; 3] = [dyndns2::ROWS, words::ROWS, status::ROWS];
    const COUNT: usize = PARTS[0].len() + PARTS[1].len() + PARTS[2].len();
    let mut all = [PARTS[0][0]; COUNT];
    let (mut part, mut at, mut into) = (0, 0, 0);
    while into < COUNT {
        if at == PARTS[part].len() {
            (part, at) = (part + 1, 0);
        } else {
            all[into] = PARTS[part][at];
            (at, into) = (at + 1, into + 1);
        }
    }
    all
};

const fn field(key: &'static str, help: &'static str, example: &'static str) -> Field {
    Field { key, required: true, help, example, choices: &[] }
}

const USERNAME: Field = field(
    "username",
    "The user name the service gave you; for some it is an e-mail address.",
    "me@example.org",
);
const RECORD_ID: Field = field(
    "record_id",
    "The identifier of the record; for several names write NAME=ID, with spaces between them.",
    "1234567",
);

const MINUTE: Duration = Duration::from_secs(60);

const fn days(days: u64) -> Duration {
    Duration::from_secs(days * 24 * 60 * 60)
}

/// What most services that speak dyndns2 have in common: one address to a call, one name to a call (lists are
/// for those alone that are known to take them), user and password.
const fn dyndns2(
    id: &'static str,
    display: &'static str,
    base: &'static str,
    create: &'static str,
) -> Row<'static> {
    Row {
        id,
        display,
        fields: &[USERNAME],
        secret: SecretShape { called: "password", create },
        base,
        base6: "",
        path: "/nic/update",
        query: "hostname={names}&myip={ip}",
        method: Method::Get,
        auth: Auth::Basic("{username}"),
        headers: "",
        form: Form::Full,
        most: 1,
        families: Families::Apart,
        answers: dyndns2_and(&[]),
        ttl: None,
        min_interval: Duration::ZERO,
        rate: None,
        refresh: None,
    }
}

/// The same with a secret that needs no user beside it.
const fn token(
    id: &'static str,
    display: &'static str,
    base: &'static str,
    create: &'static str,
) -> Row<'static> {
    Row { fields: &[], secret: SecretShape { called: "token", create }, ..dyndns2(id, display, base, create) }
}
