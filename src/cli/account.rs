//! `account test`: whether an account can do what it is for.

use super::{Context, Exit, doctor, print, run};
use crate::{
    app::{self, Failed},
    config,
    control::Question,
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
    if !config.accounts.contains_key(account) {
        print::aside(text::UNKNOWN_ACCOUNT.fill(language, &[("name", &account)]));
        return Exit::Usage;
    }
    let question = Question { account: Some(account.to_owned()), zone: zone.cloned(), write, language };
    let doctor = Doctor { paths, config, mistakes: None, known, net: Net::default(), language };
    match app::block_on(doctor.prove(&question)) {
        // What could not be found out is not proved.
        Ok(proved) => match doctor::tell(&proved.findings, language, json) {
            Level::Good => Exit::Done,
            Level::Attention => Exit::Failed,
            Level::Bad => Exit::Person,
        },
        Err(failed) => run::complain(context, &failed),
    }
}
