//! Every command against every role, by other users of this machine, at a service's endpoint.

use std::process::Command;

#[cfg(target_os = "linux")]
use crate::room::Running;
use crate::room::{Room, until};

/// Without sources and records: the endpoint alone is meant.
const SILENT: &str = "version = 1\n[address]\nipv4 = \"off\"\nipv6 = \"off\"\n";

/// A role, `none` for nobody's.
#[cfg(target_os = "linux")]
const ROLES: [&str; 5] = ["none", "monitor", "operator", "auditor", "administrator"];

/// What is typed, the role that it needs, and who has it besides.
const COMMANDS: &[(&[&str], &str, &[&str])] = &[
    (&["status"], "monitor", &["monitor", "operator", "administrator"]),
    (&["history"], "monitor", &["monitor", "operator", "administrator"]),
    (&["pause"], "operator", &["operator", "administrator"]),
    (&["resume"], "operator", &["operator", "administrator"]),
    (&["audit"], "auditor", &["auditor", "administrator"]),
    (&["secret", "list"], "administrator", &["administrator"]),
    (&["secret", "remove", "lab"], "administrator", &["administrator"]),
];

fn service(room: &Room, arguments: &[&str]) -> Command {
    let mut command = room.program(env!("CARGO_BIN_EXE_fingerpost"));
    command.env("FINGERPOST_SERVICE_DIR", &room.dir).arg("--service").args(arguments);
    command
}

/// Whoever has the role asks for everything: it is done for those whom the table names, and each of the others is
/// told which role is missing.
fn everything(room: &Room, role: &str, client: impl Fn(&[&str]) -> Command) {
    for (arguments, needed, who) in COMMANDS {
        let ran = room.finish(client(arguments));
        if who.contains(&role) {
            // Without a credential store a secret cannot be removed: but that is no matter of roles.
            assert_ne!(ran.code, Some(3), "{role} {arguments:?}: {ran:?}");
            assert!(!ran.seen().contains("not allowed"), "{role} {arguments:?}: {ran:?}");
        } else {
            ran.ended(3, &["not allowed", &format!("the role {needed}")]);
        }
    }
}

#[cfg(unix)]
mod unix {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;

    /// Each role by another of the ways in which somebody can be named.
    const ACCESS: &str = "[access]\nmonitor = [\"uid:60001\"]\noperator = [\"gid:60102\"]\n\
                          auditor = \"nobody\"\nadministrator = [\"@no-such-group\", \"uid:60004\"]\n";

    /// User, group and further groups of who has the role.
    fn person(role: &str) -> [&'static str; 3] {
        match role {
            "monitor" => ["60001", "60001", "60001"],
            "operator" => ["60002", "60002", "60100,60102"],
            "auditor" => ["nobody", "60003", "60003"],
            "administrator" => ["60004", "60004", "60004"],
            _ => ["60005", "60005", "60005"],
        }
    }

