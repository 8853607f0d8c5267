//! The service's folders and who may do what in them.
//!
//! | place | everybody | service | administrators, system |
//! |---|---|---|---|
//! | the folder | list | list | all |
//! | `lock` | read | read | all |
//! | `serving` | read | read and write | all |
//! | `config.toml` | | read | all |
//! | `state` | | read and write | all |
//!
//! What anybody puts into the folder later inherits nothing for everybody.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    super::{known, sid::Sid},
    held::{Held, Owners, To},
};
use crate::platform::Rooms;

/// The file that is locked by whoever works (`app::turn`).
const LOCK: &str = "lock";
/// The file that is written by the service when it begins to answer (`app::turn`).
const SERVING: &str = "serving";
/// `FILE_GENERIC_READ | FILE_GENERIC_EXECUTE`, and the same with `FILE_GENERIC_WRITE` and `DELETE`.
const LIST: &str = "0x1200a9";
const CHANGE: &str = "0x1301bf";
/// `FILE_GENERIC_READ | FILE_GENERIC_WRITE`
const WRITE: &str = "0x12019f";

/// Makes what is missing, and gives everything its access list. What somebody else made is refused: who owns it
/// could change the lists again, or has put there what the service would obey.
pub fn settle(rooms: &Rooms, service: &str) -> io::Result<()> {
    let (lists, owners) = (Lists::of(service), Owners::of(service)?);
    if let Some(parent) = rooms.public.parent() {
        fs::create_dir_all(parent)?;
    }
    // From here on nobody else can put anything into it, nor move it.
    let _held = Held::folder(&rooms.public, &lists.public, &owners)?;
    judge_inside(&rooms.public, &owners)?;
    Held::file(&rooms.public.join(LOCK), &lists.lock, &owners)?;
    Held::file(&rooms.public.join(SERVING), &lists.serving, &owners)?;
    Held::folder(&rooms.state, &lists.state, &owners)?;
    match Held::open(&rooms.config, To::Settle, &owners)? {
        Some(config) => config.put(&lists.config),
        None => Ok(()),
    }
}

/// Whether the service may obey what it finds there: an error says what it must not. Nothing is as good as something.
pub fn judge(rooms: &Rooms, service: &str) -> io::Result<()> {
    let owners = Owners::of(service)?;
    for place in [&rooms.public, &rooms.config, &rooms.state] {
        Held::open(place, To::Judge, &owners)?;
    }
    Ok(())
}

/// Everything that was there before, whatever it is.
fn judge_inside(folder: &Path, owners: &Owners) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let held = Held::open(&path, To::Judge, owners)?;
        if held.is_some_and(|held| held.is_folder) {
            judge_inside(&path, owners)?;
        }
    }
    Ok(())
}

/// The access lists, as SDDL.
struct Lists {
    public: String,
    lock: String,
    serving: String,
    state: String,
    config: String,
}

impl Lists {
    fn of(service: &str) -> Self {
        let svc = Sid::of_service(service);
        let all = "D:P(A;;FA;;;SY)(A;;FA;;;BA)";
        let passed_on = "D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)";
        Self {
            public: format!("{passed_on}(A;OICI;{LIST};;;{svc})(A;;{LIST};;;BU)"),
            lock: format!("{all}(A;;FR;;;{svc})(A;;FR;;;BU)"),
            serving: format!("{all}(A;;{WRITE};;;{svc})(A;;FR;;;BU)"),
            state: format!("{passed_on}(A;OICI;{CHANGE};;;{svc})"),
            config: format!("{all}(A;;FR;;;{svc})"),
        }
    }
}

/// Where the program has to lie so that the service can be started, and administrators alone can change it:
/// below `%ProgramFiles%`. `None` where it lies well.
pub fn place(program: &Path) -> Option<PathBuf> {
    let programs = known::programs();
    // As Windows compares paths.
    let (lies, well) = (program.to_string_lossy().to_lowercase(), programs.to_string_lossy().to_lowercase());
    let inside = lies.strip_prefix(&well).is_some_and(|rest| rest.starts_with('\\'));
    (!inside).then(|| programs.join("Fingerpost").join("fingerpost.exe"))
}

