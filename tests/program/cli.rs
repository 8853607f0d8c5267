//! The command line: exit codes, the JSON that scripts rely on, handing over to the running program.

use std::{collections::BTreeSet, fs, time::Duration};

use serde_json::Value;

use crate::{
    room::{NAME, Room, SECRET, until},
    server::Fault,
    service::{Echo, Kind, Service, config},
};

/// A machine whose record is not published yet.
fn bench() -> (Room, Service, [Echo; 2]) {
    let (room, service) = (Room::new(), Service::new(Kind::Cloudflare));
    let sources = [Echo::new("203.0.113.7\n"), Echo::new("203.0.113.7\n")];
    room.config(config(&[&sources[0], &sources[1]], &service.account()));
    (room, service, sources)
}

fn all_say(sources: &[Echo], address: &str) {
    for source in sources {
        source.says(address);
    }
}

#[test]
fn help_names_every_command_and_where_things_are_kept() {
    let ran = Room::new().run(&["--help"]);
    ran.ended(0, &["--config", "--state-dir"]);
    for command in [
        "run",
        "once",
        "demo",
        "status",
        "address",
        "doctor",
        "dns",
        "update",
        "check",
        "history",
        "secret",
        "autostart",
        "account",
        "providers",
    ] {
        ran.ended(0, &[&format!("\n  {command} ")]);
        Room::new().run(&[command, "--help"]).ended(0, &["Usage:"]);
    }
    assert_eq!(ran.err, "");
    Room::new().run(&["--version"]).ended(0, &[&format!("fingerpost {}\n", env!("CARGO_PKG_VERSION"))]);
}

#[test]
fn help_speaks_the_language_of_who_reads_it() {
    let room = Room::new().chinese();
    for arguments in
        [&["--help"][..], &["-h"], &["help"], &["help", "once"], &["secret", "--help"], &["update", "-h"]]
    {
        let ran = room.run(arguments);
        ran.ended(0, &["用法：fingerpost", "选项："]);
        assert!(!ran.out.contains("Usage") && !ran.out.contains("Print"), "{ran:?}");
    }
    room.run(&["task", "install", "--help"]).ended(0, &["[默认：15]"]);
    room.run(&["autostart", "--help"]).ended(0, &["参数：", "[可选值：on, off, status]"]);
    // What is read of a mistake can be looked for.
    room.run(&["once", "--jsn"]).ended(2, &["--jsn", "--json"]);
}

#[test]
fn what_is_no_command_is_2_and_says_what_is_near() {
    let room = Room::new();
    room.run(&["statsu"]).ended(2, &["statsu", "status"]);
    room.run(&["once", "--jsn"]).ended(2, &["--jsn", "--json"]);
    room.run(&["secret", "set"]).ended(2, &["ACCOUNT"]);
    room.run(&["autostart", "maybe"]).ended(2, &["on", "off"]);
    room.run(&["providers", "nowhere"]).ended(2, &["nowhere"]);
    room.run(&["update", "not a name"]).ended(2, &["not a name"]);
}

#[test]
fn without_a_configuration_every_mode_says_how_to_get_one() {
    let room = Room::new();
    for command in ["once", "run", "status", "check", "update", "pause"] {
        room.run(&[command]).ended(2, &["config.toml", "fingerpost init"]);
    }
    assert!(!room.dir.join("state").exists());
}

#[test]
fn init_writes_a_configuration_that_is_good_and_never_overwrites_one() {
    let room = Room::new();
    room.run(&["--config", "new/folder/config.toml", "init"]).ended(0, &["new", "fingerpost check"]);
    room.run(&["--config", "new/folder/config.toml", "check"]).ended(0, &["0 account(s), 0 record(s)"]);
    room.config("mine").run(&["init"]).ended(0, &["left alone"]);
    assert_eq!(fs::read(room.dir.join("config.toml")).unwrap(), b"mine");
    room.run(&["--config", "config.toml/below/a/file", "init"]).ended(1, &["below"]);
}