    fn by(role: &str, command: &Command) -> Command {
        let [user, group, groups] = person(role);
        let mut other = Command::new("setpriv");
        other.args(["--reuid", user, "--regid", group, "--groups", groups]);
        other.arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => other.env(name, value),
                None => other.env_remove(name),
            };
        }
        other.current_dir("/");
        other
    }

    /// Why the tests below cannot be played here.
    fn why_not(room: &Room) -> Option<&'static str> {
        if fs::metadata("/proc/self").map(|own| std::os::unix::fs::MetadataExt::uid(&own)).ok() != Some(0) {
            return Some("only root can ask as somebody else");
        }
        let mut probe = by("none", Command::new(env!("CARGO_BIN_EXE_fingerpost")).arg("--version"));
        match probe.output() {
            Ok(output) if output.status.success() => None,
            _ => {
                let _ = &room.dir;
                Some("other users cannot run the program from here, or there is no setpriv")
            }
        }
    }

    fn start(room: &Room) -> Running {
        let running = room.start_command(service(room, &["run"]));
        until(std::time::Duration::from_secs(20), || {
            room.finish(service(room, &["status"])).code.filter(|_| room.dir.join("control.sock").exists())
        });
        running
    }

    #[test]
    fn every_command_against_every_role() {
        let room = Room::new();
        if let Some(why) = why_not(&room) {
            println!("skipped: {why}");
            return;
        }
        room.config(format!("{SILENT}{ACCESS}"));
        fs::set_permissions(&room.dir, fs::Permissions::from_mode(0o755)).unwrap();
        let _running = start(&room);
        for role in ROLES {
            everything(&room, role, |arguments| by(role, &service(&room, arguments)));
        }
        // Each refusal and each change is in the trail, root's own reading is not.
        let trail = room.finish(service(&room, &["audit", "--json"])).json();
        let count = |outcome: &str| {
            trail.as_array().unwrap().iter().filter(|record| record["outcome"] == outcome).count()
        };
        let refused: usize =
            COMMANDS.iter().map(|(_, _, who)| ROLES.iter().filter(|role| !who.contains(role)).count()).sum();
        assert_eq!(count("refused"), refused, "{trail}");
        // Who may not update is told at once which role that takes.
        for role in ["none", "monitor", "auditor"] {
            room.finish(by(role, &service(&room, &["update"]))).ended(3, &["the role operator"]);
        }
        // Pause and resume by two of them; the secret's removal is done or failed.
        assert!(count("done") >= 4, "{trail}");
        assert!(trail.as_array().unwrap().iter().all(|record| record["pid"].as_u64().unwrap() > 1));
    }

    #[test]
    fn a_role_ends_with_the_configuration_that_gave_it() {
        let room = Room::new();
        if let Some(why) = why_not(&room) {
            println!("skipped: {why}");
            return;
        }
        room.config(format!("{SILENT}{ACCESS}"));
        fs::set_permissions(&room.dir, fs::Permissions::from_mode(0o755)).unwrap();
        let _running = start(&room);
        let ask = || room.finish(by("monitor", &service(&room, &["history"]))).code;
        assert_eq!(ask(), Some(0));
        room.config(SILENT);
        until(std::time::Duration::from_secs(20), || (ask() == Some(3)).then_some(()));
    }

    #[test]
    fn of_a_stopped_service_a_stranger_is_told_who_may() {
        let room = Room::new();
        if let Some(why) = why_not(&room) {
            println!("skipped: {why}");
            return;
        }
        room.config(SILENT);
        fs::set_permissions(&room.dir, fs::Permissions::from_mode(0o755)).unwrap();
        fs::create_dir(room.dir.join("state")).unwrap();
        fs::set_permissions(room.dir.join("state"), fs::Permissions::from_mode(0o700)).unwrap();
        let ask = |arguments: &[&str]| room.finish(by("none", &service(&room, arguments)));
        for arguments in
            [&["status"][..], &["history"], &["pause"], &["update", "--force"], &["secret", "list"]]
        {
            ask(arguments).ended(3, &["service is not running", "administrators"]);
        }
        let audit = ask(&["audit"]);
        audit.ended(3, &["cannot be read", "auditor"]);
        assert!(!audit.seen().contains("Nobody was refused"));
    }

    #[test]
    fn a_strangers_socket_is_not_spoken_with() {
        let room = Room::new();
        if let Some(why) = why_not(&room) {
            println!("skipped: {why}");
            return;
        }
        // A program of somebody else's, in a folder that everybody may write into.
        fs::set_permissions(&room.dir, fs::Permissions::from_mode(0o777)).unwrap();
        room.config(SILENT);
        let own = room.dir.join("own");
        fs::create_dir(&own).unwrap();
        fs::set_permissions(&own, fs::Permissions::from_mode(0o777)).unwrap();
        let mut squatter = room.program(env!("CARGO_BIN_EXE_fingerpost"));
        squatter.args(["--config", room.dir.join("config.toml").to_str().unwrap()]);
        squatter.args(["--state-dir", own.to_str().unwrap(), "run"]);
        let _running = room.start_command(by("none", &squatter));
        until(std::time::Duration::from_secs(20), || own.join("control.sock").exists().then_some(()));
        fs::rename(own.join("control.sock"), room.dir.join("control.sock")).unwrap();
        // It is as if nobody were there: what would be sent, a secret above all, stays here.
        room.finish(service(&room, &["status"])).ended(1, &["not running"]);
    }
}

#[cfg(windows)]
mod windows {
    use std::{io, mem::zeroed, ptr};

