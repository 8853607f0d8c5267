//! The service's folders and who may do what in them.
//!
//! | place | everybody | service | administrators, system |
//! |---|---|---|---|
//! | the folder | list | list | all |
//! | `lock` | read | read | all |
//! | `config.toml` | | read | all |
//! | `state` | | read and write | all |
//!
//! What anybody puts into the folder later inherits nothing for everybody.

use std::{
    fs, io,
    os::windows::fs::MetadataExt,
    path::{Path, PathBuf},
};

use windows_sys::Win32::Storage::FileSystem::FILE_ATTRIBUTE_REPARSE_POINT;

use super::super::{descriptor::Descriptor, known, private::owner, sid::Sid, user};
use crate::platform::Rooms;

/// The file that is locked by whoever works (`app`).
const LOCK: &str = "lock";
/// What the running service leaves beside it.
const SERVING: &str = "serving";
/// `FILE_GENERIC_READ | FILE_GENERIC_EXECUTE`, and the same with `FILE_GENERIC_WRITE` and `DELETE`.
const LIST: &str = "0x1200a9";
const CHANGE: &str = "0x1301bf";

/// Makes what is missing, and gives everything its access list. A folder that somebody else made is refused:
/// who owns it could change the lists again.
pub fn settle(rooms: &Rooms, service: &str) -> io::Result<()> {
    let (me, svc) = (user::id()?, Sid::of_service(service));
    let whole = format!("(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;{LIST};;;{svc})");
    let of_service = format!("D:P{whole}");
    if rooms.public.exists() {
        trusted(&rooms.public, &me)?;
    }
    fs::create_dir_all(&rooms.public)?;
    put(&rooms.public, &format!("{of_service}(A;;{LIST};;;BU)"))?;
    let lock = rooms.public.join(LOCK);
    fs::OpenOptions::new().create(true).append(true).open(&lock)?;
    put(&lock, &format!("D:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;FR;;;{svc})(A;;FR;;;BU)"))?;
    fs::create_dir_all(&rooms.state)?;
    let state = format!("D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;{CHANGE};;;{svc})");
    put(&rooms.state, &state)?;
    if rooms.config.exists() {
        put(&rooms.config, &format!("D:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;FR;;;{svc})"))?;
    }
    Ok(())
}

/// Administrators own it, where this user may say so; Windows gives what an administrator makes to them anyway.
fn put(path: &Path, list: &str) -> io::Result<()> {
    let owned = Descriptor::parse(&format!("O:BA{list}"))?.put_on(path);
    owned.or_else(|_| Descriptor::parse(list)?.put_on(path))
}

fn trusted(folder: &Path, me: &str) -> io::Result<()> {
    let refused = |why: &str| {
        let said = format!("{} {why}; move it away and try again", folder.display());
        io::Error::new(io::ErrorKind::AlreadyExists, said)
    };
    if fs::symlink_metadata(folder)?.file_attributes() & FILE_ATTRIBUTE_REPARSE_POINT != 0 {
        return Err(refused("leads elsewhere"));
    }
    let text = Descriptor::of(folder)?.text()?;
    let mine = Descriptor::parse(&format!("O:{me}"))?.text()?;
    let owner_of = owner(&text);
    if owner_of == "BA" || owner_of == "SY" || owner_of == owner(&mine) {
        return Ok(());
    }
    Err(refused("belongs to somebody else"))
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

/// Removes the service's files, and its folder when nothing else is in it. Gives what could not be removed.
pub(super) fn clear(rooms: &Rooms) -> Vec<(PathBuf, io::Error)> {
    let missing = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
    let tries = [
        (rooms.state.clone(), fs::remove_dir_all(&rooms.state)),
        (rooms.config.clone(), fs::remove_file(&rooms.config)),
        (rooms.public.join(LOCK), fs::remove_file(rooms.public.join(LOCK))),
        (rooms.public.join(SERVING), fs::remove_file(rooms.public.join(SERVING))),
        (rooms.public.clone(), fs::remove_dir(&rooms.public)),
    ];
    tries.into_iter().filter_map(|(path, tried)| Some((path, tried.err().filter(|e| !missing(e))?))).collect()
}
