//! The way out: routes, address translation, address sources, and the clock.

use std::{
    fmt::Display,
    net::IpAddr,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use super::{Check, Doctor, Finding, Level};
use crate::{
    core::{
        address::{Family, Unfit, judge},
        line::Uplink,
        message::{Answer, Found, Report, Said},
    },
    detect::{Detector, page},
    net::Route as Via,
    platform::{self, Route},
    text::{doctor as text, problem::brief, unfit},
};

/// A clock further off than this, in seconds, breaks certificates and signatures sooner or later.
const OFF: u64 = 60;

/// What stands between this machine and the Internet, as far as can be told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Nat {
    /// The public address is on the interface.
    None,
    One(IpAddr),
    /// RFC 6598: the Internet provider's own translation, with the address that shows it.
    Carrier(IpAddr),
    /// The machine's own address, and the one that the first router has outside.
    Two(IpAddr, IpAddr),
    /// The interface has a public address, but another one is seen.
    Elsewhere(IpAddr),
}

/// From the addresses of the interface that leads out, the address that sources see, and what the
/// router says of its outer address where it was asked.
fn nat(own: &[IpAddr], public: IpAddr, router: Option<IpAddr>) -> Option<Nat> {
    if own.contains(&public) {
        return Some(Nat::None);
    }
    let own = *own.first()?;
    let unfit = |ip: IpAddr| judge(ip, Family::of(ip), &[]).err();
    Some(match (unfit(own), router.map(|ip| (ip, unfit(ip)))) {
        (Some(Unfit::CarrierNat), _) => Nat::Carrier(own),
        (_, Some((between, Some(Unfit::CarrierNat)))) => Nat::Carrier(between),
        (Some(Unfit::Private), Some((between, Some(Unfit::Private)))) => Nat::Two(own, between),
        (None, _) => Nat::Elsewhere(own),
        _ => Nat::One(own),
    })
}

impl Doctor {
    pub(super) async fn network(&self) -> Vec<Finding> {
        let detector = Detector::new(&self.config, &self.known, self.net.clone());
        let look = async |family| {
            let on = !self.config.address.sources(family).is_empty();
            if on { Some(detector.ask_all(&Uplink::any(family)).await) } else { None }
        };
        let (v4, v6) = tokio::join!(look(Family::V4), look(Family::V6));
        let routes = platform::routes::list().unwrap_or_default();
        let mut found = Vec::new();
        for (family, report) in [(Family::V4, &v4), (Family::V6, &v6)] {
            if report.is_some() {
                found.push(self.route(family, &routes));
            }
        }
        found.extend(self.surroundings());
        if let Some(Report { found: Found::Known(public, _), answers, .. }) = &v4 {
            found.extend(self.nat(*public, outer_address(answers), &routes));
        }
        for (family, report) in [(Family::V4, v4), (Family::V6, v6)] {
            if let Some(report) = report {
                found.extend(self.sources(family, &report));
            }
        }
        found
    }

    /// Without records, every family may be needed.
    fn needs(&self, family: Family) -> bool {
        self.config.records.is_empty() || self.config.records.keys().any(|id| id.kind.family() == family)
    }

    fn route(&self, family: Family, routes: &[Route]) -> Finding {
        let of_family = |route: &&Route| Family::of(route.destination) == family && route.is_default();
        let best = routes.iter().filter(of_family).min_by_key(|route| route.metric);
        let (level, said) = match best {
            Some(route) => {
                let gateway = route.gateway.map(|gateway| gateway.to_string()).unwrap_or_default();
                let phrase = if gateway.is_empty() { text::ROUTE_LINK } else { text::ROUTE };
                let values: [(&str, &dyn Display); 3] =
                    [("family", &family), ("interface", &route.interface), ("gateway", &gateway)];
                (Level::Good, phrase.fill(self.language, &values))
            }
            None if self.needs(family) => {
                (Level::Attention, text::NO_ROUTE.fill(self.language, &[("family", &family)]))
            }
            None => (Level::Good, text::NO_ROUTE_NEEDED.fill(self.language, &[("family", &family)])),
        };
        Finding::new(Check::Route, level, said).about(family.key())
    }

    /// What could tell this network from another one.
    fn surroundings(&self) -> Option<Finding> {
        let here = platform::surroundings::surroundings();
        let address = here.gateway_mac.map(|mac| mac.map(|byte| format!("{byte:02x}")).join(":"));
        let parts = here.ssid.into_iter().chain(address).chain(here.dns_suffixes);
        let place = parts.collect::<Vec<_>>().join(", ");
        (!place.is_empty()).then(|| {
            let said = text::PLACE.fill(self.language, &[("place", &place)]);
            Finding::new(Check::Surroundings, Level::Good, said)
        })
    }

