//! Reading `[hook.NAME]`: who is told of a change, and how.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    time::Duration,
};

use reqwest::{
    Url,
    header::{HeaderName, HeaderValue},
};
use toml::{Spanned, de::DeTable};

use super::{
    RecordConfig, SecretRef, account,
    check::duration,
    reader::{Mistaken, Table, each_named},
};
use crate::{
    core::record::{Name, RecordId},
    text::config as text,
};

const USUAL_LIMIT: Duration = Duration::from_secs(30);
const LONGEST_LIMIT: Duration = Duration::from_secs(10 * 60);

/// What a body may name; each is replaced by its text, made fit for JSON.
pub const PLACES: &[&str] = &["names", "old", "new", "type", "trace_id", "at"];

/// One `[hook.NAME]`.
#[derive(Clone, PartialEq, Debug)]
pub struct Hook {
    pub name: String,
    pub how: How,
    /// How long it may take, at most ten minutes.
    pub limit: Duration,
    /// The names that it is told of; empty: all.
    pub names: BTreeSet<Name>,
}

#[derive(Clone, PartialEq, Debug)]
pub enum How {
    /// A program and its arguments, without a shell.
    Command(Vec<String>),
    Webhook {
        url: Url,
        /// JSON with [`PLACES`] in braces; `None` sends all of them as an object.
        body: Option<String>,
        headers: Vec<(String, String)>,
        /// The header whose value is the hook's secret, and where that is kept.
        secret: Option<(String, SecretRef)>,
    },
}

impl Hook {
    /// Under which name its secret is kept and where, if it has one.
    pub fn secret(&self) -> Option<(String, SecretRef)> {
        match &self.how {
            How::Webhook { secret: Some((_, place)), .. } => {
                Some((Self::secret_name(&self.name), place.clone()))
            }
            How::Webhook { secret: None, .. } | How::Command(_) => None,
        }
    }

    /// The name under which its secret is kept. No account can have it: it has a colon.
    pub fn secret_name(name: &str) -> String {
        format!("hook:{name}")
    }
}

/// Reads all hooks; `records` are the names that they may be told of.
pub fn read_hooks(
    tables: Option<&DeTable<'_>>,
    folder: &Path,
    records: &BTreeMap<RecordId, RecordConfig>,
    mistaken: &mut Mistaken,
) -> BTreeMap<String, Hook> {
    let mut hooks = BTreeMap::new();
    each_named(tables, mistaken, |name, table| {
        hooks.extend(read(name, table, folder, records).map(|hook| (name.to_owned(), hook)));
    });
    hooks
}

fn read(
    name: &str,
    mut table: Table<'_, '_>,
    folder: &Path,
    records: &BTreeMap<RecordId, RecordConfig>,
) -> Option<Hook> {
    let command = table.texts("command");
    let url = table.text("url");
    let body = table.text("body");
    let headers = headers(&mut table);
    let secret_header = table.text("secret_header");
    let secret = account::secret(&Hook::secret_name(name), &mut table, folder);
    let limit = table.text("timeout");
    let names = table.texts("names");

    let mistaken = &mut *table.mistaken;
    let limit = limit.map_or(Some(USUAL_LIMIT), |written| time_limit(&written, mistaken));
    let names = names.map(|names| meant(&names, records, mistaken)).unwrap_or_default();
    let how = match (command, url) {
        (Some(words), None) if !words.get_ref().is_empty() => {
            Some(How::Command(words.get_ref().iter().map(|word| (*word.get_ref()).to_owned()).collect()))
        }
        (None, Some(url)) => {
            let body = body.and_then(|body| template(&body, mistaken));
            let header = secret_header.and_then(|header| header_name(&header, mistaken));
            let secret = header.map(|header| (header, secret));
            webhook(&url, mistaken).map(|url| How::Webhook { url, body, headers, secret })
        }
        _ => {
            mistaken.add(table.span.clone(), text::NO_HOOK, &[]);
            None
        }
    };
    table.finish();
    Some(Hook { name: name.to_owned(), how: how?, limit: limit?, names })
}

fn time_limit(written: &Spanned<&str>, mistaken: &mut Mistaken) -> Option<Duration> {
    let limit = duration(written.get_ref()).filter(|limit| *limit <= LONGEST_LIMIT);
    if limit.is_none() {
        mistaken.add(written.span(), text::BAD_TIMEOUT, &[("text", written.get_ref())]);
    }
    limit
}

/// Names that are configured: one with a slip would never be told of anything.
fn meant(
    written: &Spanned<Vec<Spanned<&str>>>,
    records: &BTreeMap<RecordId, RecordConfig>,
    mistaken: &mut Mistaken,
) -> BTreeSet<Name> {
    let mut names = BTreeSet::new();
    for entry in written.get_ref() {
        match Name::parse(entry.get_ref()).ok().filter(|name| records.keys().any(|id| id.name == *name)) {
            Some(name) => drop(names.insert(name)),
            None => mistaken.add(entry.span(), text::HOOK_NAME, &[("name", entry.get_ref())]),
        }
    }
    names
}

fn webhook(written: &Spanned<&str>, mistaken: &mut Mistaken) -> Option<Url> {
    let why = match Url::parse(written.get_ref()) {
        Ok(url) if !matches!(url.scheme(), "http" | "https") => "it is not http or https".to_owned(),
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            mistaken.add(written.span(), text::USER_IN_HOOK, &[]);
            return None;
        }
        Ok(url) => return Some(url),
        Err(error) => error.to_string(),
    };
    // Many webhooks carry their token in the path: the URL is not repeated.
    mistaken.add(written.span(), text::BAD_HOOK_URL, &[("why", &why)]);
    None
}

/// A body that is JSON once its places are filled.
fn template(written: &Spanned<&str>, mistaken: &mut Mistaken) -> Option<String> {
    let filled = PLACES
        .iter()
        .fold((*written.get_ref()).to_owned(), |body, place| body.replace(&format!("{{{place}}}"), "x"));
    match serde_json::from_str::<serde_json::Value>(&filled) {
        Ok(_) => Some((*written.get_ref()).to_owned()),
        Err(error) => {
            let places = PLACES.join("}, {");
            mistaken.add(written.span(), text::BAD_BODY, &[("why", &error.to_string()), ("places", &places)]);
            None
        }
    }
}

fn header_name(written: &Spanned<&str>, mistaken: &mut Mistaken) -> Option<String> {
    if HeaderName::try_from(*written.get_ref()).is_err() {
        mistaken.add(written.span(), text::BAD_HEADER, &[("header", written.get_ref())]);
        return None;
    }
    Some((*written.get_ref()).to_owned())
}

fn headers(table: &mut Table<'_, '_>) -> Vec<(String, String)> {
    let mut headers = Vec::new();
    let Some((written, _)) = table.table("headers") else { return headers };
    for (key, value) in written {
        let name = header_name(&Spanned::new(key.span(), key.get_ref().as_ref()), table.mistaken);
        match value.get_ref().as_str().filter(|text| HeaderValue::try_from(*text).is_ok()) {
            Some(text) => headers.extend(name.map(|name| (name, text.to_owned()))),
            None => table.mistaken.add(value.span(), text::BAD_HEADER, &[("header", key.get_ref())]),
        }
    }
    headers
}
