//! From text to [`Config`]: every table read, every reference followed.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    path::{Path, PathBuf},
    time::Duration,
};

use toml::{Spanned, de::DeTable};

use super::{
    AddressConfig, Config, Known, Mistake, Mistakes, Source,
    access::read_access,
    account::read_accounts,
    hook::read_hooks,
    own::read_own,
    reader::{Mistaken, Table},
    record::Records,
};
use crate::{
    core::{address::Family, ordered, place::Place},
    text::config as text,
};

/// What is asked when the configuration names no sources: two operators over cheap
/// protocols, and two more over HTTP for networks that let nothing else out.
const USUAL_SOURCES: &[&str] = &["opendns", "cloudflare-dns", "stun", "cloudflare-trace", "ipify"];

/// Checks the text of a configuration; `file` is for messages and relative paths.
pub fn check(file: &Path, written: &str, known: &Known) -> Result<Config, Mistakes> {
    // Editors do not count a byte order mark as a column.
    let text = written.strip_prefix('\u{feff}').unwrap_or(written);
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut mistaken = Mistaken::default();
    for error in errors {
        let why = error.message().to_owned();
        mistaken.0.push(Mistake {
            span: error.span().unwrap_or(0..0),
            what: text::SYNTAX,
            values: vec![("why", why)],
        });
    }
    // After an error of syntax the tables may be anything: what they lack says nothing.
    if !mistaken.0.is_empty() {
        return Err(Mistakes::new(file, text, mistaken.0));
    }
    let folder = file.parent().unwrap_or(Path::new(""));
    let mut table = Table::new(root.get_ref(), 0..0, &mut mistaken);
    match table.number("version") {
        Some(version) if *version.get_ref() == 1 => {}
        Some(version) => table.mistaken.add(version.span(), text::VERSION, &[]),
        None if table.take("version").is_none() => table.missing("version", "version = 1"),
        None => {}
    }
    let address = table.table("address");
    let own = table.table("provider");
    let accounts = table.table("account");
    let records = table.take("record");
    let hooks = table.table("hook");
    let log = table.table("log");
    let access = table.table("access");
    table.finish();

    let address = read_address(address, known, &mut mistaken);
    let (log_file, events) = log.map_or((None, None), |(log, span)| {
        let mut table = Table::new(log, span, &mut mistaken);
        let file = table.text("file").map(|file| folder.join(file.get_ref()));
        let events = table.switch("events");
        table.finish();
        (file, events)
    });
    let access = read_access(access, &mut mistaken);
    let own = read_own(own.map(|(tables, _)| tables), known, &mut mistaken);
    let accounts = accounts.map(|(tables, _)| tables);
    let (accounts, named) = read_accounts(accounts, folder, known, &own, &mut mistaken);
    let records = Records {
        text,
        known,
        address: &address,
        accounts: &accounts,
        named: &named,
        mistaken: &mut mistaken,
        seen: BTreeMap::new(),
    }
    .read(records);
    let hooks = read_hooks(hooks.map(|(tables, _)| tables), folder, &records, &mut mistaken);
    if mistaken.0.is_empty() {
        Ok(Config {
            file: file.to_owned(),
            edition: None,
            address,
            accounts,
            records,
            hooks,
            log_file,
            events,
            access,
        })
    } else {
        Err(Mistakes::new(file, text, mistaken.0))
    }
}

/// `[address]` where nothing is written.
pub(super) fn usual_address(known: &Known) -> AddressConfig {
    let usual: Vec<Source> = USUAL_SOURCES.iter().filter_map(|id| Source::parse(id, known).ok()).collect();
    AddressConfig {
        ipv4: usual.clone(),
        ipv6: usual,
        confirm: 2,
        accept: Vec::new(),
        interval: Duration::from_secs(30),
        only_at: BTreeSet::new(),
    }
}

