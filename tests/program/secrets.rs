//! The secret is in no output, no log and no file but its own, whatever goes wrong.

use std::{fs, path::Path, time::Duration};

use crate::{
    room::{NAME, Room, SECRET, until},
    server::{Fault, reply},
    service::{Echo, Kind, Service, config},
};

/// Every form in which it crosses the wire: as it is, and inside Basic.
const FORMS: [&str; 3] =
    [SECRET, "bWU6aHVudGVyMi00NzExLWNvcnJlY3QtaG9yc2U", "aHVudGVyMi00NzExLWNvcnJlY3QtaG9yc2U"];

fn holders(dir: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            holders(&path, found);
        } else if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            if FORMS.iter().any(|form| text.contains(form)) {
                found.push(path.file_name().unwrap().to_string_lossy().into_owned());
            }
        }
    }
}

#[test]
fn the_secret_is_nowhere_but_in_its_file() {
    for kind in [Kind::Cloudflare, Kind::Dyndns2] {
        let (room, service) = (Room::new(), Service::new(kind));
        let sources = [Echo::new("203.0.113.7"), Echo::new("203.0.113.7")];
        room.config(config(&[&sources[0], &sources[1]], &service.account()));
        let everything = || {
            for arguments in [
                &["-v", "once"][..],
                &["-v", "once", "--json"],
                &["-v", "update", "--force", NAME],
                &["status"],
                &["status", "--json"],
                &["history"],
                &["history", "--json"],
                &["secret", "list"],
                &["check"],
            ] {
                room.run(arguments);
            }
        };
        everything();
        // Services and proxies that repeat what they were asked, with the secret in it.
        for status in [200, 400, 401, 403, 500] {
            for form in FORMS {
                let page = format!("badauth {form} is not valid: Authorization: Bearer {form}");
                service.server.fault(Some(Fault::Say(reply(status, page))));
                everything();
                let page = format!(
                    r#"{{"success":false,"errors":[{{"code":6003,"message":"bad header Bearer {form}"}}]}}"#
                );
                service.server.fault(Some(Fault::Say(reply(status, page))));
                room.run(&["-v", "update", "--force", NAME]);
                room.run(&["history"]);
            }
        }
        service.server.close();
        everything();
        let mut found = Vec::new();
        holders(&room.dir, &mut found);
        assert_eq!(found, ["secret"], "{kind:?}");
    }
}

#[test]
fn whoever_has_the_secret_is_asked_about_it() {
    let variable = |text: String| text.replace("{ file = \"secret\" }", "{ env = \"LAB_TOKEN\" }");
    for service in [false, true] {
        let (room, provider) = (Room::new(), Service::new(Kind::Cloudflare));
        let sources = [Echo::new("203.0.113.7"), Echo::new("203.0.113.7")];
        room.config(variable(config(&[&sources[0], &sources[1]], &provider.account())));
        let program = |arguments: &[&str]| {
            let mut command = room.program(env!("CARGO_BIN_EXE_fingerpost"));
            command.env("FINGERPOST_SERVICE_DIR", room.dir.join(if service { "." } else { "service" }));
            command.args(service.then_some("--service")).args(arguments);
            command
        };
        let ask = |arguments: &[&str]| room.finish(program(arguments));
        let mut command = program(&["run"]);
        command.env("LAB_TOKEN", SECRET);
        let running = room.start_command(command);
        until(Duration::from_secs(20), || provider.given().first().cloned());
        // Whoever asks has no such variable.
        let proved = ask(&["account", "test", "lab"]);
        proved
            .ended(0, &["lab is there, in the environment variable LAB_TOKEN", "zone lab.example was read"]);
        let examined = ask(&["doctor"]);
        examined.ended(examined.code.unwrap(), &["lab is there, in the environment variable LAB_TOKEN"]);
        ask(&["secret", "list"]).ended(0, &["lab: from the environment variable LAB_TOKEN"]);
        // The stand-in knows one name alone, so the test fails: but it was tried, and by whom is written down.
        ask(&["account", "test", "lab", "--write-test"]).ended(1, &["fingerpost-test-"]);
        let trail = ask(&["audit", "--json"]).json();
        assert_eq!((&trail[0]["request"], &trail[0]["about"]), (&"account-test".into(), &"lab".into()));
        drop(running);
        ask(&["account", "test", "lab"]).ended(3, &["LAB_TOKEN is not set"]);
        let mut found = Vec::new();
        fs::remove_file(room.dir.join("secret")).unwrap();
        holders(&room.dir, &mut found);
        assert_eq!(found, [""; 0]);
    }
}

#[test]
fn of_a_stopped_service_nobody_looks_into_another_store() {
    let (room, provider) = (Room::new(), Service::new(Kind::Cloudflare));
    let sources = [Echo::new("203.0.113.7"), Echo::new("203.0.113.7")];
    let text = config(&[&sources[0], &sources[1]], &provider.account());
    room.config(text.replace("secret = { file = \"secret\" }", ""));
    fs::write(room.dir.join("typed"), SECRET).unwrap();
    let ask = |arguments: &[&str]| {
        let mut command = room.program(env!("CARGO_BIN_EXE_fingerpost"));
        command.env("FINGERPOST_SERVICE_DIR", &room.dir).arg("--service").args(arguments);
        command.stdin(fs::File::open(room.dir.join("typed")).unwrap());
        room.finish(command)
    };
    for arguments in [
        &["secret", "list"][..],
        &["secret", "remove", "lab"],
        &["secret", "remove", "--all"],
        &["secret", "set", "lab"],
    ] {
        ask(arguments).ended(3, &["does not run", "fingerpost service start"]);
    }
    let (exit, said) = if cfg!(windows) { (1, "does not run") } else { (3, "LoadCredential=lab") };
    ask(&["account", "test", "lab"]).ended(exit, &["lab", said]);
    ask(&["doctor"]).ended(ask(&["doctor"]).code.unwrap(), &["lab", said]);
}
