//! The secret is in no output, no log and no file but its own, whatever goes wrong.

use std::{fs, path::Path};

use crate::{
    room::{NAME, Room, SECRET},
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
