//! Accounts are independent: one whose server hangs, whatever stage it hangs at, delays no other.

use std::time::{Duration, Instant};

use crate::{
    room::{Room, until},
    server::{Fault, Server, reply},
    service::{Echo, config},
};

/// From the change of the address at the sources to the request at the good server: the next look is a
/// second away at most, and this leaves room for a busy machine.
const SOON: Duration = Duration::from_secs(5);
const CHANGES: u8 = 6;

fn addresses(server: &Server) -> Vec<String> {
    server.requests().iter().filter_map(|request| request.param("myip").map(str::to_owned)).collect()
}

/// A program with two accounts: `lab` behaves, `stuck` does not.
fn beside(fault: &Fault) {
    let dyndns2 = || Server::start(|request| reply(200, format!("good {}", request.param("myip").unwrap())));
    let (good, stuck) = (dyndns2(), dyndns2());
    stuck.fault(Some(fault.clone()));
    let sources = [Echo::new("203.0.113.100"), Echo::new("203.0.113.100")];
    let room = Room::new();
    let account = |server: &Server| {
        format!("provider = \"dyndns2\"\nendpoint = \"{}\"\nusername = \"me\"\n", server.url())
    };
    // Ten names of the stuck account, before and behind the good one's in the alphabet.
    let name = |label| format!("[[record]]\nname = \"{label}.stuck.example\"\naccount = \"stuck\"\n");
    let names = ('a'..='j').map(name).collect::<Vec<_>>().concat();
    let rest = format!("[account.stuck]\n{}secret = {{ file = \"secret\" }}\n{names}", account(&stuck));
    room.config(config(&[&sources[0], &sources[1]], &account(&good)) + &rest);
    let _running = room.start(&["run"]);
    until(Duration::from_secs(20), || (good.hits() == 1 && stuck.hits() > 0).then_some(()));
    let mut slowest = Duration::ZERO;
    for last in 101..101 + CHANGES {
        let address = format!("203.0.113.{last}");
        let changed = Instant::now();
        for source in &sources {
            source.says(&address);
        }
        until(SOON, || addresses(&good).last().filter(|told| **told == address).map(drop));
        slowest = slowest.max(changed.elapsed());
        // It is known and shown as right while the other still hangs.
        until(SOON, || {
            let status = room.run(&["status", "--json"]).json();
            let records = status["records"].as_array().unwrap();
            let home = records.iter().find(|record| record["account"] == "lab").unwrap();
            (home["state"] == "ok" && home["published"][0] == address.as_str()).then_some(())
        });
    }
    println!("{fault:?}: right after {slowest:?} at the latest");
    assert_eq!(good.hits(), 1 + usize::from(CHANGES), "once for each change");
    assert!(slowest < Duration::from_secs(3), "{slowest:?}");
    // And once the fault is gone, the other comes right as well. One that asked for patience has it.
    if matches!(fault, Fault::Say(_)) {
        return;
    }
    let last = format!("203.0.113.{}", 100 + CHANGES);
    stuck.fault(None);
    until(Duration::from_secs(60), || {
        let right = |request: &crate::server::Request| request.param("myip") == Some(last.as_str());
        let status = room.run(&["status", "--json"]).json();
        let all = status["records"].as_array().unwrap().iter().all(|record| record["state"] == "ok");
        (all && stuck.requests().iter().any(right)).then_some(())
    });
}

#[test]
fn an_account_that_hangs_at_any_stage_delays_no_other() {
    std::thread::scope(|scope| {
        for fault in [
            Fault::HangBeforeAnswer,
            Fault::HangAfterHeaders,
            Fault::HangMidBody,
            Fault::Flood(1 << 30),
            Fault::Say(reply(429, "slow down").with("Retry-After", "2")),
        ] {
            scope.spawn(move || beside(&fault));
        }
    });
}
