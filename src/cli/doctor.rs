//! `doctor`: everything that may be wrong, and what to do.

use std::{fmt::Display, time::Instant};

use serde::Serialize;

use super::{Context, Exit, print, run};
use crate::{
    app,
    config::{self, Config},
    doctor::{Doctor, Finding, Level, verdict},
    net::Net,
    text::{Language, doctor as text},
};

/// The documented JSON of `doctor --json`.
#[derive(Serialize)]
struct Examined<'a> {
    version: u32,
    /// The worst of all findings.
    verdict: Level,
    findings: &'a [Finding],
}

pub fn doctor(context: &Context, json: bool) -> Exit {
    let known = app::known();
    let file = &context.paths.config;
    let (config, mistakes) = match config::load(file, &known) {
        Ok(config) => (config, None),
        Err(mistakes) => (Config::empty(file, &known), Some(mistakes)),
    };
    let (paths, language) = (context.paths.clone(), context.language);
    let doctor = Doctor { paths, config, mistakes, known, net: Net::default(), language };
    let started = Instant::now();
    let findings = match app::block_on(doctor.examine()) {
        Ok(findings) => findings,
        Err(failed) => return run::complain(context, &failed),
    };
    let verdict = tell(&findings, language, json);
    if !json {
        let count = |level| findings.iter().filter(|finding| finding.level == level).count();
        let values: [(&str, &dyn Display); 4] = [
            ("count", &findings.len()),
            ("attention", &count(Level::Attention)),
            ("bad", &count(Level::Bad)),
            ("seconds", &started.elapsed().as_secs()),
        ];
        let said = match verdict {
            Level::Good => text::ALL_GOOD,
            Level::Attention => text::SOME_ATTENTION,
            Level::Bad => text::SOME_BAD,
        };
        print::line(said.fill(language, &values));
    }
    if verdict == Level::Bad { Exit::Person } else { Exit::Done }
}

/// Says findings, a line each; the worst of all.
pub fn tell(findings: &[Finding], language: Language, json: bool) -> Level {
    let verdict = verdict(findings);
    if json {
        print::json(&Examined { version: 1, verdict, findings });
    } else {
        for finding in findings {
            let mark = match finding.level {
                Level::Good => text::GOOD,
                Level::Attention => text::ATTENTION,
                Level::Bad => text::BAD,
            };
            print::line(format!("{}  {}", mark.to(language), finding.said));
        }
    }
    verdict
}
