//! Where the configuration and the state live.

use std::{env, ffi::OsString, path::PathBuf};

/// The places of one installation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paths {
    pub config: PathBuf,
    pub state_dir: PathBuf,
}

impl Paths {
    /// The command line first, then `FINGERPOST_CONFIG` and `FINGERPOST_STATE_DIR`, then the
    /// system's places: `%APPDATA%\Fingerpost`, or the XDG directories.
    pub fn choose(config: Option<PathBuf>, state_dir: Option<PathBuf>) -> Self {
        let config = config.or_else(|| from("FINGERPOST_CONFIG"));
        let state_dir = state_dir.or_else(|| from("FINGERPOST_STATE_DIR"));
        Self {
            config: config.unwrap_or_else(|| Self::usual().config),
            state_dir: state_dir.unwrap_or_else(|| Self::usual().state_dir),
        }
    }

    /// What a start at login must be given to find the same places again: nothing where they are
    /// the usual ones.
    pub fn arguments(&self) -> Vec<OsString> {
        let usual = Self::usual();
        let mut arguments = Vec::new();
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

    fn usual() -> Self {
        Self { config: config_home().join("config.toml"), state_dir: state_home() }
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
    from("APPDATA").unwrap_or_else(|| PathBuf::from(".")).join("Fingerpost")
}

#[cfg(windows)]
fn state_home() -> PathBuf {
    config_home()
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
