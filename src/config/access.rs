//! Reading `[access]`: who has which role at the service's control endpoint.

use std::ops::Range;

use toml::de::DeTable;

use super::reader::{Mistaken, Table};
use crate::{
    core::access::{Access, Role, Whom},
    platform::peer,
    text::config as text,
};

pub fn read_access(table: Option<(&DeTable<'_>, Range<usize>)>, mistaken: &mut Mistaken) -> Access {
    let mut access = Access::default();
    let Some((table, span)) = table else { return access };
    let mut table = Table::new(table, span, mistaken);
    for role in Role::ALL {
        let Some(list) = table.texts(role.as_str()) else { continue };
        for entry in list.get_ref() {
            if let Some(whom) = Whom::parse(entry.get_ref()).filter(peer::fits) {
                access.0.push((role, whom));
            } else {
                let values = [("text", *entry.get_ref()), ("forms", peer::FORMS)];
                table.mistaken.add(entry.span(), text::BAD_WHOM, &values);
            }
        }
    }
    table.finish();
    access
}
