//! Starting at login by the `Run` key of the user; nothing that needs elevation.
//!
//! Task Manager and Settings switch an entry off by a mark in `StartupApproved\Run` and
//! leave the entry: that is reported, and taken back only when a person asks for it here.

use std::{env, ffi::OsString, io, path::Path};

use windows_registry::CURRENT_USER;

use crate::platform::Autostart;

const RUN: &str = r"Software\Microsoft\Windows\CurrentVersion\Run";
const APPROVED: &str = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run";
const VALUE: &str = "Fingerpost";

/// `arguments` are those the program is to be started with.
pub fn status(arguments: &[OsString]) -> io::Result<Autostart> {
    let line = match CURRENT_USER.open(RUN).and_then(|key| key.get_string(VALUE)).map_err(io::Error::from) {
        Ok(line) => line,
        Err(error) if is_missing(&error) => return Ok(Autostart::Off),
        Err(error) => return Err(error),
    };
    let mark = CURRENT_USER.open(APPROVED).and_then(|key| key.get_value(VALUE)).ok();
    Ok(judge(&line, mark.as_deref(), &command_line(&env::current_exe()?, arguments)))
}

pub fn set(on: bool, arguments: &[OsString]) -> io::Result<()> {
    let key = CURRENT_USER.create(RUN)?;
    let mark_gone = CURRENT_USER.open(APPROVED).map(|key| key.remove_value(VALUE));
    drop(mark_gone);
    if on {
        key.set_string(VALUE, command_line(&env::current_exe()?, arguments))?;
        return Ok(());
    }
    match key.remove_value(VALUE).map_err(io::Error::from) {
        Err(error) if !is_missing(&error) => Err(error),
        _ => Ok(()),
    }
}

fn is_missing(error: &io::Error) -> bool {
    // ERROR_FILE_NOT_FOUND as an HRESULT, which is what the registry crate hands on.
    error.raw_os_error() == Some(0x8007_0002_u32.cast_signed())
}

/// An odd first byte of the mark means switched off.
fn judge(line: &str, mark: Option<&[u8]>, wanted: &str) -> Autostart {
    if mark.and_then(|mark| mark.first()).is_some_and(|first| first % 2 == 1) {
        Autostart::Disabled
    } else if line.eq_ignore_ascii_case(wanted) {
        Autostart::On
    } else {
        Autostart::Elsewhere
    }
}

/// Program and arguments as `CommandLineToArgvW` reads them, every one of them quoted.
pub(super) fn command_line(program: &Path, arguments: &[OsString]) -> String {
    line(&[&[program.as_os_str().to_owned()], arguments].concat())
}

/// Words as `CommandLineToArgvW` reads them, every one of them quoted.
pub fn line(words: &[OsString]) -> String {
    let mut line = String::new();
    for argument in words {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push('"');
        let mut backslashes = 0;
        for letter in argument.to_string_lossy().chars() {
            // Backslashes count only before a quote, where each is doubled.
            match letter {
                '\\' => backslashes += 1,
                '"' => {
                    line.extend(std::iter::repeat_n('\\', backslashes + 1));
                    backslashes = 0;
                }
                _ => backslashes = 0,
            }
            line.push(letter);
        }
        line.extend(std::iter::repeat_n('\\', backslashes));
        line.push('"');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_quoted() {
        let line = |program: &str, arguments: &[&str]| {
            command_line(Path::new(program), &arguments.iter().map(OsString::from).collect::<Vec<_>>())
        };
        assert_eq!(line(r"C:\Program Files\f.exe", &[]), r#""C:\Program Files\f.exe""#);
        assert_eq!(line(r"C:\f.exe", &["--config", r"D:\a b\"]), r#""C:\f.exe" "--config" "D:\a b\\""#);
        assert_eq!(line("f", &[r#"a\"b"#]), r#""f" "a\\\"b""#);
    }

    #[test]
    fn what_task_manager_switched_off_is_off() {
        let line = r#""C:\f.exe""#;
        assert_eq!(judge(line, None, r#""c:\F.EXE""#), Autostart::On);
        assert_eq!(judge(line, Some(&[2, 0, 0, 0]), line), Autostart::On);
        assert_eq!(judge(line, Some(&[3, 0, 0, 0]), line), Autostart::Disabled);
        assert_eq!(judge(line, Some(&[]), "other"), Autostart::Elsewhere);
    }
}
