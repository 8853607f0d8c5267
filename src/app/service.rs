//! The service: its worker, and how it comes to be on a machine.
//!
//! The service manager's own words are `platform::service`; here is what Fingerpost wants of it.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Failed, Worked, begin_with, block_on, configured, foreground::signalled, handover, known, work,
    write_template,
};
use crate::{
    config::{self, SecretRef},
    core::{message::Command, problem::Problem},
    journal::Journal,
    paths::Paths,
    platform::{
        Plan, Rooms,
        service::{self as manager, Host},
        user,
    },
    secrets,
    store::Store,
    text::{Language, service as text},
    worker::{Order, Until},
};

/// Works until the service manager, a signal or the endpoint ends it. A configuration that cannot be used keeps it
/// from nothing but work: whoever asks is told what is wrong, and a corrected file is taken up.
pub fn serve(paths: &Paths, language: Language, journal: Journal, host: Option<&Host>) -> Result<(), Failed> {
    let store = Store::open(&paths.state_dir).map_err(Failed::State)?;
    secrets::seal_in(&paths.state_dir);
    if let Some(host) = host {
        host.step();
    }
    let (config, broken) = configured(&paths.config);
    let channel = Worked { journal, ..Worked::default() };
    if let Some(broken) = &broken {
        begin_with(broken, &channel);
    }
    let stop = || {
        let orders = channel.sender.clone();
        move || drop(orders.send(Order::Command(Command::Quit)))
    };
    if let Some(host) = host {
        host.on_stop(stop());
    }
    let stop = stop();
    block_on(async {
        tokio::spawn(async move {
            signalled().await;
            stop();
        });
        if let Some(host) = host {
            host.running();
        }
        work(config, store, &paths.endpoint, Arc::new(|_| {}), Until::Quit, channel, language).await;
    })
}

/// Whether the service may obey what it finds in its places: to be asked before anything is read or written there.
pub fn judge(paths: &Paths) -> Result<(), Failed> {
    manager::judge(&rooms(paths), manager::NAME).map_err(Failed::Untrusted)
}

/// What an installation did.
pub struct Installed {
    pub program: PathBuf,
    /// The program was copied there.
    pub copied: bool,
    pub config: Configuration,
}

/// Where the service's configuration comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Configuration {
    /// It was there already.
    Kept,
    /// The installing person's own.
    Copied(PathBuf),
    Template,
}

fn rooms(paths: &Paths) -> Rooms {
    Rooms { public: paths.endpoint.clone(), state: paths.state_dir.clone(), config: paths.config.clone() }
}

/// Makes the service of that name, or brings the one that is there up to this program; then starts it. `own` are
/// the installing person's own places.
///
/// What the service will obey is settled before there is one: it would start with the machine, whatever came after.
pub fn install(own: &Paths, service: &Paths, name: &str, delayed: bool) -> io::Result<Installed> {
    // Whoever may not would leave folders of his own behind.
    manager::may_install()?;
    let here = std::env::current_exe()?;
    let copy = manager::place(&here);
    let program = copy.clone().unwrap_or_else(|| here.clone());
    let before = manager::status(name)?;
    // A running program cannot be replaced.
    if before.as_ref().is_some_and(|now| now.pid.is_some()) {
        manager::stop(name)?;
    }
    if let Some(copy) = &copy {
        put_program(&here, copy)?;
    }
    let rooms = rooms(service);
    manager::settle(&rooms, name)?;
    let config = configure(&own.config, &service.config)?;
    if config != Configuration::Kept {
        if let Some(person) = user::person() {
            handover::name_administrator(&service.config, &person)?;
        }
        // The new file, too.
        manager::settle(&rooms, name)?;
    }
    let made = manager::install(&Plan {
        name: name.to_owned(),
        program: program.clone(),
        arguments: service.arguments().into_iter().chain(["run".into()]).collect(),
        delayed,
        // Whoever reads the manager's list need not be who installs.
        description: text::DESCRIPTION.to(Language::English).to_owned(),
    });
    if let Err(error) = made.and_then(|()| manager::start(name)) {
        // What was said not to be installed must not start with the machine.
        if before.is_none() {
            let _ = manager::uninstall(name, None);
        }
        return Err(error);
    }
    Ok(Installed { program, copied: copy.is_some(), config })
}

fn configure(own: &Path, service: &Path) -> io::Result<Configuration> {
    if service.exists() {
        Ok(Configuration::Kept)
    } else if own.exists() {
        fs::write(service, fs::read(own)?)?;
        Ok(Configuration::Copied(own.to_owned()))
    } else {
        write_template(service)?;
        Ok(Configuration::Template)
    }
}

/// Copies the program whole or not at all.
fn put_program(from: &Path, to: &Path) -> io::Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    let half = to.with_extension("new");
    fs::copy(from, &half)?;
    fs::rename(&half, to).inspect_err(|_| drop(fs::remove_file(&half)))
}

