//! A round from time to time: what is registered, and what one round does.

use crate::{
    room::{NAME, Room},
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

/// With a service manager that only writes down what it is asked for.
#[cfg(unix)]
#[test]
fn the_timer_is_there_after_install_and_gone_after_uninstall() {
    use std::{fs, os::unix::fs::PermissionsExt};

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
