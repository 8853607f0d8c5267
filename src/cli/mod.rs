//! The command line: what may be typed, and which exit code says what.
//!
//! Each subcommand family has a file. All of them talk to the running program where there
//! is one, and do the work themselves where there is none.

mod account;
mod address;
mod asking;
mod audit;
mod configure;
mod dns;
mod doctor;
mod help;
mod print;
mod providers;
mod resolve;
mod run;
mod secret;
mod service;
mod status;
mod task;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, CommandFactory, Parser, Subcommand};

use crate::{core::record::Name, paths::Paths, text::Language};

/// What the exit code says; documented in the README.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// Everything asked for is done.
    Done = 0,
    /// Something failed that may succeed another time.
    Failed = 1,
    /// The command line or the configuration is wrong.
    Usage = 2,
    /// Nothing will get better before a person does something.
    Person = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

const EXIT_CODES: &str = "Exit codes: 0 done, 1 failed and may succeed another time, \
                          2 the command line or the configuration is wrong, 3 a person is needed";

/// Keeps DNS names pointing at this machine, whatever address the network gives it.
///
/// Without a subcommand: the tray.
#[derive(Parser, Debug)]
#[command(name = "fingerpost", version, max_term_width = 100, after_help = EXIT_CODES)]
struct Cli {
    #[command(flatten)]
    places: Places,
    #[command(subcommand)]
    command: Option<Do>,
}

#[derive(Args, Debug)]
struct Places {
    /// The configuration file [default: %APPDATA%\Fingerpost\config.toml, or ~/.config/fingerpost/config.toml]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder of state and log [default: %APPDATA%\Fingerpost, or ~/.local/state/fingerpost]
    #[arg(long, global = true, value_name = "DIR")]
    state_dir: Option<PathBuf>,
    /// The service's configuration, state and control endpoint instead of your own
    #[arg(long, global = true)]
    service: bool,
    /// Log what is routine, too
    #[arg(long, short, global = true)]
    verbose: bool,
}

#[derive(Subcommand, Debug)]
enum Do {
    /// Work in the foreground, without a tray, until Ctrl-C
    Run,
    /// Look once, publish what differs, and end
    Once {
        /// As the scheduled task does: check network, DNS and credential store first, and tell the system's log
        #[arg(long)]
        task: bool,
        #[command(flatten)]
        json: Json,
    },
    /// Run a round at log-on, when a network is connected, and by the clock, instead of staying in memory
    #[command(subcommand)]
    Task(Task),
    /// Show the whole program at work against a pretended Internet on this machine
    Demo {
        /// Without a tray icon and notifications
        #[arg(long)]
        headless: bool,
    },
    /// How things stand
    Status(Json),
    /// What every address source says, and which address is believed
    Address(Json),
    /// Look for everything that may be wrong, change nothing, and say what to do
    Doctor(Json),
    /// What this machine and its resolvers have cached of DNS answers
    #[command(subcommand)]
    Dns(Dns),
    /// Look now; with --force send the records even where they seem right
    Update {
        /// Send every record (or those of NAME) whatever is known
        #[arg(long)]
        force: bool,
        /// Only this name
        name: Option<Name>,
        #[command(flatten)]
        json: Json,
    },
    /// Stop looking and publishing until `resume`
    Pause,
    /// Go on after `pause`
    Resume,
    /// Write a commented configuration where there is none
    Init,
    /// Check a configuration file
    Check {
        /// The file, if it is another than the one in use
        file: Option<PathBuf>,
    },
    /// What happened, newest first
    History(Json),
    /// Who was refused, and who changed what, newest first
    Audit(Json),
    /// Store, list and remove the secrets of accounts
    #[command(subcommand)]
    Secret(Secret),
    /// Start at login
    Autostart {
        /// Switch it on or off, or say how it is
        #[arg(value_enum, default_value = "status")]
        what: Autostart,
    },
    /// The tray, unless this person has switched it off: what everybody's entry starts at login
    #[command(hide = true)]
    AtLogin,
    /// Run as a service of the system, without anybody logged in
    #[command(subcommand)]
    Service(service::Service),
    /// Prove an account
    #[command(subcommand)]
    Account(Account),
    /// The providers there are, or what one of them needs
    Providers {
        /// One provider's id
        name: Option<String>,
        #[command(flatten)]
        json: Json,
    },
}

#[derive(Args, Clone, Copy, Debug)]
struct Json {
    /// Print JSON for machines
    #[arg(long)]
    json: bool,
}

#[derive(Subcommand, Debug)]
enum Secret {
    /// Store the secret of an account: asked for without echo, or read from standard input
    Set {
        /// The account as the configuration calls it, or hook:NAME
        account: String,
    },
    /// Say for each account where its secret is and whether it is there
    List(Json),
    /// Remove the secret of an account, or those of all accounts and hooks of the configuration
    Remove {
        /// The account as the configuration calls it, or hook:NAME
        #[arg(required_unless_present = "all")]
        account: Option<String>,
        /// Those of all accounts and hooks of the configuration
        #[arg(long, conflicts_with = "account")]
        all: bool,
    },
}

