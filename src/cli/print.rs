//! Printing: data to standard output, everything said beside it to standard error.

use std::{
    fmt::Display,
    io::{self, Write},
};

use jiff::{Timestamp, tz::TimeZone};

/// A line of what was asked for. A reader that went away (`| head`) is no error.
pub fn line(text: impl Display) {
    let _ = writeln!(io::stdout(), "{text}");
}

/// A line about the work: not part of the answer.
pub fn aside(text: impl Display) {
    let _ = writeln!(io::stderr(), "{text}");
}

pub fn json(value: &impl serde::Serialize) {
    match serde_json::to_string_pretty(value) {
        Ok(text) => line(text),
        Err(error) => aside(error),
    }
}

/// A moment as a person reads it, in local time.
pub fn moment(at: Timestamp) -> String {
    at.to_zoned(TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
