//! Starting at login by the XDG autostart specification: a `.desktop` file in the
//! user's own `autostart` folder. Nothing outside the user's configuration is touched.

use std::{
    env,
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use crate::platform::Autostart;

/// `arguments` are those the program is to be started with.
pub fn status(arguments: &[OsString]) -> io::Result<Autostart> {
    let text = match fs::read_to_string(file()?) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Autostart::Off),
        Err(error) => return Err(error),
    };
    Ok(judge(&text, &exec(&env::current_exe()?, arguments)?))
}

pub fn set(on: bool, arguments: &[OsString]) -> io::Result<()> {
    let file = file()?;
    if on {
        let text = entry(&exec(&env::current_exe()?, arguments)?);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        return fs::write(file, text);
    }
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Whether an entry for everybody is to start nothing for this person. The desktop itself knows: a person's own file
/// stands before one of the same name in `/etc/xdg`.
pub const fn gives_way() -> bool {
    false
}

fn file() -> io::Result<PathBuf> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let config = absolute("XDG_CONFIG_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".config")))
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "HOME is not set"))?;
    Ok(config.join("autostart/fingerpost.desktop"))
}

fn entry(exec: &str) -> String {
    format!(
        "[Desktop Entry]\nType=Application\nName=Fingerpost\n\
         Comment=Keeps DNS names pointing at this machine\n\
         Comment[zh_CN]=让域名始终指向这台计算机\n\
         Exec={exec}\nIcon=fingerpost\nTerminal=false\nX-GNOME-Autostart-enabled=true\n"
    )
}

fn judge(text: &str, exec: &str) -> Autostart {
    let value = |key: &str| {
        text.lines()
            .find_map(|line| line.trim().strip_prefix(key)?.trim_start().strip_prefix('=').map(str::trim))
    };
    if value("Hidden") == Some("true") || value("X-GNOME-Autostart-enabled") == Some("false") {
        Autostart::Disabled
    } else if value("Exec") == Some(exec) {
        Autostart::On
    } else {
        Autostart::Elsewhere
    }
}

/// The command line in the form of the Desktop Entry specification: every argument quoted,
/// then escaped once more as a string of such a file.
fn exec(program: &Path, arguments: &[OsString]) -> io::Result<String> {
    let refuse =
        || io::Error::new(io::ErrorKind::InvalidInput, "the path cannot be written into an autostart entry");
    let mut line = String::new();
    for argument in std::iter::once(program.as_os_str()).chain(arguments.iter().map(OsString::as_os_str)) {
        let argument =
            argument.to_str().filter(|text| !text.contains(['\n', '\r', '\0'])).ok_or_else(refuse)?;
        if !line.is_empty() {
            line.push(' ');
        }
        line.push('"');
        for letter in argument.chars() {
            match letter {
                // Within quotes these four take a backslash, which the file wants doubled.
                '"' | '`' | '$' => line.push_str("\\\\"),
                '\\' => line.push_str("\\\\\\"),
                '%' => line.push('%'),
                _ => {}
            }
            line.push(letter);
        }
        line.push('"');
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_is_quoted_as_the_specification_wants() {
        for (path, written) in [
            ("/usr/bin/fingerpost", r#""/usr/bin/fingerpost""#),
            ("/opt/my apps/fingerpost", r#""/opt/my apps/fingerpost""#),
            ("/x/100%/a$b", r#""/x/100%%/a\\$b""#),
            (r#"/q"u\o"#, r#""/q\\"u\\\\o""#),
        ] {
            assert_eq!(exec(Path::new(path), &[]).unwrap(), written);
        }
        let with = exec(Path::new("/f"), &["--config".into(), "/a b".into()]).unwrap();
        assert_eq!(with, r#""/f" "--config" "/a b""#);
        assert!(exec(Path::new("/a\nb"), &[]).is_err());
    }

    #[test]
    fn an_entry_is_read_as_the_desktop_reads_it() {
        let exec = exec(Path::new("/usr/bin/fingerpost"), &[]).unwrap();
        let written = entry(&exec);
        assert_eq!(judge(&written, &exec), Autostart::On);
        assert_eq!(judge(&written, "\"/elsewhere\""), Autostart::Elsewhere);
        assert_eq!(judge(&format!("{written}Hidden=true\n"), &exec), Autostart::Disabled);
        assert_eq!(judge(&written.replace("enabled=true", "enabled=false"), &exec), Autostart::Disabled);
    }
}