#[test]
fn the_exit_code_tells_done_failed_usage_and_person() {
    let (room, service, sources) = bench();
    room.run(&["status"]).ended(1, &["not running"]);
    room.run(&["once"]).ended(0, &["right: 203.0.113.7"]);
    let left = room.run(&["status"]);
    left.ended(1, &["right: 203.0.113.7"]);
    assert!(left.out.starts_with("Fingerpost is not running"), "{left:?}");
    assert_eq!(room.run(&["status", "--json"]).ended(1, &[]).json()["running"], false);
    room.run(&["history"]).ended(0, &["203.0.113.7"]);
    room.run(&["update", NAME]).ended(0, &[]);
    assert_eq!(service.given(), ["203.0.113.7"], "sent although nothing had changed");

    all_say(&sources, "nothing");
    room.run(&["once"]).ended(1, &[]);
    room.run(&["address"]).ended(1, &[]);
    all_say(&sources, "203.0.113.8");

    room.secret("another-token");
    room.run(&["once"]).ended(3, &["Create a new one and write it into", "secret"]);
    room.run(&["status"]).ended(3, &["You are needed", "stopped"]);

    let good = fs::read_to_string(room.dir.join("config.toml")).unwrap();
    room.config(good.replace("version", "vorsion")).run(&["once"]).ended(2, &["did you mean `version`"]);
}

/// Who has ended looks no more: what `once` and the state tell is when the last look was.
#[test]
fn a_program_that_has_ended_promises_no_look() {
    let (room, _service, _sources) = bench();
    let before = room.run(&["status"]);
    assert!(before.out.contains("Last look never."), "{before:?}");
    let once = room.run(&["once"]);
    let looked =
        |out: &str| out.lines().find(|line| line.contains("Last look")).unwrap_or_default().to_owned();
    assert!(looked(&once.out).starts_with("Last look 2") && !once.out.contains(", next"), "{once:?}");
    let after = room.run(&["status"]);
    assert_eq!(looked(&after.out), looked(&once.out));
    assert_eq!(room.run(&["status", "--json"]).json()["next_check"], Value::Null);
    let _running = room.start(&["run"]);
    until(Duration::from_secs(20), || room.run(&["status"]).out.contains(", next 2").then_some(()));
}

#[test]
fn all_secrets_are_removed_only_when_all_is_said() {
    let room = Room::new();
    room.run(&["secret", "remove"]).ended(2, &["ACCOUNT"]);
    room.run(&["secret", "remove", "lab", "--all"]).ended(2, &["--all"]);
    // Which are all, the store says and no configuration: one that is broken keeps nothing there.
    let (exit, said) = if cfg!(windows) { (0, "No secrets are stored") } else { (1, "nothing was removed") };
    room.config("vorsion = 1").run(&["secret", "remove", "--all"]).ended(exit, &[said]);
}

#[test]
fn the_secret_of_a_file_is_not_put_into_the_credential_store() {
    let (room, ..) = bench();
    room.run(&["secret", "set", "lab"]).ended(2, &["nothing was stored", "write it into", "chmod 600"]);
}

#[test]
fn a_second_start_with_another_configuration_says_that_it_is_not_used() {
    let (room, service, _sources) = bench();
    let _first = room.start(&["run"]);
    until(Duration::from_secs(20), || service.given().first().cloned());
    fs::copy(room.dir.join("config.toml"), room.dir.join("other.toml")).unwrap();
    room.run(&["--config", "other.toml", "run"]).ended(2, &["already running", "other.toml was not used"]);
}

#[test]
fn without_a_credential_store_nothing_is_stored_and_a_file_is_named() {
    if cfg!(windows) {
        return;
    }
    let (room, ..) = bench();
    fs::write(room.dir.join("typed"), SECRET).unwrap();
    let mut command = room.program(env!("CARGO_BIN_EXE_fingerpost"));
    command.args(["secret", "set", "unknown"]).stdin(fs::File::open(room.dir.join("typed")).unwrap());
    let ran = room.finish(command);
    ran.ended(1, &["no credential store here", "was not stored", "file = \"PATH\""]);
    assert!(!ran.seen().contains("zbus"), "{ran:?}");
}

#[test]
fn who_is_unknown_to_the_machine_is_named_by_check() {
    let (room, ..) = bench();
    let good = fs::read_to_string(room.dir.join("config.toml")).unwrap();
    room.config(format!("{good}[access]\nmonitor = [\"nobody-of-that-name\"]\n"));
    room.run(&["check"]).ended(0, &["nobody-of-that-name", "monitor"]);
}

