//! `providers`: what it says, and the table of the README that comes from it.

use std::{collections::BTreeMap, fmt::Write, fs, path::Path};

use serde_json::Value;

use crate::{
    room::{Room, SECRET},
    server::Fault,
    service::{Echo, Kind, Service, config},
};

const BEGIN: &str = "<!-- providers: written by tests/program/catalogue.rs -->";
const END: &str = "<!-- end of providers -->";

/// The table, one line for each letter: what it is called and what to write.
fn table() -> String {
    let all = Room::new().run(&["providers", "--json"]).json();
    let all = all.as_array().unwrap();
    let mut letters: BTreeMap<char, Vec<String>> = BTreeMap::new();
    for info in all {
        let (name, id) = (info["name"].as_str().unwrap(), info["id"].as_str().unwrap());
        let letter = name.chars().next().unwrap().to_ascii_uppercase();
        let letter = if letter.is_ascii_alphabetic() { letter } else { '#' };
        letters.entry(letter).or_default().push(format!("{name} `{id}`"));
    }
    let mut text = format!(
        "{BEGIN}\n**{} services**, and any other that speaks dyndns2 or RFC 2136:\n\n| | |\n|---|---|\n",
        all.len()
    );
    for (letter, mut names) in letters {
        names.sort_by_key(|name| name.to_lowercase());
        let _ = writeln!(text, "| {letter} | {} |", names.join(" · "));
    }
    text + END
}

/// `FINGERPOST_WRITE=1 cargo test --test program catalogue` writes it.
#[test]
fn the_readme_lists_every_provider() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&file).unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("the README has a place for the table");
    let (_, after) = rest.split_once(END).expect("which has an end");
    let wanted = format!("{before}{}{after}", table());
    if std::env::var_os("FINGERPOST_WRITE").is_some() {
        fs::write(&file, &wanted).unwrap();
    }
    assert!(fs::read_to_string(&file).unwrap() == wanted, "run it with FINGERPOST_WRITE=1");
}

#[test]
fn every_provider_says_what_to_write() {
    let room = Room::new();
    let all = room.run(&["providers", "--json"]).json();
    for info in all.as_array().unwrap() {
        let id = info["id"].as_str().unwrap();
        let said = room.run(&["providers", id]);
        said.ended(0, &[&format!("provider = \"{id}\""), info["create"].as_str().unwrap()]);
        for field in
            info["fields"].as_array().unwrap().iter().filter(|field| field["required"] == Value::Bool(true))
        {
            said.ended(0, &[&format!("\n{} = ", field["key"].as_str().unwrap())]);
        }
        // What it says is a configuration, but for the name of the account.
        let account = said.out.replace("account.NAME", "account.lab");
        let record = "[[record]]\nname = \"home.example.org\"\nzone = \"example.org\"\naccount = \"lab\"\n";
        room.config(format!("version = 1\n{account}\n{record}"));
        room.run(&["check"]).ended(0, &[]);
    }
}

#[test]
fn an_account_is_proved_without_changing_a_record() {
    let (room, service) = (Room::new(), Service::new(Kind::Cloudflare));
    let sources = [Echo::new("203.0.113.7\n"), Echo::new("203.0.113.7\n")];
    room.config(config(&[&sources[0], &sources[1]], &service.account()));
    room.run(&["account", "test", "lab"]).ended(0, &["lab", "zone lab.example was read"]);
    assert_eq!(service.given(), [""; 0]);
    let json = room.run(&["account", "test", "lab", "--json"]).json();
    assert_eq!(
        (&json["verdict"], &json["findings"][1]["check"]),
        (&Value::from("good"), &Value::from("account"))
    );
    room.run(&["account", "test", "nobody"]).ended(2, &["nobody"]);
    room.secret("wrong");
    room.run(&["account", "test", "lab", "--write-test"]).ended(3, &["lab", "Invalid access token"]);
    room.secret(SECRET);
    service.server.fault(Some(Fault::Reset));
    room.run(&["account", "test", "lab"]).ended(1, &["lab"]);
}

#[test]
fn a_service_that_cannot_be_read_says_that_it_cannot_be_tried() {
    let (room, service) = (Room::new(), Service::new(Kind::Dyndns2));
    let sources = [Echo::new("203.0.113.7\n"), Echo::new("203.0.113.7\n")];
    room.config(config(&[&sources[0], &sources[1]], &service.account()));
    room.run(&["account", "test", "lab", "--write-test"])
        .ended(1, &["cannot be asked", "changes no name of yours"]);
    assert_eq!(service.given(), [""; 0]);
}
