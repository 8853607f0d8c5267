//! From text to [`Config`]: every table read, every reference followed.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    path::{Path, PathBuf},
    time::Duration,
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    Account, AccountShape, AddressConfig, Config, Known, Mistake, Mistakes, RecordConfig, Source,
    account::read_accounts,
    mistake::nearest,
    reader::{Mistaken, Table},
};
use crate::{
    core::record::{BadName, Kind, Name, RecordId},
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
    let accounts = table.table("account");
    let records = table.take("record");
    let log = table.table("log");
    table.finish();

    let address = read_address(address, known, &mut mistaken);
    let log_file = log.and_then(|(log, span)| {
        let mut table = Table::new(log, span, &mut mistaken);
        let file = table.text("file").map(|file| folder.join(file.get_ref()));
        table.finish();
        file
    });
    let (accounts, named) = read_accounts(accounts.map(|(tables, _)| tables), folder, known, &mut mistaken);
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
    if mistaken.0.is_empty() {
        Ok(Config { file: file.to_owned(), address, accounts, records, log_file })
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
    if let Some(sources) = table.texts("ipv4") {
        address.ipv4 = read_sources(&sources, address.confirm, known, table.mistaken);
    }
    if let Some(sources) = table.texts("ipv6") {
        address.ipv6 = read_sources(&sources, address.confirm, known, table.mistaken);
    }
    table.finish();
    address
}

fn read_sources(
    written: &Spanned<Vec<Spanned<&str>>>,
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
            Ok(source) => sources.push(source),
            Err((what, values)) => mistaken.0.push(Mistake { span: entry.span(), what, values }),
        }
    }
    let operators: BTreeSet<String> = sources.iter().map(|source| source.operator(known)).collect();
    if mistaken.0.len() == before && !sources.is_empty() && operators.len() < confirm {
        let (have, confirm) = (operators.len().to_string(), confirm.to_string());
        mistaken.add(written.span(), text::TOO_FEW_SOURCES, &[("have", &have), ("confirm", &confirm)]);
    }
    sources
}

/// `30s`, `5m`, `1h`, `1d`: from a second to a day.
fn duration(text: &str) -> Option<Duration> {
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

/// Reading `[[record]]`.
struct Records<'c> {
    text: &'c str,
    known: &'c Known,
    address: &'c AddressConfig,
    accounts: &'c BTreeMap<String, Account>,
    /// Every account that is written down, the mistaken ones too.
    named: &'c BTreeSet<String>,
    mistaken: &'c mut Mistaken,
    seen: BTreeMap<RecordId, usize>,
}