#[derive(Subcommand, Debug)]
enum Account {
    /// Ask the provider with the account's secret; change no record
    Test {
        /// The account as the configuration calls it
        account: String,
        /// Besides, make a record of its own with an address that leads nowhere, read it and remove it
        #[arg(long)]
        write_test: bool,
        /// The zone to try, where no record of the configuration says it
        #[arg(long)]
        zone: Option<Name>,
        #[command(flatten)]
        json: Json,
    },
}

#[derive(Subcommand, Debug)]
enum Dns {
    /// List the cache, or what it holds of one name; names that the hosts file decides are said, too
    Cache {
        /// Only this name
        name: Option<Name>,
        #[command(flatten)]
        json: Json,
    },
    /// Ask every resolver of this machine for a name (else for all names of the configuration), and the zone's own
    /// servers: who still has an old answer, and for how long
    Resolve {
        /// Only this name, configured or not
        name: Option<Name>,
        /// Ask this resolver instead: ADDRESS or ADDRESS:PORT
        #[arg(long, value_name = "ADDRESS", value_parser = dns::server)]
        server: Option<std::net::SocketAddr>,
        #[command(flatten)]
        json: Json,
    },
    /// Empty the cache
    Flush,
}

#[derive(Subcommand, Debug)]
enum Task {
    /// Register the task for this user; no administrator is needed
    Install(Every),
    /// Remove the task
    Uninstall,
    /// Say whether the task is registered
    Status,
    /// Start it now
    Run,
    /// Print what `install` registers
    Export(Every),
}

#[derive(Args, Clone, Copy, Debug)]
struct Every {
    /// How many minutes lie between two rounds, 1 to 1440
    #[arg(long, value_name = "MINUTES", default_value_t = 15, value_parser = clap::value_parser!(u16).range(1..=1440))]
    every: u16,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum Autostart {
    On,
    Off,
    Status,
}

/// What every subcommand needs.
struct Context {
    paths: Paths,
    language: Language,
    verbose: bool,
}

/// Reads the command line and does it.
pub fn main() -> ExitCode {
    crate::platform::console::attach();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let error = in_language(error);
            let failed = error.use_stderr();
            // A closed pipe is nobody to complain to.
            let _ = error.print();
            return if failed { Exit::Usage } else { Exit::Done }.into();
        }
    };
    let Places { config, state_dir, service, verbose } = cli.places;
    let paths = Paths::choose(service, config, state_dir);
    let language = crate::ui::language::spoken(&paths.state_dir);
    let context = Context { paths, language, verbose };
    let exit = match cli.command {
        Some(Do::AtLogin) if crate::platform::autostart::gives_way() => Exit::Done,
        None | Some(Do::AtLogin) => run::tray(&context),
        Some(Do::Run) => run::foreground(&context),
        Some(Do::Once { task: false, json }) => run::once(&context, json.json),
        Some(Do::Once { task: true, json }) => run::scheduled(&context, json.json),
        Some(Do::Task(what)) => task::task(&context, &what),
        Some(Do::Demo { headless }) => run::demo(&context, headless),
        Some(Do::Status(json)) => status::status(&context, json.json),
        Some(Do::Address(json)) => address::address(&context, json.json),
        Some(Do::Doctor(json)) => doctor::doctor(&context, json.json),
        Some(Do::Dns(what)) => dns::dns(&context, what),
        Some(Do::Update { force, name, json }) => run::update(&context, force, name.as_ref(), json.json),
        Some(Do::Pause) => run::pause(&context, true),
        Some(Do::Resume) => run::pause(&context, false),
        Some(Do::Init) => configure::init(&context),
        Some(Do::Check { file }) => configure::check(&context, file),
        Some(Do::History(json)) => status::history(&context, json.json),
        Some(Do::Audit(json)) => audit::audit(&context, json.json),
        Some(Do::Secret(what)) => secret::secret(&context, what),
        Some(Do::Autostart { what }) => configure::autostart(&context, what),
        Some(Do::Service(what)) => service::service(&context, what),
        Some(Do::Account(Account::Test { account, write_test, zone, json })) => {
            account::test(&context, &account, write_test, zone.as_ref(), json.json)
        }
        Some(Do::Providers { name, json }) => providers::providers(&context, name.as_deref(), json.json),
    };
    exit.into()
}

/// Help in the person's language; what is wrong with a command line is said in English.
fn in_language(error: clap::Error) -> clap::Error {
    use clap::error::ErrorKind::{DisplayHelp, DisplayHelpOnMissingArgumentOrSubcommand};
    let language = crate::ui::language::spoken(&Paths::choose(false, None, None).state_dir);
    match error.kind() {
        DisplayHelp | DisplayHelpOnMissingArgumentOrSubcommand if language != Language::English => {
            help::translated(Cli::command(), language).try_get_matches().err().unwrap_or(error)
        }
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
