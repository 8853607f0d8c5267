//! What a row becomes: the request, looked at before it is sent, and the answer read.

use std::{collections::BTreeMap, time::Duration};

use reqwest::StatusCode;

use super::*;
use crate::{
    config::{SecretRef, SecretShape},
    core::record::Kind,
    net::Net,
    provider::update_url::row::Names,
};

const PLAIN: Row = Row {
    id: "test",
    display: "Test",
    fields: &[],
    secret: SecretShape { called: "key", create: "" },
    base: "http://update.test",
    base6: "",
    path: "/set/{username}",
    method: Method::Get,
    auth: Auth::Bearer,
    params: &[("zone", "{zone}"), ("t", "{ttl}"), ("who", "{username}")],
    names: Names { param: "host", form: Form::Full, most: 5 },
    address: Address::List("ip"),
    answers: Answers::Status { done: &[200, 204], same: &[208] },
    min_interval: Duration::ZERO,
    rate: None,
    refresh: None,
};

fn opened(row: &'static Row) -> UpdateUrl {
    let account = Account {
        name: "lab".to_owned(),
        provider: row.id,
        fields: BTreeMap::from([("username", "a&b/c".to_owned())]),
        endpoint: None,
        ca_file: None,
        secret: SecretRef::Store,
    };
    let http = || Http::new(&account, Net::default(), row.base);
    let http6 = Http::new(&account, Net::default(), if row.base6.is_empty() { row.base } else { row.base6 });
    let (http, path) = (http(), row.path.to_owned());
    let heard = Heard::new(row.names.most);
    UpdateUrl { row, account, http, http6, path, secret: Secret::new("hunter2&="), heard }
}

fn change(name: &str, value: &str) -> Change {
    let value: IpAddr = value.parse().unwrap();
    let kind = if value.is_ipv4() { Kind::A } else { Kind::Aaaa };
    let name = Name::parse(name).unwrap();
    Change { name, kind, ttl: Some(60), values: vec![value], previous: vec![] }
}

fn built(row: &'static Row, changes: &[Change]) -> reqwest::Request {
    let zone = Zone { name: Name::parse("example.org").unwrap(), id: String::new() };
    let changes: Vec<&Change> = changes.iter().collect();
    let mut names: Vec<&Name> = changes.iter().map(|change| &change.name).collect();
    names.dedup();
    opened(row).request(&zone, &names, &changes).unwrap().build().unwrap()
}

const V4: &str = "203.0.113.9";
const V6: &str = "2001:db8::9";

#[test]
fn every_value_is_encoded_where_it_is_put_in() {
    let request = built(&PLAIN, &[change("*.example.org", V4), change("*.example.org", V6)]);
    let expected = "http://update.test/set/a%26b%2Fc?host=%2A.example.org&ip=203.0.113.9,2001%3Adb8%3A%3A9\
                    &zone=example.org&t=60&who=a%26b%2Fc";
    assert_eq!(request.url().as_str(), expected);
    assert_eq!(request.headers()["authorization"], "Bearer hunter2&=");
}

#[test]
fn a_form_holds_the_parameters_and_the_secret() {
    static ROW: Row =
        Row { method: Method::Post, auth: Auth::Param("key"), path: "/set", params: &[], ..PLAIN };
    let request = built(&ROW, &[change("home.example.org", V4)]);
    assert_eq!(request.url().as_str(), "http://update.test/set");
    let body = request.body().unwrap().as_bytes().unwrap();
    assert_eq!(body, b"host=home.example.org&ip=203.0.113.9&key=hunter2%26%3D");
}

