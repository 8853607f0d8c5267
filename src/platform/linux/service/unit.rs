//! The unit's text, and what `systemctl show` says of it.

use std::collections::HashMap;

use crate::platform::{Plan, Standing, Startup, State};

const UNIT: &str = include_str!("../../../../installer/linux/fingerpost-system.service");
/// The lines of the unit that say what is started, and what it is called.
const START: &str = "ExecStart=";
const DESCRIPTION: &str = "Description=";

pub const PROPERTIES: &str =
    "LoadState,ActiveState,SubState,UnitFileState,MainPID,ExecMainStatus,ExecStart,User,DynamicUser";

/// The unit that starts the planned program.
pub fn text(plan: &Plan) -> String {
    let mut text = String::new();
    // Its own comments are for who copies the file by hand.
    for line in UNIT.lines().skip_while(|line| line.starts_with('#')) {
        if line.starts_with(START) {
            text.push_str(START);
            text.push_str(&quoted(&plan.program.to_string_lossy()));
            for argument in &plan.arguments {
                text.push(' ');
                text.push_str(&quoted(&argument.to_string_lossy()));
            }
        } else if line.starts_with(DESCRIPTION) {
            text.push_str(DESCRIPTION);
            text.push_str(&plan.description.replace('%', "%%"));
        } else {
            text.push_str(line);
        }
        text.push('\n');
    }
    text
}

/// One word of a command line (`systemd.service(5)`, `systemd.syntax(7)`).
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-=:+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    let mut quoted = String::from('"');
    for c in word.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '%' | '$' => quoted.extend([c, c]),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// What `systemctl show` printed; `None` where there is no such unit.
pub fn standing(shown: &str) -> Option<Standing> {
    let told: HashMap<&str, &str> = shown.lines().filter_map(|line| line.split_once('=')).collect();
    let is = |property: &str| told.get(property).copied().unwrap_or_default();
    if is("LoadState") == "not-found" || is("LoadState").is_empty() {
        return None;
    }
    let number = |property: &str| is(property).parse().ok();
    Some(Standing {
        state: match (is("ActiveState"), is("SubState")) {
            (_, "auto-restart") | ("failed", _) => State::Failed,
            ("active" | "reloading", _) => State::Running,
            ("activating", _) => State::Starting,
            ("deactivating", _) => State::Stopping,
            _ => State::Stopped,
        },
        startup: match is("UnitFileState") {
            "masked" | "masked-runtime" => Startup::Disabled,
            "enabled" | "enabled-runtime" => Startup::Automatic,
            _ => Startup::Manual,
        },
        pid: number("MainPID").filter(|pid| *pid != 0),
        account: match (is("User"), is("DynamicUser")) {
            ("", "yes") => "a user of its own, made up at every start".to_owned(),
            ("", _) => "root".to_owned(),
            (user, _) => user.to_owned(),
        },
        command: between(is("ExecStart"), "argv[]=", " ; ").unwrap_or_default().to_owned(),
        exit_code: number("ExecMainStatus").unwrap_or(0),
    })
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let rest = text.split_once(before)?.1;
    rest.split_once(after).map(|(found, _)| found)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    fn plan(program: &str) -> Plan {
        Plan {
            name: "fingerpost".into(),
            program: program.into(),
            arguments: vec!["--service".into(), "run".into()],
            delayed: false,
            description: "Keeps 100% of names".into(),
        }
    }

    #[test]
    fn the_unit_starts_this_program() {
        let unit = text(&plan("/opt/a \"b\" $c%/fingerpost"));
        assert!(unit.contains("\nExecStart=\"/opt/a \\\"b\\\" $$c%%/fingerpost\" --service run\n"), "{unit}");
        assert!(unit.contains("\nDescription=Keeps 100%% of names\n"), "{unit}");
        assert!(unit.starts_with("[Unit]\n") && !unit.contains("/usr/local/bin"), "{unit}");
        assert!(
            text(&plan("/usr/bin/fingerpost")).contains("\nExecStart=/usr/bin/fingerpost --service run\n")
        );
    }

    /// How exposed a service is, 0 to 10, by systemd's own reckoning: below 2.0 it says "OK".
    #[test]
    fn systemd_calls_the_unit_safe() {
        let folder = std::env::temp_dir().join(format!("fingerpost-unit-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("fingerpost.service");
        std::fs::write(&file, text(&plan("/bin/true"))).unwrap();
        let ran = |words: &[&str]| Command::new("systemd-analyze").args(words).arg(&file).output();
        if let Ok(verified) = ran(&["verify", "--man=no"])
            && let Ok(told) = ran(&["security", "--offline=true", "--threshold=15", "--no-pager"])
        {
            let said = String::from_utf8_lossy(&verified.stderr);
            assert!(verified.status.success() && !said.contains("fingerpost.service:"), "{said}");
            assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stdout));
        } else {
            tracing::warn!("there is no systemd-analyze here");
        }
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_systemd_shows_is_understood() {
        let shown = "LoadState=loaded\nActiveState=active\nSubState=running\nUnitFileState=enabled\nMainPID=42\n\
                     ExecMainStatus=0\nUser=\nDynamicUser=yes\n\
                     ExecStart={ path=/usr/bin/fingerpost ; argv[]=/usr/bin/fingerpost --service run ; \
                     ignore_errors=no ; start_time=[n/a] }\n";
        let standing_of = |from: &str, to: &str| standing(&shown.replace(from, to));
        let now = standing(shown).unwrap();
        assert_eq!((now.state, now.startup, now.pid), (State::Running, Startup::Automatic, Some(42)));
        assert_eq!(now.command, "/usr/bin/fingerpost --service run");
        assert_eq!(standing_of("loaded", "not-found"), None);
        assert_eq!(standing(""), None);
        for (from, to, state) in [
            ("active\n", "inactive\n", State::Stopped),
            ("active\n", "failed\n", State::Failed),
            ("=running", "=auto-restart", State::Failed),
            ("active\n", "activating\n", State::Starting),
            ("active\n", "deactivating\n", State::Stopping),
        ] {
            assert_eq!(standing_of(from, to).unwrap().state, state, "{to}");
        }
        assert_eq!(standing_of("enabled", "masked").unwrap().startup, Startup::Disabled);
        assert_eq!(standing_of("enabled", "disabled").unwrap().startup, Startup::Manual);
        assert_eq!(standing_of("MainPID=42", "MainPID=0").unwrap().pid, None);
        assert_eq!(standing_of("MainStatus=0", "MainStatus=3").unwrap().exit_code, 3);
    }
}
