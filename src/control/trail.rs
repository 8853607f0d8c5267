//! Where the records of the audit trail are kept: one JSON object a line, bounded like the log.
//!
//! Changes and refusals lie in files of their own: whoever has himself refused again and again writes over older
//! refusals, and never over what was changed.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use super::audit::{Outcome, Record};
use crate::{core::ordered, logging::LogFile};

const CHANGES: &str = "audit.jsonl";
const REFUSALS: &str = "refused.jsonl";
/// So many records of each are shown.
const SHOWN: usize = 500;

/// The trail of a state folder.
pub struct Trail {
    dir: PathBuf,
    changes: Mutex<Option<LogFile>>,
    refusals: Mutex<Option<LogFile>>,
}

impl Trail {
    pub fn new(state_dir: &Path) -> Self {
        Self { dir: state_dir.to_owned(), changes: Mutex::default(), refusals: Mutex::default() }
    }

    pub fn keep(&self, record: &Record) {
        let (open, name) = match record.outcome {
            Outcome::Refused => (&self.refusals, REFUSALS),
            Outcome::Done | Outcome::Failed => (&self.changes, CHANGES),
        };
        let file = self.dir.join(name);
        let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
        let written = (|| {
            let mut line = serde_json::to_vec(record)?;
            line.push(b'\n');
            let file = match &mut *open {
                Some(file) => file,
                none => none.insert(LogFile::open(&file)?),
            };
            file.write_all(&line)
        })();
        if let Err(error) = written {
            // Tried anew with the next one.
            *open = None;
            tracing::error!("the audit trail {} cannot be written: {error}", file.display());
        }
    }

    pub fn newest(&self) -> Vec<Record> {
        newest(&self.dir)
    }
}

/// The newest records of a state folder, newest first: at most five hundred changes and as many refusals.
///
/// # Errors
/// Where there is a trail that cannot be read, or a folder that cannot be entered.
pub fn trail(state_dir: &Path) -> io::Result<Vec<Record>> {
    for name in [CHANGES, REFUSALS] {
        match fs::File::open(state_dir.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(newest(state_dir))
}

fn newest(dir: &Path) -> Vec<Record> {
    let mut records = read(&dir.join(CHANGES));
    records.extend(read(&dir.join(REFUSALS)));
    ordered::by(&mut records, |record| std::cmp::Reverse(record.at));
    records
}

fn read(file: &Path) -> Vec<Record> {
    let mut newest = Vec::new();
    let mut before = file.to_owned().into_os_string();
    before.push(".1");
    for part in [file.to_owned(), before.into()] {
        let text = fs::read_to_string(part).unwrap_or_default();
        // A line that was torn by a power cut is no record.
        let records = text.lines().rev().filter_map(|line| serde_json::from_slice(line.as_bytes()).ok());
        newest.extend(records.take(SHOWN - newest.len()));
    }
    newest
}
