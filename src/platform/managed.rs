//! What this program and the system's service manager (the Service Control Manager, systemd) say to each
//! other, in words that both systems share.

use std::{ffi::OsString, path::PathBuf};

/// A service as it is to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// What the manager calls it.
    pub name: String,
    /// The whole path of the program.
    pub program: PathBuf,
    pub arguments: Vec<OsString>,
    /// Start some minutes after the machine, when it is less busy.
    pub delayed: bool,
    /// One sentence for the manager's own list.
    pub description: String,
}

/// The folders and files of a service.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rooms {
    /// Whoever uses the machine may enter; holds the file `lock`.
    pub public: PathBuf,
    /// The service's own.
    pub state: PathBuf,
    /// Administrators write it, the service reads it.
    pub config: PathBuf,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Stopped,
    Starting,
    Running,
    Stopping,
    /// It ended although nobody asked for it; the manager may be about to start it again.
    Failed,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Startup {
    Automatic,
    Delayed,
    Manual,
    Disabled,
}

/// A service as its manager sees it.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Standing {
    pub state: State,
    pub startup: Startup,
    /// Of the process, while there is one.
    pub pid: Option<u32>,
    /// Whom it runs as.
    pub account: String,
    /// The whole command line.
    pub command: String,
    /// What the last run ended with; 0 is well.
    pub exit_code: u32,
}
