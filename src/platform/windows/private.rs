//! Files and folders of the owner's own, and who else may read a file.

use std::{
    fs::{self, File},
    io,
    os::windows::io::FromRawHandle,
    path::Path,
    ptr,
};

use windows_sys::Win32::{
    Foundation::{GENERIC_WRITE, INVALID_HANDLE_VALUE},
    Storage::FileSystem::{CREATE_ALWAYS, CreateFileW, FILE_ATTRIBUTE_NORMAL, FILE_SHARE_READ},
};

use super::{descriptor::Descriptor, sid::Sid, user, wide};

/// The system, administrators, the owner of the rights, and the account that keeps Windows' own files: who
/// can take every file anyway.
const TRUSTED: [&str; 4] =
    ["SY", "BA", "OW", "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"];

/// The names of those who may read the file, besides its owner, this program's user, services, and who can
/// take every file anyway.
pub fn readable_by_others(file: &Path) -> io::Result<Option<String>> {
    let text = Descriptor::of(file)?.text()?;
    // Written by the same system, so that it is the same word.
    let me = Descriptor::parse(&format!("O:{}", user::id()?))?.text()?;
    let names: Vec<String> = readers(&text, owner(&me)).into_iter().map(called).collect();
    Ok(Some(names.join(", ")).filter(|names| !names.is_empty()))
}

/// What people call it; as SDDL writes it where nobody knows.
pub(super) fn called(sid: &str) -> String {
    Sid::parse(sid).ok().and_then(|sid| sid.called()).unwrap_or_else(|| sid.to_owned())
}

pub fn create_dir(dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)
}

/// A new, empty file that its owner alone may read, instead of any that is there.
pub fn create_file(file: &Path) -> io::Result<File> {
    let me = user::id()?;
    let mine = Descriptor::parse(&format!("O:{me}D:P(A;;FA;;;{me})(A;;FA;;;SY)(A;;FA;;;BA)"))?;
    // One that is there would keep its access list.
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let path = wide(file);
    let attributes = mine.attributes();
    // SAFETY: the path is closed by a zero; attributes and descriptor outlive the call.
    let handle = unsafe {
        CreateFileW(
            path.as_ptr(),
            GENERIC_WRITE,
            FILE_SHARE_READ,
            &raw const attributes,
            CREATE_ALWAYS,
            FILE_ATTRIBUTE_NORMAL,
            ptr::null_mut(),
        )
    };
    if handle == INVALID_HANDLE_VALUE {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the handle is open, and nobody else has it.
    Ok(unsafe { File::from_raw_handle(handle) })
}

/// The owner in a descriptor's text.
pub(super) fn owner(sddl: &str) -> &str {
    sddl.strip_prefix("O:").map_or("", |rest| {
        let end = ["G:", "D:", "S:"].iter().filter_map(|part| rest.find(part)).min();
        &rest[..end.unwrap_or(rest.len())]
    })
}

/// Who may read by the access list of a descriptor's text, besides its owner, `me` and [`TRUSTED`]. What is
/// denied is not taken off: a list that needs it is not simple enough to be trusted.
fn readers<'a>(sddl: &'a str, me: &str) -> Vec<&'a str> {
    let owner = owner(sddl);
    let Some((_, list)) = sddl.split_once("D:") else { return vec!["WD"] };
    if list.starts_with("NO_ACCESS_CONTROL") {
        return vec!["WD"];
    }
    let mut found = Vec::new();
    for entry in list.split('(').skip(1) {
        let mut fields = entry.split([';', ')']);
        let (kind, flags, rights) = (fields.next(), fields.next(), fields.next());
        let Some(who) = fields.nth(2) else { continue };
        let allows = kind.is_some_and(|kind| matches!(kind, "A" | "XA" | "OA"));
        let passed_on = flags.is_some_and(|flags| pairs(flags).any(|flag| flag == "IO"));
        if !allows || passed_on || !rights.is_some_and(reads) {
            continue;
        }
        let trusted = who == owner || who == me || TRUSTED.contains(&who) || is_service(who);
        if !trusted && !found.contains(&who) {
            found.push(who);
        }
    }
    found
}

/// One service; not all of them together (`S-1-5-80-0`).
fn is_service(sid: &str) -> bool {
    sid.starts_with("S-1-5-80-") && sid != "S-1-5-80-0"
}

fn pairs(text: &str) -> impl Iterator<Item = &str> {
    (0..text.len()).step_by(2).filter_map(|at| text.get(at..at + 2))
}

/// Whether rights, as SDDL writes them, let the content of a file be read.
fn reads(rights: &str) -> bool {
    /// `FILE_READ_DATA`, `GENERIC_READ` and `GENERIC_ALL`
    const READ: u32 = 0x9000_0001;
    match rights.strip_prefix("0x") {
        Some(number) => u32::from_str_radix(number, 16).map_or(true, |bits| bits & READ != 0),
        None => pairs(rights).any(|right| matches!(right, "FA" | "FR" | "GA" | "GR" | "CC" | "KA" | "KR")),
    }
}

#[cfg(test)]
mod tests {
    use std::{io::Write, os::windows::fs::OpenOptionsExt};

    use super::*;

    #[test]
    fn who_may_read_is_said() {
        let me = "S-1-5-21-1-2-3-1001";
        for (sddl, others) in [
            // A file below a profile.
            ("O:S-1-5-21-1-2-3-1001D:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;FA;;;S-1-5-21-1-2-3-1001)", &[][..]),
            // One on a second disk.
            ("O:BAD:AI(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)(A;ID;0x1301bf;;;AU)", &["BU", "AU"]),
            ("O:BAG:SYD:(A;;FR;;;WD)", &["WD"]),
            ("O:BAD:(A;;GR;;;WD)(A;;0x80000000;;;BU)", &["WD", "BU"]),
            ("O:BAD:(A;;CCDC;;;WD)", &["WD"]),
            // To write and to pass through is not to read.
            ("O:BAD:(A;;FW;;;WD)(A;;0x1200a0;;;BU)", &[]),
            // What is only passed on to files inside says nothing of this one.
            ("O:BAD:(A;OICIIO;FA;;;BU)(D;;FA;;;WD)", &[]),
            // One service may, all of them together may not.
            ("O:BAD:P(A;;FR;;;S-1-5-80-1-2-3-4-5)(A;;FR;;;S-1-5-80-0)", &["S-1-5-80-0"]),
            ("O:BA", &["WD"]),
            ("O:BAD:NO_ACCESS_CONTROL", &["WD"]),
            ("O:BAD:P", &[]),
            ("", &["WD"]),
        ] {
            assert_eq!(readers(sddl, me), others, "{sddl}");
        }
    }

    #[test]
    fn a_file_of_one_s_own_is_nobody_else_s() {
        let file = std::env::temp_dir().join(format!("fingerpost-private-{}", std::process::id()));
        fs::write(&file, "before").unwrap();
        let mut mine = create_file(&file).unwrap();
        mine.write_all(b"secret").unwrap();
        drop(mine);
        assert_eq!(fs::read_to_string(&file).unwrap(), "secret");
        assert_eq!(readable_by_others(&file).unwrap(), None);
        let me = user::id().unwrap();
        // To write its access list, and its owner.
        let open = fs::OpenOptions::new().access_mode(0x000e_0000).open(&file).unwrap();
        Descriptor::parse(&format!("O:{me}D:P(A;;FA;;;{me})(A;;FR;;;WD)")).unwrap().put_on(&open).unwrap();
        drop(open);
        assert!(readable_by_others(&file).unwrap().is_some());
        fs::remove_file(&file).unwrap();
    }
}
