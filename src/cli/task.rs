//! `task`: a round from time to time instead of a program that stays.

use std::{env, ffi::OsString};

use super::{Context, Every, Exit, Task, print};
use crate::{
    journal,
    platform::{self, Scheduled},
    text::task as text,
};

/// What the task starts the program with.
fn arguments(context: &Context) -> Vec<OsString> {
    [context.paths.arguments(), ["once", "--task"].map(OsString::from).to_vec()].concat()
}

/// Whether a task works on these places.
pub fn is_installed(context: &Context) -> bool {
    !context.paths.is_service() && matches!(platform::task::status(&arguments(context)), Ok(Scheduled::On))
}

/// Whether there is a service: its program's words are shown then, the task's events with them.
fn is_served() -> bool {
    platform::service::status(platform::service::NAME).is_ok_and(|service| service.is_some())
}

pub fn task(context: &Context, what: &Task) -> Exit {
    let language = context.language;
    if context.paths.is_service() {
        print::aside(text::NOT_FOR_SERVICE.to(language));
        return Exit::Usage;
    }
    let arguments = arguments(context);
    let done = match what {
        Task::Install(Every { every }) => platform::task::install(&arguments, *every).map(|()| {
            if is_served() {
                return;
            }
            // What is told there is told with its number at least.
            if let Err(why) = env::current_exe().and_then(|program| journal::register(&program)) {
                print::aside(text::NO_SOURCE.fill(language, &[("why", &why)]));
            }
        }),
        Task::Uninstall => platform::task::uninstall().inspect(|()| {
            if let Some(program) = env::current_exe().ok().filter(|_| !is_served()) {
                journal::unregister_own(&program);
            }
        }),
        Task::Status => Ok(()),
        Task::Run => match platform::task::run() {
            Ok(()) => {
                print::line(text::STARTED.to(language));
                return Exit::Done;
            }
            Err(why) => Err(why),
        },
        Task::Export(Every { every }) => match platform::task::export(&arguments, *every) {
            Ok(text) => {
                print::line(text.trim_end());
                return Exit::Done;
            }
            Err(why) => Err(why),
        },
    };
    match done.and_then(|()| platform::task::status(&arguments)) {
        Ok(status) => {
            let said = match status {
                Scheduled::On => text::ON,
                Scheduled::Off => text::OFF,
                Scheduled::Elsewhere => text::ELSEWHERE,
            };
            print::line(said.to(language));
            Exit::Done
        }
        Err(why) => {
            print::aside(text::FAILED.fill(language, &[("why", &why)]));
            Exit::Failed
        }
    }
}
