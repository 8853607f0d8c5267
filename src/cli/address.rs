//! `address`: what every source says, and which was believed.

use serde::Serialize;

use super::{Context, Exit, print, run};
use crate::{
    app::{self, Failed},
    config,
    core::{
        address::Family,
        line::Uplink,
        message::{Answer, Found, Reason, Report},
    },
    detect::Detector,
    net::Net,
    text::{Language, cli as text, unfit},
};

/// The documented JSON of `address --json`; a family that is off is `null`.
#[derive(Serialize)]
struct Looked {
    version: u32,
    ipv4: Option<FamilyLooked>,
    ipv6: Option<FamilyLooked>,
}

#[derive(Serialize)]
struct FamilyLooked {
    address: Option<std::net::IpAddr>,
    sources: Vec<String>,
    unknown: Option<Reason>,
    answers: Vec<Answer>,
}

impl From<Report> for FamilyLooked {
    fn from(report: Report) -> Self {
        let (address, sources, unknown) = match report.found {
            Found::Known(address, sources) => (Some(address), sources, None),
            Found::Unknown(why) => (None, Vec::new(), Some(why)),
        };
        Self { address, sources, unknown, answers: report.answers }
    }
}

pub fn address(context: &Context, json: bool) -> Exit {
    let known = app::known();
    let config = if context.paths.config.exists() {
        match config::load(&context.paths.config, &known) {
            Ok(config) => config,
            Err(mistakes) => return run::complain(context, &Failed::Config(mistakes)),
        }
    } else {
        // Without a configuration the usual sources are shown: the first thing a newcomer tries.
        config::Config::empty(&context.paths.config, &known)
    };
    let detector = Detector::new(&config, &known, Net::default());
    let look = async |family| {
        let on = !config.address.sources(family).is_empty();
        if on { Some(FamilyLooked::from(detector.ask_all(&Uplink::any(family)).await)) } else { None }
    };
    let (ipv4, ipv6) = match app::block_on(async { tokio::join!(look(Family::V4), look(Family::V6)) }) {
        Ok(looked) => looked,
        Err(failed) => return run::complain(context, &failed),
    };
    let found = [&ipv4, &ipv6].into_iter().flatten().any(|family| family.address.is_some());
    let looked = Looked { version: 1, ipv4, ipv6 };
    if json {
        print::json(&looked);
    } else {
        show(Family::V4, looked.ipv4.as_ref(), context.language);
        show(Family::V6, looked.ipv6.as_ref(), context.language);
    }
    if found { Exit::Done } else { Exit::Failed }
}

fn show(family: Family, looked: Option<&FamilyLooked>, language: Language) {
    let Some(looked) = looked else {
        return print::line(text::FAMILY_OFF.fill(language, &[("family", &family)]));
    };
    match (looked.address, &looked.unknown) {
        (Some(address), _) => {
            let sources = looked.sources.join(", ");
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("family", &family), ("address", &address), ("sources", &sources)];
            print::line(text::BELIEVED.fill(language, &values));
        }
        (None, why) => {
            let why = why.as_ref().map(|why| unfit::reason(language, why)).unwrap_or_default();
            print::line(text::NOT_BELIEVED.fill(language, &[("family", &family), ("why", &why)]));
        }
    }
    for answer in &looked.answers {
        let said = unfit::said(language, &answer.source, &answer.said);
        print::line(format!("  {:<28} {said} ({} ms)", answer.source, answer.took.as_millis()));
    }
}
