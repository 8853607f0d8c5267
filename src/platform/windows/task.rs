//! A task of the Task Scheduler: at log-on, when a network is connected, and by the clock.
//!
//! Described in the scheduler's own XML (schema 1.2, Windows Vista and later) and handed to `schtasks`, which every
//! Windows has. It runs as the user with the least rights and only while the user is logged on: so it has the user's
//! Credential Manager, and needs neither a stored password nor an administrator.

use std::{
    env,
    ffi::OsString,
    fmt::Write as _,
    fs, io,
    os::windows::process::CommandExt,
    path::Path,
    process::{Command, Stdio},
};

use windows_sys::Win32::System::Threading::CREATE_NO_WINDOW;

use super::{autostart, known};
use crate::platform::Scheduled;

/// A network was connected, whichever: Windows itself tells so there.
const CONNECTED: &str = "<QueryList><Query Id=\"0\" Path=\"Microsoft-Windows-NetworkProfile/Operational\">\
    <Select Path=\"Microsoft-Windows-NetworkProfile/Operational\">*[System[EventID=10000]]</Select></Query></QueryList>";

/// The task as it would be registered. `minutes` from 1 to 1440 lie between two runs.
pub fn export(arguments: &[OsString], minutes: u16) -> io::Result<String> {
    Ok(xml(&env::current_exe()?, &autostart::line(arguments), &user(), minutes))
}

pub fn install(arguments: &[OsString], minutes: u16) -> io::Result<()> {
    let text = export(arguments, minutes)?;
    // schtasks reads a file that says UTF-16 only with a mark.
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let file = env::temp_dir().join(format!("fingerpost-task-{}.xml", std::process::id()));
    fs::write(&file, [&[0xff, 0xfe], bytes.as_slice()].concat())?;
    let done = schtasks(&["/create", "/f", "/tn", &name(), "/xml", &file.to_string_lossy()]);
    fs::remove_file(&file)?;
    done
}

/// That there is none is no error.
pub fn uninstall() -> io::Result<()> {
    match status(&[])? {
        Scheduled::Off => Ok(()),
        _ => schtasks(&["/delete", "/f", "/tn", &name()]),
    }
}

/// Starts it now.
pub fn run() -> io::Result<()> {
    schtasks(&["/run", "/tn", &name()])
}

pub fn status(arguments: &[OsString]) -> io::Result<Scheduled> {
    match fs::read(known::system().join("Tasks").join(name())) {
        Ok(bytes) => Ok(judge(&decoded(&bytes), &env::current_exe()?, &autostart::line(arguments))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Scheduled::Off),
        // The folder may be closed to the user whose task is in it.
        Err(_) if schtasks(&["/query", "/tn", &name()]).is_ok() => Ok(Scheduled::On),
        Err(_) => Ok(Scheduled::Off),
    }
}

fn judge(task: &str, program: &Path, arguments: &str) -> Scheduled {
    // What a scheduler leaves out of its own file it cannot contradict (Wine writes no action).
    let same = !task.contains("<Command>")
        || task.contains(&format!("<Command>{}</Command>", escaped(&program.to_string_lossy())))
            && task.contains(&format!("<Arguments>{}</Arguments>", escaped(arguments)));
    if same { Scheduled::On } else { Scheduled::Elsewhere }
}

fn decoded(bytes: &[u8]) -> String {
    let Some(wide) = bytes.strip_prefix(&[0xff, 0xfe]) else {
        return String::from_utf8_lossy(bytes).into_owned();
    };
    let units: Vec<u16> = wide.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
    String::from_utf16_lossy(&units)
}

/// All users' tasks lie in one folder: each has a name of its own.
fn name() -> String {
    let user = env::var("USERNAME").unwrap_or_default();
    let fit = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' };
    format!("Fingerpost-{}", user.chars().map(fit).collect::<String>())
}

fn user() -> String {
    let (user, domain) =
        (env::var("USERNAME").unwrap_or_default(), env::var("USERDOMAIN").unwrap_or_default());
    if domain.is_empty() { user } else { format!(r"{domain}\{user}") }
}

fn schtasks(arguments: &[&str]) -> io::Result<()> {
    // By its whole path: one beside this program would be somebody else's.
    let mut command = Command::new(known::system().join("schtasks.exe"));
    command.args(arguments).stdin(Stdio::null()).creation_flags(CREATE_NO_WINDOW);
    let ended = command.output()?;
    if ended.status.success() {
        return Ok(());
    }
    // In the system's language, and in the code page of a console: what is not ASCII may be garbled.
    let said = [ended.stderr, ended.stdout].concat();
    let said = String::from_utf8_lossy(&said);
    let line = said.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("it failed");
    Err(io::Error::other(format!("schtasks: {line}")))
}