fn read_address(
    table: Option<(&DeTable<'_>, Range<usize>)>,
    known: &Known,
    mistaken: &mut Mistaken,
) -> AddressConfig {
    let mut address = usual_address(known);
    let Some((table, span)) = table else { return address };
    let mut table = Table::new(table, span, mistaken);
    if let Some(confirm) = table.number("confirm") {
        match usize::try_from(*confirm.get_ref()) {
            Ok(count @ 1..=5) => address.confirm = count,
            _ => table.mistaken.add(confirm.span(), text::BAD_CONFIRM, &[]),
        }
    }
    for range in table.texts("accept").map(Spanned::into_inner).unwrap_or_default() {
        match range.get_ref().parse() {
            Ok(prefix) => address.accept.push(prefix),
            Err(()) => table.mistaken.add(range.span(), text::BAD_RANGE, &[("range", range.get_ref())]),
        }
    }
    if let Some(interval) = table.text("interval") {
        match duration(interval.get_ref()) {
            Some(length) => address.interval = length,
            None => table.mistaken.add(interval.span(), text::BAD_DURATION, &[("text", interval.get_ref())]),
        }
    }
    if let Some(places) = table.texts("only_at") {
        address.only_at = read_places(&places, table.mistaken);
    }
    if let Some(sources) = table.texts("ipv4") {
        address.ipv4 = read_sources(&sources, Family::V4, address.confirm, known, table.mistaken);
    }
    if let Some(sources) = table.texts("ipv6") {
        address.ipv6 = read_sources(&sources, Family::V6, address.confirm, known, table.mistaken);
    }
    table.finish();
    address
}

fn read_sources(
    written: &Spanned<Vec<Spanned<&str>>>,
    family: Family,
    confirm: usize,
    known: &Known,
    mistaken: &mut Mistaken,
) -> Vec<Source> {
    let list = written.get_ref();
    if let [one] = list.as_slice()
        && *one.get_ref() == "off"
    {
        return Vec::new();
    }
    if list.is_empty() {
        mistaken.add(written.span(), text::NO_SOURCES, &[]);
    }
    let before = mistaken.0.len();
    let mut sources = Vec::new();
    for entry in list {
        match Source::parse(entry.get_ref(), known) {
            Ok(Source::Router(_)) if family == Family::V6 => {
                mistaken.add(entry.span(), text::ROUTER_IPV6, &[]);
            }
            Ok(source) => sources.push(source),
            Err((what, values)) => mistaken.0.push(Mistake { span: entry.span(), what, values }),
        }
    }
    let operators = ordered::set(sources.iter().map(|source| source.operator(known)));
    if mistaken.0.len() == before && !sources.is_empty() && operators.len() < confirm {
        let (have, confirm) = (operators.len().to_string(), confirm.to_string());
        mistaken.add(written.span(), text::TOO_FEW_SOURCES, &[("have", &have), ("confirm", &confirm)]);
    }
    sources
}

/// The marks of networks; an empty list would say that nothing is published anywhere.
pub(super) fn read_places(written: &Spanned<Vec<Spanned<&str>>>, mistaken: &mut Mistaken) -> BTreeSet<Place> {
    if written.get_ref().is_empty() {
        mistaken.add(written.span(), text::NO_PLACES, &[]);
    }
    let mut places = BTreeSet::new();
    for entry in written.get_ref() {
        match entry.get_ref().parse() {
            Ok(place) => drop(places.insert(place)),
            Err(_) => mistaken.add(entry.span(), text::BAD_PLACE, &[("place", entry.get_ref())]),
        }
    }
    places
}

/// `30s`, `5m`, `1h`, `1d`: from a second to a day.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = text.trim().split_at_checked(text.trim().len().checked_sub(1)?)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return None,
    };
    let length = number.trim().parse::<u64>().ok()?.checked_mul(seconds)?;
    (1..=86_400).contains(&length).then(|| Duration::from_secs(length))
}

/// A path in the configuration is relative to the file it stands in.
pub(super) fn path(folder: &Path, written: &str) -> PathBuf {
    folder.join(written)
}
