//! What a row becomes: the request, looked at before it is sent, and the answer read.

use std::{collections::BTreeMap, time::Duration};

use reqwest::StatusCode;

use super::{
    row::{Meaning, words},
    *,
};
use crate::{
    config::{SecretRef, SecretShape},
    core::record::Kind,
    net::{Answer, Net},
};

const PLAIN: Row<'static> = Row {
    id: "test",
    display: "Test",
    fields: &[],
    secret: SecretShape { called: "key", create: "" },
    base: "http://update.test",
    base6: "",
    path: "/set/{username}",
    query: "host={names}&ip={ip}&zone={zone}&t={ttl}&who={username}&none={nothing}",
    method: Method::Get,
    auth: Auth::Bearer,
    headers: "",
    form: Form::Full,
    most: 5,
    families: Families::Together,
    answers: words(&[("HTTP 200", Meaning::Done), ("HTTP 204", Meaning::Done), ("HTTP 208", Meaning::Same)]),
    ttl: None,
    min_interval: Duration::ZERO,
    rate: None,
    refresh: None,
};

const SECRET: &str = "hunter2&=";

fn opened(row: &'static Row<'static>) -> UpdateUrl {
    let account = Account {
        name: "lab".to_owned(),
        provider: row.id,
        fields: BTreeMap::from([("username", "a&b/c".to_owned())]),
        endpoint: None,
        ca_file: None,
        secret: SecretRef::Store,
        own: None,
    };
    let http = |base| Http::new(&account, Net::default(), base);
    let http6 = http(if row.base6.is_empty() { row.base } else { row.base6 });
    let (http, path, heard) = (http(row.base), row.path.to_owned(), Heard::new(row.most));
    UpdateUrl { row: Described::Table(row), account, http, http6, path, secret: Secret::new(SECRET), heard }
}

fn change(name: &str, value: &str) -> Change {
    let value: IpAddr = value.parse().unwrap();
    let kind = if value.is_ipv4() { Kind::A } else { Kind::Aaaa };
    let name = Name::parse(name).unwrap();
    Change { name, kind, ttl: Some(60), values: vec![value], previous: vec![] }
}

/// What a call for these changes holds.
fn sending<T>(changes: &[Change], work: impl FnOnce(&Sent<'_>) -> T) -> T {
    let zone = Zone { name: Name::parse("example.org").unwrap(), id: String::new() };
    let changes: Vec<&Change> = changes.iter().collect();
    let mut names: Vec<&Name> = changes.iter().map(|change| &change.name).collect();
    names.dedup();
    let (v4, v6) = (address(&changes, Family::V4), address(&changes, Family::V6));
    work(&Sent { zone: &zone, names: &names, v4, v6, ttl: changes[0].ttl })
}

fn built(row: &'static Row<'static>, changes: &[Change]) -> reqwest::Request {
    sending(changes, |sent| opened(row).request(row, sent).unwrap().build().unwrap())
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
    static ROW: Row<'_> = Row {
        method: Method::Post,
        auth: Auth::Param("key"),
        path: "/set",
        query: "host={names}&ip={ip}",
        ..PLAIN
    };
    let request = built(&ROW, &[change("home.example.org", V4)]);
    assert_eq!(request.url().as_str(), "http://update.test/set");
    let body = request.body().unwrap().as_bytes().unwrap();
    assert_eq!(body, b"host=home.example.org&ip=203.0.113.9&key=hunter2%26%3D");
}

#[test]
fn a_secret_in_the_path_means_nothing_but_itself() {
    static ROW: Row<'_> = Row {
        path: "/u/",
        auth: Auth::Path("/now"),
        query: "address={ip}",
        headers: "X-Address: {ip}\nX-Type: {type}",
        ..PLAIN
    };
    let request = built(&ROW, &[change("home.example.org", V4)]);
    assert_eq!(request.url().as_str(), "http://update.test/u/hunter2%26%3D/now?address=203.0.113.9");
    assert_eq!(
        (&request.headers()["x-address"], &request.headers()["x-type"]),
        (&V4.parse().unwrap(), &"A".parse().unwrap())
    );
}

