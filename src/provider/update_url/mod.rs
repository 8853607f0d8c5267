//! The update-URL services: a service is a [`row`] of data, and this is what works it: from a row, names and addresses to one request, and
//! from its answer to an outcome for each name.
//!
//! Every value is percent-encoded where it is put in. Addresses are always said; the
//! service is never left to guess them from the connection.

use std::net::IpAddr;

pub mod dyndns2;
mod heard;
mod row;

pub use self::row::ROWS;
use self::{
    heard::Heard,
    row::{Address, Answers, Auth, Form, Method, Row},
};
use super::{
    Applied, Opened, Opening, Provider,
    encode::percent,
    http::{self, Http, Request},
    record_api::fill,
    status_problem,
};
use crate::{
    config::Account,
    core::{
        address::Family,
        plan::Change,
        problem::{Code, Problem},
        record::{Name, Zone},
        secret::Secret,
    },
    net::Answer,
};
use async_trait::async_trait;

struct UpdateUrl {
    row: &'static Row,
    account: Account,
    http: Http,
    http6: Http,
    path: String,
    secret: Secret,
    heard: Heard,
}

pub fn open(account: &Account, Opening { net, secret }: Opening) -> Opened {
    let bad = |said: &str| Problem::from(Code::BadSetting).account(&account.name).said(said);
    let row = ROWS.iter().find(|row| row.id == account.provider).ok_or_else(|| bad("no such provider"))?;
    if row.base.is_empty() && account.endpoint.is_none() {
        return Err(bad("endpoint is missing: the service's address, like https://dyndns.example"));
    }
    match row.auth {
        // A password may hold anything: Basic puts it into base64.
        Auth::Basic(_) if !secret.is_empty() => (),
        _ => http::fit_for_header(account, &secret)?,
    }
    let http = Http::new(account, net.clone(), row.base);
    let http6 = Http::new(account, net, if row.base6.is_empty() { row.base } else { row.base6 });
    // An endpoint may come with a path of its own; then that is the whole address.
    let host = http.base().split_once("://").map_or("", |(_, rest)| rest);
    let path = if host.contains('/') { String::new() } else { row.path.to_owned() };
    let (account, heard) = (account.clone(), Heard::new(row.names.most));
    Ok(Box::new(UpdateUrl { row, account, http, http6, path, secret, heard }))
}

#[async_trait]
impl Provider for UpdateUrl {
    /// A service that is told names knows no zones: to it, all names are in one place.
    async fn find_zone(&self, name: &Name) -> Result<Zone, Problem> {
        let refused = |code, said: &str| Err(Problem::from(code).name(name).said(said));
        let zone = match self.row.names.form {
            Form::Relative => return refused(Code::NoZone, "write zone = \"…\" beside the name"),
            Form::Below(domain) => {
                let own = Name::parse(domain).map_err(|_| Problem::new(Code::BadSetting))?;
                let label = name.within(&own).filter(|label| !label.is_empty() && !label.contains('.'));
                if label.is_none() {
                    return refused(Code::NotYours, &format!("names of this service are NAME.{domain}"));
                }
                own
            }
            Form::Full | Form::Implied => {
                Name::parse("all.invalid").map_err(|_| Problem::new(Code::BadSetting))?
            }
        };
        Ok(Zone { name: zone, id: String::new() })
    }

    async fn open_zone(&self, zone: &Name) -> Result<Zone, Problem> {
        Ok(Zone { name: zone.clone(), id: String::new() })
    }

