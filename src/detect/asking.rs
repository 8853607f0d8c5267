//! Asking one source, whatever its kind, over one line.

use std::net::{IpAddr, SocketAddr};

use super::{
    Heard, command, dns, http, interface,
    router::{self, Routers},
    stun, table,
};
use crate::{
    config::Source,
    core::{
        address::{Family, Prefix},
        problem::{Code, Problem},
    },
    net::{Net, Way},
};

/// What a question is asked with.
#[derive(Clone)]
pub(super) struct Question {
    pub family: Family,
    pub way: Way,
    pub accept: Vec<Prefix>,
    /// The address believed now: of several good ones of an interface it is taken again.
    pub believed: Option<IpAddr>,
    pub net: Net,
    pub routers: Routers,
}

impl Question {
    pub async fn ask(&self, source: &Source) -> Result<Heard, Problem> {
        let Self { family, way, net, .. } = self;
        match source {
            Source::BuiltIn(id) => self.built_in(id).await,
            Source::Http(url) => http::plain(url.as_str(), *family, way, net).await,
            Source::Dns(form, server) => dns::ask(*form, server.as_deref(), *family, way).await,
            Source::Stun(server) => stun::ask(server, *family, way).await,
            Source::Interface(name) => {
                let name = name.as_deref().or(way.device.as_deref());
                interface::ask(name, *family, &self.accept, self.believed)
            }
            Source::Router(which) => router::ask(*which, net, &self.routers).await,
            Source::Command(words) => command::ask(words).await,
        }
    }

    async fn built_in(&self, id: &str) -> Result<Heard, Problem> {
        let Self { family, way, net, .. } = self;
        match table::built_in(id) {
            Some(table::BuiltIn::Trace(url)) => http::trace(url, *family, way, net).await,
            Some(table::BuiltIn::Plain(url)) => http::plain(url, *family, way, net).await,
            Some(table::BuiltIn::Dns(form)) => dns::ask(*form, None, *family, way).await,
            Some(table::BuiltIn::Stun(server)) => stun::ask(server, *family, way).await,
            None => Err(Problem::from(Code::BadSetting).said(&format!("no source {id}"))),
        }
    }
}

/// Looks a host up and keeps the addresses of one family; a literal address needs no look-up.
pub(crate) async fn resolve(host_port: &str, family: Family) -> Result<SocketAddr, Problem> {
    let found = tokio::net::lookup_host(host_port)
        .await
        .map_err(|error| Problem::from(Code::NoSuchServer).said(&format!("{host_port}: {error}")))?;
    let mut of_family = found.filter(|address| Family::of(address.ip()) == family);
    of_family.next().ok_or_else(|| {
        Problem::from(Code::NoSuchServer).said(&format!("{host_port} has no {family} address"))
    })
}
