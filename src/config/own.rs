//! Reading `[provider.NAME]`: an update-URL service that a person describes, and the words with which
//! every such service is described. What they do is `provider::update_url`'s work.

use std::{collections::BTreeMap, ops::Range, sync::Arc, time::Duration};

use reqwest::header::{HeaderName, HeaderValue};
use serde_json::{Map, Value, json};
use toml::{Spanned, de::DeTable};

use super::{
    AccountShape, Endpoint, Field, Known, SecretShape,
    account::base_url,
    check::duration,
    reader::{Mistaken, Table, each_named},
};
use crate::{
    core::{address::Family, ordered, problem::Code},
    text::config as text,
};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    /// Parameters in the query.
    Get,
    /// Parameters in a form.
    Post,
}

/// Where the secret goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Auth<'a> {
    /// HTTP Basic; the text gives the user.
    Basic(&'a str),
    Bearer,
    Header(&'a str),
    /// A parameter of this name.
    Param(&'a str),
    /// Behind the path; the text follows it.
    Path(&'a str),
    /// The secret is the whole address: the service gave it with a token in it.
    Url,
}

/// How names are said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form<'a> {
    Full,
    /// The label below this domain, which is the service's own.
    Below(&'a str),
    /// The part below the zone, `@` at the apex; the zone has to be configured.
    Relative,
    /// The whole name; where the person configured a zone, that, and `{alias}` is what is below it.
    Aliased,
    /// By the identifier that this field of the account holds: one for all, or `NAME=ID`, with spaces.
    Id(&'a str),
    /// Not at all: the credential stands for the name.
    Implied,
}

/// Which addresses go into a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Families {
    /// One: a call for each family.
    Apart,
    /// Both, in `{ip}` with a comma, or in `{ip4}` and `{ip6}`.
    Together,
    /// The same, but always all that are known: what is left out, the service would remove or guess.
    Both,
    /// The same, and never IPv6 without IPv4.
    Ipv6WithIpv4,
    /// The service knows IPv4 alone.
    Ipv4,
    /// None: it takes the address of the connection, which is made over that family.
    Connection,
}

impl Families {
    /// A family that could be sent by a call that `mentions` no place for its address: the service would take
    /// that of the connection, and it would be believed to be ours.
    pub fn unsaid(self, mentions: impl Fn(&str) -> bool) -> Option<Family> {
        let sent: &[Family] = match self {
            Self::Connection => &[],
            Self::Ipv4 => &[Family::V4],
            Self::Apart | Self::Together | Self::Both | Self::Ipv6WithIpv4 => &[Family::V4, Family::V6],
        };
        let place = |family| if family == Family::V4 { "ip4" } else { "ip6" };
        sent.iter().copied().find(|family| !mentions("ip") && !mentions(place(*family)))
    }
}

/// What a word of an answer means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning {
    Done,
    Same,
    No(Code),
}

/// Keys of `[provider.NAME.answers]`.
const MEANINGS: &[(&str, Meaning)] = &[
    ("done", Meaning::Done),
    ("same", Meaning::Same),
    ("bad-credential", Meaning::No(Code::BadCredential)),
    ("not-permitted", Meaning::No(Code::NotPermitted)),
    ("not-in-plan", Meaning::No(Code::NotInPlan)),
    ("not-yours", Meaning::No(Code::NotYours)),
    ("not-active", Meaning::No(Code::NotActive)),
    ("bad-name", Meaning::No(Code::BadName)),
    ("bad-record", Meaning::No(Code::BadRecord)),
    ("blocked", Meaning::No(Code::Blocked)),
    ("rate-limited", Meaning::No(Code::RateLimited)),
    ("outage", Meaning::No(Code::Outage)),
];

const FORMS: &[&str] = &["full", "relative", "implied", "below:DOMAIN"];
const AUTHS: &[&str] =
    &["basic:USER", "bearer", "header:NAME", "param:NAME", "path", "path:WHAT FOLLOWS", "url"];
const FAMILIES: &[(&str, Families)] = &[
    ("apart", Families::Apart),
    ("together", Families::Together),
    ("both", Families::Both),
    ("ipv6-with-ipv4", Families::Ipv6WithIpv4),
    ("ipv4", Families::Ipv4),
    ("connection", Families::Connection),
];
const METHODS: &[(&str, Method)] = &[("GET", Method::Get), ("POST", Method::Post)];
/// What texts may name; `provider::update_url` says what they hold.
const PLACES: &[&str] =
    &["names", "name", "zone", "sub", "root", "type", "ttl", "ip", "ip4", "ip6", "no4", "no6", "username"];

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
        auth(&self.auth).unwrap_or(Auth::Bearer)
    }

    /// How names are said.
    pub fn form(&self) -> Form<'_> {
        form(&self.names).unwrap_or(Form::Full)
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

fn auth(text: &str) -> Option<Auth<'_>> {
    Some(match text.split_once(':').unwrap_or((text, "")) {
        ("basic", user) if !user.is_empty() => Auth::Basic(user),
        ("bearer", "") => Auth::Bearer,
        ("header", name) if HeaderName::try_from(name).is_ok() => Auth::Header(name),
        ("param", name) if !name.is_empty() => Auth::Param(name),
        ("path", after) => Auth::Path(after),
        ("url", "") => Auth::Url,
        _ => return None,
    })
}

