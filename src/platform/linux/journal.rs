//! journald, over its own protocol: one datagram with the fields of an event (systemd: `JOURNAL_NATIVE_PROTOCOL`).
//!
//! A datagram of a few KB always fits: what would need a sealed file instead is never that long here.

use std::{
    env, fs, io,
    os::{
        fd::{AsFd, AsRawFd},
        linux::fs::MetadataExt,
        unix::net::UnixDatagram,
    },
    path::Path,
};

use crate::platform::{Logged, Severity};

/// What goes to standard error is in the journal, too.
pub const IS_STDERR: bool = true;

const SOCKET: &str = "/run/systemd/journal/socket";
/// Every event's `MESSAGE_ID` is this and its number in four hexadecimal digits.
const MESSAGE_IDS: &str = "b7f4fbac208a4590a02484a7051c";

/// Whether standard error is journald's: what a service manager says in `JOURNAL_STREAM`, and what is
/// not true any more for a child whose output goes elsewhere (systemd.exec(5)).
pub fn is_there() -> bool {
    let Ok(stream) = env::var("JOURNAL_STREAM") else { return false };
    let path = format!("/proc/self/fd/{}", io::stderr().as_fd().as_raw_fd());
    fs::metadata(path).is_ok_and(|found| is_stream(&stream, found.st_dev(), found.st_ino()))
}

fn is_stream(stream: &str, device: u64, inode: u64) -> bool {
    let numbers = stream.split_once(':').map(|(device, inode)| (device.parse(), inode.parse()));
    numbers == Some((Ok(device), Ok(inode)))
}

pub fn write(event: &Logged<'_>) -> io::Result<()> {
    // Tests bring a socket of their own.
    let own = env::var_os("FINGERPOST_JOURNAL_SOCKET");
    write_to(own.as_ref().map_or_else(|| Path::new(SOCKET), Path::new), event)
}

fn write_to(socket: &Path, event: &Logged<'_>) -> io::Result<()> {
    let sender = UnixDatagram::unbound()?;
    // A journal that is overwhelmed must not hold up the work.
    sender.set_nonblocking(true)?;
    sender.send_to(&datagram(event), socket).map(|_| ())
}

fn datagram(event: &Logged<'_>) -> Vec<u8> {
    let priority = match event.severity {
        Severity::Error => "3",
        Severity::Warning => "4",
        Severity::Information => "6",
    };
    let (number, id) = (event.number.to_string(), format!("{MESSAGE_IDS}{:04x}", event.number));
    let mut datagram = Vec::new();
    for (name, value) in [
        ("MESSAGE", event.message),
        ("PRIORITY", priority),
        ("MESSAGE_ID", &id),
        ("SYSLOG_IDENTIFIER", "fingerpost"),
        ("FINGERPOST_EVENT", &number),
    ] {
        field(&mut datagram, name, value);
    }
    for (name, value) in event.fields {
        field(&mut datagram, name, value);
    }
    datagram
}

/// `NAME=value`, or where the value has several lines its name, its length in eight bytes, and the value.
fn field(datagram: &mut Vec<u8>, name: &str, value: &str) {
    datagram.extend(name.as_bytes());
    if value.contains('\n') {
        datagram.push(b'\n');
        datagram.extend((value.len() as u64).to_le_bytes());
    } else {
        datagram.push(b'=');
    }
    datagram.extend(value.as_bytes());
    datagram.push(b'\n');
}

/// journald needs to know nobody.
#[allow(clippy::unnecessary_wraps, reason = "on Windows it can fail")]
pub const fn register(_program: &Path) -> io::Result<()> {
    Ok(())
}

pub const fn is_registered(_program: &Path) -> bool {
    false
}

#[allow(clippy::unnecessary_wraps, reason = "on Windows it can fail")]
pub const fn unregister() -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_arrives_with_its_fields() {
        let socket = env::temp_dir().join(format!("fingerpost-journal-{}", std::process::id()));
        let _ = fs::remove_file(&socket);
        let journald = UnixDatagram::bind(&socket).unwrap();
        let fields = [("FINGERPOST_RECORD", "home.example.org A".to_owned())];
        let message = "one\ntwo";
        let event =
            Logged { number: 300, severity: Severity::Warning, inserts: &[], message, fields: &fields };
        write_to(&socket, &event).unwrap();
        let mut buffer = [0; 1024];
        let size = journald.recv(&mut buffer).unwrap();
        let wanted = b"MESSAGE\n\x07\0\0\0\0\0\0\0one\ntwo\nPRIORITY=4\n\
            MESSAGE_ID=b7f4fbac208a4590a02484a7051c012c\nSYSLOG_IDENTIFIER=fingerpost\n\
            FINGERPOST_EVENT=300\nFINGERPOST_RECORD=home.example.org A\n";
        assert_eq!(String::from_utf8_lossy(&buffer[..size]), String::from_utf8_lossy(wanted));
        fs::remove_file(&socket).unwrap();
        assert!(write_to(&socket, &event).is_err(), "nobody listens there any more");
    }

    #[test]
    fn another_stream_is_not_the_journal() {
        assert!(is_stream("8:12345", 8, 12345));
        for other in ["8:12346", "9:12345", "", "8", "8:", "x:y", "8:12345:1"] {
            assert!(!is_stream(other, 8, 12345), "{other}");
        }
    }
}
