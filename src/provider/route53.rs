//! Amazon Route 53, API version 2013-04-01: docs.aws.amazon.com/Route53/latest/APIReference. XML, signed with
//! Signature Version 4.
//!
//! Public zones and simple records alone: an alias, or records that a routing policy chooses from, stay as they
//! are, and a name that has them is refused.

use std::{fmt::Write, net::IpAddr};

use async_trait::async_trait;
use serde_json::Value;

use super::{
    Applied, FEW, Held, Info, MOST_PAGES, Model, NEW_TTL, Opened, Opening, Provider, alias, all,
    http::{self, Http},
    longest,
    record_api::{ToSign, at_most, secret},
    sign::sigv4,
    status_problem, the_one,
};
use crate::{
    config::{Account, AccountShape, Endpoint, required},
    core::{
        encode::percent,
        ordered,
        plan::{Change, Record},
        problem::{Code, Problem},
        record::{Kind, Name, Zone},
        secret::Secret,
    },
    net::{
        Answer,
        xml::{Piece, Pieces},
    },
};

/// What its accounts take.
const SHAPE: AccountShape = AccountShape {
    id: "route53",
    display: "Amazon Route 53",
    secret: secret(
        "secret access key",
        "console.aws.amazon.com/iam: a user for this alone, with an access key and a policy that allows \
         route53:ListHostedZonesByName, and ListResourceRecordSets and ChangeResourceRecordSets on the zone.",
    ),
    fields: &[required(
        "access_key_id",
        "The access key ID that belongs to the secret access key.",
        "AKIAIOSFODNN7EXAMPLE",
    )],
    ttl: Some((0, 2_147_483_647)),
    endpoint: Endpoint::Usual,
    several: true,
};

pub const INFO: Info = Info {
    // A request takes 1000 values, and of those that are put in place of others each counts twice.
    max_batch: 500,
    atomic: true,
    // Developer guide, "Quotas", of one account
    rate: Some(at_most(5, 1)),
    ..Info::plain(SHAPE, Model::Rrset, open)
};

struct Route53 {
    http: Http,
    account: Account,
    secret: Secret,
}

fn open(account: &Account, Opening { net, secret }: Opening) -> Opened {
    http::fit_for_header(account, &secret)?;
    let http = Http::new(account, net, "https://route53.amazonaws.com");
    Ok(Box::new(Route53 { http, account: account.clone(), secret }))
}

/// The elements of a name, each with the texts below it and what those are called.
fn elements(text: &str, wanted: &str) -> Vec<Vec<(String, String)>> {
    let (mut found, mut open, mut inside): (Vec<Vec<_>>, String, bool) = (Vec::new(), String::new(), false);
    for piece in Pieces::of(text) {
        match piece {
            Piece::Open(name) if name == wanted => {
                inside = true;
                found.push(Vec::new());
            }
            Piece::Close(name) if name == wanted => inside = false,
            Piece::Open(name) => name.clone_into(&mut open),
            Piece::Text(text) if inside => {
                found
                    .last_mut()
                    .map(|texts| texts.push((open.clone(), text.into_owned())))
                    .unwrap_or_default();
            }
            Piece::Close(_) | Piece::Text(_) => (),
        }
    }
    found
}

fn first<'a>(texts: &'a [(String, String)], name: &str) -> Option<&'a str> {
    texts.iter().find(|(key, _)| key == name).map(|(_, text)| text.as_str())
}

impl Route53 {
    async fn call(&self, path: &str, query: &str, body: String) -> Result<String, Problem> {
        let (_, host) = self.http.base().split_once("://").unwrap_or_default();
        let call = ToSign {
            method: if body.is_empty() { "GET" } else { "POST" },
            path: &format!("/2013-04-01{path}"),
            query,
            body: &body,
            content_type: "text/xml",
            ..ToSign::of(&self.account, &self.secret, host)
        };
        let answer = http::signed(&self.http, call, |call| sigv4::sign(call, "us-east-1", "route53")).await?;
        let text = answer.text().into_owned();
        let whole = text.trim_end().ends_with("Response>");
        match status_problem(answer.status) {
            Some(code) => Err(refusal(&answer, &text, code)),
            None if whole => Ok(text),
            None => Err(Problem::from(Code::BadAnswer).said(text.get(..80).unwrap_or(&text))),
        }
    }

    /// The sets from a place in the zone on: of one name, or all.
    async fn sets(&self, zone: &Zone, only: Option<&Name>) -> Result<Vec<Vec<(String, String)>>, Problem> {
        let mut found = Vec::new();
        let mut query = only.map_or("maxitems=300".to_owned(), |name| {
            format!("maxitems=20&name={}", percent(&format!("{name}.")))
        });
        for _ in 0..MOST_PAGES {
            let text = self.call(&format!("/hostedzone/{}/rrset", zone.id), &query, String::new()).await?;
            found.extend(elements(&text, "ResourceRecordSet"));
            let tail = elements(&text, "ListResourceRecordSetsResponse").pop().unwrap_or_default();
            let next = first(&tail, "NextRecordName").filter(|_| first(&tail, "IsTruncated") == Some("true"));
            let Some(next) = next else { break };
            if only.is_some_and(|name| named(next).as_ref() != Some(name)) {
                break;
            }
            query = format!("maxitems=300&name={}", percent(next));
            for (place, key) in [("NextRecordType", "type"), ("NextRecordIdentifier", "identifier")] {
                if let Some(text) = first(&tail, place) {
                    let _ = write!(query, "&{key}={}", percent(text));
                }
            }
        }
        // A page of one name goes on with the next ones.
        found.retain(|set| only.is_none_or(|only| first(set, "Name").and_then(named).as_ref() == Some(only)));
        Ok(found)
    }
}

