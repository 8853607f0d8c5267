//! The Internet Gateway Device of UPnP: search, description, and the call that tells the address.
//!
//! A search and a description are needed once; after that a look is one HTTP exchange with the service found.

use std::{net::Ipv4Addr, time::Duration};

use reqwest::{RequestBuilder, Url};

use super::{
    Router, description, soap,
    ssdp::{self, within},
};
use crate::{
    core::{
        address::Family,
        problem::{Code, Problem},
    },
    net::{self, Answer, Net, Route},
};

/// One exchange with the router; with the search two of them fit into what a source is given.
const EXCHANGE: Duration = Duration::from_secs(2);
const DESCRIPTION_LIMIT: usize = 64 << 10;
const ANSWER_LIMIT: usize = 16 << 10;

/// A service of the router that knows its address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Service {
    /// `urn:schemas-upnp-org:service:…`
    pub kind: &'static str,
    pub control: Url,
    /// Where its changes can be subscribed to.
    pub events: Option<Url>,
}

/// Searches, and asks what was found: the address and the service that told it.
pub async fn ask(router: &Router, net: &Net) -> Result<(Ipv4Addr, Service), Problem> {
    let services = find(router, net).await?;
    let mut last = Problem::from(Code::BadAnswer).said("the router's UPnP knows no Internet connection");
    let mut none = None;
    // A line that is down may go on naming the address it had: with several, the connected one is asked first.
    let mut down = Vec::new();
    for service in services {
        if is_connected(&service, net).await {
            match address(&service, net).await {
                Ok(found) if found.is_unspecified() => none = Some((found, service)),
                Ok(found) => return Ok((found, service)),
                Err(problem) => last = problem,
            }
        } else {
            down.push(service);
        }
    }
    none.or_else(|| down.into_iter().next().map(|service| (Ipv4Addr::UNSPECIFIED, service))).ok_or(last)
}

/// The services of the router that know an address, from all descriptions it offers.
pub async fn find(router: &Router, net: &Net) -> Result<Vec<Service>, Problem> {
    let mut last = None;
    for place in ssdp::find(router).await? {
        let request = client(net, &place)?.get(place.clone());
        match within(EXCHANGE, "description", read(request, DESCRIPTION_LIMIT)).await {
            Ok(answer) if answer.status.is_success() => {
                let services = description::services(&answer.text(), &place, router.address);
                if !services.is_empty() {
                    return Ok(services);
                }
            }
            Ok(answer) => last = Some(status(&answer)),
            Err(problem) => last = Some(problem),
        }
    }
    let none = || Problem::from(Code::BadAnswer).said("the router's UPnP knows no Internet connection");
    Err(last.unwrap_or_else(none))
}

/// `GetExternalIPAddress`; `0.0.0.0` when the router has none.
pub async fn address(service: &Service, net: &Net) -> Result<Ipv4Addr, Problem> {
    let said = call(service, "GetExternalIPAddress", "NewExternalIPAddress", net).await?;
    if said.is_empty() {
        return Ok(Ipv4Addr::UNSPECIFIED);
    }
    said.parse().map_err(|_| {
        let start: String = said.chars().take(40).collect();
        Problem::from(Code::BadAnswer).said(&format!("the router's address is not one but “{start}”"))
    })
}

/// `GetStatusInfo`: whether the line is up. A router that does not say is taken at its word otherwise.
async fn is_connected(service: &Service, net: &Net) -> bool {
    let said = call(service, "GetStatusInfo", "NewConnectionStatus", net).await;
    said.map_or(true, |status| !matches!(status.as_str(), "Disconnected" | "Unconfigured" | "Connecting"))
}

async fn call(service: &Service, action: &str, name: &str, net: &Net) -> Result<String, Problem> {
    let request = client(net, &service.control)?
        .post(service.control.clone())
        .header("Content-Type", "text/xml; charset=\"utf-8\"")
        .header("SOAPAction", format!("\"{}#{action}\"", service.kind))
        .body(soap::envelope(service.kind, action));
    let answer = within(EXCHANGE, "answer", read(request, ANSWER_LIMIT)).await?;
    // UPnP Device Architecture 1.1 section 3.2.5: errors come with status 500 and a body that says which.
    match answer.status.as_u16() {
        200 | 500 => soap::value(&answer.text(), action, name),
        _ => Err(status(&answer)),
    }
}

/// A client that uses no proxy and follows no redirect.
pub fn client(net: &Net, url: &Url) -> Result<reqwest::Client, Problem> {
    net.client(url.as_str(), &Route { family: Some(Family::V4), ..Route::default() })
}

async fn read(request: RequestBuilder, limit: usize) -> Result<Answer, Problem> {
    Answer::read(request.send().await.map_err(net::problem)?, limit).await
}

fn status(answer: &Answer) -> Problem {
    Problem::from(Code::BadAnswer).said(&format!("the router answers with status {}", answer.status.as_u16()))
}
