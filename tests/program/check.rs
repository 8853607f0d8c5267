//! `fingerpost check`: what a person sees of every kind of mistake, to the letter.

use std::fs;

use crate::room::Room;

const GOOD: &str = "\
version = 1
[account.lab]
provider = \"rfc2136\"
server = \"127.0.0.1\"
key_name = \"key\"
[[record]]
name = \"home.lab.example\"
account = \"lab\"
";

/// `check` of this text ends with 2 and prints exactly that.
#[track_caller]
fn prints(text: impl AsRef<[u8]>, wanted: &str) {
    let room = Room::new();
    let ran = room.config(text).run(&["check"]);
    assert_eq!(ran.ended(2, &[]).seen(), wanted);
    // No mode starts on it either, and none leaves a state behind.
    assert_eq!(room.run(&["once"]).ended(2, &[]).seen(), wanted);
    assert!(!room.dir.join("state").exists());
}

#[test]
fn a_good_file_is_called_good() {
    let ran = Room::new().config(GOOD).run(&["check"]);
    assert_eq!(ran.ended(0, &[]).out, "config.toml is right: 1 account(s), 1 record(s).\n");
    assert_eq!(ran.err, "");
}

#[test]
fn wrong_types() {
    prints(
        r#"version = "1"
[address]
ipv4 = 5
confirm = -2
interval = 30
[account]
lab = "rfc2136"
[[record]]
name = ["home.lab.example"]
account = "lab"
types = [1]
ttl = "60"
"#,
        r#"config.toml:1:11: `version` must be a whole number from 0 up, not string
  1 | version = "1"
    |           ^^^
config.toml:3:8: `ipv4` must be a list of texts like ["a", "b"], not integer
  3 | ipv4 = 5
    |        ^
config.toml:4:11: `confirm` must be a whole number from 0 up, not -2
  4 | confirm = -2
    |           ^^
config.toml:5:12: `interval` must be a text in quotes, not integer
  5 | interval = 30
    |            ^^
config.toml:7:7: `lab` must be a table, not string
  7 | lab = "rfc2136"
    |       ^^^^^^^^^
config.toml:9:8: `name` must be a text in quotes, not array
  9 | name = ["home.lab.example"]
    |        ^^^^^^^^^^^^^^^^^^^^
config.toml:11:10: `types` must be a list of texts like ["a", "b"], not integer
  11 | types = [1]
     |          ^
config.toml:12:7: `ttl` must be a whole number from 0 up, not string
  12 | ttl = "60"
     |       ^^^^
"#,
    );
}

#[test]
fn unknown_keys_and_words_with_the_nearest_known_one() {
    prints(
        GOOD.replace(
            "version = 1",
            "version = 1\ncolour = \"red\"\n[adress]\n[address]\nipv4 = \"opendsn\"\nconfirm = 1",
        )
        .replace("key_name", "keyname = \"\"\nkey_name")
        .replace("account = \"lab\"", "account = \"lba\"\ntype = \"A\""),
        r#"config.toml:2:1: unknown key `colour`; known here: access, account, address, hook, log, provider, record, version
  2 | colour = "red"
    | ^^^^^^
config.toml:3:2: unknown key `adress`; did you mean `address`?
  3 | [adress]
    |  ^^^^^^
config.toml:5:8: `opendsn` is no address source; did you mean `opendns`?
  5 | ipv4 = "opendsn"
    |        ^^^^^^^^^
config.toml:10:1: unknown key `keyname`; did you mean `key_name`?
  10 | keyname = ""
     | ^^^^^^^
config.toml:14:11: there is no [account.lba]; did you mean `lab`?
  14 | account = "lba"
     |           ^^^^^
config.toml:15:1: unknown key `type`; did you mean `types`?
  15 | type = "A"
     | ^^^^
"#,
    );
}

#[test]
fn duplicate_records_and_an_unknown_account() {
    let again = "[[record]]\nname = \"HOME.Lab.Example.\"\naccount = \"lab\"\n";
    let stray = "[[record]]\nname = \"away.lab.example\"\naccount = \"cloudflare\"\n";
    prints(
        GOOD.to_owned() + again + stray,
        r#"config.toml:10:8: home.lab.example A at lab is already listed in line 7
  10 | name = "HOME.Lab.Example."
     |        ^^^^^^^^^^^^^^^^^^^
config.toml:14:11: there is no [account.cloudflare]
  14 | account = "cloudflare"
     |           ^^^^^^^^^^^^
"#,
    );
}

