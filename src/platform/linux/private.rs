//! Files and folders of the owner's own, and who else may read a file.

use std::{
    env,
    fs::{self, DirBuilder, File, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::Path,
};

/// The permissions in the way `ls` shows them, if the group or others may read the file.
pub fn readable_by_others(file: &Path) -> io::Result<Option<String>> {
    if env::var_os("CREDENTIALS_DIRECTORY").is_some_and(|folder| is_inside(file, Path::new(&folder))) {
        return Ok(None);
    }
    let mode = fs::metadata(file)?.permissions().mode() & 0o777;
    Ok((mode & 0o044 != 0).then(|| format!("mode {mode:03o}")))
}

/// What systemd hands to the service alone (`systemd.exec(5)`, "Credentials"): the group's bits of a file in
/// there are the mask of an access list, and say nothing of a group.
fn is_inside(file: &Path, credentials: &Path) -> bool {
    let whole = |path: &Path| fs::canonicalize(path).ok();
    whole(file).zip(whole(credentials)).is_some_and(|(file, folder)| file.starts_with(folder))
}

pub fn create_dir(dir: &Path) -> io::Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(0o700).create(dir)
}

/// A new, empty file that its owner alone may read, instead of any that is there.
pub fn create_file(file: &Path) -> io::Result<File> {
    // One that is there would keep its mode.
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_is_the_service_s_alone_whatever_its_mode_looks_like() {
        let dir = env::temp_dir().join(format!("fingerpost-credentials-{}", std::process::id()));
        let given = dir.join("given");
        fs::create_dir_all(&given).unwrap();
        for file in [given.join("token"), dir.join("token")] {
            fs::write(&file, "secret").unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o440)).unwrap();
        }
        assert!(is_inside(&given.join("token"), &given));
        for outside in [dir.join("token"), given.join("../token"), given.join("none")] {
            assert!(!is_inside(&outside, &given), "{}", outside.display());
        }
        assert!(!is_inside(&dir.join("token"), Path::new("")));
        assert_eq!(readable_by_others(&dir.join("token")).unwrap().as_deref(), Some("mode 440"));
        fs::remove_dir_all(dir).unwrap();
    }
}
