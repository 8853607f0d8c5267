//! Starting at login by the `Run` keys: the person's own, and the machine's, where an installation for everybody has
//! its entry. Nothing that needs elevation.
//!
//! Task Manager and Settings switch an entry off by a mark in `StartupApproved\Run` and leave the entry: that is
//! reported, and taken back only when a person asks for it here. Whose mark counts for the machine's entry is
//! Windows' secret, and the machine's marks are an administrator's. So that everybody can decide for himself, that entry
//! starts `at-login`, which asks [`gives_way`] first: it obeys the person's mark, and an entry of his own.

use std::{env, ffi::OsString, io, path::Path};

use windows_registry::{CURRENT_USER, Key, LOCAL_MACHINE, Type};

use crate::platform::Autostart;

const RUN: &str = r"Software\Microsoft\Windows\CurrentVersion\Run";
const APPROVED: &str = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run";
const VALUE: &str = "Fingerpost";
/// What the machine's entry starts the program with; `installer/fingerpost.nsi` writes it.
const AT_LOGIN: &str = "at-login";
/// The mark for "off", without a time of day.
const OFF: [u8; 12] = [3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/// `arguments` are those the program is to be started with.
pub fn status(arguments: &[OsString]) -> io::Result<Autostart> {
    Ok(Found::read(CURRENT_USER, LOCAL_MACHINE)?.judge(&Lines::of(arguments)?))
}

/// For this person alone, whatever there is for everybody.
pub fn set(on: bool, arguments: &[OsString]) -> io::Result<()> {
    write(on, CURRENT_USER, &Found::read(CURRENT_USER, LOCAL_MACHINE)?, &Lines::of(arguments)?)
}

fn write(on: bool, person: &Key, found: &Found, lines: &Lines) -> io::Result<()> {
    if on && !found.is_started_for_all(lines) {
        person.create(RUN)?.set_string(VALUE, &lines.own)?;
    } else {
        remove(person, RUN)?;
    }
    if !on && found.all.is_some() {
        return Ok(person.create(APPROVED)?.set_bytes(VALUE, Type::Bytes, &OFF)?);
    }
    remove(person, APPROVED)
}

/// Whether the machine's entry is to start nothing for this person. What cannot be read does not keep it from it.
pub fn gives_way() -> bool {
    Found::read(CURRENT_USER, LOCAL_MACHINE).is_ok_and(|found| found.gives_way())
}

/// What the registry has.
#[derive(Clone, Default)]
struct Found {
    /// The person's own entry.
    own: Option<String>,
    /// The person's mark says off.
    off: bool,
    /// The machine's entry.
    all: Option<String>,
    /// The machine's mark says off.
    all_off: bool,
}

/// The entries that start this very program with these arguments.
struct Lines {
    own: String,
    /// `None` where everybody's would need other places than the usual ones.
    all: Option<String>,
}

impl Found {
    fn read(person: &Key, machine: &Key) -> io::Result<Self> {
        let all = entry(machine)?;
        // What leads nowhere must not keep everybody's from starting.
        let own = entry(person)?.filter(|line| all.is_none() || leads_somewhere(line));
        Ok(Self { own, off: is_off(person), all, all_off: is_off(machine) })
    }

    const fn gives_way(&self) -> bool {
        self.off || self.own.is_some()
    }

    fn judge(&self, lines: &Lines) -> Autostart {
        let is = |line: &str, wanted: &str| line.eq_ignore_ascii_case(wanted);
        match (&self.own, &self.all) {
            (None, None) => Autostart::Off,
            _ if self.off => Autostart::Disabled,
            (Some(own), _) if is(own, &lines.own) => Autostart::On,
            (None, Some(_)) if self.all_off => Autostart::Disabled,
            (None, Some(_)) if self.is_started_for_all(lines) => Autostart::ForAll,
            _ => Autostart::Elsewhere,
        }
    }

    /// Whether the machine's entry starts this very program, where the person lets it.
    fn is_started_for_all(&self, lines: &Lines) -> bool {
        let fits = |line: &String| lines.all.as_ref().is_some_and(|all| line.eq_ignore_ascii_case(all));
        !self.all_off && self.all.as_ref().is_some_and(fits)
    }
}

impl Lines {
    fn of(arguments: &[OsString]) -> io::Result<Self> {
        let program = env::current_exe()?;
        let all = arguments.is_empty().then(|| command_line(&program, &[AT_LOGIN.into()]));
        Ok(Self { own: command_line(&program, arguments), all })
    }
}

fn entry(whose: &Key) -> io::Result<Option<String>> {
    match whose.open(RUN).and_then(|key| key.get_string(VALUE)).map_err(io::Error::from) {
        Err(error) if is_missing(&error) => Ok(None),
        read => read.map(Some),
    }
}

/// An odd first byte of the mark means switched off.
fn is_off(whose: &Key) -> bool {
    let mark = whose.open(APPROVED).and_then(|key| key.get_value(VALUE));
    mark.is_ok_and(|mark| mark.first().is_some_and(|first| first % 2 == 1))
}

/// Takes the value out of a key; that it is not there is no error.
fn remove(whose: &Key, path: &str) -> io::Result<()> {
    let removed = whose.options().write().open(path).and_then(|key| key.remove_value(VALUE));
    match removed.map_err(io::Error::from) {
        Err(error) if !is_missing(&error) => Err(error),
        _ => Ok(()),
    }
}

/// Whether the program of a command line is there.
fn leads_somewhere(line: &str) -> bool {
    line.split('"').nth(1).is_some_and(|program| Path::new(program).exists())
}

fn is_missing(error: &io::Error) -> bool {
    // ERROR_FILE_NOT_FOUND as an HRESULT, which is what the registry crate hands on.
    error.raw_os_error() == Some(0x8007_0002_u32.cast_signed())
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

    fn found(own: Option<&str>, off: bool, all: Option<&str>, all_off: bool) -> Found {
        Found { own: own.map(str::to_owned), off, all: all.map(str::to_owned), all_off }
    }

    #[test]
    fn what_is_said_is_what_happens_at_the_next_login() {
        const OWN: &str = r#""C:\f.exe""#;
        const ALL: &str = r#""C:\f.exe" "at-login""#;
        const OTHER: &str = r#""D:\g.exe""#;
        let lines = Lines { own: r#""c:\F.EXE""#.to_owned(), all: Some(ALL.to_owned()) };
        for (own, off, all, all_off, said) in [
            (None, false, None, false, Autostart::Off),
            (None, true, None, true, Autostart::Off),
            (Some(OWN), false, None, false, Autostart::On),
            (Some(OTHER), false, None, false, Autostart::Elsewhere),
            // Task Manager's switch counts, and the person's for both.
            (Some(OWN), true, None, false, Autostart::Disabled),
            (None, true, Some(ALL), false, Autostart::Disabled),
            (Some(OWN), true, Some(ALL), false, Autostart::Disabled),
            // Everybody's entry: by an administrator's leave.
            (None, false, Some(ALL), false, Autostart::ForAll),
            (None, false, Some(ALL), true, Autostart::Disabled),
            (None, false, Some(OTHER), false, Autostart::Elsewhere),
            // One without the word would not ask the person.
            (None, false, Some(OWN), false, Autostart::Elsewhere),
            // It gives way to the person's own.
            (Some(OWN), false, Some(ALL), true, Autostart::On),
            (Some(OWN), false, Some(OTHER), false, Autostart::On),
            (Some(OTHER), false, Some(ALL), false, Autostart::Elsewhere),
        ] {
            let found = found(own, off, all, all_off);
            assert_eq!(found.judge(&lines), said, "{own:?} {off} {all:?} {all_off}");
        }
        let elsewhere = Lines { own: OWN.to_owned(), all: None };
        assert_eq!(found(None, false, Some(ALL), false).judge(&elsewhere), Autostart::Elsewhere);
    }

    /// A person's and the machine's part of the registry, in a place of this test's own.
    struct Registry(String, Key, Key);

    impl Registry {
        fn new(name: &str) -> Self {
            let path = format!(r"Software\FingerpostTest{name}{}", std::process::id());
            let part = |part: &str| CURRENT_USER.create(format!(r"{path}\{part}")).unwrap();
            let (person, machine) = (part("person"), part("machine"));
            Self(path, person, machine)
        }

        fn found(&self) -> Found {
            Found::read(&self.1, &self.2).unwrap()
        }

        fn switch(&self, on: bool) -> Autostart {
            let lines = Lines::of(&[]).unwrap();
            write(on, &self.1, &self.found(), &lines).unwrap();
            self.found().judge(&lines)
        }
    }

    impl Drop for Registry {
        fn drop(&mut self) {
            let _ = CURRENT_USER.remove_tree(&self.0);
        }
    }

    #[test]
    fn switching_on_takes_back_what_task_manager_switched_off() {
        let registry = Registry::new("Mark");
        assert_eq!(registry.switch(true), Autostart::On);
        registry.1.create(APPROVED).unwrap().set_bytes(VALUE, Type::Bytes, &OFF).unwrap();
        assert_eq!(registry.found().judge(&Lines::of(&[]).unwrap()), Autostart::Disabled);
        assert_eq!(registry.switch(true), Autostart::On);
        assert_eq!(registry.switch(false), Autostart::Off);
    }

    #[test]
    fn everybody_s_entry_is_switched_off_and_on_for_one_person_and_never_doubled() {
        let registry = Registry::new("All");
        let (run, line) = (registry.2.create(RUN).unwrap(), Lines::of(&[]).unwrap().all.unwrap());
        run.set_string(VALUE, &line).unwrap();
        assert!(!registry.found().gives_way());
        assert_eq!(registry.switch(false), Autostart::Disabled);
        assert!(registry.found().gives_way());
        assert_eq!(registry.switch(true), Autostart::ForAll);
        assert!(registry.found().own.is_none() && !registry.found().gives_way());
        assert_eq!(run.get_string(VALUE).unwrap(), line);
        // An administrator switched it off: the person's own entry starts it then.
        registry.2.create(APPROVED).unwrap().set_bytes(VALUE, Type::Bytes, &OFF).unwrap();
        assert_eq!(registry.switch(true), Autostart::On);
        assert!(registry.found().gives_way());
        // A copy that is gone keeps nobody's from starting.
        registry.1.create(RUN).unwrap().set_string(VALUE, r#""C:\gone\fingerpost.exe""#).unwrap();
        assert!(!registry.found().gives_way());
    }
}
