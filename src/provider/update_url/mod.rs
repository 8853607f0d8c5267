//! The update-URL services: each is a [`row`] of data, and this is what works it: from a row, names and
//! addresses to one request, and from its answer to an outcome for each name.
//!
//! Every value is percent-encoded where it is put in. Addresses are always said, and never left to be guessed
//! from the connection, but to services that take no other ([`Families::Connection`]).

mod custom;
pub mod dyndns2;
mod heard;
mod read;
mod row;
mod rows;

use std::net::IpAddr;

use async_trait::async_trait;

use self::{
    custom::Described,
    heard::Heard,
    row::{Auth, Families, Form, Method, Row},
};
pub use self::{custom::info as own_info, rows::ROWS};
use super::{
    Applied, Opened, Opening, Provider,
    http::{self, Http, Request},
    record_api::fill,
};
use crate::{
    config::Account,
    core::{
        address::Family,
        encode::percent,
        plan::Change,
        problem::{Code, Problem},
        record::{Name, Zone},
        secret::Secret,
    },
    net::Route,
};

/// The zone of names of a service that knows none.
const NO_ZONE: &str = "all.invalid";

struct UpdateUrl {
    row: Described,
    account: Account,
    http: Http,
    http6: Http,
    path: String,
    secret: Secret,
    heard: Heard,
}

pub fn open(account: &Account, Opening { net, secret }: Opening) -> Opened {
    let problem = |code: Code, said: &str| Problem::from(code).account(&account.name).said(said);
    let described = Described::of(account).ok_or_else(|| problem(Code::BadSetting, "no such provider"))?;
    let (http, http6, path, most) = described.with(|row| {
        let (base, path) = match row.auth {
            Auth::Url => {
                own_address(row, account, &secret).map_err(|said| problem(Code::BadCredential, &said))?
            }
            _ => (row.base.to_owned(), row.path.to_owned()),
        };
        if base.is_empty() && account.endpoint.is_none() {
            let said = "endpoint is missing: the service's address, like https://dyndns.example";
            return Err(problem(Code::BadSetting, said));
        }
        match row.auth {
            Auth::Bearer | Auth::Header(_) => http::fit_for_header(account, &secret)?,
            // Encoded, a password may hold anything, but a line break was pasted along.
            _ if secret.is_empty() || secret.expose().contains(char::is_control) => {
                let said = "the secret is empty or holds line breaks";
                return Err(problem(Code::BadCredential, said));
            }
            _ => (),
        }
        let bound = |family| Route { family: Some(family), ..Route::default() };
        let open = |base: &str, family| match row.families {
            Families::Connection => Http::over(account, net.clone(), base, bound(family)),
            _ => Http::new(account, net.clone(), base),
        };
        let base6 = if row.base6.is_empty() || row.auth == Auth::Url { &base } else { row.base6 };
        let (http, http6) = (open(&base, Family::V4), open(base6, Family::V6));
        // An endpoint may come with a path of its own; then that is the whole address.
        let host = http.base().split_once("://").map_or("", |(_, rest)| rest);
        let path = if host.contains('/') { String::new() } else { path };
        Ok((http, http6, path, row.most))
    })?;
    let (account, heard) = (account.clone(), Heard::new(most));
    Ok(Box::new(UpdateUrl { row: described, account, http, http6, path, secret, heard }))
}

/// Host and the rest of the address that is the secret. It is shown to nobody, nor is what is wrong with it.
fn own_address(row: &Row<'_>, account: &Account, secret: &Secret) -> Result<(String, String), String> {
    let wanted = if row.base.is_empty() { "https://…" } else { row.base };
    let said = || format!("the secret must be the whole address that the service gave you: {wanted}/…");
    let url = reqwest::Url::parse(secret.expose().trim()).map_err(|_| said())?;
    let origin = url.origin().ascii_serialization();
    let known = [row.base, row.base6].contains(&&*origin) || row.base.is_empty();
    // In a lab the endpoint takes the service's place.
    if url.scheme() != "https" && account.endpoint.is_none() || !known || !url.username().is_empty() {
        return Err(said());
    }
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    Ok((origin, format!("{}{query}", url.path())))
}

