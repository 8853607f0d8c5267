//! A timer of the user's service manager, and the service that it starts.
//!
//! Two files in `~/.config/systemd/user`; a lingering user (`loginctl enable-linger`) has them run while logged out,
//! too. That the network came back the program is not told here: the timer asks again soon enough.

use std::{
    env,
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::platform::Scheduled;

const SERVICE: &str = "fingerpost-task.service";
const TIMER: &str = "fingerpost-task.timer";

/// Both files, each below its name. `minutes` from 1 to 1440 lie between two runs.
pub fn export(arguments: &[OsString], minutes: u16) -> io::Result<String> {
    let service = service(&env::current_exe()?, arguments);
    Ok(format!("# {SERVICE}\n{service}\n# {TIMER}\n{}", timer(minutes)))
}

pub fn install(arguments: &[OsString], minutes: u16) -> io::Result<()> {
    let folder = folder()?;
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(SERVICE), service(&env::current_exe()?, arguments))?;
    fs::write(folder.join(TIMER), timer(minutes))?;
    systemctl(&["daemon-reload"])?;
    systemctl(&["enable", "--now", TIMER])
}

/// That there is none is no error.
pub fn uninstall() -> io::Result<()> {
    let folder = folder()?;
    if !folder.join(TIMER).exists() && !folder.join(SERVICE).exists() {
        return Ok(());
    }
    // Without a service manager there is nothing that would still run it.
    let stopped = systemctl(&["disable", "--now", TIMER]);
    for file in [SERVICE, TIMER] {
        match fs::remove_file(folder.join(file)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    stopped.and_then(|()| systemctl(&["daemon-reload"]))
}

/// Starts it now, and waits for its end.
pub fn run() -> io::Result<()> {
    systemctl(&["start", SERVICE])
}

pub fn status(arguments: &[OsString]) -> io::Result<Scheduled> {
    let folder = folder()?;
    let text = match fs::read_to_string(folder.join(SERVICE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Scheduled::Off),
        other => other?,
    };
    let same = text == service(&env::current_exe()?, arguments);
    Ok(match (folder.join(TIMER).exists(), same) {
        (false, _) => Scheduled::Off,
        (true, true) => Scheduled::On,
        (true, false) => Scheduled::Elsewhere,
    })
}

fn folder() -> io::Result<PathBuf> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let config = absolute("XDG_CONFIG_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".config")))
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "HOME is not set"))?;
    Ok(config.join("systemd/user"))
}

fn systemctl(words: &[&str]) -> io::Result<()> {
    let ended = Command::new("systemctl").arg("--user").args(words).stdin(Stdio::null()).output()?;
    if ended.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&ended.stderr);
    Err(io::Error::other(format!("systemctl: {}", said.lines().next().unwrap_or("failed").trim())))
}

/// What fails for a reason that may pass is tried three times more; a wrong configuration (2) or a person who is
/// needed (3) is not helped by that.
fn service(program: &Path, arguments: &[OsString]) -> String {
    let words = std::iter::once(program.as_os_str()).chain(arguments.iter().map(OsString::as_os_str));
    let line: Vec<String> = words.map(|word| quoted(&word.to_string_lossy())).collect();
    format!(
        "[Unit]\n\
         Description=Fingerpost keeps DNS names pointing at this machine\n\
         StartLimitIntervalSec=10min\n\
         StartLimitBurst=4\n\
         \n\
         [Service]\n\
         Type=oneshot\n\
         ExecStart={}\n\
         TimeoutStartSec=10min\n\
         Restart=on-failure\n\
         RestartSec=60\n\
         RestartPreventExitStatus=2 3\n\
         NoNewPrivileges=yes\n",
        line.join(" ")
    )
}

fn timer(minutes: u16) -> String {
    format!(
        "[Unit]\n\
         Description=Fingerpost, every {minutes} minutes\n\
         \n\
         [Timer]\n\
         OnStartupSec=1min\n\
         OnUnitInactiveSec={minutes}min\n\
         RandomizedDelaySec=10\n\
         \n\
         [Install]\n\
         WantedBy=timers.target\n"
    )
}

/// A word of a command line as systemd reads it: quoted, with `%` and `$` as themselves (systemd.service(5)).
fn quoted(word: &str) -> String {
    let mut quoted = String::from("\"");
    for c in word.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '%' | '$' => quoted.extend([c, c]),
            '\n' => quoted.push_str("\\n"),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_runs_one_round_with_the_same_places() {
        let arguments = ["--config", "/home/me/100% $ure/\"c\".toml", "once", "--task"].map(OsString::from);
        let service = service(Path::new("/opt/finger post/fingerpost"), &arguments);
        let line = service.lines().find(|line| line.starts_with("ExecStart=")).unwrap();
        assert_eq!(
            line,
            r#"ExecStart="/opt/finger post/fingerpost" "--config" "/home/me/100%% $$ure/\"c\".toml" "once" "--task""#
        );
        assert!(service.contains("\nType=oneshot\n") && service.contains("\nRestartPreventExitStatus=2 3\n"));
        assert!(timer(15).contains("\nOnUnitInactiveSec=15min\n"));
    }
}
