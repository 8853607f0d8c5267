//! The state file: read once, written whole.
//!
//! A file is written beside its place, synced and renamed, so that a power cut leaves the
//! old or the new one. A file that cannot be read is set aside under another name and
//! never taken for an empty one silently: the caller is told. One that a newer program wrote
//! is whole, and left alone: the folder cannot be used.

use std::{
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, BufWriter},
    path::{Path, PathBuf},
    time::Duration,
};

use crate::core::state::{State, VERSION};

const NAME: &str = "state.json";
/// A file larger than this is not ours; 10,000 records are about 5 MB.
const LIMIT: u64 = 64 << 20;

/// A file that cannot be read may be held by a virus scanner or a backup for a moment.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(200);

/// The state folder, held by this process alone while it lives.
pub struct Store {
    dir: PathBuf,
    /// Locked; unlocked by the system when the process ends, however it ends.
    _lock: File,
}

/// Why the folder cannot be used.
#[derive(Debug)]
pub enum Unusable {
    /// Another Fingerpost runs on it.
    InUse,
    /// A newer program wrote this file; which one.
    Newer(PathBuf, String),
    Io(PathBuf, io::Error),
}

/// Why a state file cannot be read.
#[derive(Debug)]
pub enum Unread {
    /// A newer program wrote it; which one.
    Newer(String),
    /// What is wrong with it, to be said after its name.
    Bad(String),
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newer(program) => write!(f, "was written by a newer Fingerpost ({program})"),
            Self::Bad(why) => f.write_str(why),
        }
    }
}

/// What was found in the folder.
pub struct Loaded {
    pub state: State,
    /// What a person should know: a file was set aside, and why.
    pub warning: Option<String>,
}

impl Store {
    /// Takes the folder, making it if needed.
    pub fn open(dir: &Path) -> Result<Self, Unusable> {
        let at = |error| Unusable::Io(dir.to_owned(), error);
        crate::platform::private::create_dir(dir).map_err(at)?;
        let path = dir.join("lock");
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let lock = lock.map_err(|error| Unusable::Io(path.clone(), error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(Unusable::InUse),
            Err(fs::TryLockError::Error(error)) => return Err(Unusable::Io(path, error)),
        }
        match read(dir) {
            Err(Unread::Newer(program)) => Err(Unusable::Newer(file(dir), program)),
            Ok(_) | Err(Unread::Bad(_)) => Ok(Self { dir: dir.to_owned(), _lock: lock }),
        }
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Reads the state. Whatever is wrong with the file, it is kept under another name.
    pub fn load(&self) -> Loaded {
        match read(&self.dir) {
            Ok(state) => Loaded { state: state.unwrap_or_default(), warning: None },
            Err(why) => Loaded { state: State::default(), warning: Some(self.set_aside(&why.to_string())) },
        }
    }

    fn set_aside(&self, why: &str) -> String {
        let from = file(&self.dir);
        let stamp = jiff::Timestamp::now().as_millisecond();
        let to = self.dir.join(format!("{NAME}.bad-{stamp}"));
        match fs::rename(&from, &to) {
            Ok(()) => format!("{} {why}; it was set aside as {}", from.display(), to.display()),
            Err(error) => format!("{} {why}, and it cannot be set aside: {error}", from.display()),
        }
    }

    /// Writes the state so that it survives a power cut.
    pub fn save(&self, state: &State) -> io::Result<()> {
        let temporary = self.dir.join(format!("{NAME}.new"));
        let mut file = BufWriter::new(File::create(&temporary)?);
        serde_json::to_writer(&mut file, state)?;
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&temporary, self.dir.join(NAME))?;
        // The rename itself is durable once the folder is; Windows does that by itself.
        #[cfg(unix)]
        File::open(&self.dir)?.sync_all()?;
        Ok(())
    }
}

/// What every version of the file has; the program is not named in the oldest ones.
#[derive(serde::Deserialize)]
struct Versioned {
    version: u32,
    program: Option<String>,
}

/// The state file of a folder.
pub fn file(dir: &Path) -> PathBuf {
    dir.join(NAME)
}

/// The state of a folder that another process may hold; `None` where there is none.
pub fn read(dir: &Path) -> Result<Option<State>, Unread> {
    let path = file(dir);
    let mut tries = 0;
    let bytes = loop {
        match bytes(&path) {
            Ok(bytes) => break bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) if tries == TRIES || error.kind() == io::ErrorKind::FileTooLarge => {
                return Err(Unread::Bad(format!("cannot be read ({error})")));
            }
            Err(_) => tries += 1,
        }
        std::thread::sleep(PAUSE);
    };
    parse(&bytes).map(Some)
}

fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    if fs::metadata(path)?.len() > LIMIT {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    fs::read(path)
}

/// Reads what a state file holds.
pub fn parse(bytes: &[u8]) -> Result<State, Unread> {
    let damaged = |error| Unread::Bad(format!("is damaged ({error})"));
    let Versioned { version, program } = serde_json::from_slice(bytes).map_err(damaged)?;
    if version > VERSION {
        let unnamed = || format!("with a state of version {version}");
        return Err(Unread::Newer(program.unwrap_or_else(unnamed)));
    }
    serde_json::from_slice(bytes).map_err(damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let dir = std::env::temp_dir().join(format!("fingerpost-store-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        dir
    }

    #[test]
    fn what_is_saved_is_loaded() {
        let dir = folder("round");
        let store = Store::open(&dir).unwrap();
        assert_eq!(store.load().state, State::default());
        let state = State { paused: true, ..State::default() };
        store.save(&state).unwrap();
        assert_eq!(store.load().state, state);
        drop(store);
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_file_that_cannot_be_read_is_set_aside_and_named() {
        for (name, bytes) in [
            ("torn", &b"{\"version\":1,\"pau"[..]),
            ("empty", b""),
            ("alien", b"[1,2,3]"),
            ("binary", b"\xff\xfe\x00"),
        ] {
            let dir = folder(name);
            let store = Store::open(&dir).unwrap();
            fs::write(dir.join(NAME), bytes).unwrap();
            let loaded = store.load();
            let warning = loaded.warning.unwrap();
            assert!(warning.contains("set aside"), "{warning}");
            let kept = fs::read_dir(&dir)
                .unwrap()
                .filter_map(Result::ok)
                .find(|e| e.file_name().to_string_lossy().contains(".bad-"));
            assert_eq!(fs::read(kept.unwrap().path()).unwrap(), bytes);
            drop(store);
            fs::remove_dir_all(dir).unwrap();
        }
    }

    #[test]
    fn what_a_newer_program_wrote_is_refused_and_kept() {
        for (bytes, program) in [
            (&br#"{"version":2,"program":"3.1.4","records":"kept in another way"}"#[..], "3.1.4"),
            (br#"{"version":99}"#, "with a state of version 99"),
        ] {
            let dir = folder("newer");
            fs::create_dir_all(&dir).unwrap();
            fs::write(file(&dir), bytes).unwrap();
            match Store::open(&dir) {
                Err(Unusable::Newer(path, by)) => assert_eq!((path, by.as_str()), (file(&dir), program)),
                other => panic!("{:?}", other.err()),
            }
            assert_eq!(fs::read(file(&dir)).unwrap(), bytes);
            fs::remove_dir_all(dir).unwrap();
        }
    }

    #[test]
    fn a_state_names_the_program_that_wrote_it() {
        let written = serde_json::to_value(State::default()).unwrap();
        assert_eq!(written["program"], env!("CARGO_PKG_VERSION"));
    }

    #[test]
    fn a_second_holder_is_turned_away() {
        let dir = folder("second");
        let first = Store::open(&dir).unwrap();
        assert!(matches!(Store::open(&dir), Err(Unusable::InUse)));
        drop(first);
        Store::open(&dir).unwrap();
        fs::remove_dir_all(dir).unwrap();
    }
}
