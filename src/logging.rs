//! The log: readable text on standard error, or JSON lines in a file.
//!
//! A line of the file is one object: `timestamp` (RFC 3339), `level`, `message`, then the fields
//! of the event (`record`, `account`, `provider`, `trace_id`, …). The file is kept to about a
//! megabyte: when it is full it becomes `….1` and a new one is begun. What is logged is the
//! callers' work; they never log a secret or a URL.

use std::{
    fmt::{self, Write as _},
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use jiff::Zoned;
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
    level_filters::LevelFilter,
};
use tracing_subscriber::{
    Layer,
    filter::Targets,
    layer::{Context, SubscriberExt},
    util::SubscriberInitExt,
};

const FILE_LIMIT: u64 = 1 << 20;
/// Fields that the message of a line names already, left out where a person reads it.
const NAMED: [&str; 3] = ["record", "account", "provider"];

/// Where the log goes.
pub enum To<'a> {
    StandardError,
    File(&'a Path),
}

/// Starts the log; a second call changes nothing. `verbose` shows what is routine too.
pub fn start(to: &To<'_>, verbose: bool) -> io::Result<()> {
    let level = if verbose { LevelFilter::DEBUG } else { LevelFilter::INFO };
    // Other crates' debug lines hold URLs; ours do not.
    let filter = Targets::new().with_target(env!("CARGO_CRATE_NAME"), level);
    let lines = match to {
        To::StandardError => Lines::Text,
        To::File(path) => Lines::Json(Mutex::new(LogFile::open(path)?)),
    };
    // Only a second subscriber fails, and then the first one goes on.
    let _ = tracing_subscriber::registry().with(lines.with_filter(filter)).try_init();
    std::panic::set_hook(Box::new(|panic| {
        // The payload may hold anything; where it happened is enough to find it.
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!("this is a bug in Fingerpost: panic at {place}");
    }));
    Ok(())
}

/// The layer that makes a line of each event.
enum Lines {
    /// For a person, to standard error.
    Text,
    /// For a program, to a file.
    Json(Mutex<LogFile>),
}

impl<S: Subscriber> Layer<S> for Lines {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let level = *event.metadata().level();
        // A line that cannot be written is lost: nobody is there to be told.
        let _ = match self {
            Self::Text => io::stderr().lock().write_all(fields.text(&Zoned::now(), level).as_bytes()),
            Self::Json(file) => {
                let line = fields.json(&Zoned::now(), level);
                file.lock().unwrap_or_else(PoisonError::into_inner).write_all(line.as_bytes())
            }
        };
    }
}

/// What an event says.
#[derive(Default)]
struct Fields {
    message: String,
    others: Vec<(&'static str, String)>,
}

impl Fields {
    fn add(&mut self, field: &Field, value: String) {
        match field.name() {
            "message" => self.message = value,
            name => self.others.push((name, value)),
        }
    }

    fn text(&self, at: &Zoned, level: Level) -> String {
        let mut line = format!("{} {level:>5} ", at.strftime("%Y-%m-%d %H:%M:%S%.3f"));
        shown(&mut line, &self.message);
        for (name, value) in self.others.iter().filter(|(name, _)| !NAMED.contains(name)) {
            let _ = write!(line, " {name}=");
            shown(&mut line, value);
        }
        line.push('\n');
        line
    }

    fn json(&self, at: &Zoned, level: Level) -> String {
        let at = at.strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string();
        let mut line = String::from("{");
        let first = [("timestamp", at.as_str()), ("level", level.as_str()), ("message", &self.message)];
        let others = self.others.iter().map(|(name, value)| (*name, value.as_str()));
        for (name, value) in first.into_iter().chain(others) {
            if line.len() > 1 {
                line.push(',');
            }
            quoted(&mut line, name);
            line.push(':');
            quoted(&mut line, value);
        }
        line.push_str("}\n");
        line
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.add(field, format!("{value:?}"));
    }
}

/// Text for a terminal: what another side said can neither steer it nor look like a line of its own.
fn shown(line: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '\n' => line.push_str("\n    "),
            c if c.is_control() => line.extend(c.escape_default()),
            c => line.push(c),
        }
    }
}

/// A JSON string in which every control character is escaped, also those that JSON lets through.
fn quoted(line: &mut String, text: &str) {
    let json = serde_json::to_string(text).unwrap_or_default();
    for c in json.chars() {
        if c.is_control() {
            let _ = write!(line, "\\u{:04x}", u32::from(c));
        } else {
            line.push(c);
        }
    }
}