#[async_trait]
impl Provider for UpdateUrl {
    /// A service that is told names knows no zones: to it, all names are in one place.
    async fn find_zone(&self, name: &Name) -> Result<Zone, Problem> {
        let refused = |code, said: &str| Err(Problem::from(code).name(name).said(said));
        let parsed = |text: &str| Name::parse(text).map_err(|_| Problem::new(Code::BadSetting));
        self.row.with(|row| {
            let zone = match row.form {
                Form::Relative => return refused(Code::NoZone, "write zone = \"…\" beside the name"),
                Form::Below(domain) => {
                    let own = parsed(domain)?;
                    let label = name.within(&own).filter(|label| !label.is_empty() && !label.contains('.'));
                    if label.is_none() {
                        return refused(Code::NotYours, &format!("names of this service are NAME.{domain}"));
                    }
                    own
                }
                Form::Full | Form::Aliased | Form::Id(_) | Form::Implied => parsed(NO_ZONE)?,
            };
            Ok(Zone { name: zone, id: String::new() })
        })
    }

    async fn open_zone(&self, zone: &Name) -> Result<Zone, Problem> {
        Ok(Zone { name: zone.clone(), id: String::new() })
    }

    /// `changes` hold the same addresses for every name; see [`super::Model::Push`].
    async fn apply(&self, zone: &Zone, changes: &[Change]) -> Vec<Result<Applied, Problem>> {
        let families = self.row.with(|row| row.families);
        let calls: &[&[Family]] = match families {
            Families::Together | Families::Both | Families::Ipv6WithIpv4 => &[&[Family::V4, Family::V6]],
            Families::Apart | Families::Ipv4 | Families::Connection => &[&[Family::V4], &[Family::V6]],
        };
        let mut results = vec![Err(Problem::new(Code::BadAnswer)); changes.len()];
        let mut stop: Option<Problem> = None;
        for call in calls {
            let part: Vec<usize> =
                (0..changes.len()).filter(|at| call.contains(&changes[*at].kind.family())).collect();
            if part.is_empty() {
                continue;
            }
            let of_part: Vec<&Change> = part.iter().map(|at| &changes[*at]).collect();
            let refused = match families {
                Families::Ipv4 if address(&of_part, Family::V4).is_none() => {
                    Some(Problem::from(Code::BadRecord).said("this service knows IPv4 addresses alone"))
                }
                Families::Ipv6WithIpv4 if address(&of_part, Family::V4).is_none() => {
                    let said = "this service takes an IPv6 address only together with the name's A record";
                    Some(Problem::from(Code::BadAnswer).said(said))
                }
                _ => None,
            };
            let done = match stop.clone().or(refused) {
                Some(problem) => vec![Err(problem); part.len()],
                None => self.call(zone, &of_part).await,
            };
            for (at, result) in part.into_iter().zip(done) {
                stop = stop.or_else(|| result.clone().err().filter(|problem| problem.code.whole_account()));
                results[at] = result;
            }
        }
        results
    }
}

/// What goes into one call.
struct Sent<'a> {
    zone: &'a Zone,
    names: &'a [&'a Name],
    v4: Option<IpAddr>,
    v6: Option<IpAddr>,
    ttl: Option<u32>,
}

impl Sent<'_> {
    fn addresses(&self) -> Vec<IpAddr> {
        self.v4.into_iter().chain(self.v6).collect()
    }
}