#[test]
fn what_is_not_for_the_service_or_not_to_be_opened_is_explained() {
    let (room, _service, _sources) = bench();
    room.run(&["--service", "autostart", "on"]).ended(2, &["with the machine"]);
    room.run(&["--help"]).ended(0, &["Exit codes: 0 done"]);
    let good = fs::read_to_string(room.dir.join("config.toml")).unwrap();
    room.config(format!("{good}[log]\nfile = \"secret/a.log\"\n"));
    room.run(&["once"]).ended(0, &["log file", "cannot be opened", "[log]"]);
}

#[test]
fn a_service_that_cannot_be_asked_is_not_proved() {
    let service = Service::new(Kind::Dyndns2);
    let (room, sources) = (Room::new(), [Echo::new("203.0.113.7"), Echo::new("203.0.113.7")]);
    room.config(config(&[&sources[0], &sources[1]], &service.account()));
    let update = format!("fingerpost update --force {NAME}");
    room.run(&["account", "test", "lab"]).ended(1, &["nothing is proved", &update]);
    assert_eq!(service.server.hits(), 0);
}

#[test]
fn a_missing_secret_needs_a_person() {
    let (room, service, _sources) = bench();
    fs::remove_file(room.dir.join("secret")).unwrap();
    room.run(&["once"]).ended(3, &["no secret yet", "write it into", "chmod 600"]);
    let good = fs::read_to_string(room.dir.join("config.toml")).unwrap();
    room.config(good.replace("{ file = \"secret\" }", "{ env = \"NOT_SET_ANYWHERE\" }"));
    room.run(&["once"])
        .ended(3, &["NOT_SET_ANYWHERE is not set", "set the variable NOT_SET_ANYWHERE and start"]);
    assert_eq!(service.server.hits(), 0);
}

#[cfg(unix)]
#[test]
fn a_secret_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let (room, service, _sources) = bench();
    let file = room.dir.join("secret");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    room.run(&["once"]).ended(3, &["can be read by others", "chmod 600"]);
    assert_eq!(service.server.hits(), 0);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    room.run(&["once"]).ended(0, &[]);
}

#[test]
fn a_name_that_is_not_configured_is_not_updated() {
    let (room, service, _sources) = bench();
    room.run(&["update", "other.lab.example"]).ended(2, &["other.lab.example is not a configured record"]);
    room.run(&["update", "--force", "other.lab.example"]).ended(2, &["other.lab.example"]);
    assert_eq!(service.server.hits(), 0);
}

#[test]
fn a_second_start_hands_over_to_the_first() {
    let (room, service, sources) = bench();
    let slow = fs::read_to_string(room.dir.join("config.toml")).unwrap().replace("\"1s\"", "\"1h\"");
    room.config(slow);
    let mut first = room.start(&["run"]);
    until(Duration::from_secs(20), || service.given().first().cloned());
    until(Duration::from_secs(20), || (room.run(&["status"]).code == Some(0)).then_some(()));

    all_say(&sources, "203.0.113.8");
    room.run(&["run"]).ended(0, &["already running"]);
    until(Duration::from_secs(20), || service.given().get(1).cloned());
    // `once` and `update` work through it, too.
    all_say(&sources, "203.0.113.9");
    room.run(&["once"]).ended(0, &["203.0.113.9"]);
    room.run(&["update", "--force", NAME]).ended(0, &["203.0.113.9"]);
    assert_eq!(first.0.try_wait().unwrap(), None, "the first one ended");
    assert_eq!(service.given()[..3], ["203.0.113.7", "203.0.113.8", "203.0.113.9"]);

    room.run(&["pause"]).ended(0, &["Paused"]);
    all_say(&sources, "203.0.113.10");
    room.run(&["once"]).ended(1, &["Paused", "fingerpost resume"]);
    room.run(&["update", "--force", NAME]).ended(1, &["nothing was sent", "fingerpost resume"]);
    assert_eq!(room.run(&["status", "--json"]).json()["running"], true);
    assert_eq!(service.given().last().unwrap(), "203.0.113.9");
    room.run(&["resume"]).ended(0, &["Resumed"]);
    until(Duration::from_secs(20), || (service.given().last()? == "203.0.113.10").then_some(()));
    assert!(!room.log().contains("panic"), "{}", room.log());
}

#[test]
fn pausing_while_nobody_runs_is_remembered() {
    let (room, service, _sources) = bench();
    room.run(&["pause"]).ended(0, &["Paused"]);
    room.run(&["once"]).ended(1, &["Paused", "fingerpost resume"]);
    room.run(&["update", "--force"]).ended(1, &["nothing was sent"]);
    assert_eq!(service.server.hits(), 0);
    room.run(&["resume"]).ended(0, &[]);
    room.run(&["once"]).ended(0, &[]);
    assert_eq!(service.given(), ["203.0.113.7"]);
}

