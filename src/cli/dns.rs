//! `dns`: what this machine has cached of DNS answers, who keeps them, and forgetting them.

use std::net::{IpAddr, SocketAddr};

use domain::base::Rtype;
use serde::Serialize;

use super::{Context, Dns, Exit, print, resolve};
use crate::{
    app, config,
    core::record::Name,
    platform::{self, Cached, CachedAddress, Caching, Flushed},
    text::{Language, dns as text},
};

/// The documented JSON of `dns cache --json`.
#[derive(Serialize)]
struct Looked {
    version: u32,
    service: Service,
    /// Every name and type in the cache; `null` where the system does not show them, or one name was
    /// asked for.
    entries: Option<Vec<Entry>>,
    /// What is cached of the name that was asked for.
    addresses: Vec<Address>,
    /// Names of the configuration, or the one asked for, that the hosts file decides.
    hosts: Vec<Override>,
}

#[derive(Serialize)]
struct Entry {
    name: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Serialize)]
pub struct Address {
    pub address: IpAddr,
    /// Seconds that it is kept yet.
    pub ttl: u32,
}

impl From<CachedAddress> for Address {
    fn from(CachedAddress { address, ttl }: CachedAddress) -> Self {
        Self { address, ttl }
    }
}

/// Who keeps DNS answers for this machine.
#[derive(Serialize)]
pub struct Service {
    /// Empty where there is none.
    name: &'static str,
    state: Caching,
}

impl Service {
    pub fn here() -> Self {
        let (name, state) = platform::dns::service();
        Self { name, state }
    }

    pub fn show(&self, language: Language) {
        let phrase = match self.state {
            Caching::Running => text::SERVICE_RUNNING,
            Caching::Stopped => text::SERVICE_STOPPED,
            Caching::Disabled => text::SERVICE_DISABLED,
            Caching::None => text::SERVICE_NONE,
        };
        print::line(phrase.fill(language, &[("service", &self.name)]));
    }
}

/// `ADDRESS` or `ADDRESS:PORT`.
pub fn server(text: &str) -> Result<SocketAddr, String> {
    let address = text.parse::<IpAddr>().map(|ip| SocketAddr::from((ip, 53)));
    address.or_else(|_| text.parse()).map_err(|_| "an IP address, or ADDRESS:PORT".to_owned())
}

#[derive(Serialize)]
struct Override {
    name: Name,
    address: IpAddr,
}

pub fn dns(context: &Context, what: Dns) -> Exit {
    match what {
        Dns::Flush => flush(context),
        Dns::Resolve { name, server, json } => resolve::resolve(context, name.as_ref(), server, json.json),
        Dns::Cache { name, json } => cache(context, name.as_ref(), json.json),
    }
}

fn flush(context: &Context) -> Exit {
    let language = context.language;
    match platform::dns::flush() {
        Ok(Flushed::Done(service)) => print::line(text::FLUSHED.fill(language, &[("service", &service)])),
        Ok(Flushed::NoCache) => print::line(text::NO_CACHE.to(language)),
        Err(why) => {
            print::aside(text::FLUSH_FAILED.fill(language, &[("why", &why)]));
            return Exit::Failed;
        }
    }
    Exit::Done
}

fn cache(context: &Context, name: Option<&Name>, json: bool) -> Exit {
    let language = context.language;
    let entries = if name.is_some() { None } else { entries() };
    let addresses: Vec<Address> = name.map_or_else(Vec::new, |name| {
        let cached = [false, true].map(|ipv6| platform::dns::cached_addresses(name.as_str(), ipv6));
        cached.into_iter().flatten().map(Address::from).collect()
    });
    let hosts = overrides(context, name);
    let service = Service::here();
    if json {
        print::json(&Looked { version: 1, service, entries, addresses, hosts });
        return Exit::Done;
    }
    service.show(language);
    match (name, &entries) {
        (None, Some(entries)) if entries.is_empty() => print::line(text::EMPTY.to(language)),
        (None, Some(entries)) => {
            for entry in entries {
                print::line(format!("{}  {}", entry.name, entry.kind));
            }
        }
        (Some(name), _) if addresses.is_empty() && matches!(platform::dns::cached(), Cached::Entries(_)) => {
            print::line(text::NOT_CACHED.fill(language, &[("name", &name.shown())]));
        }
        (Some(name), _) if !addresses.is_empty() => {
            for cached in &addresses {
                let values: [(&str, &dyn std::fmt::Display); 3] =
                    [("name", &name.shown()), ("address", &cached.address), ("ttl", &cached.ttl)];
                print::line(text::ADDRESS.fill(language, &values));
            }
        }
        _ => print::line(text::HIDDEN.to(language)),
    }
    let file = platform::dns::hosts_file();
    for entry in &hosts {
        let values: [(&str, &dyn std::fmt::Display); 3] =
            [("name", &entry.name.shown()), ("address", &entry.address), ("file", &file.display())];
        print::line(text::IN_HOSTS.fill(language, &values));
    }
    Exit::Done
}

fn entries() -> Option<Vec<Entry>> {
    let Cached::Entries(entries) = platform::dns::cached() else { return None };
    let entry = |(name, kind)| Entry { name, kind: Rtype::from_int(kind).to_string() };
    Some(entries.into_iter().map(entry).collect())
}

/// Of the name asked for, else of every name of a configuration that can be read.
fn overrides(context: &Context, name: Option<&Name>) -> Vec<Override> {
    let names: Vec<Name> = match name {
        Some(name) => vec![name.clone()],
        None => config::load(&context.paths.config, &app::known())
            .map(|config| config.records.into_keys().map(|id| id.name).collect())
            .unwrap_or_default(),
    };
    match platform::hosts::read(&names) {
        Ok(found) => found.into_iter().map(|(name, address)| Override { name, address }).collect(),
        Err(why) => {
            let file = platform::dns::hosts_file();
            let values: [(&str, &dyn std::fmt::Display); 2] = [("file", &file.display()), ("why", &why)];
            print::aside(text::HOSTS_UNREADABLE.fill(context.language, &values));
            Vec::new()
        }
    }
}