impl UpdateUrl {
    /// One request for all of `changes`; one result for each.
    async fn call(&self, zone: &Zone, changes: &[&Change]) -> Vec<Result<Applied, Problem>> {
        let mut names: Vec<&Name> = changes.iter().map(|change| &change.name).collect();
        names.sort_unstable();
        names.dedup();
        let refuse = |code: Code, said: &str| vec![Err(Problem::from(code).said(said)); changes.len()];
        if changes.iter().any(|change| change.values.len() != 1) {
            let said = "this service takes one address of each family for a name, and cannot remove one";
            return refuse(Code::BadRecord, said);
        }
        let aliases = self.row.with(|row| row.form == Form::Aliased) && zone.name.as_str() != NO_ZONE;
        // A list that is too long is cut by whoever gave it; see `publish`.
        if !self.heard.takes(names.len()) || aliases && names.len() > 1 {
            return refuse(Code::TooManyNames, "the service does not take so many names at once");
        }
        if self.heard.knows(changes) {
            return vec![Ok(Applied::Unchanged); changes.len()];
        }
        let sent = Sent {
            zone,
            names: &names,
            v4: address(changes, Family::V4),
            v6: address(changes, Family::V6),
            ttl: changes.iter().find_map(|change| change.ttl),
        };
        let answer = match self.row.with(|row| self.request(row, &sent)) {
            Ok(request) => http::tell(request).await,
            Err(problem) => Err(problem),
        };
        let of_names = match answer {
            Ok(answer) => {
                let results = self.row.with(|row| read::read(row, &self.secret, &answer, &sent));
                // Some say so with a word instead of a status.
                if results.iter().any(|of| matches!(of, Err(p) if p.code == Code::RateLimited)) {
                    self.http.refused(answer.retry_after);
                }
                results
            }
            Err(problem) => vec![Err(problem); names.len()],
        };
        let too_many = |result: &Result<_, Problem>| matches!(result, Err(p) if p.code == Code::TooManyNames);
        let lists = self.row.with(|row| row.answers.dyndns2);
        if lists && names.len() > 1 && of_names.iter().all(too_many) {
            self.heard.refused(names.len());
        }
        let of = |change: &&Change| {
            let at = names.iter().position(|name| **name == change.name);
            at.and_then(|at| of_names.get(at).cloned()).unwrap_or(Err(Code::BadAnswer.into()))
        };
        let results: Vec<_> = changes.iter().map(of).collect();
        self.heard.answered(changes, &results);
        results
    }