/// Every path in a JSON value with the kind of what is there: what a script can rely on.
fn shape(value: &Value) -> String {
    fn walk(path: &str, value: &Value, into: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    walk(&format!("{path}.{key}"), value, into);
                }
            }
            Value::Array(list) if !list.is_empty() => {
                for value in list {
                    walk(&format!("{path}[]"), value, into);
                }
            }
            Value::Array(_) => drop(into.insert(format!("{path}[]"))),
            Value::Null => drop(into.insert(format!("{path} null"))),
            Value::Bool(_) => drop(into.insert(format!("{path} bool"))),
            Value::Number(_) => drop(into.insert(format!("{path} number"))),
            Value::String(_) => drop(into.insert(format!("{path} text"))),
        }
    }
    let mut paths = BTreeSet::new();
    walk("", value, &mut paths);
    paths.into_iter().map(|path| path.trim_start_matches('.').to_owned() + "\n").collect()
}

const ADDRESS_VIEW: &str = "\
addresses.ipv4.address text
addresses.ipv4.answers[].operator text
addresses.ipv4.answers[].said.address text
addresses.ipv4.answers[].source text
addresses.ipv4.answers[].took_ms number
addresses.ipv4.resting[]
addresses.ipv4.since text
addresses.ipv4.sources[] text
addresses.ipv4.unknown null
addresses.ipv6 null
";

#[test]
fn the_json_of_status_keeps_its_shape() {
    let (room, service, _sources) = bench();
    let once = room.run(&["once", "--json"]).ended(0, &[]).json();
    let wanted = [
        ADDRESS_VIEW,
        "\
checked text
config.error null
config.file text
lines[]
next_check null
program text
recent[].account text
recent[].at text
recent[].event text
recent[].family text
recent[].line null
recent[].name text
recent[].new text
recent[].new[] text
recent[].old null
recent[].old[]
recent[].sources[] text
recent[].trace_id text
recent[].type text
records[].account text
records[].name text
records[].next_try null
records[].problem null
records[].published[] text
records[].published_at text
records[].served null
records[].state text
records[].type text
records[].via null
state text
traffic.bytes number
traffic.requests number
traffic.seconds number
unsaved null
version number
waiting.deliveries number
waiting.next_try null
waiting.records number
",
    ];
    assert_eq!(shape(&once), wanted.concat());
    assert_eq!((&once["version"], &once["state"]), (&1.into(), &"ok".into()));
    assert_eq!(once["program"], env!("CARGO_PKG_VERSION"));
    let record = &once["records"][0];
    assert_eq!(
        (&record["name"], &record["type"], &record["state"]),
        (&NAME.into(), &"A".into(), &"ok".into())
    );

    service.server.fault(Some(Fault::Reset));
    let failed = room.run(&["update", "--force", "--json"]).ended(1, &[]).json();
    let record = &failed["records"][0];
    assert_eq!((&record["state"], &record["problem"]["code"]), (&"waiting".into(), &"unreachable".into()));
    assert_eq!(record["published"], serde_json::json!(["203.0.113.7"]));
    assert!(record["next_try"].is_string());
    let later = room.run(&["status", "--json"]).ended(1, &[]).json();
    assert_eq!(later["records"][0]["problem"]["code"], "unreachable");
}

#[test]
fn the_json_of_address_keeps_its_shape() {
    let (room, _service, sources) = bench();
    let looked = room.run(&["address", "--json"]).ended(0, &[]).json();
    let view = ADDRESS_VIEW.replace("addresses.", "");
    let view = view.replace("ipv4.since text\n", "").replace("ipv4.resting[]\n", "");
    assert_eq!(shape(&looked), view + "version number\n");
    assert_eq!(looked["ipv4"]["address"], "203.0.113.7");

    sources[0].says("10.0.0.1");
    sources[1].says("<html>");
    let looked = room.run(&["address", "--json"]).ended(1, &[]).json();
    assert_eq!(looked["ipv4"]["address"], Value::Null);
    assert_eq!(looked["ipv4"]["unknown"], serde_json::json!({"unfit": ["10.0.0.1", "private"]}));
    let mut said: Vec<String> =
        looked["ipv4"]["answers"].as_array().unwrap().iter().map(|answer| shape(&answer["said"])).collect();
    said.sort_unstable();
    assert_eq!(said, ["failed.code text\nfailed.said text\n", "unfit[] text\n"]);
}

