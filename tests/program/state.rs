//! A state that is damaged, from the future, or cannot be written.

use std::fs;

use crate::{
    room::Room,
    service::{Echo, Kind, Service, config},
};

struct Bench {
    room: Room,
    service: Service,
    sources: [Echo; 2],
}

impl Bench {
    /// 203.0.113.7 is published and remembered.
    fn new() -> Self {
        let (room, service) = (Room::new(), Service::new(Kind::Cloudflare));
        let sources = [Echo::new("203.0.113.7\n"), Echo::new("203.0.113.7\n")];
        room.config(config(&[&sources[0], &sources[1]], &service.account()));
        room.run(&["once"]).ended(0, &[]);
        Self { room, service, sources }
    }

    fn address(&self, text: &str) {
        for source in &self.sources {
            source.says(text);
        }
    }
}

#[test]
fn a_damaged_state_is_set_aside_named_and_never_clears_a_record() {
    let torn = |bench: &Bench| {
        let mut bytes = fs::read(bench.room.state_file()).unwrap();
        bytes.truncate(bytes.len() / 2);
        bytes
    };
    for (fault, damage) in [
        ("empty", (|_| Vec::new()) as fn(&Bench) -> Vec<u8>),
        ("torn", torn),
        ("alien", |_| b"[1, 2, 3]".to_vec()),
        ("zeros", |_| vec![0; 4096]),
    ] {
        let bench = Bench::new();
        let bytes = damage(&bench);
        fs::write(bench.room.state_file(), &bytes).unwrap();
        // Looking on changes nothing and says why it knows nothing.
        bench.room.run(&["status"]).ended(1, &["state"]);
        bench.room.run(&["history"]).ended(1, &["state"]);
        assert_eq!(fs::read(bench.room.state_file()).unwrap(), bytes, "{fault}");
        // Without an address nothing is cleared.
        bench.address("out of order");
        bench.room.run(&["once"]).ended(1, &["state.json", "set aside"]);
        assert_eq!(bench.service.given(), ["203.0.113.7"], "{fault}");
        let folder = fs::read_dir(bench.room.dir.join("state")).unwrap();
        let mut aside = folder.filter_map(|entry| Some(entry.ok()?.path()));
        let aside = aside.find(|path| path.to_string_lossy().contains("state.json.bad-")).unwrap();
        assert_eq!(fs::read(aside).unwrap(), bytes, "{fault}");
        bench.address("203.0.113.8");
        bench.room.run(&["once"]).ended(0, &[]);
        assert_eq!(bench.room.published(), ["203.0.113.8"]);
    }
}

#[test]
fn a_state_that_a_newer_program_wrote_is_refused_and_left_as_it_is() {
    let bench = Bench::new();
    let newer = br#"{"version": 2, "program": "3.1.4", "records": "kept in another way"}"#;
    fs::write(bench.room.state_file(), newer).unwrap();
    bench.address("203.0.113.8");
    for command in ["once", "run", "status", "history", "pause", "update"] {
        let ran = bench.room.run(&[command]);
        ran.ended(
            3,
            &["newer Fingerpost (3.1.4)", "state.json", env!("CARGO_PKG_VERSION"), "Update this one"],
        );
    }
    bench.room.run(&["once", "--task"]).ended(3, &["3.1.4"]);
    bench.room.run(&["doctor"]).ended(3, &["newer Fingerpost (3.1.4)"]);
    assert_eq!(fs::read(bench.room.state_file()).unwrap(), newer);
    assert_eq!(bench.service.given(), ["203.0.113.7"]);
    // As it says: the file moved away, everything is found out anew.
    fs::remove_file(bench.room.state_file()).unwrap();
    bench.room.run(&["once"]).ended(0, &["203.0.113.8"]);
}

#[test]
fn a_state_folder_below_a_file_is_named() {
    let bench = Bench::new();
    fs::write(bench.room.dir.join("file"), "").unwrap();
    bench.address("203.0.113.8");
    for command in ["once", "run"] {
        bench
            .room
            .run(&["--state-dir", "file/state", command])
            .ended(1, &["state folder", "file", "--state-dir"]);
    }
    assert_eq!(bench.service.given(), ["203.0.113.7"]);
}

#[cfg(unix)]
#[test]
fn a_read_only_state_folder_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new();
    let folder = bench.room.dir.join("state");
    let mode = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
    mode(0o500);
    if fs::write(folder.join("probe"), "").is_ok() {
        println!("skipped: this user (root) may write into read-only folders");
        return;
    }
    bench.address("203.0.113.8");
    let ran = bench.room.run(&["once"]);
    mode(0o700);
    ran.ended(ran.code.unwrap(), &["state"]);
    assert_ne!(ran.code, Some(3));
}

/// A full disk: every write of more than nothing fails. The program's output goes to pipes, which have no size.
#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_the_old_state_stays_whole() {
    let bench = Bench::new();
    let before = fs::read(bench.room.state_file()).unwrap();
    bench.address("203.0.113.8");
    let mut shell = bench.room.program("sh");
    // Without the trap the system would kill a program for its first write.
    shell.arg("-c").arg("{ (trap '' XFSZ; ulimit -f 0; exec \"$0\" once); echo \"ended $?\"; } 2>&1 | cat");
    shell.arg(env!("CARGO_BIN_EXE_fingerpost"));
    let ran = bench.room.finish(shell);
    ran.ended(0, &["cannot be written", "ended 0"]);
    assert_eq!(fs::read(bench.room.state_file()).unwrap(), before);
    bench.room.run(&["once"]).ended(0, &[]);
    assert_eq!(bench.room.published(), ["203.0.113.8"]);
}
