//! The log in a file: JSON lines that tell one change from another, and no secret.

use std::{collections::BTreeSet, fs, time::Duration};

use serde_json::Value;

use crate::{
    room::{NAME, Room, SECRET, until},
    service::{Echo, Kind, Service, config},
};

const PATIENCE: Duration = Duration::from_secs(60);

fn lines(room: &Room) -> Vec<Value> {
    let text = fs::read_to_string(room.dir.join("own.log")).unwrap_or_default();
    assert!(!text.contains(SECRET));
    // The last line may be half written still.
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    whole.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn logged(room: &Room, words: &[&str]) -> Option<Value> {
    let says = |line: &Value| words.iter().all(|word| line["message"].as_str().unwrap().contains(word));
    lines(room).into_iter().find(says)
}

#[test]
fn one_trace_leads_from_the_address_to_the_name_servers() {
    for kind in [Kind::Cloudflare, Kind::Dyndns2] {
        let (room, service) = (Room::new(), Service::new(kind));
        let sources = [Echo::new("203.0.113.7"), Echo::new("203.0.113.7")];
        let config = config(&[&sources[0], &sources[1]], &service.account());
        room.config(format!("{config}[log]\nfile = \"own.log\"\n"));
        let _running = room.start(&["-v", "run"]);
        let mut traces = BTreeSet::new();
        for address in ["203.0.113.7", "203.0.113.8"] {
            for source in &sources {
                source.says(address);
            }
            let detected = until(PATIENCE, || logged(&room, &["IPv4 is", address, "now"]));
            let sent = until(PATIENCE, || logged(&room, &[NAME, "to be", address]));
            let published = until(PATIENCE, || logged(&room, &[NAME, "published", address, "before"]));
            let trace = detected["trace_id"].as_str().unwrap();
            // Whatever the name servers say, or that there are none.
            let verified = until(PATIENCE, || {
                let mut lines = lines(&room).into_iter();
                lines.find(|l| {
                    l["message"].as_str().unwrap().contains("name servers") && l["trace_id"] == trace
                })
            });
            assert_eq!(trace.len(), 8);
            for line in [&sent, &published, &verified] {
                assert_eq!(line["trace_id"], trace, "{line}");
                assert_eq!(line["record"], format!("{NAME} A"), "{line}");
                assert_eq!(line["account"], "lab", "{line}");
                assert_eq!(line["provider"], format!("{kind:?}").to_lowercase(), "{line}");
            }
            assert!(traces.insert(trace.to_owned()), "a change has a trace of its own");
        }
        assert_eq!(room.log(), "", "what is in the file is not on the terminal, too");
    }
}

#[test]
fn a_single_round_writes_the_file_too_and_the_terminal_stays_text() {
    let (room, service) = (Room::new(), Service::new(Kind::Cloudflare));
    let sources = [Echo::new("203.0.113.7"), Echo::new("203.0.113.7")];
    let config = config(&[&sources[0], &sources[1]], &service.account());
    room.config(&config);
    let ran = room.run(&["once"]);
    let line = ran.err.lines().find(|line| line.contains("published 203.0.113.7")).unwrap();
    assert!(line.contains(" INFO ") && line.contains("trace_id=") && !line.contains('{'), "{line}");
    assert!(lines(&room).is_empty());

    room.config(format!("{config}[log]\nfile = \"own.log\"\n"));
    let ran = room.run(&["update", "--force", NAME]);
    assert_eq!(ran.err, "");
    let asked = logged(&room, &["asked for", NAME]).unwrap();
    assert!(asked["trace_id"].is_string());
    assert!(
        asked["message"].as_str().unwrap().ends_with(&format!("asked for: update --force {NAME}")),
        "{asked}"
    );

    // A file that cannot be had is told, and the log goes where it can be seen.
    room.config(format!("{config}[log]\nfile = \"secret/own.log\"\n"));
    for source in &sources {
        source.says("203.0.113.9");
    }
    room.run(&["once"]).ended(0, &["own.log", "published 203.0.113.9"]);
}