#[test]
fn a_family_that_is_not_sent_is_kept() {
    static ROW: Row<'_> = Row {
        path: "/",
        query: "ip4={ip4|preserve}&ip6={ip6}&keepipv6={no6}&was={ip6|}",
        auth: Auth::Header("x-key"),
        form: Form::Implied,
        base6: "http://six.test",
        ..PLAIN
    };
    let request = built(&ROW, &[change("home.example.org", V4)]);
    assert_eq!(request.url().as_str(), "http://update.test/?ip4=203.0.113.9&keepipv6=1&was=");
    assert_eq!(request.headers()["x-key"], "hunter2&=");
    let request = built(&ROW, &[change("home.example.org", V6)]);
    assert_eq!(
        request.url().as_str(),
        "http://six.test/?ip4=preserve&ip6=2001%3Adb8%3A%3A9&was=2001%3Adb8%3A%3A9"
    );
}

#[tokio::test]
async fn names_are_said_as_the_service_wants_them() {
    static BELOW: Row<'_> = Row { query: "h={names}", form: Form::Below("dyn.test"), ..PLAIN };
    static RELATIVE: Row<'_> =
        Row { query: "h={names}", form: Form::Relative, auth: Auth::Basic("{name}"), ..PLAIN };
    static IDS: Row<'_> = Row { query: "h={names}", form: Form::Id("username"), ..PLAIN };
    let first = |request: reqwest::Request| request.url().query_pairs().next().unwrap().1.into_owned();
    let two = [change("a.dyn.test", V4), change("b.dyn.test", V4)];
    assert_eq!(first(built(&BELOW, &two)), "a,b");
    assert_eq!(first(built(&RELATIVE, &[change("example.org", V4)])), "@");
    assert_eq!(first(built(&RELATIVE, &[change("a.b.example.org", V4)])), "a.b");
    assert_eq!(first(built(&IDS, &two)), "a&b/c,a&b/c", "one identifier is for all");
    let user = built(&RELATIVE, &[change("example.org", V4)]).headers()["authorization"].clone();
    assert_eq!(user, "Basic ZXhhbXBsZS5vcmc6aHVudGVyMiY9", "example.org:hunter2&=");
    let code = async |row: &'static Row<'static>, name: &str| {
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
    static WORDS: Row<'_> = Row {
        answers: words(&[
            ("KO", Meaning::No(Code::BadCredential)),
            ("*{name} kept", Meaning::Same),
            ("OK {ip}", Meaning::Done),
        ]),
        ..PLAIN
    };
    let read = |row: &'static Row<'static>, status: u16, body: &str| {
        let status = StatusCode::from_u16(status).unwrap();
        let answer = Answer { status, body: body.as_bytes().to_vec(), ..Answer::default() };
        let read = |sent: &Sent<'_>| read::read(row, &Secret::new(SECRET), &answer, sent);
        sending(&[change("home.example.org", V4)], read)
            .remove(0)
            .map_err(|problem| (problem.code, problem.said))
    };
    let code = |row, status, body| read(row, status, body).map_err(|(code, _)| code);
    assert_eq!(code(&PLAIN, 204, ""), Ok(Applied::Changed));
    assert_eq!(code(&PLAIN, 208, ""), Ok(Applied::Unchanged));
    assert_eq!(code(&PLAIN, 202, ""), Err(Code::BadAnswer));
    assert_eq!(code(&PLAIN, 401, ""), Err(Code::BadCredential));
    assert_eq!(code(&PLAIN, 200, "\n<!DOCTYPE html><title>Log in"), Err(Code::BadAnswer));
    assert_eq!(code(&WORDS, 200, "OK 203.0.113.9\n"), Ok(Applied::Changed));
    assert_eq!(code(&WORDS, 200, "OK 203.0.113.8\n"), Err(Code::BadAnswer), "another address than was sent");
    assert_eq!(code(&WORDS, 200, "so: home.example.org\n kept"), Ok(Applied::Unchanged));
    assert_eq!(code(&WORDS, 200, "KO"), Err(Code::BadCredential));
    assert_eq!(code(&WORDS, 200, "<html>OK 203.0.113.9"), Err(Code::BadAnswer));
    assert_eq!(code(&WORDS, 500, "OK 203.0.113.9"), Err(Code::Outage));
    assert_eq!(code(&WORDS, 503, "KO"), Err(Code::Outage));
    let (_, said) = read(&WORDS, 404, "no such page: /set?key=hunter2%26%3D or hunter2&=").unwrap_err();
    assert!(!said.unwrap().contains("hunter2"));
}

