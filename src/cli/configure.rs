//! `init`, `check` and `autostart`.

use std::path::PathBuf;

use super::{Autostart, Context, Exit, print, run};
use crate::{
    app::{self, Failed},
    config, platform,
    text::cli as text,
};

pub fn init(context: &Context) -> Exit {
    let file = &context.paths.config;
    match app::write_template(file) {
        Ok(written) => {
            let said = if written { text::CONFIG_WRITTEN } else { text::CONFIG_THERE };
            print::line(said.fill(context.language, &[("file", &file.display())]));
            Exit::Done
        }
        Err(error) => {
            print::aside(format!("{}: {error}", file.display()));
            Exit::Failed
        }
    }
}

pub fn check(context: &Context, file: Option<PathBuf>) -> Exit {
    let file = file.unwrap_or_else(|| context.paths.config.clone());
    match config::load(&file, &app::known()) {
        Ok(config) => {
            let values: [(&str, &dyn std::fmt::Display); 3] = [
                ("file", &file.display()),
                ("accounts", &config.accounts.len()),
                ("records", &config.records.len()),
            ];
            print::line(text::CONFIG_GOOD.fill(context.language, &values));
            for (role, whom) in config.access.0.iter().filter(|(_, whom)| platform::peer::find(whom).is_err())
            {
                let values: [(&str, &dyn std::fmt::Display); 2] = [("whom", whom), ("role", &role.as_str())];
                print::aside(text::NOBODY_CALLED.fill(context.language, &values));
            }
            Exit::Done
        }
        Err(mistakes) => run::complain(context, &Failed::Config(mistakes)),
    }
}

pub fn autostart(context: &Context, what: Autostart) -> Exit {
    if context.paths.is_service() && what == Autostart::On {
        print::aside(text::AUTOSTART_NOT_FOR_SERVICE.to(context.language));
        return Exit::Usage;
    }
    let arguments = context.paths.arguments();
    let changed = match what {
        Autostart::On => platform::autostart::set(true, &arguments),
        Autostart::Off => platform::autostart::set(false, &arguments),
        Autostart::Status => Ok(()),
    };
    match changed.and_then(|()| platform::autostart::status(&arguments)) {
        Ok(status) => {
            use platform::Autostart as Status;
            let said = match status {
                Status::On => text::AUTOSTART_ON,
                Status::ForAll => text::AUTOSTART_FOR_ALL,
                Status::Off => text::AUTOSTART_OFF,
                Status::Disabled => text::AUTOSTART_DISABLED,
                Status::Elsewhere => text::AUTOSTART_ELSEWHERE,
            };
            print::line(said.to(context.language));
            Exit::Done
        }
        Err(error) => {
            print::aside(text::AUTOSTART_FAILED.fill(context.language, &[("why", &error)]));
            Exit::Failed
        }
    }
}
