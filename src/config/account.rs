//! Reading `[account.NAME]` against the shape of its provider.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};

use toml::{Spanned, de::DeTable};

use super::{
    Account, AccountShape, Endpoint, Known, SecretRef,
    check::path,
    mistake::nearest,
    own::{Own, Owns},
    reader::{Mistaken, Table, each_named},
};
use crate::{core::ordered, text::config as text};

/// The good accounts, and the names of all that are written down.
pub fn read_accounts(
    tables: Option<&DeTable<'_>>,
    folder: &Path,
    known: &Known,
    own: &Owns,
    mistaken: &mut Mistaken,
) -> (BTreeMap<String, Account>, BTreeSet<String>) {
    let mut accounts = BTreeMap::new();
    let named = tables.into_iter().flat_map(|tables| tables.keys());
    let named = ordered::set(named.map(|key| key.get_ref().as_ref().to_owned()));
    each_named(tables, mistaken, |name, table| {
        accounts.extend(read(name, table, folder, known, own).map(|account| (name.to_owned(), account)));
    });
    (accounts, named)
}

fn read(name: &str, mut table: Table<'_, '_>, folder: &Path, known: &Known, own: &Owns) -> Option<Account> {
    let (shape, own) = provider(&mut table, known, own)?;
    let mut fields = BTreeMap::new();
    let mut complete = true;
    for field in shape.fields {
        match table.text(field.key) {
            Some(value) if value.get_ref().trim().is_empty() => {
                table.mistaken.add(value.span(), text::EMPTY, &[("key", field.key), ("help", field.help)]);
                complete = false;
            }
            Some(value) if !field.choices.is_empty() && !field.choices.contains(value.get_ref()) => {
                let choices = field.choices.join(", ");
                table.mistaken.add(
                    value.span(),
                    text::BAD_CHOICE,
                    &[("key", field.key), ("choices", &choices)],
                );
                complete = false;
            }
            Some(value) => {
                fields.insert(field.key, (*value.get_ref()).to_owned());
            }
            None if field.required && table.take(field.key).is_none() => {
                table.missing(field.key, field.help);
                complete = false;
            }
            None => complete &= table.take(field.key).is_none(),
        }
    }
    let endpoint = table.text("endpoint");
    let ca_file = table.text("ca_file");
    if shape.endpoint == Endpoint::None {
        for (key, value) in [("endpoint", &endpoint), ("ca_file", &ca_file)] {
            if let Some(value) = value {
                table.mistaken.add(
                    value.span(),
                    text::NO_ENDPOINT,
                    &[("key", key), ("provider", shape.display)],
                );
            }
        }
    }
    if let (Endpoint::Own(example), None) = (shape.endpoint, &endpoint) {
        table.missing("endpoint", &format!("The address of your server, like {example}."));
        complete = false;
    }
    let endpoint = endpoint.and_then(|url| base_url(&url, table.mistaken));
    let secret = secret(name, &mut table, folder);
    table.finish();
    complete.then(|| Account {
        name: name.to_owned(),
        provider: shape.id,
        fields,
        endpoint,
        ca_file: ca_file.map(|file| path(folder, file.get_ref())),
        secret,
        own,
    })
}

fn provider(
    table: &mut Table<'_, '_>,
    known: &Known,
    own: &Owns,
) -> Option<(&'static AccountShape, Option<Arc<Own>>)> {
    let Some(provider) = table.text("provider") else {
        if table.take("provider").is_none() {
            table.mistaken.add(table.span.clone(), text::NO_PROVIDER, &[]);
        }
        return None;
    };
    let wanted = *provider.get_ref();
    if let Some(own) = own.get(wanted) {
        // One with mistakes has been told of already.
        return own.as_ref().map(|own| (own.shape(), Some(own.clone())));
    }
    let shape = known.accounts.iter().find(|shape| shape.id == wanted);
    if shape.is_none() {
        match nearest(
            wanted,
            known.accounts.iter().map(|shape| shape.id).chain(own.keys().map(String::as_str)),
        ) {
            Some(near) => {
                table.mistaken.add(
                    provider.span(),
                    text::UNKNOWN_PROVIDER_NEAR,
                    &[("provider", wanted), ("near", near)],
                );
            }
            None => table.mistaken.add(provider.span(), text::UNKNOWN_PROVIDER, &[("provider", wanted)]),
        }
    }
    shape.map(|shape| (shape, None))
}

pub(super) fn base_url(written: &Spanned<&str>, mistaken: &mut Mistaken) -> Option<String> {
    let why = match reqwest::Url::parse(written.get_ref()) {
        Ok(url) if !matches!(url.scheme(), "http" | "https") => "it is not http or https".to_owned(),
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            mistaken.add(written.span(), text::USER_IN_URL, &[]);
            return None;
        }
        Ok(_) => return Some(written.get_ref().trim_end_matches('/').to_owned()),
        Err(error) => error.to_string(),
    };
    mistaken.add(written.span(), text::BAD_URL, &[("url", written.get_ref()), ("why", &why)]);
    None
}

pub(super) fn secret(name: &str, table: &mut Table<'_, '_>, folder: &Path) -> SecretRef {
    let Some(value) = table.take("secret") else { return SecretRef::Store };
    if value.get_ref().as_str().is_some() {
        table.mistaken.add(value.span(), text::SECRET_IN_CLEAR, &[("account", name)]);
        return SecretRef::Store;
    }
    let text_of = |key: &str| {
        let table = value.get_ref().as_table()?;
        table.get(key)?.get_ref().as_str().filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let entries = value.get_ref().as_table().map_or(0, toml::map::Map::len);
    match (entries, text_of("env"), text_of("file")) {
        (1, Some(variable), None) => SecretRef::Env(variable),
        (1, None, Some(file)) => SecretRef::File(path(folder, &file)),
        _ => {
            table.mistaken.add(value.span(), text::BAD_SECRET, &[]);
            SecretRef::Store
        }
    }
}