fn form(text: &str) -> Option<Form<'_>> {
    Some(match text.split_once(':').unwrap_or((text, "")) {
        ("full", "") => Form::Full,
        ("relative", "") => Form::Relative,
        ("implied", "") => Form::Implied,
        ("below", domain) if crate::core::record::Name::parse(domain).is_ok() => Form::Below(domain),
        _ => return None,
    })
}

/// The JSON Schema of one `[provider.NAME]`.
pub(super) fn schema() -> Value {
    let words = |choices: Vec<&str>| json!({ "type": "string", "enum": choices });
    let text = |about: &str| json!({ "type": "string", "description": about });
    let list = json!({ "anyOf": [
        { "type": "string", "minLength": 1 },
        { "type": "array", "items": { "type": "string", "minLength": 1 } },
    ] });
    let meanings: Map<String, Value> =
        MEANINGS.iter().map(|(key, _)| ((*key).to_owned(), list.clone())).collect();
    json!({
        "description": "An update-URL service that the program does not know.",
        "type": "object",
        "additionalProperties": false,
        "required": ["auth"],
        "properties": {
            "url": { "type": "string", "format": "uri", "description": "Server and path; places may stand in the path." },
            "url6": { "type": "string", "format": "uri", "description": "The same at another server, for calls with IPv6." },
            "query": text(&format!("a={{names}}&b={{ip}}; places: {{{}}}.", PLACES.join("}, {"))),
            "method": words(METHODS.iter().map(|(word, _)| *word).collect()),
            "auth": {
                "description": format!("Where the secret goes: {}.", AUTHS.join(", ")),
                "type": "string", "pattern": "^(basic:.+|bearer|header:.+|param:.+|path(:.*)?|url)$",
            },
            "headers": { "type": "object", "additionalProperties": { "type": "string" } },
            "names": {
                "description": format!("How a name is said: {}.", FORMS.join(", ")),
                "type": "string", "pattern": "^(full|relative|implied|below:.+)$", "default": "full",
            },
            "most": { "type": "integer", "minimum": 1, "maximum": 100, "default": 1 },
            "families": words(FAMILIES.iter().map(|(word, _)| *word).collect()),
            "speaks": { "const": "dyndns2" },
            "answers": { "type": "object", "additionalProperties": false, "properties": meanings },
            "min_interval": { "type": "string", "pattern": "^[0-9]+[smhd]$" },
            "refresh": { "type": "string", "pattern": "^[0-9]+d$" },
        },
    })
}

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

/// The names of the places in a text.
fn mentioned(text: &str) -> Vec<&str> {
    let places = text.split('{').skip(1).map(|part| part.split('}').next().unwrap_or_default());
    places.map(|place| place.split('|').next().unwrap_or_default()).collect()
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
