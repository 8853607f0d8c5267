//! `[provider.NAME]`: an update-URL service that a person describes. What such a service does is
//! `provider::update_url`'s work.

mod read;
mod schema;
mod words;

use std::{ops::Range, time::Duration};

pub use self::words::{Auth, Families, Form, Meaning, Method};
use self::words::{PLACES, mentioned};
pub(super) use self::{
    read::{Owns, read_own},
    schema::schema,
};
use super::{AccountShape, Endpoint, Field, SecretShape, reader::Mistaken};
use crate::{core::address::Family, text::config as text};

/// One `[provider.NAME]`, without mistakes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Own {
    pub name: String,
    /// Scheme and host; empty where the secret is the whole address.
    pub base: String,
    pub base6: String,
    pub path: String,
    pub query: String,
    pub method: Method,
    auth: String,
    pub headers: String,
    names: String,
    pub most: usize,
    pub families: Families,
    pub dyndns2: bool,
    pub answers: Vec<(String, Meaning)>,
    pub min_interval: Duration,
    pub refresh: Option<Duration>,
}

impl Own {
    /// What its texts mention, against what there is and what a call needs; `at` is where the query stands.
    fn check(&self, at: &Range<usize>, most: Option<Range<usize>>, mistaken: &mut Mistaken) {
        let texts = [&self.path, &self.query, &self.auth, &self.headers];
        let places: Vec<&str> = texts.into_iter().flat_map(|text| mentioned(text)).collect();
        for place in places.iter().filter(|place| !PLACES.contains(place)) {
            let what = if *place == "secret" { text::SECRET_PLACE } else { text::NO_SUCH_PLACE };
            mistaken.add(at.clone(), what, &[("place", place), ("places", &PLACES.join("}, {"))]);
        }
        let mentions = |some: &[&str]| places.iter().any(|place| some.contains(place));
        if let Some(family) = self.families.unsaid(|place| mentions(&[place])) {
            let family = if family == Family::V4 { "IPv4" } else { "IPv6" };
            mistaken.add(at.clone(), text::NO_ADDRESS_PLACE, &[("family", family)]);
        }
        if self.form() != Form::Implied && !mentions(&["names", "name", "sub"]) {
            mistaken.add(at.clone(), text::NO_NAME_PLACE, &[]);
        }
        let of_zone = ["zone", "sub", "root"].into_iter().find(|place| mentions(&[place]));
        if let Some(place) = of_zone.filter(|_| self.form() != Form::Relative) {
            mistaken.add(at.clone(), text::NEEDS_RELATIVE, &[("place", place)]);
        }
        let one = self.form() == Form::Implied || mentions(&["name", "sub", "root"]);
        let limit = if one { 1 } else { 100 };
        if !(1..=limit).contains(&self.most) {
            let most = most.unwrap_or_else(|| at.clone());
            mistaken.add(most, text::BAD_MOST, &[("limit", &limit.to_string())]);
        }
    }

    /// Where the secret goes.
    pub fn auth(&self) -> Auth<'_> {
        words::auth(&self.auth).unwrap_or(Auth::Bearer)
    }

    /// How names are said.
    pub fn form(&self) -> Form<'_> {
        words::form(&self.names).unwrap_or(Form::Full)
    }

    /// What an account of it takes.
    pub fn shape(&self) -> &'static AccountShape {
        let named = [&self.path, &self.query, &self.auth, &self.headers];
        if named.iter().any(|text| text.contains("{username")) { &WITH_USER } else { &PLAIN }
    }
}

static PLAIN: AccountShape = AccountShape {
    id: "own",
    display: "your own [provider.NAME]",
    fields: &[],
    secret: SecretShape { called: "secret", create: "At your service, in its dynamic DNS settings." },
    ttl: None,
    endpoint: Endpoint::Usual,
    several: false,
};
pub(super) static WITH_USER: AccountShape = AccountShape {
    fields: &[Field {
        key: "username",
        required: true,
        help: "The user name that your [provider.NAME] mentions.",
        example: "me@example.org",
        choices: &[],
    }],
    ..PLAIN
};