/// "to 203.0.113.45" was taken for "to 203.0.113.4", which had been sent.
#[test]
fn an_address_in_a_word_is_not_the_beginning_of_a_longer_one() {
    static ANYWHERE: Row<'_> = Row { answers: words(&[("*to {ip}", Meaning::Done)]), ..PLAIN };
    static LINE: Row<'_> = Row { answers: words(&[("OK {ip}", Meaning::Done)]), ..PLAIN };
    static BESIDE: Row<'_> = Row { answers: words(&[("*{ip} minutes", Meaning::Done)]), ..PLAIN };
    let good = |row: &'static Row<'static>, sent: &str, body: &str| {
        let answer = Answer { body: body.as_bytes().to_vec(), ..Answer::default() };
        let read = |sent: &Sent<'_>| read::read(row, &Secret::new(SECRET), &answer, sent);
        sending(&[change("home.example.org", sent)], read).remove(0).is_ok()
    };
    for (sent, said) in [
        ("203.0.113.4", "203.0.113.45"),
        ("203.0.113.4", "203.0.113.4.5"),
        ("2001:db8::9", "2001:db8::9a"),
        ("2001:db8::9", "2001:db8::9:1"),
    ] {
        assert!(!good(&ANYWHERE, sent, &format!("home from x to {said}")), "{said}");
        assert!(!good(&LINE, sent, &format!("OK {said}")), "{said}");
    }
    for sent in [V4, V6] {
        for end in ["", ".", ",", " and done", "\nbye", "</b>", ". 5 s", ":", "/32"] {
            assert!(good(&ANYWHERE, sent, &format!("moved\n to  {sent}{end}")), "{end}");
            assert!(good(&LINE, sent, &format!("OK {sent}{end}")), "{end}");
        }
    }
    assert!(good(&BESIDE, V4, "203.0.113.9\n  minutes"));
    assert!(!good(&BESIDE, V4, "203.0.113.95 minutes"));
}

#[test]
fn every_row_can_be_filled_in() {
    for row in ROWS {
        let texts =
            [row.path, row.query, row.headers, if let Auth::Basic(user) = row.auth { user } else { "" }];
        let places = texts.iter().flat_map(|text| text.split('{').skip(1));
        let places: Vec<&str> = places.map(|part| part.split(['}', '|']).next().unwrap()).collect();
        for place in &places {
            let known = [
                "names", "name", "zone", "sub", "alias", "root", "type", "ttl", "ip", "ip4", "ip6", "no4",
                "no6",
            ];
            let field = row.fields.iter().any(|field| field.key == *place);
            assert!(known.contains(place) || field, "{}: {place}", row.id);
        }
        for field in row.fields {
            let used = places.contains(&field.key) || row.form == Form::Id(field.key);
            assert!(used, "{}: {} is used nowhere", row.id, field.key);
        }
        // These hold one name.
        if places.iter().any(|place| ["name", "sub", "root"].contains(place)) || row.form == Form::Implied {
            assert_eq!(row.most, 1, "{}", row.id);
        }
        assert_eq!(places.contains(&"ttl"), row.ttl.is_some(), "{}", row.id);
        assert!(row.base.is_empty() || row.base.starts_with("https://"), "{}", row.id);
        assert!(
            row.answers.dyndns2 || row.answers.words.iter().any(|(_, m)| *m == Meaning::Done),
            "{}",
            row.id
        );
        let unsaid = row.families.unsaid(|place| places.contains(&place));
        assert_eq!(unsaid, None, "{}: the address is left to be guessed", row.id);
    }
}
