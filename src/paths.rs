//! Where the configuration, the state and the control endpoint live: a person's own, or the service's.

use std::{env, ffi::OsString, path::PathBuf};

#[cfg(windows)]
use crate::platform::known::{self, may_move};

/// The places of one installation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paths {
    pub config: PathBuf,
    pub state_dir: PathBuf,
    /// The folder whose control endpoint is meant: a named pipe by its hash, or `control.sock` inside it. A
    /// person's own program has it in `state_dir`; the service's is the one folder of its own that everybody may
    /// enter.
    pub endpoint: PathBuf,
}

impl Paths {
    /// The service's places where `service` is said, else a person's own: `FINGERPOST_CONFIG` and
    /// `FINGERPOST_STATE_DIR`, then the system's places: `%APPDATA%\Fingerpost` (a portable copy's own folder), or the
    /// XDG directories. The command line comes before all of them.
    pub fn choose(service: bool, config: Option<PathBuf>, state_dir: Option<PathBuf>) -> Self {
        if service {
            let service = Self::service();
            return Self {
                config: config.unwrap_or(service.config),
                state_dir: state_dir.unwrap_or(service.state_dir),
                endpoint: service.endpoint,
            };
        }
        let config = config.or_else(|| from("FINGERPOST_CONFIG"));
        let state_dir = state_dir.or_else(|| from("FINGERPOST_STATE_DIR"));
        Self::own(
            config.unwrap_or_else(|| config_home().join("config.toml")),
            state_dir.unwrap_or_else(state_home),
        )
    }

    /// A program of a person's own.
    pub fn own(config: PathBuf, state_dir: PathBuf) -> Self {
        Self { config, endpoint: state_dir.clone(), state_dir }
    }

    /// The service's places, whoever asks: below `%ProgramData%\Fingerpost`, or where systemd keeps
    /// configuration, state and runtime files. `FINGERPOST_SERVICE_DIR` has all of them in one folder (tests); on
    /// Windows not with an administrator's rights, which the environment's owner need not have.
    pub fn service() -> Self {
        from("FINGERPOST_SERVICE_DIR").filter(|_| may_move()).map_or_else(service_home, Self::within)
    }

    /// A service that has everything in one folder.
    fn within(folder: PathBuf) -> Self {
        Self { config: folder.join("config.toml"), state_dir: folder.join("state"), endpoint: folder }
    }

    /// Whether these are the service's places.
    pub fn is_service(&self) -> bool {
        self.endpoint == Self::service().endpoint
    }

    /// What a start at login, or by the service manager, must be given to find the same places again: nothing
    /// where they are the usual ones.
    pub fn arguments(&self) -> Vec<OsString> {
        let mut arguments = Vec::new();
        let usual = if self.is_service() {
            arguments.push("--service".into());
            Self::service()
        } else {
            Self::own(config_home().join("config.toml"), state_home())
        };
        for (flag, path, usual) in
            [("--config", &self.config, usual.config), ("--state-dir", &self.state_dir, usual.state_dir)]
        {
            if *path != usual {
                let whole = std::path::absolute(path).unwrap_or_else(|_| path.clone());
                arguments.extend([flag.into(), whole.into_os_string()]);
            }
        }
        arguments
    }

    /// The log of a program that nobody watches.
    pub fn log_file(&self) -> PathBuf {
        self.state_dir.join("fingerpost.log")
    }
}

/// An environment variable that is set and not empty.
fn from(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

#[cfg(windows)]
fn config_home() -> PathBuf {
    let profile = || from("APPDATA").unwrap_or_else(|| PathBuf::from(".")).join("Fingerpost");
    portable().unwrap_or_else(profile)
}

/// The folder of a portable copy: the program's own, where a file beside it says so.
#[cfg(windows)]
fn portable() -> Option<PathBuf> {
    let folder = env::current_exe().ok()?.parent()?.to_path_buf();
    folder.join("fingerpost.portable").exists().then_some(folder)
}

#[cfg(windows)]
fn state_home() -> PathBuf {
    config_home()
}

#[cfg(windows)]
fn service_home() -> Paths {
    Paths::within(known::service())
}

/// Who becomes root by `sudo` brings no environment along.
#[cfg(not(windows))]
const fn may_move() -> bool {
    true
}

#[cfg(not(windows))]
fn service_home() -> Paths {
    // systemd names the folders it made to the service alone; everybody else looks where it makes them.
    let given = |variable: &str, usual: &str| from(variable).unwrap_or_else(|| PathBuf::from(usual));
    Paths {
        config: given("CONFIGURATION_DIRECTORY", "/etc/fingerpost").join("config.toml"),
        state_dir: given("STATE_DIRECTORY", "/var/lib/fingerpost"),
        endpoint: given("RUNTIME_DIRECTORY", "/run/fingerpost"),
    }
}

#[cfg(not(windows))]
fn config_home() -> PathBuf {
    xdg("XDG_CONFIG_HOME", ".config")
}

#[cfg(not(windows))]
fn state_home() -> PathBuf {
    xdg("XDG_STATE_HOME", ".local/state")
}

/// The XDG base directories count only when absolute (its specification).
#[cfg(not(windows))]
fn xdg(variable: &str, fallback: &str) -> PathBuf {
    let home = || from("HOME").unwrap_or_else(|| PathBuf::from("/")).join(fallback);
    from(variable).filter(|path| path.is_absolute()).unwrap_or_else(home).join("fingerpost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_s_places_are_found_again_by_one_word() {
        let service = Paths::choose(true, None, None);
        assert_eq!(service, Paths::service());
        assert_ne!(service.endpoint, service.state_dir);
        assert_eq!(service.arguments(), ["--service"]);
        let elsewhere = Paths::choose(true, Some("/elsewhere.toml".into()), None);
        assert!(elsewhere.is_service());
        let file = std::path::absolute("/elsewhere.toml").unwrap().into_os_string();
        assert_eq!(elsewhere.arguments(), ["--service".into(), "--config".into(), file]);
    }

    #[test]
    fn a_person_s_own_endpoint_is_the_state_folder() {
        let own = Paths::choose(false, None, Some("/some/state".into()));
        assert_eq!(own.endpoint, own.state_dir);
        assert!(!own.is_service());
    }
}
