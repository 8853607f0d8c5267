//! Reading `[[record]]`: every name with the account that is to hold it.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
    ops::Range,
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    Account, AccountShape, AddressConfig, Known, RecordConfig,
    check::read_places,
    mistake::nearest,
    reader::{Mistaken, Table},
    source::is_inside,
};
use crate::{
    core::{
        host::Host,
        line::Line,
        record::{BadName, Kind, Name, RecordId},
    },
    text::config as text,
};

/// Reading `[[record]]`.
pub struct Records<'c> {
    pub text: &'c str,
    pub known: &'c Known,
    pub address: &'c AddressConfig,
    pub accounts: &'c BTreeMap<String, Account>,
    /// Every account that is written down, the mistaken ones too.
    pub named: &'c BTreeSet<String>,
    pub mistaken: &'c mut Mistaken,
    pub seen: BTreeMap<RecordId, usize>,
}

impl Records<'_> {
    pub fn read(mut self, records: Option<&Spanned<DeValue<'_>>>) -> BTreeMap<RecordId, RecordConfig> {
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
        let via = table.texts("via");
        let hosts = table.texts("hosts");
        let only_at = table.texts("only_at").map(|places| read_places(&places, table.mistaken));
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
        let via = via.map(|via| self.lines(&via, &kinds)).unwrap_or_default();
        let hosts = hosts.map(|hosts| self.hosts(&hosts, &kinds, shape)).unwrap_or_default();
        let only_at = only_at.unwrap_or_default();
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
            let hosts = if kind == Kind::Aaaa { hosts.clone() } else { Vec::new() };
            let (via, only_at) = (via.clone(), only_at.clone());
            let zone = zone.as_ref().map(|(zone, _)| zone.clone());
            read.insert(id, RecordConfig { ttl, zone, via, hosts, only_at });
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

    fn lines(&mut self, written: &Spanned<Vec<Spanned<&str>>>, kinds: &[Kind]) -> Vec<Line> {
        let mut lines = Vec::new();
        if written.get_ref().is_empty() {
            self.mistaken.add(written.span(), text::NO_LINES, &[]);
        }
        for entry in written.get_ref() {
            match entry.get_ref().parse() {
                // A router tells its IPv4 address alone, and only one inside is spoken to.
                Ok(Line::Router(address))
                    if kinds != [Kind::A] || !matches!(address, IpAddr::V4(v4) if is_inside(v4)) =>
                {
                    self.mistaken.add(entry.span(), text::BAD_ROUTER_LINE, &[]);
                }
                Ok(line) => lines.push(line),
                Err(_) => self.mistaken.add(entry.span(), text::BAD_LINE, &[("line", entry.get_ref())]),
            }
        }
        lines
    }

    fn hosts(
        &mut self,
        written: &Spanned<Vec<Spanned<&str>>>,
        kinds: &[Kind],
        shape: Option<&AccountShape>,
    ) -> Vec<Host> {
        let mut hosts = Vec::new();
        if let Some(shape) = shape.filter(|shape| !shape.several && written.get_ref().len() > 1) {
            self.mistaken.add(written.span(), text::ONE_HOST, &[("provider", shape.display)]);
        }
        if written.get_ref().is_empty() || !kinds.contains(&Kind::Aaaa) {
            self.mistaken.add(written.span(), text::NO_HOSTS, &[]);
        }
        for entry in written.get_ref() {
            match entry.get_ref().parse() {
                Ok(host) => hosts.push(host),
                Err(_) => self.mistaken.add(entry.span(), text::BAD_HOST, &[("host", entry.get_ref())]),
            }
        }
        hosts
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
        let account = self.accounts.get(name)?;
        if let Some(own) = &account.own {
            return Some(own.shape());
        }
        let provider = account.provider;
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