    /// `changes` hold the same addresses for every name; see [`super::Model::Push`].
    async fn apply(&self, zone: &Zone, changes: &[Change]) -> Vec<Result<Applied, Problem>> {
        let apart = matches!(self.row.address, Address::Apart(_)) || !self.row.base6.is_empty();
        let calls: &[&[Family]] =
            if apart { &[&[Family::V4], &[Family::V6]] } else { &[&[Family::V4, Family::V6]] };
        let mut results = vec![Err(Problem::new(Code::BadAnswer)); changes.len()];
        let mut stop: Option<Problem> = None;
        for families in calls {
            let part: Vec<usize> =
                (0..changes.len()).filter(|at| families.contains(&changes[*at].kind.family())).collect();
            if part.is_empty() {
                continue;
            }
            let of_part: Vec<&Change> = part.iter().map(|at| &changes[*at]).collect();
            let done = match &stop {
                Some(problem) => vec![Err(problem.clone()); part.len()],
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

impl UpdateUrl {
    /// One request for all of `changes`; one result for each.
    async fn call(&self, zone: &Zone, changes: &[&Change]) -> Vec<Result<Applied, Problem>> {
        let mut names: Vec<&Name> = changes.iter().map(|change| &change.name).collect();
        names.sort_unstable();
        names.dedup();
        let sent: Vec<IpAddr> = Family::ALL.iter().filter_map(|family| address(changes, *family)).collect();
        if changes.iter().any(|change| change.values.len() != 1) {
            let said = "this service takes one address of each family for a name, and cannot remove one";
            return vec![Err(Problem::from(Code::BadRecord).said(said)); changes.len()];
        }
        // A list that is too long is cut by whoever gave it; see `publish`.
        if !self.heard.takes(names.len()) {
            let said = "the service does not take so many names at once";
            return vec![Err(Problem::from(Code::TooManyNames).said(said)); changes.len()];
        }
        if self.heard.knows(changes) {
            return vec![Ok(Applied::Unchanged); changes.len()];
        }
        let answer = match self.request(zone, &names, changes) {
            Ok(request) => http::tell(request).await,
            Err(problem) => Err(problem),
        };
        let of_names = match answer {
            Ok(answer) => self.read(&answer, names.len(), &sent),
            Err(problem) => vec![Err(problem); names.len()],
        };
        let too_many = |result: &Result<_, Problem>| matches!(result, Err(p) if p.code == Code::TooManyNames);
        if self.row.answers == Answers::Dyndns2 && names.len() > 1 && of_names.iter().all(too_many) {
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

    fn request(&self, zone: &Zone, names: &[&Name], changes: &[&Change]) -> Result<Request, Problem> {
        let row = self.row;
        let only = if let [name] = names { name.as_str() } else { "" };
        let ttl = changes.iter().find_map(|change| change.ttl).map(|ttl| ttl.to_string()).unwrap_or_default();
        let value = |place: &str| match place {
            "zone" => zone.name.to_string(),
            "name" => only.to_owned(),
            "ttl" => ttl.clone(),
            field => self.account.field(field).to_owned(),
        };
        let mut pairs: Vec<(&str, String)> = Vec::new();
        if row.names.form != Form::Implied {
            let said: Vec<String> = names.iter().map(|name| percent(self.form(name, zone))).collect();
            pairs.push((row.names.param, said.join(",")));
        }
        let (v4, v6) = (address(changes, Family::V4), address(changes, Family::V6));
        let said = |address: Option<IpAddr>| address.map(|address| percent(&address.to_string()));
        match row.address {
            Address::Apart(param) | Address::List(param) => {
                let list: Vec<String> = [said(v4), said(v6)].into_iter().flatten().collect();
                pairs.push((param, list.join(",")));
            }
            Address::Each { v4: param4, v6: param6, no4, no6 } => {
                for (param, address, without) in [(param4, said(v4), no4), (param6, said(v6), no6)] {
                    match address {
                        Some(address) => pairs.push((param, address)),
                        None => pairs.extend(without.iter().map(|(key, text)| (*key, percent(text)))),
                    }
                }
            }
        }
        pairs.extend(row.params.iter().map(|(key, text)| (*key, percent(&fill(text, value)))));
        if let Auth::Param(param) = row.auth {
            pairs.push((param, percent(self.secret.expose())));
        }
        let encoded: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let encoded = encoded.join("&");
        let path = fill(&self.path, |place| percent(&value(place)));
        let http = if v6.is_some() { &self.http6 } else { &self.http };
        let request = match row.method {
            Method::Get => http.request(reqwest::Method::GET, &format!("{path}?{encoded}"))?,
            Method::Post => http
                .request(reqwest::Method::POST, &path)?
                .header("Content-Type", "application/x-www-form-urlencoded")
                .body(encoded),
        };
        Ok(match row.auth {
            Auth::Basic(user) => request.basic_auth(fill(user, value), &self.secret),
            Auth::Bearer => request.bearer_auth(&self.secret),
            Auth::Header(name) => request.header(name, self.secret.expose()),
            Auth::Param(_) => request,
        })
    }

    fn form<'a>(&self, name: &'a Name, zone: &Zone) -> &'a str {
        match self.row.names.form {
            Form::Full | Form::Implied => name.as_str(),
            Form::Below(_) => name.as_str().split('.').next().unwrap_or_default(),
            Form::Relative => name.within(&zone.name).filter(|label| !label.is_empty()).unwrap_or("@"),
        }
    }

    /// One result for each name.
    fn read(&self, answer: &Answer, names: usize, sent: &[IpAddr]) -> Vec<Result<Applied, Problem>> {
        // A page about an error may repeat the address that was asked for, and with it the secret.
        let secret = self.secret.expose();
        let body = answer.text().replace(secret, "…").replace(&percent(secret), "…");
        let start: String = body.chars().take(80).collect();
        let problem = |code: Code, said: &str| Problem::from(code).said(said).retry_after(answer.retry_after);
        let status = status_problem(answer.status);
        let failed = status.map(|code| problem(code, &format!("{}: {start}", answer.status)));
        let all = |result: Result<Applied, Problem>| vec![result; names];
        match self.row.answers {
            Answers::Dyndns2 => match failed {
                None => dyndns2::results(&body, names, sent),
                // Some send the word along with a status: infomaniak `nohost` with 400, nsupdate.info
                // `badauth` with 401. A word of success with another status than 200 is none.
                Some(failed) => {
                    let word = Some(&*body).filter(|body| dyndns2::speaks(body));
                    let results = word.map(|body| dyndns2::results(body, names, sent));
                    results.filter(|all| all.iter().all(Result::is_err)).unwrap_or_else(|| all(Err(failed)))
                }
            },
            Answers::Words { done, same, refused } => {
                let begins = |words: &[&str]| {
                    body.lines().any(|line| words.iter().any(|w| line.trim().starts_with(w)))
                };
                let refusal = refused.iter().find(|(word, _)| begins(&[word]));
                all(match (refusal, failed) {
                    // Said once for several names, it may be the fault of one of them.
                    (Some((_, Code::NotYours)), None) if names > 1 => {
                        Err(problem(Code::TooManyNames, &start))
                    }
                    (Some((_, code)), None) => Err(problem(*code, &start)),
                    (_, Some(failed)) => Err(failed),
                    (None, None) if begins(done) && begins(same) => Ok(Applied::Unchanged),
                    (None, None) if begins(done) => Ok(Applied::Changed),
                    (None, None) => Err(problem(Code::BadAnswer, &start)),
                })
            }
            Answers::Status { done, same } => {
                let is = |list: &[u16]| list.contains(&answer.status.as_u16());
                all(match failed {
                    _ if is(same) => Ok(Applied::Unchanged),
                    _ if is(done) => Ok(Applied::Changed),
                    Some(failed) => Err(failed),
                    None => Err(problem(Code::BadAnswer, &format!("{}: {start}", answer.status))),
                })
            }
        }
    }
}

/// The address that the changes of one family hold.
fn address(changes: &[&Change], family: Family) -> Option<IpAddr> {
    changes.iter().find(|change| change.kind.family() == family)?.values.first().copied()
}

/// For the fuzz targets: the answer as every service in the table reads it.
#[cfg(fuzzing)]
pub fn read_answer(answer: &Answer, names: usize, sent: &[IpAddr]) -> Vec<Vec<Result<Applied, Problem>>> {
    let read = |row: &'static Row| {
        let account = Account {
            name: String::new(),
            provider: row.id,
            fields: [].into(),
            endpoint: None,
            ca_file: None,
            secret: crate::config::SecretRef::Store,
        };
        let http = || Http::new(&account, crate::net::Net::default(), "");
        let (path, secret) = (String::new(), Secret::new("hunter2"));
        let (account_of, heard) = (account.clone(), Heard::new(20));
        let service =
            UpdateUrl { row, account: account_of, http: http(), http6: http(), path, secret, heard };
        service.read(answer, names, sent)
    };
    ROWS.iter().map(read).collect()
}

#[cfg(test)]
mod tests;