/// What an uninstallation left.
pub enum Uninstalled {
    /// There was no such service.
    NotThere,
    Done {
        /// Where it is still there.
        program: Option<PathBuf>,
        /// The accounts whose secrets stay in the store of the service's own account.
        secrets: Vec<String>,
    },
}

/// Removes the service; and its configuration, state and secrets, unless they are to be kept: on Windows also where
/// only these are left. The copy of the program that [`install`] made goes, too, unless it is the one that runs.
pub fn uninstall(service: &Paths, name: &str, keep: bool) -> io::Result<Uninstalled> {
    // Nothing is removed by halves.
    manager::may_install()?;
    let here = std::env::current_exe()?;
    let before = manager::status(name)?;
    let left = service.endpoint.exists();
    // Only the service can open the store of its account.
    let secrets = if keep || manager::start_for(name, FORGET).is_ok() { Vec::new() } else { stored(service) };
    let all = rooms(service);
    manager::uninstall(name, (!keep).then_some(&all))?;
    let Some(before) = before else {
        // What an earlier uninstallation kept may have gone now.
        let cleared = left && !service.endpoint.exists();
        return Ok(if cleared {
            Uninstalled::Done { program: None, secrets }
        } else {
            Uninstalled::NotThere
        });
    };
    let copy = manager::place(&here).filter(|copy| before.command.contains(&*copy.to_string_lossy()));
    let program = match copy {
        Some(copy) => remove_program(&copy).err().map(|_| copy),
        None => Some(here),
    };
    Ok(Uninstalled::Done { program, secrets })
}

/// The errand on which [`uninstall`] sends the service.
pub const FORGET: &str = "forget-secrets";

/// Removes every secret that this service has stored. An error says of one that stays why.
pub fn forget(paths: &Paths) -> Result<(), Problem> {
    secrets::seal_in(&paths.state_dir);
    let mut done = Ok(());
    for name in secrets::names()? {
        // One that stays keeps no other.
        done = secrets::remove(&name).map(drop).and(done);
    }
    done
}

/// Whose secrets are in the store, by the configuration; sealed ones go with the state. systemd's user has none: it is
/// made up at every start.
fn stored(service: &Paths) -> Vec<String> {
    if !cfg!(windows) {
        return Vec::new();
    }
    let sealed = secrets::sealed_in(&service.state_dir);
    let secrets = config::load(&service.config, &known()).map(|config| config.secrets()).unwrap_or_default();
    let stored = secrets.into_iter().filter(|(_, place)| *place == SecretRef::Store);
    stored.map(|(account, _)| account).filter(|account| !sealed.contains(account)).collect()
}

/// Removes the copy, and its folder if that is the copy's own: with anything else in it, it was installed otherwise.
fn remove_program(copy: &Path) -> io::Result<()> {
    let folder = copy.parent().filter(|folder| folder.file_name().is_some_and(|name| name == "Fingerpost"));
    if let Some(folder) = folder {
        if fs::read_dir(folder)?.count() > 1 {
            return Err(io::ErrorKind::DirectoryNotEmpty.into());
        }
        fs::remove_file(copy)?;
        return fs::remove_dir(folder);
    }
    fs::remove_file(copy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_that_is_there_is_kept_and_else_the_person_s_own_is_taken() {
        let dir = std::env::temp_dir().join(format!("fingerpost-install-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let (own, service) = (dir.join("own.toml"), dir.join("service.toml"));
        assert_eq!(configure(&own, &service).unwrap(), Configuration::Template);
        assert!(fs::read_to_string(&service).unwrap().contains("[account."));
        fs::write(&own, "version = 1\n").unwrap();
        assert_eq!(configure(&own, &service).unwrap(), Configuration::Kept);
        fs::remove_file(&service).unwrap();
        assert_eq!(configure(&own, &service).unwrap(), Configuration::Copied(own.clone()));
        assert_eq!(fs::read_to_string(&service).unwrap(), "version = 1\n");
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_folder_with_something_else_in_it_is_left_alone() {
        let dir = std::env::temp_dir().join(format!("fingerpost-remove-{}", std::process::id()));
        let folder = dir.join("Fingerpost");
        let copy = folder.join("fingerpost.exe");
        fs::create_dir_all(&folder).unwrap();
        put_program(&std::env::current_exe().unwrap(), &copy).unwrap();
        fs::write(folder.join("un.exe"), "").unwrap();
        assert!(remove_program(&copy).is_err() && copy.exists());
        fs::remove_file(folder.join("un.exe")).unwrap();
        remove_program(&copy).unwrap();
        assert!(!folder.exists() && dir.exists());
        fs::remove_dir_all(dir).unwrap();
    }
}