    fn request(&self, row: &Row<'_>, sent: &Sent<'_>) -> Result<Request, Problem> {
        let said = self.said(row, sent)?;
        let plain = |place: &str| self.place(place, sent, &said).join(",");
        let encoded = |place: &str| {
            let values = self.place(place, sent, &said);
            values.iter().map(|value| percent(value)).collect::<Vec<_>>().join(",")
        };
        let mut pairs: Vec<String> = Vec::new();
        for pair in row.query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, text) = pair.split_once('=').unwrap_or((pair, ""));
            let value = fill(text, encoded);
            let alone = text.starts_with('{') && text.find('}') == Some(text.len() - 1);
            if !(alone && value.is_empty()) || text.contains('|') {
                pairs.push(format!("{}={value}", percent(key)));
            }
        }
        if let Auth::Param(param) = row.auth {
            pairs.push(format!("{}={}", percent(param), percent(self.secret.expose())));
        }
        let pairs = pairs.join("&");
        let mut path = if row.auth == Auth::Url { self.path.clone() } else { fill(&self.path, encoded) };
        if let Auth::Path(after) = row.auth {
            path = format!("{path}{}{after}", percent(self.secret.expose()));
        }
        let http = if sent.v6.is_some() { &self.http6 } else { &self.http };
        let mut request = match row.method {
            Method::Get if pairs.is_empty() => http.request(reqwest::Method::GET, &path)?,
            Method::Get => {
                let mark = if path.contains('?') { '&' } else { '?' };
                http.request(reqwest::Method::GET, &format!("{path}{mark}{pairs}"))?
            }
            Method::Post => http
                .request(reqwest::Method::POST, &path)?
                .header("Content-Type", "application/x-www-form-urlencoded")
                .body(pairs),
        };
        for (name, text) in row.headers.lines().filter_map(|line| line.split_once(": ")) {
            request = request.header(name, &fill(text, plain));
        }
        Ok(match row.auth {
            Auth::Basic(user) => request.basic_auth(fill(user, plain), &self.secret),
            Auth::Bearer => request.bearer_auth(&self.secret),
            Auth::Header(name) => request.header(name, self.secret.expose()),
            Auth::Param(_) | Auth::Path(_) | Auth::Url => request,
        })
    }

    /// The names as the service wants them said.
    fn said(&self, row: &Row<'_>, sent: &Sent<'_>) -> Result<Vec<String>, Problem> {
        let zone = &sent.zone.name;
        let say = |name: &&Name| {
            Ok(match row.form {
                Form::Full | Form::Implied => name.to_string(),
                Form::Aliased if zone.as_str() == NO_ZONE => name.to_string(),
                Form::Aliased => zone.to_string(),
                Form::Below(_) => name.as_str().split('.').next().unwrap_or_default().to_owned(),
                Form::Relative => {
                    name.within(zone).filter(|label| !label.is_empty()).unwrap_or("@").to_owned()
                }
                Form::Id(field) => {
                    let ids = self.account.field(field).split([' ', ',']).filter(|id| !id.is_empty());
                    let id =
                        ids.map(|id| id.split_once('=').map_or((None, id), |(name, id)| (Some(name), id)));
                    let own = |of: Option<&str>| of.is_none_or(|of| Name::parse(of).as_ref() == Ok(*name));
                    let id = id.into_iter().find(|(of, _)| own(*of)).map(|(_, id)| id.to_owned());
                    let said = format!("`{field}` names no identifier for it: write NAME=ID");
                    id.ok_or_else(|| Problem::from(Code::NotYours).name(name).said(&said))?
                }
            })
        };
        sent.names.iter().map(say).collect()
    }

    /// What a place holds; several values are separated by commas.
    fn place(&self, place: &str, sent: &Sent<'_>, said: &[String]) -> Vec<String> {
        let (place, otherwise) = place.split_once('|').unwrap_or((place, ""));
        let only = if let [name] = sent.names { Some(*name) } else { None };
        let sub = || only.and_then(|name| name.within(&sent.zone.name)).unwrap_or_default();
        let mark = |address: Option<IpAddr>| if address.is_none() { "1".to_owned() } else { String::new() };
        let of = |address: Option<IpAddr>| address.iter().map(IpAddr::to_string).collect();
        let mut values: Vec<String> = match place {
            "names" => said.to_vec(),
            "ip" => sent.addresses().iter().map(IpAddr::to_string).collect(),
            "ip4" => of(sent.v4),
            "ip6" => of(sent.v6),
            "no4" => vec![mark(sent.v4)],
            "no6" => vec![mark(sent.v6)],
            "type" => vec![if sent.v6.is_some() { "AAAA" } else { "A" }.to_owned()],
            "zone" => vec![sent.zone.name.to_string()],
            "name" => vec![only.map(Name::to_string).unwrap_or_default()],
            "sub" | "alias" => vec![sub().to_owned()],
            "root" => vec![sub().is_empty().to_string()],
            "ttl" => sent.ttl.iter().map(u32::to_string).collect(),
            field => vec![self.account.field(field).to_owned()],
        };
        values.retain(|value| !value.is_empty());
        if values.is_empty() && !otherwise.is_empty() {
            values.push(otherwise.to_owned());
        }
        values
    }
}

/// The address that the changes of one family hold.
fn address(changes: &[&Change], family: Family) -> Option<IpAddr> {
    changes.iter().find(|change| change.kind.family() == family)?.values.first().copied()
}

#[cfg(fuzzing)]
pub use self::read::read_answer;

#[cfg(test)]
mod tests;
