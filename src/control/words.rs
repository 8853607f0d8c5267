//! The words of the endpoint: what may be asked, what is answered, and how a line is read.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::VERSION;
use crate::core::{
    message::{Command, Update},
    snapshot::{Entry, Snapshot},
};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Envelope {
    pub version: u32,
    pub request: Request,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    Status,
    History,
    Do(Command),
    /// An update at once, and another whenever there is one, until either side goes.
    Watch,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    Status(Box<Snapshot>),
    History(Vec<Arc<Entry>>),
    Update(Box<Update>),
    Done,
    Refused(String),
}

/// Reads a request; where it cannot be, says why.
pub(super) fn understand(line: &[u8]) -> Result<Request, String> {
    #[derive(Deserialize)]
    struct Versioned {
        version: u32,
    }
    let wrong = |error: serde_json::Error| format!("not understood: {error}");
    let Versioned { version } = serde_json::from_slice(line).map_err(wrong)?;
    if version != VERSION {
        return Err(format!("this program speaks version {VERSION}, not {version}"));
    }
    serde_json::from_slice::<Envelope>(line).map(|envelope| envelope.request).map_err(wrong)
}

/// For the fuzz targets: whether a request is understood.
#[cfg(fuzzing)]
pub fn fuzzed(line: &[u8]) -> bool {
    understand(line).is_ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn another_version_is_told_so() {
        assert!(understand(br#"{"version":2,"request":"dance"}"#).unwrap_err().contains("version 1"));
    }

    #[test]
    fn every_request_is_understood() {
        for request in
            [Request::Status, Request::History, Request::Watch, Request::Do(Command::ForceUpdate(None))]
        {
            let line = serde_json::to_vec(&Envelope { version: VERSION, request }).unwrap();
            assert!(understand(&line).is_ok());
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = understand(&bytes);
        }
    }
}