/// A name as it is shown: what no host name has is written in octal.
fn named(shown: &str) -> Option<Name> {
    Name::parse(&shown.replace("\\052", "*")).ok()
}

fn set(action: &str, change: &Change, values: &[IpAddr], ttl: u32) -> String {
    let (name, kind) = (&change.name, change.kind);
    let records = values.iter().fold(String::new(), |text, value| {
        text + "<ResourceRecord><Value>" + &value.to_string() + "</Value></ResourceRecord>"
    });
    format!(
        "<Change><Action>{action}</Action><ResourceRecordSet><Name>{name}.</Name><Type>{kind}</Type><TTL>{ttl}</TTL>\
         <ResourceRecords>{records}</ResourceRecords></ResourceRecordSet></Change>"
    )
}

#[async_trait]
impl Provider for Route53 {
    async fn find_zone(&self, name: &Name) -> Result<Zone, Problem> {
        longest(self, name).await
    }

    async fn open_zone(&self, zone: &Name) -> Result<Zone, Problem> {
        // From that name on, of which there may be a private zone, too.
        let query = format!("dnsname={}&maxitems=20", percent(&format!("{zone}.")));
        let text = self.call("/hostedzonesbyname", &query, String::new()).await?;
        let found = elements(&text, "HostedZone").into_iter().filter_map(|found| {
            let public = first(&found, "PrivateZone") != Some("true");
            let id = first(&found, "Id")?.trim_start_matches("/hostedzone/").to_owned();
            (public && named(first(&found, "Name")?)? == *zone).then(|| Zone { name: zone.clone(), id })
        });
        the_one(found)?.ok_or_else(|| {
            Problem::from(Code::NoZone).name(zone).said("this account has no such public zone")
        })
    }

    async fn read(&self, zone: &Zone, keys: &[(Name, Kind)]) -> Result<Held, Problem> {
        let names = ordered::set(keys.iter().map(|(name, _)| name));
        let mut sets = Vec::new();
        if names.len() <= FEW {
            for name in &names {
                sets.extend(self.sets(zone, Some(name)).await?);
            }
        } else {
            sets = self.sets(zone, None).await?;
        }
        let mut held = Held::default();
        for set in sets {
            let name = first(&set, "Name").and_then(named).filter(|name| names.contains(name));
            let Some(name) = name else { continue };
            let kind = match first(&set, "Type") {
                Some("A") => Kind::A,
                Some("AAAA") => Kind::Aaaa,
                Some("CNAME") => {
                    held.blocked.push(alias(&name, first(&set, "Value").unwrap_or_default()));
                    continue;
                }
                _ => continue,
            };
            if let Some(target) = first(&set, "SetIdentifier").or(first(&set, "DNSName")) {
                held.blocked.push(alias(&name, target));
                continue;
            }
            let ttl = first(&set, "TTL").and_then(|ttl| ttl.parse().ok());
            let values =
                set.iter().filter(|(key, _)| key == "Value").filter_map(|(_, value)| value.parse().ok());
            held.records.extend(values.map(|value| Record {
                id: None,
                name: name.clone(),
                kind,
                value,
                ttl,
                extras: Value::Null,
            }));
        }
        Ok(held)
    }

    async fn apply(&self, zone: &Zone, changes: &[Change]) -> Vec<Result<Applied, Problem>> {
        let items = changes.iter().map(|change| match &change.values[..] {
            [] => set("DELETE", change, &change.previous_values(), change.kept_ttl().unwrap_or(NEW_TTL)),
            values => set("UPSERT", change, values, change.kept_ttl().unwrap_or(NEW_TTL)),
        });
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ChangeResourceRecordSetsRequest \
             xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><ChangeBatch><Changes>{}</Changes></ChangeBatch>\
             </ChangeResourceRecordSetsRequest>",
            items.collect::<String>()
        );
        match self.call(&format!("/hostedzone/{}/rrset", zone.id), "", body).await {
            Err(problem) if problem.code == Code::Contested => vec![Ok(Applied::Stale); changes.len()],
            done => all(changes, done.map(drop)),
        }
    }
}

fn refusal(answer: &Answer, text: &str, status: Code) -> Problem {
    let error = elements(text, "Error").pop().or_else(|| elements(text, "InvalidChangeBatch").pop());
    let error = error.unwrap_or_default();
    let (code, message) =
        (first(&error, "Code").unwrap_or_default(), first(&error, "Message").unwrap_or_default());
    let meaning = match code {
        _ if message.starts_with("Signature expired") || message.starts_with("Signature not yet") => {
            Code::WrongClock
        }
        "RequestExpired" => Code::WrongClock,
        "InvalidClientTokenId"
        | "SignatureDoesNotMatch"
        | "UnrecognizedClientException"
        | "IncompleteSignature"
        | "InvalidSignatureException"
        | "MissingAuthenticationToken"
        | "ExpiredToken" => Code::BadCredential,
        "AccessDenied" | "AccessDeniedException" => Code::NotPermitted,
        "Throttling" | "ThrottlingException" | "PriorRequestNotComplete" => Code::RateLimited,
        "NoSuchHostedZone" => Code::NoZone,
        // What was to be removed is not what was read.
        _ if message.contains("do not match the current values") || message.contains("it was not found") => {
            Code::Contested
        }
        _ if message.contains("conflicts with other records") => Code::Conflict,
        "InvalidChangeBatch" | "InvalidInput" => Code::BadRecord,
        // Said by whatever stands before the service.
        "" if matches!(status, Code::NotPermitted | Code::NotYours) => Code::BadAnswer,
        _ => status,
    };
    let said = if code.is_empty() { answer.status.to_string() } else { format!("{message} ({code})") };
    Problem::from(meaning).said(&said).retry_after(answer.retry_after)
}
