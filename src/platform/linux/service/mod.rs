//! systemd: making, changing, asking and being a service.
//!
//! The unit is the one in `installer/linux`, with this program's own path; its sandbox is systemd's matter.

mod host;
mod unit;

use std::{
    fs, io,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

pub use host::{Host, run};

use crate::platform::{Plan, Rooms, Standing};

/// What the manager calls the service.
pub const NAME: &str = "fingerpost";
const UNITS: &str = "/etc/systemd/system";
/// There while systemd is the manager (`sd_booted(3)`).
const BOOTED: &str = "/run/systemd/system";
/// Folders that the unit's sandbox hides from the service.
const HIDDEN: [&str; 4] = ["/home", "/root", "/run/user", "/tmp"];
const PROGRAM: &str = "/usr/local/bin/fingerpost";

fn file(name: &str) -> PathBuf {
    Path::new(UNITS).join(format!("{name}.service"))
}

/// An error where there is no manager; systemd itself asks who may.
pub fn may_install() -> io::Result<()> {
    booted()
}

/// Makes the service, or changes the one that is there to what is planned; one that runs is stopped first.
/// It is not started. systemd knows no delayed start: it waits for the network instead.
pub fn install(plan: &Plan) -> io::Result<()> {
    booted()?;
    if status(&plan.name)?.is_some_and(|now| now.pid.is_some()) {
        stop(&plan.name)?;
    }
    let file = file(&plan.name);
    fs::write(&file, unit::text(plan))?;
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644))?;
    systemctl(&["daemon-reload"])?;
    systemctl(&["enable", &plan.name]).map(drop)
}

/// Stops and removes it, and its rooms where they are given; whether there was one.
pub fn uninstall(name: &str, rooms: Option<&Rooms>) -> io::Result<bool> {
    booted()?;
    let file = file(name);
    if !file.exists() {
        return Ok(false);
    }
    systemctl(&["disable", "--now", name])?;
    if let Some(rooms) = rooms {
        // systemd made the folders and knows where they really are.
        systemctl(&["clean", "--what=state", "--what=runtime", name])?;
        if let Some(folder) = rooms.config.parent() {
            fs::remove_dir_all(folder).or_else(|error| match error.kind() {
                io::ErrorKind::NotFound => Ok(()),
                _ => Err(error),
            })?;
        }
    }
    fs::remove_file(file)?;
    systemctl(&["daemon-reload"])?;
    Ok(true)
}

/// Starts it and waits until it runs; whether it did not before.
pub fn start(name: &str) -> io::Result<bool> {
    let running = running(name)?;
    systemctl(&["start", name]).map(|_| !running)
}

/// The errand is one that only the service's account can do: there is none where a user is made up at each start.
pub fn start_for(_name: &str, _errand: &str) -> io::Result<()> {
    Ok(())
}

/// Stops it and waits until it did; whether it ran.
pub fn stop(name: &str) -> io::Result<bool> {
    let running = running(name)?;
    systemctl(&["stop", name]).map(|_| running)
}

fn running(name: &str) -> io::Result<bool> {
    Ok(status(name)?.is_some_and(|now| now.pid.is_some()))
}

/// `None` where there is no such service.
pub fn status(name: &str) -> io::Result<Option<Standing>> {
    booted()?;
    let properties = format!("--property={}", unit::PROPERTIES);
    systemctl(&["show", &properties, name]).map(|told| unit::standing(&told))
}

/// Makes what is missing of the rooms that systemd does not make: the configuration's.
pub fn settle(rooms: &Rooms, _: &str) -> io::Result<()> {
    if let Some(folder) = rooms.config.parent().filter(|folder| !folder.exists()) {
        fs::DirBuilder::new().recursive(true).mode(0o755).create(folder)?;
    }
    if rooms.config.exists() {
        // The service's user is made up at every start: it reads what everybody may read.
        fs::set_permissions(&rooms.config, fs::Permissions::from_mode(0o644))?;
    }
    Ok(())
}

/// Whether the service may obey what it finds there: nobody but root writes to where systemd has these folders.
pub const fn judge(_: &Rooms, _: &str) -> io::Result<()> {
    Ok(())
}

/// Where the program has to lie so that the service can be started; `None` where it lies well.
pub fn place(program: &Path) -> Option<PathBuf> {
    HIDDEN.iter().any(|hidden| program.starts_with(hidden)).then(|| PROGRAM.into())
}

fn booted() -> io::Result<()> {
    if Path::new(BOOTED).is_dir() {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::Unsupported, "this system was not started by systemd"))
}

fn systemctl(words: &[&str]) -> io::Result<String> {
    let mut command = Command::new("systemctl");
    command.args(["--no-ask-password", "--no-pager"]).args(words).stdin(Stdio::null()).env("LC_ALL", "C");
    let output = command.output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let denied = ["Access denied", "authentication required", "Permission denied"];
    let kind = if denied.iter().any(|words| said.contains(words)) {
        io::ErrorKind::PermissionDenied
    } else {
        io::ErrorKind::Other
    };
    Err(io::Error::new(kind, said.trim().to_owned()))
}
