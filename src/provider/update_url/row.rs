//! The update-URL services, a row each.
//!
//! A service of this kind is told names and addresses in one request and answers with
//! a word. How such a row becomes a request, and the answer an outcome, is written in
//! [`super`]. To add a service, add a row; nothing else has to be touched.
//!
//! A text with `{places}` takes `{zone}`, `{name}` (where one name goes into a call),
//! `{ttl}` and the account's own fields. There is no place for the secret: it goes where
//! [`Auth`] says, so that no text that may be shown can come to hold it.

use std::time::Duration;

use super::super::{Info, Model, update_url};
use crate::{
    config::{AccountShape, Field, SecretShape},
    core::problem::Code,
    net::pacer::Rate,
};

/// One service.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Row {
    pub id: &'static str,
    pub display: &'static str,
    pub fields: &'static [Field],
    pub secret: SecretShape,
    /// Base address; empty where the account must say it (`endpoint`).
    pub base: &'static str,
    /// Base address for calls that carry IPv6, where it is another one.
    pub base6: &'static str,
    pub path: &'static str,
    pub method: Method,
    pub auth: Auth,
    /// Parameters beside name and address.
    pub params: &'static [(&'static str, &'static str)],
    pub names: Names,
    pub address: Address,
    pub answers: Answers,
    /// Only where the service's documentation names one.
    pub min_interval: Duration,
    /// The same.
    pub rate: Option<Rate>,
    pub refresh: Option<Duration>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// Parameters in the query.
    Get,
    /// Parameters in a form.
    Post,
}

/// Where the secret goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Auth {
    /// HTTP Basic; the text gives the user.
    Basic(&'static str),
    Bearer,
    Header(&'static str),
    /// A parameter of this name.
    Param(&'static str),
}

/// How names are said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Names {
    pub param: &'static str,
    pub form: Form,
    /// Names to a call, separated by commas.
    pub most: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    Full,
    /// The label below this domain, which is the service's own.
    Below(&'static str),
    /// The part below the zone, `@` at the apex; the zone has to be configured.
    Relative,
    /// Not at all: the credential stands for the name.
    Implied,
}

/// How addresses are said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Address {
    /// One parameter; a call for each family.
    Apart(&'static str),
    /// One parameter; both families in one call, separated by a comma.
    List(&'static str),
    /// A parameter for each family, and what to add when that family is not sent, for services that
    /// would otherwise clear it or take it from the connection.
    Each { v4: &'static str, v6: &'static str, no4: Extra, no6: Extra },
}

pub type Extra = &'static [(&'static str, &'static str)];

/// How the answer is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answers {
    /// The words of the dyndns2 protocol.
    Dyndns2,
    /// Words with which a line begins. What none of them fits is no success.
    Words {
        done: &'static [&'static str],
        same: &'static [&'static str],
        refused: &'static [(&'static str, Code)],
    },
    /// The HTTP status alone: these are success, `same` among them means "it was so already".
    Status { done: &'static [u16], same: &'static [u16] },
}

const USERNAME: Field = Field {
    key: "username",
    required: true,
    help: "The user name the service gave you; for some it is an e-mail address.",
    example: "me@example.org",
    choices: &[],
};

/// The common case: what most dyndns2 services have in common.
const DYNDNS2: Row = Row {
    id: "dyndns2",
    display: "dyndns2 (any service that speaks it)",
    fields: &[USERNAME],
    secret: SecretShape {
        called: "password or update key",
        create: "At your service, in its dynamic DNS settings. Give the service's address as `endpoint`.",
    },
    base: "",
    base6: "",
    path: "/nic/update",
    method: Method::Get,
    auth: Auth::Basic("{username}"),
    params: &[],
    names: Names { param: "hostname", form: Form::Full, most: 20 },
    address: Address::Apart("myip"),
    answers: Answers::Dyndns2,
    min_interval: Duration::ZERO,
    rate: None,
    refresh: None,
};

pub const ROWS: &[Row] = &[
    DYNDNS2,
    Row {
        id: "noip",
        display: "No-IP",
        secret: SecretShape {
            called: "DDNS key password",
            create: "my.noip.com, Dynamic DNS, No-IP Hostnames, DDNS Keys: its user name goes into \
                     `username`. The password of the site works too, but can do more.",
        },
        base: "https://dynupdate.no-ip.com",
        address: Address::List("myip"),
        // A free name expires that was not confirmed for thirty days (noip.com, free Dynamic DNS).
        refresh: Some(Duration::from_secs(25 * 24 * 60 * 60)),
        ..DYNDNS2
    },
    Row {
        id: "dynu",
        display: "Dynu",
        secret: SecretShape {
            called: "IP update password",
            create: "www.dynu.com, Control Panel, Username/Password: set an IP update password.",
        },
        base: "https://api.dynu.com",
        address: Address::Each { v4: "myip", v6: "myipv6", no4: &[("myip", "no")], no6: &[("myipv6", "no")] },
        ..DYNDNS2
    },
    Row {
        id: "duckdns",
        display: "Duck DNS",
        fields: &[],
        secret: SecretShape { called: "token", create: "www.duckdns.org, top of the page after signing in." },
        base: "https://www.duckdns.org",
        path: "/update",
        auth: Auth::Param("token"),
        params: &[("verbose", "true")],
        names: Names { param: "domains", form: Form::Below("duckdns.org"), most: 20 },
        // Without `ip`, an IPv4 address would be taken from the connection, but not beside `ipv6`.
        address: Address::Each { v4: "ip", v6: "ipv6", no4: &[], no6: &[] },
        answers: Answers::Words { done: &["OK"], same: &["NOCHANGE"], refused: &[("KO", Code::NotYours)] },
        ..DYNDNS2
    },
    Row {
        id: "dedyn",
        display: "deSEC dynDNS (update.dedyn.io)",
        secret: SecretShape {
            called: "token",
            create: "desec.io, Token Management; `username` is the domain, like home.dedyn.io.",
        },
        base: "https://update.dedyn.io",
        path: "/",
        names: Names { param: "hostname", form: Form::Full, most: 1 },
        // What is left out would be taken from the connection or removed.
        address: Address::Each {
            v4: "myipv4",
            v6: "myipv6",
            no4: &[("myipv4", "preserve")],
            no6: &[("myipv6", "preserve")],
        },
        // dyndns: 1/min for each domain (desec.readthedocs.io, rate limits).
        min_interval: Duration::from_secs(60),
        ..DYNDNS2
    },
];

impl Row {
    pub const fn info(&self) -> Info {
        Info {
            shape: AccountShape {
                id: self.id,
                display: self.display,
                fields: self.fields,
                secret: self.secret,
                ttl: None,
                http: true,
                several: false,
            },
            model: Model::Push,
            max_batch: self.names.most,
            atomic: false,
            both_families: false,
            min_interval: self.min_interval,
            rate: self.rate,
            refresh: self.refresh,
            open: update_url::open,
        }
    }
}