/// A file of lines that turns over: full, it becomes `….1` and a new one is begun.
pub struct LogFile {
    path: PathBuf,
    file: File,
    size: u64,
}

impl LogFile {
    /// Opens it to write on, or makes it.
    pub fn open(path: &Path) -> io::Result<Self> {
        if let Some(dir) = path.parent() {
            crate::platform::private::create_dir(dir)?;
        }
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        let size = file.metadata()?.len();
        Ok(Self { path: path.to_owned(), file, size })
    }

    fn turn_over(&mut self) -> io::Result<()> {
        let mut old = self.path.clone().into_os_string();
        old.push(".1");
        if fs::rename(&self.path, old).is_err() {
            // The older part is held by somebody: what is bounded begins anew without it.
            OpenOptions::new().write(true).truncate(true).open(&self.path)?;
        }
        *self = Self::open(&self.path)?;
        Ok(())
    }
}

impl Write for LogFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.size >= FILE_LIMIT {
            // A file that can be neither renamed nor emptied is written on: a long log beats none.
            let _ = self.turn_over();
        }
        let written = self.file.write(line)?;
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn folder(name: &str) -> PathBuf {
        let dir = std::env::temp_dir().join(format!("fingerpost-log-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        dir
    }

    fn logged(path: &Path, what: impl FnOnce()) -> String {
        let lines = Lines::Json(Mutex::new(LogFile::open(path).unwrap()));
        tracing::subscriber::with_default(tracing_subscriber::registry().with(lines), what);
        fs::read_to_string(path).unwrap()
    }

    #[test]
    fn a_line_is_an_object_with_the_fields_of_the_event() {
        let dir = folder("object");
        let text = logged(&dir.join("a.log"), || {
            let none: Option<&str> = None;
            let said = "no\n\u{1b}[2J\u{85}\"quoted\" 中";
            tracing::warn!(record = %"home.example.org A", account = "cf", provider = "cloudflare", trace_id = "00c0ffee", "{said}");
            tracing::info!(trace_id = none, "two");
        });
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 2, "{text}");
        assert!(!text.replace('\n', "").contains(char::is_control), "{text:?}");
        assert_eq!(lines[0]["level"], "WARN");
        assert_eq!(lines[0]["message"], "no\n\u{1b}[2J\u{85}\"quoted\" 中");
        assert_eq!(lines[0]["record"], "home.example.org A");
        assert_eq!(lines[0]["account"], "cf");
        assert_eq!(lines[0]["provider"], "cloudflare");
        assert_eq!(lines[0]["trace_id"], "00c0ffee");
        assert!(lines[0]["timestamp"].as_str().unwrap().parse::<jiff::Timestamp>().is_ok());
        assert!(lines[1].get("trace_id").is_none());
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn the_terminal_is_spared_what_the_message_names() {
        let others = vec![("record", "home.example.org A".into()), ("trace_id", "00c0ffee".into())];
        let fields = Fields { message: "one\n\u{1b}[2J".into(), others };
        let at = jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC);
        let line = fields.text(&at, Level::INFO);
        assert_eq!(line, "1970-01-01 00:00:00.000  INFO one\n    \\u{1b}[2J trace_id=00c0ffee\n");
    }

    #[test]
    fn a_full_file_turns_over_and_both_stay_bounded() {
        let dir = folder("turn");
        let path = dir.join("a.log");
        let line = "x".repeat(1000);
        let fill = || (0..2500).for_each(|_| tracing::info!("{line}"));
        logged(&path, fill);
        let size = |path: &Path| fs::metadata(path).unwrap().len();
        let old = dir.join("a.log.1");
        assert!((FILE_LIMIT..FILE_LIMIT + 2000).contains(&size(&old)));
        assert!(size(&path) < FILE_LIMIT);
        let whole = fs::read_to_string(&old).unwrap();
        assert!(whole.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
        // The older part cannot be replaced: a folder is in its place.
        fs::remove_file(&old).unwrap();
        fs::create_dir_all(old.join("inside")).unwrap();
        logged(&path, fill);
        assert!(size(&path) < FILE_LIMIT + 2000);
        fs::remove_dir_all(dir).unwrap();
    }
}