    fn nat(&self, public: IpAddr, outer: Option<IpAddr>, routes: &[Route]) -> Option<Finding> {
        let way =
            routes.iter().filter(|r| r.is_default() && r.destination.is_ipv4()).min_by_key(|r| r.metric)?;
        let all = platform::addresses::list().unwrap_or_default();
        let own: Vec<IpAddr> = all
            .iter()
            .filter(|a| a.address.is_ipv4() && a.interface == way.interface)
            .map(|a| a.address)
            .collect();
        let say = |phrase: crate::text::Phrase, own: &dyn Display, between: &dyn Display| {
            phrase.fill(self.language, &[("public", &public), ("own", own), ("between", between)])
        };
        let (level, said) = match nat(&own, public, outer)? {
            Nat::None => (Level::Good, say(text::NAT_NONE, &"", &"")),
            Nat::One(own) => (Level::Good, say(text::NAT_ONE, &own, &"")),
            Nat::Carrier(own) => (Level::Attention, say(text::NAT_CARRIER, &own, &"")),
            Nat::Two(own, between) => (Level::Attention, say(text::NAT_TWO, &own, &between)),
            Nat::Elsewhere(own) => (Level::Attention, say(text::NAT_ELSEWHERE, &own, &"")),
        };
        Some(Finding::new(Check::Nat, level, said))
    }

    fn sources(&self, family: Family, report: &Report) -> Vec<Finding> {
        let asked = report.answers.len();
        let silent = report.answers.iter().all(|answer| matches!(answer.said, Said::Failed(_)));
        let known = match &report.found {
            Found::Known(address, _) => Some(*address),
            Found::Unknown(_) => None,
        };
        let (level, said) = match &report.found {
            Found::Known(address, _) => {
                let agree = report.answers.iter().filter(|a| a.said == Said::Address(*address)).count();
                let values: [(&str, &dyn Display); 4] =
                    [("family", &family), ("address", address), ("agree", &agree), ("asked", &asked)];
                (Level::Good, text::BELIEVED.fill(self.language, &values))
            }
            Found::Unknown(why) => {
                let why = unfit::reason(self.language, why);
                let values: [(&str, &dyn Display); 3] =
                    [("family", &family), ("asked", &asked), ("why", &why)];
                match (silent, self.needs(family)) {
                    (true, false) => (Level::Good, text::SILENT_UNNEEDED.fill(self.language, &values)),
                    (true, true) => (Level::Attention, text::SILENT.fill(self.language, &values)),
                    (false, _) => (Level::Attention, text::NOT_BELIEVED.fill(self.language, &values)),
                }
            }
        };
        let mut found = vec![Finding::new(Check::Address, level, said).about(family.key())];
        // A family that nobody needs and nobody answers for is not worth a line for each source.
        if !silent || self.needs(family) {
            let sources = report.answers.iter().map(|answer| self.source(answer, known));
            found
                .extend(sources.map(|(source, finding)| finding.about(format!("{} {source}", family.key()))));
        }
        found
    }