/// Removes the service's files, and its folder when nothing else is in it. Gives what could not be removed: all of it
/// where the folder leads elsewhere or is somebody else's, for an administrator would remove there what it leads to.
pub(super) fn clear(rooms: &Rooms, service: &str) -> Vec<(PathBuf, io::Error)> {
    // While it is held, nobody can put another in its place.
    let held = match Owners::of(service).and_then(|owners| Held::open(&rooms.public, To::Judge, &owners)) {
        Ok(Some(held)) => held,
        Ok(None) => return Vec::new(),
        Err(error) => return vec![(rooms.public.clone(), error)],
    };
    let remove_file = |path: PathBuf| (fs::remove_file(&path), path);
    let mut tries = vec![
        // A link inside is removed itself, and not followed.
        (fs::remove_dir_all(&rooms.state), rooms.state.clone()),
        remove_file(rooms.config.clone()),
        remove_file(rooms.public.join(LOCK)),
        remove_file(rooms.public.join(SERVING)),
    ];
    drop(held);
    tries.push((fs::remove_dir(&rooms.public), rooms.public.clone()));
    let missing = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
    tries.into_iter().filter_map(|(tried, path)| Some((path, tried.err().filter(|e| !missing(e))?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Removed with everything in it.
    struct Place(Rooms);

    impl Place {
        fn new(name: &str) -> Self {
            let public =
                std::env::temp_dir().join(format!("fingerpost-folders-{name}-{}", std::process::id()));
            let _ = fs::remove_dir_all(&public);
            Self(Rooms { state: public.join("state"), config: public.join("config.toml"), public })
        }
    }

    impl Drop for Place {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0.public);
        }
    }

    /// Wine keeps too little of a file's list to look at it here.
    #[test]
    fn what_is_settled_can_be_settled_again_and_goes_again() {
        let place = Place::new("lists");
        let rooms = &place.0;
        settle(rooms, "Fingerpost").unwrap();
        fs::write(&rooms.config, "version = 1\n").unwrap();
        fs::write(rooms.state.join("state.json"), "{}").unwrap();
        settle(rooms, "Fingerpost").unwrap();
        assert_eq!(fs::read_to_string(&rooms.config).unwrap(), "version = 1\n");
        for file in [LOCK, SERVING] {
            assert!(rooms.public.join(file).is_file(), "{file}");
        }
        assert_eq!(clear(rooms, "Fingerpost").len(), 0);
        assert!(!rooms.public.exists());
    }

    /// What a list grants somebody on the thing itself (winnt.h).
    fn granted(list: &str, who: &str) -> u32 {
        let entries = list.split('(').skip(1).map(|entry| entry.trim_end_matches(')').split(';'));
        let fitting = entries.map(Iterator::collect::<Vec<_>>).filter(|fields| fields[5] == who);
        fitting.fold(0, |all, fields| {
            assert_eq!(fields[0], "A");
            all | match fields[2] {
                "FA" => 0x001f_01ff,
                "FR" => 0x0012_0089,
                number => u32::from_str_radix(number.strip_prefix("0x").unwrap(), 16).unwrap(),
            }
        })
    }

    /// Windows asks for the account's right to open: Wine does not.
    #[test]
    fn everybody_may_do_what_the_program_does_as_him_and_no_more() {
        /// `FILE_GENERIC_READ`, `FILE_GENERIC_WRITE`; what takes a thing away from its owner.
        const READ: u32 = 0x0012_0089;
        const WRITE: u32 = 0x0012_0116;
        const TAKE: u32 = 0x000d_0000;
        let (lists, svc) = (Lists::of("Fingerpost"), Sid::of_service("Fingerpost"));
        for (list, who, opened, forbidden) in [
            // `turn::service` opens the lock that is there for reading, and writes the other anew.
            (&lists.lock, &*svc, READ, 0x0002 | TAKE),
            (&lists.serving, &*svc, READ | WRITE, TAKE),
            // `turn::own` and `turn::release` open the lock; a face looks for changes in the folder.
            (&lists.lock, "BU", READ, 0x0006 | TAKE),
            (&lists.serving, "BU", READ, 0x0006 | TAKE),
            (&lists.public, "BU", READ, 0x0046 | TAKE),
            (&lists.public, &*svc, READ, 0x0046 | TAKE),
            (&lists.config, &*svc, READ, 0x0006 | TAKE),
            // `store` and the log: made, written, renamed, removed.
            (&lists.state, &*svc, READ | WRITE | 0x0001_0000, 0x000c_0000),
            (&lists.config, "BU", 0, u32::MAX),
            (&lists.state, "BU", 0, u32::MAX),
        ] {
            let rights = granted(list, who);
            assert_eq!(rights & opened, opened, "{who} in {list}: {rights:#x}");
            assert_eq!(rights & forbidden, 0, "{who} in {list}: {rights:#x}");
        }
    }

    #[test]
    fn what_leads_elsewhere_or_has_another_name_is_refused() {
        let place = Place::new("planted");
        let rooms = &place.0;
        fs::create_dir_all(&rooms.state).unwrap();
        settle(rooms, "Fingerpost").unwrap();
        fs::write(&rooms.config, "version = 1\n").unwrap();
        fs::hard_link(&rooms.config, rooms.state.join("second")).unwrap();
        let said = settle(rooms, "Fingerpost").unwrap_err().to_string();
        assert!(said.contains("second name") && said.contains("move it away"), "{said}");
        fs::remove_file(rooms.state.join("second")).unwrap();
        fs::remove_dir_all(&rooms.state).unwrap();
        fs::write(&rooms.state, "").unwrap();
        let said = settle(rooms, "Fingerpost").unwrap_err().to_string();
        assert!(said.contains("is no folder"), "{said}");
    }

    #[test]
    fn what_belongs_to_somebody_else_is_refused_by_name() {
        let place = Place::new("foreign");
        let rooms = &place.0;
        fs::create_dir_all(&rooms.public).unwrap();
        let nobody = Owners::none();
        assert!(judge(rooms, "Fingerpost").is_ok());
        let said = Held::open(&rooms.public, To::Judge, &nobody).err().unwrap().to_string();
        assert!(said.contains("belongs to") && !said.contains("belongs to ,"), "{said}");
        assert!(Held::open(&rooms.config, To::Judge, &nobody).unwrap().is_none());
    }
}