/// Elements in the order of the schema (`triggerBaseType`: `StartBoundary` before `Repetition`).
fn xml(program: &Path, arguments: &str, user: &str, minutes: u16) -> String {
    let mut xml = String::new();
    let (program, arguments, user) = (escaped(&program.to_string_lossy()), escaped(arguments), escaped(user));
    let connected = escaped(CONNECTED);
    let _ = write!(
        xml,
        r#"<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Author>{user}</Author>
    <Description>Fingerpost keeps DNS names pointing at this machine.</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <UserId>{user}</UserId>
    </LogonTrigger>
    <EventTrigger>
      <Subscription>{connected}</Subscription>
      <Delay>PT10S</Delay>
    </EventTrigger>
    <TimeTrigger>
      <StartBoundary>2025-01-01T00:00:00</StartBoundary>
      <Repetition>
        <Interval>PT{minutes}M</Interval>
      </Repetition>
    </TimeTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>{user}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <AllowHardTerminate>true</AllowHardTerminate>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>
    <IdleSettings>
      <StopOnIdleEnd>false</StopOnIdleEnd>
      <RestartOnIdle>false</RestartOnIdle>
    </IdleSettings>
    <AllowStartOnDemand>true</AllowStartOnDemand>
    <Enabled>true</Enabled>
    <Hidden>false</Hidden>
    <RunOnlyIfIdle>false</RunOnlyIfIdle>
    <WakeToRun>false</WakeToRun>
    <ExecutionTimeLimit>PT10M</ExecutionTimeLimit>
    <Priority>7</Priority>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>3</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{program}</Command>
      <Arguments>{arguments}</Arguments>
    </Exec>
  </Actions>
</Task>
"#
    );
    xml
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            // Between tags quotes may stand as they are, and the scheduler writes them so, too.
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> String {
        let program = Path::new(r"C:\Tom & Jerry\fingerpost.exe");
        xml(program, r#""--config" "C:\a<b>.toml" "once" "--task""#, r"HOME\Zoë", 15)
    }

    #[test]
    fn a_task_says_when_and_what_and_is_escaped() {
        let xml = example();
        assert!(xml.contains(r"<Command>C:\Tom &amp; Jerry\fingerpost.exe</Command>"), "{xml}");
        assert!(xml.contains(r#"<Arguments>"--config" "C:\a&lt;b&gt;.toml" "once" "--task"</Arguments>"#));
        assert!(xml.contains("<Interval>PT15M</Interval>"));
        assert!(xml.contains(r"<UserId>HOME\Zoë</UserId>"));
        assert!(xml.contains("&lt;Select Path=\"Microsoft-Windows-NetworkProfile/Operational\"&gt;"));
        for setting in [
            "<StartWhenAvailable>true",
            "<MultipleInstancesPolicy>IgnoreNew",
            "<RunLevel>LeastPrivilege",
            "<Count>3",
            "<ExecutionTimeLimit>PT",
        ] {
            assert!(xml.contains(setting), "{setting}");
        }
    }

    #[test]
    fn every_element_is_closed_and_stands_where_the_schema_has_it() {
        let xml = example();
        let mut open = Vec::new();
        let mut seen = Vec::new();
        for tag in xml.split('<').skip(2).filter_map(|part| part.split_once('>').map(|(tag, _)| tag)) {
            let name = tag.split(' ').next().unwrap();
            if let Some(closed) = name.strip_prefix('/') {
                assert_eq!(open.pop(), Some(closed));
            } else {
                open.push(name);
                seen.push(name);
            }
        }
        assert!(open.is_empty(), "{open:?}");
        let order = |names: &[&str]| {
            let at = |name: &&str| seen.iter().position(|seen| seen == name).unwrap();
            assert!(names.iter().map(at).collect::<Vec<_>>().is_sorted(), "{names:?}");
        };
        order(&["RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"]);
        order(&["Subscription", "Delay"]);
        order(&["StartBoundary", "Repetition", "Interval"]);
        order(&["RestartOnFailure", "Count"]);
    }

    #[test]
    fn another_program_or_other_places_are_elsewhere() {
        let judge = |program, arguments| judge(&example(), Path::new(program), arguments);
        let (program, arguments) =
            (r"C:\Tom & Jerry\fingerpost.exe", r#""--config" "C:\a<b>.toml" "once" "--task""#);
        assert_eq!(judge(program, arguments), Scheduled::On);
        assert_eq!(judge(program, r#""once" "--task""#), Scheduled::Elsewhere);
        assert_eq!(judge(r"D:\fingerpost.exe", arguments), Scheduled::Elsewhere);
        let wide: Vec<u8> = "\u{feff}ü".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&wide), "ü");
    }
}
