//! What describes a service: a row of the table, or a person's own `[provider.NAME]`.

use std::sync::Arc;

use super::{
    ROWS,
    row::{Answers, Meaning, Row},
};
use crate::{
    config::{Account, own::Own},
    provider::Info,
};

pub enum Described {
    Table(&'static Row<'static>),
    Own(Arc<Own>),
}

impl Described {
    pub fn of(account: &Account) -> Option<Self> {
        match &account.own {
            Some(own) => Some(Self::Own(own.clone())),
            None => ROWS.iter().find(|row| row.id == account.provider).map(Self::Table),
        }
    }

    /// The row, for as long as it is worked with.
    pub fn with<T>(&self, work: impl FnOnce(&Row<'_>) -> T) -> T {
        match self {
            Self::Table(row) => work(row),
            Self::Own(own) => {
                let words: Vec<_> = own.answers.iter().map(|(word, meaning)| (&**word, *meaning)).collect();
                work(&row(own, &words))
            }
        }
    }
}

/// What is true of a person's own service.
pub fn info(own: &Own) -> Info {
    row(own, &[]).info()
}

fn row<'a>(own: &'a Own, words: &'a [(&'a str, Meaning)]) -> Row<'a> {
    let shape = own.shape();
    Row {
        id: shape.id,
        display: shape.display,
        fields: shape.fields,
        secret: shape.secret,
        base: &own.base,
        base6: &own.base6,
        path: &own.path,
        query: &own.query,
        method: own.method,
        auth: own.auth(),
        headers: &own.headers,
        form: own.form(),
        most: own.most,
        families: own.families,
        answers: Answers { dyndns2: own.dyndns2, words },
        ttl: shape.ttl,
        min_interval: own.min_interval,
        rate: None,
        refresh: own.refresh,
    }
}
