//! Reading `[provider.NAME]`, and every mistake in it.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use reqwest::header::{HeaderName, HeaderValue};
use toml::{Spanned, de::DeTable};

use super::{
    super::{
        Known,
        account::base_url,
        check::duration,
        reader::{Mistaken, Table, each_named},
    },
    Families, Meaning, Method, Own,
    words::{AUTHS, FAMILIES, FORMS, MEANINGS, METHODS, auth, form},
};
use crate::{core::ordered, text::config as text};

/// By their names; `None` where there are mistakes.
pub type Owns = BTreeMap<String, Option<Arc<Own>>>;

/// All of them; a name that a built-in provider has is a mistake.
pub fn read_own(tables: Option<&DeTable<'_>>, known: &Known, mistaken: &mut Mistaken) -> Owns {
    let mut all = BTreeMap::new();
    each_named(tables, mistaken, |name, table| {
        if known.accounts.iter().any(|shape| shape.id == name) {
            table.mistaken.add(table.span.clone(), text::PROVIDER_TAKEN, &[("name", name)]);
        }
        all.insert(name.to_owned(), read(name, table).map(Arc::new));
    });
    all
}

fn read(name: &str, mut table: Table<'_, '_>) -> Option<Own> {
    let before = table.mistaken.0.len();
    let auth_text = chosen(&mut table, "auth", AUTHS, |text| auth(text).is_some());
    if auth_text.is_none() && table.take("auth").is_none() {
        table.missing("auth", &AUTHS.join(", "));
    }
    let whole = auth_text.as_deref() == Some("url");
    let url = table.text("url");
    match &url {
        Some(url) if whole => table.mistaken.add(url.span(), text::URL_IS_SECRET, &[]),
        None if !whole && table.take("url").is_none() => {
            table.missing("url", "url = \"https://dyn.example/update\"");
        }
        _ => (),
    }
    let (base, path) = url.and_then(|url| address(&url, table.mistaken)).unwrap_or_default();
    let url6 = table.text("url6");
    let base6 = url6.as_ref().and_then(|url| address(url, table.mistaken));
    if let Some((url6, (_, path6))) = url6.zip(base6.as_ref())
        && *path6 != path
    {
        table.mistaken.add(url6.span(), text::OTHER_PATH, &[]);
    }
    let query = table.text("query");
    let method = one_of(&mut table, "method", METHODS).unwrap_or(Method::Get);
    let headers = headers(&mut table);
    let names = chosen(&mut table, "names", FORMS, |text| form(text).is_some());
    let most = table.number("most");
    let families = one_of(&mut table, "families", FAMILIES).unwrap_or(Families::Apart);
    let dyndns2 = one_of(&mut table, "speaks", &[("dyndns2", true)]).unwrap_or(false);
    let answers = answers(&mut table, dyndns2);
    let min_interval = time(&mut table, "min_interval", duration).unwrap_or_default();
    let refresh = time(&mut table, "refresh", days);
    if let Some(query) = &query {
        check_query(query, table.mistaken);
    }
    let at = query.as_ref().map_or(table.span.clone(), Spanned::span);
    let own = Own {
        name: name.to_owned(),
        base,
        base6: base6.map(|(base, _)| base).unwrap_or_default(),
        path,
        query: query.map(|query| (*query.get_ref()).to_owned()).unwrap_or_default(),
        method,
        auth: auth_text.unwrap_or_default(),
        headers: headers.join("\n"),
        names: names.unwrap_or_else(|| "full".to_owned()),
        most: most.as_ref().map_or(1, |most| usize::try_from(*most.get_ref()).unwrap_or(0)),
        families,
        dyndns2,
        answers,
        min_interval,
        refresh,
    };
    // What is amiss by itself would only be said once more.
    if table.mistaken.0.len() == before {
        own.check(&at, most.map(|most| most.span()), table.mistaken);
    }
    let good = table.mistaken.0.len() == before;
    table.finish();
    good.then_some(own)
}

/// A text of one of these forms.
fn chosen(
    table: &mut Table<'_, '_>,
    key: &'static str,
    forms: &[&str],
    fits: impl Fn(&str) -> bool,
) -> Option<String> {
    let written = table.text(key)?;
    if fits(written.get_ref()) {
        return Some((*written.get_ref()).to_owned());
    }
    table.mistaken.add(written.span(), text::BAD_CHOICE, &[("key", key), ("choices", &forms.join(", "))]);
    None
}

fn one_of<T: Copy>(table: &mut Table<'_, '_>, key: &'static str, choices: &[(&str, T)]) -> Option<T> {
    let written = table.text(key)?;
    let found = choices.iter().find(|(word, _)| word == written.get_ref());
    if found.is_none() {
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        table.mistaken.add(written.span(), text::BAD_CHOICE, &[("key", key), ("choices", &words.join(", "))]);
    }
    found.map(|(_, choice)| *choice)
}