#[test]
fn a_family_that_is_not_sent_is_kept() {
    static ROW: Row = Row {
        path: "/",
        params: &[],
        auth: Auth::Header("x-key"),
        names: Names { param: "", form: Form::Implied, most: 1 },
        address: Address::Each {
            v4: "ip4",
            v6: "ip6",
            no4: &[("ip4", "preserve")],
            no6: &[("keepipv6", "1")],
        },
        base6: "http://six.test",
        ..PLAIN
    };
    let request = built(&ROW, &[change("home.example.org", V4)]);
    assert_eq!(request.url().as_str(), "http://update.test/?ip4=203.0.113.9&keepipv6=1");
    assert_eq!(request.headers()["x-key"], "hunter2&=");
    let request = built(&ROW, &[change("home.example.org", V6)]);
    assert_eq!(request.url().as_str(), "http://six.test/?ip4=preserve&ip6=2001%3Adb8%3A%3A9");
}

#[tokio::test]
async fn names_are_said_as_the_service_wants_them() {
    static BELOW: Row = Row { names: Names { param: "h", form: Form::Below("dyn.test"), most: 5 }, ..PLAIN };
    static RELATIVE: Row = Row {
        names: Names { param: "h", form: Form::Relative, most: 5 },
        auth: Auth::Basic("{name}"),
        ..PLAIN
    };
    let first = |request: reqwest::Request| request.url().query_pairs().next().unwrap().1.into_owned();
    let two = [change("a.dyn.test", V4), change("b.dyn.test", V4)];
    assert_eq!(first(built(&BELOW, &two)), "a,b");
    assert_eq!(first(built(&RELATIVE, &[change("example.org", V4)])), "@");
    assert_eq!(first(built(&RELATIVE, &[change("a.b.example.org", V4)])), "a.b");
    let user = built(&RELATIVE, &[change("example.org", V4)]).headers()["authorization"].clone();
    assert_eq!(user, "Basic ZXhhbXBsZS5vcmc6aHVudGVyMiY9", "example.org:hunter2&=");
    let code = async |row: &'static Row, name: &str| {
        opened(row).find_zone(&Name::parse(name).unwrap()).await.map(|_| ()).map_err(|problem| problem.code)
    };
    assert_eq!(code(&BELOW, "a.dyn.test").await, Ok(()));
    for name in ["dyn.test", "b.a.dyn.test", "a.other.test"] {
        assert_eq!(code(&BELOW, name).await, Err(Code::NotYours), "{name}");
    }
    assert_eq!(code(&RELATIVE, "a.example.org").await, Err(Code::NoZone));
}

#[test]
fn only_known_answers_are_success() {
    static WORDS: Row = Row {
        answers: Answers::Words { done: &["OK"], same: &["same"], refused: &[("KO", Code::BadCredential)] },
        ..PLAIN
    };
    let read = |row: &'static Row, status: u16, body: &str| {
        let status = StatusCode::from_u16(status).unwrap();
        let answer = Answer { status, body: body.as_bytes().to_vec(), ..Answer::default() };
        opened(row).read(&answer, 1, &[]).remove(0).map_err(|problem| (problem.code, problem.said))
    };
    let code = |row, status, body| read(row, status, body).map_err(|(code, _)| code);
    assert_eq!(code(&PLAIN, 204, ""), Ok(Applied::Changed));
    assert_eq!(code(&PLAIN, 208, ""), Ok(Applied::Unchanged));
    assert_eq!(code(&PLAIN, 202, ""), Err(Code::BadAnswer));
    assert_eq!(code(&PLAIN, 401, ""), Err(Code::BadCredential));
    assert_eq!(code(&WORDS, 200, "OK\n"), Ok(Applied::Changed));
    assert_eq!(code(&WORDS, 200, "OK\nsame"), Ok(Applied::Unchanged));
    assert_eq!(code(&WORDS, 200, "KO"), Err(Code::BadCredential));
    assert_eq!(code(&WORDS, 200, "<html>OK"), Err(Code::BadAnswer));
    assert_eq!(code(&WORDS, 500, "OK"), Err(Code::Outage));
    let (_, said) = read(&WORDS, 404, "no such page: /set?key=hunter2%26%3D or hunter2&=").unwrap_err();
    assert!(!said.unwrap().contains("hunter2"));
}
