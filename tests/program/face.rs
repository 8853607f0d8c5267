//! A program of a person's own beside a service: who works, who is asked, and who takes over.

use std::{fs, process::Stdio, time::Duration};

use crate::{
    room::{NAME, Room, Running, until},
    service::{Echo, Kind, Service, config},
};

/// A grace of eight seconds, and a busy machine.
const TURN: Duration = Duration::from_secs(30);

/// Two providers that hold one name: whose worker works shows in which of them is written to.
struct Bench {
    room: Room,
    own: Service,
    served: Service,
    sources: [Echo; 2],
}

impl Bench {
    fn new() -> Self {
        let room = Room::new();
        let (own, served) = (Service::new(Kind::Dyndns2), Service::new(Kind::Dyndns2));
        let sources = [Echo::new("203.0.113.7\n"), Echo::new("203.0.113.7\n")];
        let written = |service: &Service| config(&[&sources[0], &sources[1]], &service.account());
        room.config(written(&own));
        let folder = room.dir.join("service");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("config.toml"), written(&served)).unwrap();
        fs::copy(room.dir.join("secret"), folder.join("secret")).unwrap();
        Self { room, own, served, sources }
    }

    fn address(&self, text: &str) {
        for source in &self.sources {
            source.says(text);
        }
    }

    fn start_service(&self) -> Running {
        let mut command = self.room.program(env!("CARGO_BIN_EXE_fingerpost"));
        // A person's own places are none of the service's.
        command.env_remove("FINGERPOST_CONFIG").env_remove("FINGERPOST_STATE_DIR");
        command.args(["--service", "run"]).stdout(Stdio::null()).stderr(Stdio::null());
        Running(command.spawn().unwrap())
    }
}

#[track_caller]
fn given(service: &Service, value: &str) {
    until(TURN, || (service.given().last().map(String::as_str) == Some(value)).then_some(()));
}

#[test]
fn work_is_handed_over_when_a_service_starts_and_taken_over_when_it_ends() {
    let bench = Bench::new();
    let _own = bench.room.start(&["run"]);
    given(&bench.own, "203.0.113.7");
    let service = bench.start_service();
    given(&bench.served, "203.0.113.7");
    bench.address("203.0.113.8\n");
    given(&bench.served, "203.0.113.8");
    // The service answers for everything now, and nothing works beside it.
    bench.room.run(&["status"]).ended(0, &["service does the work", NAME, "203.0.113.8"]);
    bench.room.run(&["once"]).ended(0, &["203.0.113.8"]);
    assert_eq!(bench.own.given(), ["203.0.113.7"], "{}", bench.room.log());
    // It is killed: no word of it is needed.
    drop(service);
    given(&bench.own, "203.0.113.8");
    bench.address("203.0.113.9\n");
    given(&bench.own, "203.0.113.9");
    assert_eq!(bench.served.given(), ["203.0.113.7", "203.0.113.8"]);
}

#[test]
fn a_command_asks_the_service_and_never_works_beside_it() {
    let bench = Bench::new();
    let _service = bench.start_service();
    given(&bench.served, "203.0.113.7");
    bench.address("203.0.113.8\n");
    bench.room.run(&["update", "--force", NAME]).ended(0, &["203.0.113.8"]);
    bench.room.run(&["update", "--force", "other.lab.example"]).ended(2, &["other.lab.example"]);
    bench.room.run(&["pause"]).ended(0, &["service"]);
    assert_eq!(bench.room.run(&["status", "--json"]).json()["state"], "paused");
    bench.room.run(&["resume"]).ended(0, &[]);
    bench.room.run(&["history"]).ended(0, &[NAME]);
    // A scheduled round, too, hands over to it.
    bench.room.run(&["once", "--task"]).ended(0, &["203.0.113.8"]);
    assert!(bench.own.given().is_empty() && !bench.room.state_file().exists());
}

