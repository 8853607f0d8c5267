//! The log: to standard error in the foreground, to a file beside the tray.
//!
//! The file is kept under a megabyte: when it is full it becomes `….1` and a new one is
//! begun. What is logged is the callers' work; they never log a secret or a URL.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Mutex,
};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::{
    Layer,
    filter::Targets,
    fmt::{self, format::Writer, time::FormatTime},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

const FILE_LIMIT: u64 = 1 << 20;

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
    let format = fmt::layer().with_timer(LocalTime).with_target(false);
    let result = match to {
        To::StandardError => {
            let layer = format.with_ansi(false).with_writer(io::stderr).with_filter(filter);
            tracing_subscriber::registry().with(layer).try_init()
        }
        To::File(path) => {
            let file = Mutex::new(LogFile::open(path)?);
            let layer = format.with_ansi(false).with_writer(file).with_filter(filter);
            tracing_subscriber::registry().with(layer).try_init()
        }
    };
    // Only a second subscriber fails, and then the first one goes on.
    drop(result);
    std::panic::set_hook(Box::new(|panic| {
        // The payload may hold anything; where it happened is enough to find it.
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!("this is a bug in Fingerpost: panic at {place}");
    }));
    Ok(())
}

struct LocalTime;

impl FormatTime for LocalTime {
    fn format_time(&self, out: &mut Writer<'_>) -> std::fmt::Result {
        write!(out, "{}", jiff::Zoned::now().strftime("%Y-%m-%d %H:%M:%S%.3f"))
    }
}

struct LogFile {
    path: PathBuf,
    file: File,
    size: u64,
}

impl LogFile {
    fn open(path: &Path) -> io::Result<Self> {
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
        fs::rename(&self.path, old)?;
        *self = Self::open(&self.path)?;
        Ok(())
    }
}

impl Write for LogFile {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.size >= FILE_LIMIT {
            // A file that cannot be renamed is written on: a long log beats none.
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