fn time(
    table: &mut Table<'_, '_>,
    key: &'static str,
    read: impl Fn(&str) -> Option<Duration>,
) -> Option<Duration> {
    let written = table.text(key)?;
    let length = read(written.get_ref());
    if length.is_none() {
        table.mistaken.add(written.span(), text::BAD_DURATION, &[("text", written.get_ref())]);
    }
    length
}

/// `25d`: from a day to a year.
fn days(text: &str) -> Option<Duration> {
    let days = text.strip_suffix('d')?.parse::<u64>().ok().filter(|days| (1..=365).contains(days))?;
    Some(Duration::from_secs(days * 24 * 60 * 60))
}

/// Scheme and host, and the path, of an address.
fn address(written: &Spanned<&str>, mistaken: &mut Mistaken) -> Option<(String, String)> {
    let url = written.get_ref();
    if url.contains(['?', '#']) {
        mistaken.add(written.span(), text::QUERY_IN_URL, &[]);
        return None;
    }
    base_url(written, mistaken)?;
    // The path is kept as written: a URL would encode the braces of its places.
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url[host..].find('/').map_or(url.len(), |at| host + at);
    if url[..end].contains('{') {
        mistaken.add(written.span(), text::PLACE_IN_HOST, &[]);
        return None;
    }
    Some((url[..end].to_owned(), url[end..].to_owned()))
}

/// `Name: text`, each.
fn headers(table: &mut Table<'_, '_>) -> Vec<String> {
    let mut lines = Vec::new();
    let Some((written, _)) = table.table("headers") else { return lines };
    for (key, value) in written {
        let name = key.get_ref().as_ref();
        let good = |text: &&str| HeaderName::try_from(name).is_ok() && HeaderValue::try_from(*text).is_ok();
        match value.get_ref().as_str().filter(good) {
            Some(text) if sounds_secret(name, text) => {
                table.mistaken.add(key.span(), text::SECRET_IN_QUERY, &[("key", name), ("place", "header")]);
            }
            Some(text) => lines.push(format!("{name}: {text}")),
            None => table.mistaken.add(value.span(), text::BAD_HEADER, &[("header", name)]),
        }
    }
    lines
}

/// What the service answers; without `speaks = "dyndns2"` there must be a word for success.
fn answers(table: &mut Table<'_, '_>, dyndns2: bool) -> Vec<(String, Meaning)> {
    let mut answers = Vec::new();
    let Some((written, span)) = table.table("answers") else {
        if !dyndns2 && table.take("answers").is_none() {
            table.mistaken.add(table.span.clone(), text::NO_ANSWERS, &[]);
        }
        return answers;
    };
    let mut inner = Table::new(written, span.clone(), table.mistaken);
    for (key, meaning) in MEANINGS {
        for word in inner.texts(key).map(Spanned::into_inner).unwrap_or_default() {
            let status = word.get_ref().strip_prefix("HTTP ");
            let number = status.map(|status| status.parse::<u16>().ok().filter(|n| (200..600).contains(n)));
            let success = !matches!(meaning, Meaning::No(_));
            match number {
                None if word.get_ref().trim_matches('*').trim().is_empty() => {
                    inner.mistaken.add(word.span(), text::EMPTY_WORD, &[]);
                }
                // A refusal is no success, whatever a person believes of it.
                Some(number) if number.is_none_or(|number| success && number >= 300) => {
                    inner.mistaken.add(word.span(), text::BAD_STATUS, &[("word", word.get_ref())]);
                }
                _ => answers.push(((*word.get_ref()).to_owned(), *meaning)),
            }
        }
    }
    inner.finish();
    if !dyndns2 && !answers.iter().any(|(_, meaning)| *meaning == Meaning::Done) {
        table.mistaken.add(span, text::NO_ANSWERS, &[]);
    }
    // The first that fits decides: no before "it was so", and that before "done".
    ordered::by(&mut answers, |(_, meaning)| match meaning {
        Meaning::No(_) => 0,
        Meaning::Same => 1,
        Meaning::Done => 2,
    });
    answers
}

/// The pairs of a query: one whose name sounds like a secret and whose value is written out is one.
fn check_query(written: &Spanned<&str>, mistaken: &mut Mistaken) {
    for pair in written.get_ref().split('&') {
        let Some((key, value)) = pair.split_once('=').filter(|(key, _)| !key.is_empty()) else {
            mistaken.add(written.span(), text::BAD_QUERY, &[("pair", pair)]);
            continue;
        };
        if sounds_secret(key, value) {
            mistaken.add(written.span(), text::SECRET_IN_QUERY, &[("key", key), ("place", "param")]);
        }
    }
}

/// Whether a name sounds like that of a secret, and its value is written out.
fn sounds_secret(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let sounds = ["secret", "passw", "token", "apikey", "api_key", "api-key", "authorization"];
    !value.is_empty() && !value.contains('{') && sounds.iter().any(|sound| name.contains(sound))
}
