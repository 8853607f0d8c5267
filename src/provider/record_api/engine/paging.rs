//! Everything that a list holds, page by page.

use reqwest::header::HeaderMap;
use serde_json::Value;

use super::{
    super::{
        List, Pages,
        answer::{Said, text},
        listing,
        template::Places,
    },
    RecordApi,
};
use crate::{
    core::problem::{Code, Problem},
    provider::MOST_PAGES,
};

impl RecordApi {
    /// Every item of a list, page by page. `signs` are pointers of which an object that is itself the only
    /// item has one.
    pub(super) async fn items(
        &self,
        list: &List,
        places: &Places<'_>,
        signs: &[&str],
    ) -> Result<Vec<Value>, Problem> {
        let mut found = Vec::new();
        let mut cursor = String::new();
        let (first, size) = match list.pages {
            Pages::Counted { first, size } => (first, size),
            _ => (0, 0),
        };
        for page in first..first + MOST_PAGES {
            let places = Places { page, first, size, cursor: &cursor, ..places.clone() };
            let (items, next) = self.page(list, &places, signs).await?;
            let count = items.len();
            found.extend(items);
            match (list.pages, next) {
                (_, Some(next)) if next != cursor => cursor = next,
                (Pages::Counted { size, .. }, _) if count >= size as usize && count > 0 => (),
                (_, None) => return Ok(found),
                (_, Some(_)) => break,
            }
        }
        Err(Problem::from(Code::BadAnswer).said("its list has no end"))
    }

    /// The items of one page, and what the next one is called.
    pub(super) async fn page(
        &self,
        list: &List,
        places: &Places<'_>,
        signs: &[&str],
    ) -> Result<(Vec<Value>, Option<String>), Problem> {
        let bad = |said: String| Err(Problem::from(Code::BadAnswer).said(&said));
        let (Said { body, nothing }, headers) = self.heard(&list.call, places, false).await?;
        if nothing {
            return Ok((Vec::new(), None));
        }
        let next = match list.pages {
            Pages::Cursor(at) => text(&body, at).filter(|next| !["", "0"].contains(&next.as_str())),
            Pages::Link(parameter) => header(&headers, "link").and_then(|link| next_page(link, parameter)),
            Pages::Next(at, parameter) => match text(&body, at).filter(|next| !next.is_empty()) {
                None => None,
                Some(next) => match parameter_of(&next, parameter) {
                    None => return bad(format!("the address of the next page has no {parameter}")),
                    next => next,
                },
            },
            Pages::Header(name) => header(&headers, name).map(str::to_owned),
            Pages::One | Pages::Counted { .. } => None,
        };
        match listing::items(list, body, signs) {
            Some(items) => Ok((items, next)),
            None => bad(format!("the answer has no list at {}", list.items.trim_start_matches(['?', '*']))),
        }
    }

    /// The records themselves, where a list has their identifiers.
    pub(super) async fn detailed(
        &self,
        items: Vec<Value>,
        places: &Places<'_>,
    ) -> Result<Vec<Value>, Problem> {
        let Some(detail) = &self.api.records.detail else { return Ok(items) };
        let mut found = Vec::with_capacity(items.len());
        for id in items.iter().filter_map(|item| text(item, "")) {
            match self.call(detail, &Places { id: Some(&id), ..places.clone() }, false).await {
                // Gone in between.
                Err(problem) if problem.code == Code::NotYours => (),
                other => found.push(other?),
            }
        }
        Ok(found)
    }
}

/// A parameter of the address that a `Link` header calls the next page.
pub(super) fn next_page(link: &str, parameter: &str) -> Option<String> {
    let next = link.split(',').find(|one| one.contains("rel=\"next\"") || one.contains("rel=next"))?;
    let (_, address) = next.split_once('<')?;
    parameter_of(address.split_once('>')?.0, parameter)
}

pub(super) fn parameter_of(address: &str, parameter: &str) -> Option<String> {
    let address = reqwest::Url::parse(address).ok()?;
    address
        .query_pairs()
        .find(|(name, _)| name.eq_ignore_ascii_case(parameter))
        .map(|(_, value)| value.into_owned())
}

pub(super) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