impl Records<'_> {
    fn read(mut self, records: Option<&Spanned<DeValue<'_>>>) -> BTreeMap<RecordId, RecordConfig> {
        let mut read = BTreeMap::new();
        let Some(value) = records else { return read };
        let Some(list) = value.get_ref().as_array() else {
            self.mistaken.add(value.span(), text::ONE_BRACKET, &[]);
            return read;
        };
        for item in list {
            match item.get_ref().as_table() {
                Some(table) => self.record(table, item.span(), &mut read),
                None => self.mistaken.add(
                    item.span(),
                    text::NO_TABLE,
                    &[("key", "record"), ("found", item.get_ref().type_str())],
                ),
            }
        }
        read
    }

    fn record(
        &mut self,
        table: &DeTable<'_>,
        span: Range<usize>,
        read: &mut BTreeMap<RecordId, RecordConfig>,
    ) {
        let mut table = Table::new(table, span, self.mistaken);
        let name = table.text("name");
        if name.is_none() && table.take("name").is_none() {
            table.missing("name", "name = \"home.example.org\"");
        }
        let account = table.text("account");
        if account.is_none() && table.take("account").is_none() {
            table.missing("account", "account = \"NAME\"");
        }
        let kinds = table.texts("types");
        let ttl = table.number("ttl");
        let zone = table.text("zone");
        table.finish();

        let name = name.and_then(|written| Some((self.name(&written)?, written.span())));
        let zone = zone.and_then(|written| Some((self.name(&written)?, written.span())));
        if let (Some((name, span)), Some((zone, _))) = (&name, &zone)
            && name.within(zone).is_none()
        {
            self.mistaken.add(
                span.clone(),
                text::NOT_IN_ZONE,
                &[("name", &name.shown()), ("zone", &zone.shown())],
            );
        }
        let kinds = self.kinds(kinds);
        let shape = account.as_ref().and_then(|account| self.shape(account));
        let ttl = ttl.and_then(|ttl| self.ttl(&ttl, shape));
        let (Some((name, span)), Some(account)) = (name, account) else { return };
        for kind in kinds {
            let id = RecordId { account: (*account.get_ref()).to_owned(), name: name.clone(), kind };
            let line = self.text[..span.start].matches('\n').count() + 1;
            if let Some(first) = self.seen.insert(id.clone(), line) {
                let values = [
                    ("name", &*id.name.shown()),
                    ("kind", kind.as_str()),
                    ("account", &id.account),
                    ("line", &first.to_string()),
                ];
                self.mistaken.add(span.clone(), text::DUPLICATE, &values);
                self.seen.insert(id, first);
                continue;
            }
            read.insert(id, RecordConfig { ttl, zone: zone.as_ref().map(|(zone, _)| zone.clone()) });
        }
    }

    fn name(&mut self, written: &Spanned<&str>) -> Option<Name> {
        match Name::parse(written.get_ref()) {
            Ok(name) => Some(name),
            Err(why) => {
                let phrase = match why {
                    BadName::EmptyLabel => text::NAME_EMPTY_LABEL,
                    BadName::NotQualified => text::NAME_NOT_QUALIFIED,
                    BadName::TooLong => text::NAME_TOO_LONG,
                    BadName::BadCharacter => text::NAME_BAD_CHARACTER,
                    BadName::IsAddress => text::NAME_IS_ADDRESS,
                };
                self.mistaken.add(written.span(), phrase, &[("name", written.get_ref())]);
                None
            }
        }
    }

    fn kinds(&mut self, written: Option<Spanned<Vec<Spanned<&str>>>>) -> Vec<Kind> {
        let Some(written) = written else { return vec![Kind::A] };
        if written.get_ref().is_empty() {
            self.mistaken.add(written.span(), text::NO_KINDS, &[]);
        }
        let mut kinds = Vec::new();
        for entry in written.get_ref() {
            let kind = match *entry.get_ref() {
                "A" => Kind::A,
                "AAAA" => Kind::Aaaa,
                other => {
                    self.mistaken.add(entry.span(), text::BAD_KIND, &[("kind", other)]);
                    continue;
                }
            };
            let family = kind.family();
            if self.address.sources(family).is_empty() && self.mistaken.0.is_empty() {
                let values =
                    [("kind", kind.as_str()), ("family", &family.to_string()), ("key", family.key())];
                self.mistaken.add(entry.span(), text::FAMILY_OFF, &values);
            }
            kinds.push(kind);
        }
        kinds
    }

    fn shape(&mut self, account: &Spanned<&str>) -> Option<&'static AccountShape> {
        let name = *account.get_ref();
        if !self.named.contains(name) {
            match nearest(name, self.named.iter().map(String::as_str)) {
                Some(near) => self.mistaken.add(
                    account.span(),
                    text::UNKNOWN_ACCOUNT_NEAR,
                    &[("account", name), ("near", near)],
                ),
                None => self.mistaken.add(account.span(), text::UNKNOWN_ACCOUNT, &[("account", name)]),
            }
        }
        let provider = self.accounts.get(name)?.provider;
        self.known.accounts.iter().find(|shape| shape.id == provider)
    }

    fn ttl(&mut self, written: &Spanned<u64>, shape: Option<&AccountShape>) -> Option<u32> {
        let (least, most) = shape.and_then(|shape| shape.ttl).unwrap_or((1, 604_800));
        match u32::try_from(*written.get_ref()) {
            Ok(ttl) if (least..=most).contains(&ttl) => Some(ttl),
            _ => {
                let provider = shape.map_or("DNS", |shape| shape.display);
                let values =
                    [("least", &*least.to_string()), ("most", &most.to_string()), ("provider", provider)];
                self.mistaken.add(written.span(), text::BAD_TTL, &values);
                None
            }
        }
    }
}

/// A path in the configuration is relative to the file it stands in.
pub(super) fn path(folder: &Path, written: &str) -> PathBuf {
    folder.join(written)
}