/// As on a machine with more than one person: the service's folder, and the lock in it, are not his to write.
#[cfg(unix)]
#[test]
fn who_may_only_read_the_service_s_folder_works_and_hands_over() {
    use std::os::unix::{fs::chown, process::CommandExt};
    const PERSON: u32 = 65_534;
    let bench = Bench::new();
    for own in [bench.room.dir.clone(), bench.room.dir.join("config.toml"), bench.room.dir.join("secret")] {
        if chown(own, Some(PERSON), Some(PERSON)).is_err() {
            eprintln!("skipped: only root can be two people here");
            return;
        }
    }
    let mut own = bench.room.program(env!("CARGO_BIN_EXE_fingerpost"));
    own.arg("run").uid(PERSON).gid(PERSON);
    let lock = bench.room.dir.join("service/lock");
    // It was here before, and made its lock.
    let service = bench.start_service();
    given(&bench.served, "203.0.113.7");
    until(TURN, || lock.exists().then_some(()));
    drop(service);
    let _own = bench.room.start_command(own);
    given(&bench.own, "203.0.113.7");
    bench.address("203.0.113.8\n");
    given(&bench.own, "203.0.113.8");
    let _service = bench.start_service();
    given(&bench.served, "203.0.113.8");
    bench.address("203.0.113.9\n");
    given(&bench.served, "203.0.113.9");
    assert_eq!(bench.own.given(), ["203.0.113.7", "203.0.113.8"], "{}", bench.room.log());
    assert!(
        bench.room.log().contains("not working: The Fingerpost service does the work"),
        "{}",
        bench.room.log()
    );
}

#[test]
fn a_configuration_written_while_a_service_waits_for_its_turn_is_taken_up() {
    let bench = Bench::new();
    let file = bench.room.dir.join("service/config.toml");
    let written = fs::read(&file).unwrap();
    fs::write(&file, "version = 1\n[address]\nipv4 = \"off\"\nipv6 = \"off\"\n").unwrap();
    let lock = fs::File::create(bench.room.dir.join("service/lock")).unwrap();
    lock.lock_shared().unwrap();
    let _service = bench.start_service();
    // It answers while it waits, and has read its file by then.
    until(TURN, || bench.room.dir.join("service/serving").exists().then_some(()));
    fs::write(&file, written).unwrap();
    drop(lock);
    given(&bench.served, "203.0.113.7");
}

/// Anybody may read the lock, so anybody can hold it alone.
#[cfg(unix)]
#[test]
fn a_stranger_who_holds_the_lock_keeps_nobody_from_work() {
    let bench = Bench::new();
    let lock = fs::File::create(bench.room.dir.join("service/lock")).unwrap();
    lock.lock().unwrap();
    let own = bench.room.start(&["run"]);
    given(&bench.own, "203.0.113.7");
    drop(own);
    bench.address("203.0.113.8\n");
    bench.room.run(&["once"]).ended(0, &["203.0.113.8"]);
    let _service = bench.start_service();
    given(&bench.served, "203.0.113.8");
    bench.room.run(&["status"]).ended(0, &["service does the work"]);
}

/// What another user's program says at the service's place is not heard, whatever it is.
#[cfg(unix)]
#[test]
fn a_stranger_at_the_service_s_place_keeps_nobody_from_work() {
    use std::os::unix::{fs::PermissionsExt, process::CommandExt};
    let bench = Bench::new();
    let folder = bench.room.dir.join("service");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
    let mut squatter = bench.room.program(env!("CARGO_BIN_EXE_fingerpost"));
    squatter.env_remove("FINGERPOST_CONFIG").env_remove("FINGERPOST_STATE_DIR");
    squatter.args(["--service", "run"]).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(squatter) = squatter.uid(65_534).gid(65_534).spawn() else {
        eprintln!("skipped: only root can start a program of another user here");
        return;
    };
    let _squatter = Running(squatter);
    until(TURN, || folder.join("serving").exists().then_some(()));
    let _own = bench.room.start(&["run"]);
    given(&bench.own, "203.0.113.7");
    bench.address("203.0.113.8\n");
    bench.room.run(&["once"]).ended(0, &["203.0.113.8"]);
    given(&bench.own, "203.0.113.8");
}
