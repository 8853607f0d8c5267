//! A round from time to time: what is registered, and what one round does.

use std::{
    fs,
    time::{Duration, Instant},
};

use crate::{
    room::{NAME, Room, until},
    service::{Echo, Kind, Service, config},
};

#[test]
fn what_would_be_registered_is_printed_with_the_places_in_use() {
    let room = Room::new();
    let ran = room.run(&["task", "export", "--every", "7"]);
    ran.ended(0, &["once", "--task", "config.toml", "--state-dir", "7"]);
    room.run(&["task", "export", "--every", "0"]).ended(2, &["1..=1440"]);
    room.run(&["--service", "task", "export"]).ended(2, &["service"]);
}

#[test]
fn a_scheduled_round_publishes_and_says_by_its_exit_code_how_it_went() {
    let (room, service) = (Room::new(), Service::new(Kind::Cloudflare));
    let sources = [Echo::new("203.0.113.7"), Echo::new("203.0.113.7")];
    room.config(config(&[&sources[0], &sources[1]], &service.account()));
    room.run(&["once", "--task"]).ended(0, &[NAME]);
    assert_eq!(service.given(), ["203.0.113.7"]);
    room.secret("another");
    for source in &sources {
        source.says("203.0.113.8");
    }
    room.run(&["once", "--task"]).ended(3, &["write it into"]);
    room.config("version = 7\n");
    room.run(&["once", "--task"]).ended(2, &["version"]);
}

/// A person paused: that is no failure which somebody who watches over tasks would have to look into.
#[test]
fn a_scheduled_round_while_paused_does_nothing_says_so_and_is_done() {
    let (room, service) = (Room::new(), Service::new(Kind::Cloudflare));
    let sources = [Echo::new("203.0.113.7"), Echo::new("203.0.113.7")];
    room.config(config(&[&sources[0], &sources[1]], &service.account()));
    room.run(&["pause"]).ended(0, &[]);
    room.run(&["once", "--task"]).ended(0, &["Paused: nothing was looked at", "fingerpost resume"]);
    room.run(&["once"]).ended(1, &["Paused"]);
    let running = room.start(&["run"]);
    until(Duration::from_secs(20), || (room.run(&["status"]).out.starts_with("Paused")).then_some(()));
    room.run(&["once", "--task"]).ended(0, &["Paused: nothing was looked at"]);
    drop(running);
    assert!(service.given().is_empty() && sources.iter().all(|source| source.server.hits() == 0));
    room.run(&["resume"]).ended(0, &[]);
    room.run(&["once", "--task"]).ended(0, &["203.0.113.7"]);
}

/// Both begin when somebody logs on.
#[test]
fn a_round_that_begins_while_another_program_does_leaves_the_work_to_it() {
    let (room, service) = (Room::new(), Service::new(Kind::Cloudflare));
    let sources = [Echo::new("203.0.113.7"), Echo::new("203.0.113.7")];
    room.config(config(&[&sources[0], &sources[1]], &service.account()));
    fs::create_dir(room.dir.join("state")).unwrap();
    let lock = fs::File::create(room.dir.join("state/lock")).unwrap();
    // So far has the other one come: it has the folder, and does not answer yet.
    lock.lock().unwrap();
    let mut round = room.start(&["once", "--task"]);
    let (mut began, started) = (None, Instant::now());
    let ended = until(Duration::from_secs(30), || {
        if began.is_none() && started.elapsed() > Duration::from_secs(1) {
            drop(lock.unlock());
            began = Some(room.start(&["run"]));
        }
        round.0.try_wait().unwrap()
    });
    assert_eq!(ended.code(), Some(0), "{}", room.log());
    assert_eq!(service.given(), ["203.0.113.7"]);
}

/// With a service manager that only writes down what it is asked for.
#[cfg(unix)]
#[test]
fn the_timer_is_there_after_install_and_gone_after_uninstall() {
    use std::os::unix::fs::PermissionsExt;

    let room = Room::new();
    let bin = room.dir.join("bin");
    fs::create_dir_all(&bin).unwrap();
    let systemctl = bin.join("systemctl");
    fs::write(&systemctl, "#!/bin/sh\necho \"$@\" >>\"$HOME/asked\"\n").unwrap();
    fs::set_permissions(&systemctl, fs::Permissions::from_mode(0o755)).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = room.program(env!("CARGO_BIN_EXE_fingerpost"));
        command.args(arguments).env("PATH", format!("{}:/usr/bin:/bin", bin.display()));
        room.finish(command)
    };
    let units = room.dir.join("xdg/systemd/user");
    let asked = || fs::read_to_string(room.dir.join("asked")).unwrap_or_default();

    run(&["task", "status"]).ended(0, &["off"]);
    run(&["task", "uninstall"]).ended(0, &["off"]);
    assert_eq!(asked(), "", "where nothing is registered nobody is asked");
    run(&["task", "install", "--every", "20"]).ended(0, &["on"]);
    assert!(fs::read_to_string(units.join("fingerpost-task.timer")).unwrap().contains("20min"));
    assert!(asked().ends_with("--user daemon-reload\n--user enable --now fingerpost-task.timer\n"));
    run(&["task", "status"]).ended(0, &["on"]);
    run(&["--config", "other.toml", "task", "status"]).ended(0, &["another copy or other places"]);
    run(&["task", "run"]).ended(0, &["history"]);
    assert!(asked().ends_with("--user start fingerpost-task.service\n"));
    run(&["task", "uninstall"]).ended(0, &["off"]);
    assert_eq!(fs::read_dir(&units).unwrap().count(), 0);
    fs::write(&systemctl, "#!/bin/sh\necho Failed to connect to bus >&2\nexit 1\n").unwrap();
    run(&["task", "install"]).ended(1, &["Failed to connect to bus"]);
}