    use windows_sys::Win32::{
        Foundation::{CloseHandle, HANDLE},
        Security::{
            CreateRestrictedToken, CreateWellKnownSid, SECURITY_MAX_SID_SIZE, SID_AND_ATTRIBUTES,
            TOKEN_ALL_ACCESS, WinBuiltinAdministratorsSid,
        },
        System::Threading::{
            CreateProcessAsUserW, GetCurrentProcess, GetExitCodeProcess, INFINITE, OpenProcessToken,
            PROCESS_INFORMATION, STARTUPINFOW, WaitForSingleObject,
        },
    };

    use super::*;

    /// Runs a test of this file, and all that it starts, without being an administrator; gives its exit code.
    fn restricted(test: &str) -> io::Result<u32> {
        let exe = std::env::current_exe()?;
        let line = format!("\"{}\" {test} --exact --ignored --nocapture", exe.display());
        let mut line: Vec<u16> = line.encode_utf16().chain([0]).collect();
        let (mut own, mut lesser): (HANDLE, HANDLE) = (ptr::null_mut(), ptr::null_mut());
        let mut room = [0u32; (SECURITY_MAX_SID_SIZE as usize).div_ceil(4)];
        let mut size = SECURITY_MAX_SID_SIZE;
        let done = |done: i32| if done == 0 { Err(io::Error::last_os_error()) } else { Ok(()) };
        // SAFETY: each pointer leads to a local of the right type, and the room has the size that is told.
        unsafe {
            done(OpenProcessToken(GetCurrentProcess(), TOKEN_ALL_ACCESS, &raw mut own))?;
            let admins = room.as_mut_ptr().cast();
            done(CreateWellKnownSid(WinBuiltinAdministratorsSid, ptr::null_mut(), admins, &raw mut size))?;
            let disable = SID_AND_ATTRIBUTES { Sid: admins, Attributes: 0 };
            let none = ptr::null();
            done(CreateRestrictedToken(
                own,
                0,
                1,
                &raw const disable,
                0,
                none,
                0,
                ptr::null(),
                &raw mut lesser,
            ))?;
            let mut startup: STARTUPINFOW = zeroed();
            startup.cb = size_of::<STARTUPINFOW>() as u32;
            let mut process: PROCESS_INFORMATION = zeroed();
            let (here, any) = (ptr::null(), ptr::null());
            let text = line.as_mut_ptr();
            done(CreateProcessAsUserW(
                lesser,
                here,
                text,
                any,
                any,
                1,
                0,
                ptr::null(),
                here,
                &raw const startup,
                &raw mut process,
            ))?;
            WaitForSingleObject(process.hProcess, INFINITE);
            let mut code = 0;
            done(GetExitCodeProcess(process.hProcess, &raw mut code))?;
            for handle in [process.hProcess, process.hThread, lesser, own] {
                CloseHandle(handle);
            }
            Ok(code)
        }
    }

    /// Wine takes the server's token for its client's: so both are what the client should be.
    #[test]
    fn every_command_against_every_role() {
        assert_eq!(restricted("access::windows::without_being_an_administrator").unwrap(), 0);
    }

    #[test]
    #[ignore = "played by the test above"]
    fn without_being_an_administrator() {
        let room = Room::new();
        room.config(SILENT);
        let _running = room.start_command(service(&room, &["run"]));
        for (role, whom) in [
            ("none", ""),
            ("monitor", r"BUILTIN\Users"),
            // Of whom it is, but its token only denies by that.
            ("none", "S-1-5-32-544"),
            ("operator", "S-1-5-32-545"),
            ("none", "S-1-5-32-546"),
            ("auditor", "S-1-5-11"),
            ("administrator", "Users"),
        ] {
            let list = if role == "none" { "administrator" } else { role };
            let lacks = |typed: &str| COMMANDS.iter().any(|row| row.0 == [typed] && !row.2.contains(&role));
            let access =
                if whom.is_empty() { String::new() } else { format!("[access]\n{list} = ['{whom}']\n") };
            room.config(format!("{SILENT}{access}"));
            // Until the configuration is taken up.
            until(std::time::Duration::from_secs(30), || {
                let refused = |typed| room.finish(service(&room, &[typed])).code == Some(3);
                (refused("status") == lacks("status") && refused("audit") == lacks("audit")).then_some(())
            });
            everything(&room, role, |arguments| service(&room, arguments));
        }
    }
}
