//! `account test`: whether an account can do what it is for.

use super::{Context, Exit, doctor, print, run};
use crate::{
    app::{self, Failed},
    config,
    core::record::Name,
    doctor::{Doctor, Level},
    net::Net,
    text::cli as text,
};

pub fn test(context: &Context, account: &str, write: bool, zone: Option<&Name>, json: bool) -> Exit {
    let known = app::known();
    let config = match config::load(&context.paths.config, &known) {
        Ok(config) => config,
        Err(mistakes) => return run::complain(context, &Failed::Config(mistakes)),
    };
    let (paths, language) = (context.paths.clone(), context.language);
    let Some(account) = config.accounts.get(account).cloned() else {
        print::aside(text::UNKNOWN_ACCOUNT.fill(language, &[("name", &account)]));
        return Exit::Usage;
    };
    let doctor = Doctor { paths, config, mistakes: None, known, net: Net::default(), language };
    match app::block_on(doctor.account(&account, zone, write)) {
        // What could not be found out is not proved.
        Ok(findings) => match doctor::tell(&findings, language, json) {
            Level::Good => Exit::Done,
            Level::Attention => Exit::Failed,
            Level::Bad => Exit::Person,
        },
        Err(failed) => run::complain(context, &failed),
    }
}