#[test]
fn a_name_outside_ascii_is_shown_as_it_was_written() {
    let german = GOOD.replace("home.lab.example", "bücher.lab.example");
    Room::new().config(&german).run(&["check"]).ended(0, &[]);
    prints(
        german.replace("account = \"lab\"\n", "account = \"lab\"\nzone = \"lab.test\"\ntll = 60\n"),
        r#"config.toml:7:8: `bücher.lab.example` does not lie in the zone `lab.test`
  7 | name = "bücher.lab.example"
    |        ^^^^^^^^^^^^^^^^^^^^
config.toml:10:1: unknown key `tll`; did you mean `ttl`?
  10 | tll = 60
     | ^^^
"#,
    );
}

#[test]
fn a_secret_in_the_file_is_refused_and_not_shown() {
    prints(
        GOOD.replace("key_name", "secret = \"hunter2\"\npassword = \"hunter2\"\nkey_name"),
        r#"config.toml:5:10: a secret does not belong in this file; store it with `fingerpost secret set lab` and leave `secret` out, or write `secret = { file = "PATH" }`
  5 | secret = "•••••••"
    |          ^^^^^^^^^
config.toml:6:1: unknown key `password`; known here: algorithm, ca_file, endpoint, key_name, provider, secret, server
  6 | password = "•••••••"
    | ^^^^^^^^
"#,
    );
}

#[test]
fn what_is_no_toml() {
    prints(
        "version = 1\n[[record]\n",
        r"config.toml:2:10: this is not valid TOML: unclosed array table, expected `]`
  2 | [[record]
    |          ^
",
    );
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_fine_and_do_not_shift_the_carets() {
    let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    Room::new().config(windows(GOOD)).run(&["check"]).ended(0, &[]);
    prints(
        windows(&GOOD.replace("server =", "sever =").replace("version = 1", "version = 2")),
        r#"config.toml:1:11: `version` must be 1, the only version this program knows
  1 | version = 2
    |           ^
config.toml:2:10: `server` is missing: The primary name server: a host or address, with a port if it is not 53.
  2 | [account.lab]
    |          ^^^
config.toml:4:1: unknown key `sever`; did you mean `server`?
  4 | sever = "127.0.0.1"
    | ^^^^^
"#,
    );
}

#[test]
fn a_folder_nothing_and_junk() {
    let room = Room::new();
    fs::create_dir(room.dir.join("folder")).unwrap();
    room.run(&["check", "folder"]).ended(2, &["folder", "this is a folder, not a file"]);
    room.run(&["check", "absent.toml"]).ended(2, &["absent.toml", "fingerpost init"]);

    // Ten megabytes of every byte there is, without a line end for long.
    let junk: Vec<u8> =
        (0..10_000_000_u32).map(|at| u8::try_from(at.wrapping_mul(2_654_435_761) >> 24).unwrap()).collect();
    prints(&junk, "config.toml:1:1: the file is larger than 1024 KiB; this cannot be a configuration\n");
    prints(&junk[..900_000], "config.toml:1:1: this is not a text file in UTF-8\n");

    // A megabyte of text that is no configuration: the message stays readable.
    for text in ["x".repeat(1_000_000), "[[".repeat(500_000), "a = ".repeat(250_000), "\0".repeat(1_000_000)]
    {
        let ran = room.config(text).run(&["check"]);
        assert!(ran.ended(2, &["config.toml:1:"]).err.len() < 2_000, "{} bytes", ran.err.len());
    }
}

#[test]
fn names_that_are_none() {
    for (name, why) in [
        ("home", "is not fully qualified"),
        ("home..example.org", "has nothing before, between or after its dots"),
        ("ho me.example.org", "has a character that no host name can have"),
        ("203.0.113.7", "is an address, not a name"),
        (&format!("{}.example.org", "x".repeat(64)), "is too long for DNS"),
    ] {
        let room = Room::new();
        let ran = room.config(GOOD.replace("home.lab.example", name)).run(&["check"]);
        let carets = format!("    |        {}\n", "^".repeat(name.len() + 2));
        ran.ended(2, &[&format!("config.toml:7:8: `{name}` {why}"), &carets]);
    }
}

#[test]
fn in_chinese() {
    let ran = Room::new().chinese().config(GOOD.replace("version = 1", "version = 3")).run(&["check"]);
    assert_eq!(
        ran.ended(2, &[]).err,
        "config.toml:1:11: `version` 必须是 1，本程序只认识这个版本\n  1 | version = 3\n    |           ^\n"
    );
}