    fn source<'a>(&self, answer: &'a Answer, known: Option<IpAddr>) -> (&'a str, Finding) {
        let ms = answer.took.as_millis();
        let (level, phrase, address, why) = match &answer.said {
            Said::Address(ip) if known.is_none_or(|known| known == *ip) => {
                (Level::Good, text::SOURCE_AGREES, ip.to_string(), String::new())
            }
            Said::Address(ip) => (Level::Attention, text::SOURCE_DIFFERS, ip.to_string(), String::new()),
            Said::Unfit(ip, why) => {
                let why = format!("{ip}: {}", unfit::phrase(*why).to(self.language));
                (Level::Attention, text::SOURCE_FAILED, String::new(), why)
            }
            Said::Failed(problem) => {
                let what = brief(self.language, problem);
                let said = problem.said.as_ref().map(|said| format!(" ({said})")).unwrap_or_default();
                (Level::Attention, text::SOURCE_FAILED, String::new(), format!("{what}{said}"))
            }
        };
        let values: [(&str, &dyn Display); 4] =
            [("source", &answer.source), ("address", &address), ("ms", &ms), ("why", &why)];
        (&answer.source, Finding::new(Check::Source, level, phrase.fill(self.language, &values)))
    }

    /// Compares the clock with the `Date` header (RFC 9110 section 6.6.1) of the first HTTP source.
    pub(super) async fn clock(&self) -> Vec<Finding> {
        let mut sources = Family::ALL.iter().flat_map(|family| self.config.address.sources(*family));
        let Some(url) = sources.find_map(page) else {
            let said = text::CLOCK_UNASKED.to(self.language).to_owned();
            return vec![Finding::new(Check::Clock, Level::Good, said)];
        };
        // The host alone: a URL may hold a token.
        let host = url.split('/').nth(2).unwrap_or_default();
        let host = host.rsplit_once('@').map_or(host, |(_, host)| host).to_owned();
        let apart = self.apart(url).await;
        let values = |seconds: u64| text_values(seconds, &host);
        let (level, said) = match apart {
            None => (Level::Attention, fill(text::CLOCK_UNKNOWN, self, &values(0))),
            Some(apart) if apart.as_secs() > OFF => {
                (Level::Attention, fill(text::CLOCK_WRONG, self, &values(apart.as_secs())))
            }
            // The header has whole seconds, and the answer took its time.
            Some(apart) => (Level::Good, fill(text::CLOCK_GOOD, self, &values(apart.as_secs().max(2)))),
        };
        vec![Finding::new(Check::Clock, level, said)]
    }

    /// How far this clock and that of a server are apart.
    async fn apart(&self, url: &str) -> Option<Duration> {
        let via = Via::default();
        let answer = self.net.client(url, &via).ok()?.get(url).send().await.ok()?;
        let date = answer.headers().get("date")?.to_str().ok()?;
        let theirs = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(date).ok()?;
        let ours = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
        Some(Duration::from_secs(ours.as_secs().abs_diff(u64::try_from(theirs.as_second()).ok()?)))
    }
}

/// What the router says of its outer address, where it is one of the sources.
fn outer_address(answers: &[Answer]) -> Option<IpAddr> {
    let answer = answers.iter().find(|answer| answer.source.split(':').next() == Some("router"))?;
    match answer.said {
        Said::Address(ip) | Said::Unfit(ip, _) => Some(ip),
        Said::Failed(_) => None,
    }
}

fn text_values(seconds: u64, host: &str) -> [(&'static str, String); 2] {
    [("seconds", seconds.to_string()), ("host", host.to_owned())]
}

fn fill(phrase: crate::text::Phrase, doctor: &Doctor, values: &[(&str, String); 2]) -> String {
    let [(seconds, one), (host, two)] = values;
    phrase.fill(doctor.language, &[(*seconds, one), (*host, two)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_router_that_is_a_source_tells_its_outer_address() {
        let answer = |source: &str, said| Answer {
            source: source.to_owned(),
            operator: String::new(),
            said,
            took: Duration::ZERO,
        };
        let ip: IpAddr = "10.0.0.2".parse().unwrap();
        let other = answer("opendns", Said::Address("8.8.8.8".parse().unwrap()));
        assert_eq!(outer_address(std::slice::from_ref(&other)), None);
        for source in ["router", "router:192.168.0.1"] {
            let told = answer(source, Said::Unfit(ip, Unfit::Private));
            assert_eq!(outer_address(&[other.clone(), told]), Some(ip));
        }
    }

    #[test]
    fn what_stands_between_is_told_from_three_addresses() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        for (own, public, router, expected) in [
            (&["8.8.8.8"][..], "8.8.8.8", None, Some(Nat::None)),
            (&["192.168.1.5", "8.8.8.8"], "8.8.8.8", None, Some(Nat::None)),
            (&["192.168.1.5"], "8.8.8.8", None, Some(Nat::One(ip("192.168.1.5")))),
            (&["192.168.1.5"], "8.8.8.8", Some("8.8.8.8"), Some(Nat::One(ip("192.168.1.5")))),
            (&["100.64.3.4"], "8.8.8.8", None, Some(Nat::Carrier(ip("100.64.3.4")))),
            (&["192.168.1.5"], "8.8.8.8", Some("100.127.0.9"), Some(Nat::Carrier(ip("100.127.0.9")))),
            (
                &["192.168.1.5"],
                "8.8.8.8",
                Some("10.0.0.2"),
                Some(Nat::Two(ip("192.168.1.5"), ip("10.0.0.2"))),
            ),
            (&["9.9.9.9"], "8.8.8.8", None, Some(Nat::Elsewhere(ip("9.9.9.9")))),
            (&[], "8.8.8.8", None, None),
        ] {
            let own: Vec<IpAddr> = own.iter().map(|text| ip(text)).collect();
            assert_eq!(nat(&own, ip(public), router.map(ip)), expected, "{own:?} {router:?}");
        }
    }
}