#[test]
fn the_json_of_history_keeps_its_shape() {
    let (room, _service, sources) = bench();
    assert_eq!(room.run(&["history", "--json"]).ended(0, &[]).json(), serde_json::json!([]));
    room.run(&["once"]);
    sources[0].says("203.0.113.8");
    room.run(&["once"]);
    room.secret("another-token");
    room.run(&["update", "--force"]);
    sources[1].says("203.0.113.8");
    room.run(&["once"]);
    let history = room.run(&["history", "--json"]).ended(0, &[]).json();
    let list = history.as_array().unwrap();
    let events: Vec<&str> = list.iter().map(|entry| entry["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["failed", "address", "not-believed", "published", "address"], "{history:#}");
    assert_eq!(list[0]["problem"]["code"], "bad-credential");
    assert_eq!(
        (&list[3]["old"], &list[3]["new"]),
        (&serde_json::json!([]), &serde_json::json!(["203.0.113.7"]))
    );
    assert!(list.windows(2).all(|pair| pair[0]["at"].as_str() >= pair[1]["at"].as_str()), "newest first");
}

#[test]
fn the_json_of_providers_lists_them_all_with_their_settings() {
    let all = Room::new().run(&["providers", "--json"]).ended(0, &[]).json();
    let ids: Vec<&str> = all.as_array().unwrap().iter().map(|info| info["id"].as_str().unwrap()).collect();
    for known in ["rfc2136", "cloudflare", "alidns", "dyndns2", "noip", "dynu", "duckdns", "dedyn"] {
        assert!(ids.contains(&known), "{known} is a word in people's configurations");
    }
    assert!(ids.len() >= 165, "{}", ids.len());
    assert_eq!(
        shape(&all),
        "\
[].create text
[].endpoint null
[].endpoint text
[].fields[]
[].fields[].example text
[].fields[].help text
[].fields[].key text
[].fields[].required bool
[].id text
[].max_batch number
[].min_interval_s number
[].model text
[].name text
[].rate null
[].rate[] number
[].refresh_s null
[].refresh_s number
[].secret text
[].ttl null
[].ttl[] number
"
    );
    for id in ids {
        // What is printed for one provider is a configuration to start from.
        let room = Room::new();
        let printed = room.run(&["providers", id]).ended(0, &[id]).out.clone();
        let text = format!("version = 1\n{printed}").replace("NAME", "lab");
        room.config(text).run(&["check"]).ended(0, &["1 account(s)"]);
    }
}

#[test]
fn it_speaks_chinese_where_asked() {
    let (room, service, _sources) = bench();
    let room = room.chinese();
    room.run(&["once"]).ended(0, &["一切正常", "正确：203.0.113.7"]);
    room.run(&["history"]).ended(0, &["已发布"]);
    room.run(&["check"]).ended(0, &["1 条记录"]);
    service.server.close();
    room.run(&["update", "--force"]).ended(1, &["无法连接服务器"]);
    // What machines read has no language.
    assert_eq!(room.run(&["status", "--json"]).json()["records"][0]["problem"]["code"], "unreachable");
}

#[test]
fn a_broken_configuration_leaves_the_old_one_running_and_is_shown() {
    let (room, service, sources) = bench();
    let good = fs::read_to_string(room.dir.join("config.toml")).unwrap();
    let _running = room.start(&["run"]);
    until(Duration::from_secs(20), || service.given().first().cloned());
    room.config(good.replace("interval", "intervall"));
    let error = |status: Value| status["config"]["error"].as_str().map(str::to_owned);
    let told = until(Duration::from_secs(20), || error(room.run(&["status", "--json"]).json()));
    assert!(told.contains("config.toml:6:1") && told.contains("did you mean `interval`"), "{told}");
    all_say(&sources, "203.0.113.8");
    until(Duration::from_secs(20), || service.given().get(1).cloned());
    room.run(&["status"]).ended(2, &["the old one goes on"]);
    room.config(good);
    until(Duration::from_secs(20), || {
        let status = room.run(&["status", "--json"]);
        (status.code == Some(0) && status.json()["config"]["error"].is_null()).then_some(())
    });
}
