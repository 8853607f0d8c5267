//! A file or folder of the service's, held open while it is judged and given its access list: whatever is put in
//! its place meanwhile is not what gets it.

use std::{
    fs::{File, OpenOptions},
    io,
    os::windows::{
        fs::OpenOptionsExt,
        io::{AsRawHandle, FromRawHandle, OwnedHandle},
    },
    path::{Path, PathBuf},
    ptr,
};

use windows_sys::Win32::{
    Foundation::{GENERIC_READ, INVALID_HANDLE_VALUE},
    Storage::FileSystem::{
        BY_HANDLE_FILE_INFORMATION, CREATE_NEW, CreateDirectoryW, CreateFileW, FILE_ATTRIBUTE_DIRECTORY,
        FILE_ATTRIBUTE_NORMAL, FILE_ATTRIBUTE_REPARSE_POINT, FILE_FLAG_BACKUP_SEMANTICS,
        FILE_FLAG_OPEN_REPARSE_POINT, FILE_READ_ATTRIBUTES, FILE_READ_DATA, FILE_SHARE_READ,
        FILE_SHARE_WRITE, GetFileInformationByHandle, READ_CONTROL, WRITE_DAC, WRITE_OWNER,
    },
};

use super::super::{
    descriptor::Descriptor,
    private::{called, owner},
    sid::Sid,
    user, wide,
};

/// Who may own what the service reads, as SDDL writes them: who could take it anyway, the service itself, and
/// who runs this program.
pub struct Owners(Vec<String>);

impl Owners {
    pub fn of(service: &str) -> io::Result<Self> {
        let all = ["BA".to_owned(), "SY".to_owned(), Sid::of_service(service), user::id()?];
        // Written by the same system, so that it is the same word.
        let words =
            all.iter().map(|sid| Ok(owner(&Descriptor::parse(&format!("O:{sid}"))?.text()?).to_owned()));
        words.collect::<io::Result<_>>().map(Self)
    }

    #[cfg(test)]
    pub const fn none() -> Self {
        Self(Vec::new())
    }
}

/// What is meant to be done with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum To {
    Judge,
    /// To judge it, and to give it another owner and list.
    Settle,
}

pub struct Held {
    open: File,
    path: PathBuf,
    pub is_folder: bool,
}

impl Held {
    /// Opens what somebody who may own it owns; `None` where nothing is. A link is refused: neither what it leads to
    /// nor who may change it is known; so is a file with a second name.
    pub fn open(path: &Path, to: To, owners: &Owners) -> io::Result<Option<Self>> {
        let with = |rights: u32| {
            let mut options = OpenOptions::new();
            options.access_mode(rights | READ_CONTROL | FILE_READ_ATTRIBUTES);
            // What is read cannot be moved away while it is open.
            options.share_mode(FILE_SHARE_READ | FILE_SHARE_WRITE);
            options.custom_flags(FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS).open(path)
        };
        let opened = match to {
            To::Judge => with(0),
            // Who reads what is open takes part in who may share it. Who owns it already need not be allowed to say so.
            To::Settle => with(WRITE_DAC | WRITE_OWNER | FILE_READ_DATA).or_else(|_| with(WRITE_DAC)),
        };
        let open = match opened {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened.map_err(|error| about(path, error.kind(), &error.to_string()))?,
        };
        let mut told = BY_HANDLE_FILE_INFORMATION::default();
        // SAFETY: the handle is open, and the structure outlives the call.
        if unsafe { GetFileInformationByHandle(open.as_raw_handle(), &raw mut told) } == 0 {
            return Err(io::Error::last_os_error());
        }
        let is_folder = told.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY != 0;
        if told.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT != 0 {
            return Err(refused(path, "leads elsewhere"));
        }
        if !is_folder && told.nNumberOfLinks > 1 {
            return Err(refused(path, "has a second name elsewhere"));
        }
        let text = Descriptor::of_open(&open)?.text()?;
        let belongs_to = owner(&text);
        if !owners.0.iter().any(|owner| owner == belongs_to) {
            return Err(refused(path, &format!("belongs to {}", called(belongs_to))));
        }
        Ok(Some(Self { open, path: path.to_owned(), is_folder }))
    }

    /// Makes a folder with this list, or takes the one that is there.
    pub fn folder(path: &Path, list: &str, owners: &Owners) -> io::Result<Self> {
        let (made, name) = (Descriptor::parse(list)?, wide(path));
        let attributes = made.attributes();
        // SAFETY: the path is closed by a zero; attributes and descriptor outlive the call.
        let done = unsafe { CreateDirectoryW(name.as_ptr(), &raw const attributes) } != 0;
        Self::settled(done, path, list, owners)?.only(true)
    }

    /// Makes an empty file with this list, or takes the one that is there.
    pub fn file(path: &Path, list: &str, owners: &Owners) -> io::Result<Self> {
        let (made, name) = (Descriptor::parse(list)?, wide(path));
        let attributes = made.attributes();
        // SAFETY: as above.
        let handle = unsafe {
            CreateFileW(
                name.as_ptr(),
                GENERIC_READ,
                FILE_SHARE_READ | FILE_SHARE_WRITE,
                &raw const attributes,
                CREATE_NEW,
                FILE_ATTRIBUTE_NORMAL,
                ptr::null_mut(),
            )
        };
        let done = handle != INVALID_HANDLE_VALUE;
        // The error is the call's as long as nothing is closed.
        let settled = || Self::settled(done, path, list, owners)?.only(false);
        if !done {
            return settled();
        }
        // SAFETY: the handle is open, and nobody else has it.
        drop(unsafe { OwnedHandle::from_raw_handle(handle) });
        settled()
    }

    /// Right after the call that made it, or did not.
    fn settled(made: bool, path: &Path, list: &str, owners: &Owners) -> io::Result<Self> {
        if !made {
            match io::Error::last_os_error() {
                error if error.kind() == io::ErrorKind::AlreadyExists => {}
                error => return Err(about(path, error.kind(), &error.to_string())),
            }
        }
        let held = Self::open(path, To::Settle, owners)?.ok_or(io::ErrorKind::NotFound)?;
        held.put(list)?;
        Ok(held)
    }

    /// Administrators own it, where this user may say so; Windows gives what an administrator makes to them anyway.
    pub fn put(&self, list: &str) -> io::Result<()> {
        let owned = Descriptor::parse(&format!("O:BA{list}"))?.put_on(&self.open);
        owned.or_else(|_| Descriptor::parse(list)?.put_on(&self.open))
    }

    fn only(self, folder: bool) -> io::Result<Self> {
        match (self.is_folder, folder) {
            (true, false) => Err(refused(&self.path, "is a folder")),
            (false, true) => Err(refused(&self.path, "is no folder")),
            _ => Ok(self),
        }
    }
}

fn about(path: &Path, kind: io::ErrorKind, why: &str) -> io::Error {
    io::Error::new(kind, format!("{}: {why}", path.display()))
}

fn refused(path: &Path, why: &str) -> io::Error {
    let said = format!("{} {why}, and is not trusted; move it away and try again", path.display());
    io::Error::new(io::ErrorKind::InvalidData, said)
}
