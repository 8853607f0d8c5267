//! Which zone of the account holds a name.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::{
    super::{By, Pages, answer::text, template::Places},
    RecordApi,
};
use crate::{
    core::{
        problem::{Code, Problem},
        record::{Kind, Name, Zone},
    },
    provider::{no_zone, the_one},
};

/// How long the list of an account's zones serves for the next name.
const ZONES_SERVE: Duration = Duration::from_secs(10);

impl RecordApi {
    /// The zone of exactly this name.
    pub(super) async fn zone(&self, name: &Name) -> Result<Zone, Problem> {
        let asked = Zone { name: name.clone(), id: String::new() };
        let places =
            Places { zone: Some(&asked), name: Some(name), kind: Some(self.kind(Kind::A)), ..self.places() };
        if self.api.zones.by == By::Records {
            let records = &self.api.records;
            let mut list = records.all.or(records.one).ok_or(Code::NoZone)?;
            // One page tells.
            if !matches!(list.pages, Pages::Counted { .. }) {
                list.pages = Pages::One;
            }
            let (first, size) = match list.pages {
                Pages::Counted { first, size } => (first, size),
                _ => (0, 0),
            };
            let places = Places { page: first, first, size, ..places.clone() };
            self.page(&list, &places, &records.signs()).await?;
            return Ok(asked);
        }
        let zones = self.items(&self.api.zones.list, &places, &self.api.zones.signs()).await?;
        let holds = |zone: &Zone| match self.api.zones.by {
            By::Whole => name.within(&zone.name).is_some(),
            _ => zone.name == *name,
        };
        let counts = |item: &&Value| match self.api.zones.by {
            By::Those(at, "") => item.pointer(at).is_some(),
            By::Those(at, wanted) => text(item, at).is_none_or(|said| said == wanted),
            _ => true,
        };
        let read = |item| self.read_zone(item, Some(name));
        the_one(zones.iter().filter(counts).filter_map(read).filter(holds))?.ok_or_else(|| no_zone(name))
    }

    pub(super) fn read_zone(&self, item: &Value, asked: Option<&Name>) -> Option<Zone> {
        let zones = &self.api.zones;
        let name = match asked {
            Some(asked) if zones.name.is_empty() => asked.clone(),
            _ => Name::parse(&text(item, zones.name)?).ok()?,
        };
        let ids: Option<Vec<String>> =
            zones.id.split('|').filter(|at| !at.is_empty()).map(|at| text(item, at)).collect();
        let id = ids?.join("/");
        Some(Zone { name, id })
    }

    /// All zones of the account.
    pub(super) async fn zones(&self) -> Result<Vec<Zone>, Problem> {
        let mut listed = self.listed.lock().await;
        if let Some((zones, when)) = &*listed
            && when.elapsed() < ZONES_SERVE
        {
            return Ok(zones.clone());
        }
        let items = self.items(&self.api.zones.list, &self.places(), &self.api.zones.signs()).await?;
        let zones: Vec<Zone> = items.iter().filter_map(|item| self.read_zone(item, None)).collect();
        *listed = Some((zones.clone(), Instant::now()));
        Ok(zones)
    }
}
