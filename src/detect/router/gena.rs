//! A subscription to a UPnP router's events (GENA, UPnP Device Architecture 1.1 section 4.1): kept, renewed, ended.
//!
//! The router calls back at a port of this machine that is open for it alone, under a path that only it was told.

use std::{
    net::SocketAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use reqwest::{Method, Response, Url};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    sync::Notify,
    time::{sleep, timeout},
};

use super::{Router, notify, ssdp::within, upnp, watch::Bell};
use crate::{
    core::problem::{Code, Problem},
    net::{self, Net},
    text::{Language::English, problem::sentence},
};

/// What is asked for, in seconds (section 4.1.2: at least half an hour).
const WANTED: &str = "Second-1800";
/// What is made of the time granted, in seconds, whatever the router writes.
const GRANTED: std::ops::RangeInclusive<u64> = 60..=86_400;
const EXCHANGE: Duration = Duration::from_secs(2);
/// Ends at once when the router is there; when it is not, the end of the program must not wait for it.
const FAREWELL: Duration = Duration::from_millis(300);
/// The wait after a failure, doubled up to the longest.
const RETRY: Duration = Duration::from_secs(5);
const LONGEST_RETRY: Duration = Duration::from_secs(60 * 60);
/// How long one message may take, and the pause after each: a flood is slowed to twenty a second.
const PER_MESSAGE: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(50);
const LONGEST_ID: usize = 128;

/// A subscription that the router holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subscription {
    events: Url,
    id: String,
    granted: Duration,
}

/// Where the subscription that is held stands, so that whoever ends the following can end it too.
#[derive(Default)]
pub struct Held(Mutex<Option<Subscription>>);

impl Held {
    fn set(&self, subscription: Option<Subscription>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = subscription;
    }

    /// Tells the router that nobody listens any more.
    pub async fn end(&self) {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(subscription) = held {
            let _ =
                timeout(FAREWELL, send("UNSUBSCRIBE", &subscription.events, &[("SID", &subscription.id)]))
                    .await;
        }
    }
}

/// Subscribes and stays subscribed until dropped. `restarted`: the router forgot what it held.
pub async fn follow(router: &Router, bell: &Bell, restarted: &Notify, held: &Held) {
    let mut wait = RETRY;
    loop {
        match stay(router, bell, restarted, held).await {
            Ok(()) => wait = RETRY,
            Err(problem) => {
                tracing::debug!("the router's events are not subscribed to: {}", sentence(English, &problem));
            }
        }
        held.set(None);
        tokio::select! {
            () = sleep(wait) => {}
            // It needs a moment before it serves again.
            () = restarted.notified() => sleep(RETRY).await,
        }
        wait = (wait * 2).min(LONGEST_RETRY);
    }
}

/// One subscription until the router no longer knows it; an error when there was none.
async fn stay(router: &Router, bell: &Bell, restarted: &Notify, held: &Held) -> Result<(), Problem> {
    // Clients of its own, dropped after each use: one that is kept wakes up to look after its connections.
    let services = upnp::find(router, &Net::default()).await?;
    let events = services.into_iter().find_map(|service| service.events);
    let events =
        events.ok_or_else(|| Problem::from(Code::BadAnswer).said("the router's UPnP has no events"))?;
    let listener = TcpListener::bind((router.own, 0)).await.map_err(|error| io(&error))?;
    let path = format!("/{:016x}", fastrand::u64(..));
    let callback = format!("<http://{}{path}>", listener.local_addr().map_err(|error| io(&error))?);
    let first = [("CALLBACK", callback.as_str()), ("NT", "upnp:event"), ("TIMEOUT", WANTED)];
    let mut subscription = granted(&events, &send("SUBSCRIBE", &events, &first).await?)?;
    tracing::debug!("subscribed to the router's events for {} s", subscription.granted.as_secs());
    let mut said = None;
    loop {
        held.set(Some(subscription.clone()));
        tokio::select! {
            // Without its port a subscription is worth nothing.
            () = hear(&listener, router, &path, &subscription.id, &mut said, bell) => return Ok(()),
            () = sleep(subscription.granted / 2) => {}
            () = restarted.notified() => return Ok(()),
        }
        let again = [("SID", subscription.id.as_str()), ("TIMEOUT", WANTED)];
        match send("SUBSCRIBE", &events, &again).await.and_then(|response| granted(&events, &response)) {
            Ok(renewed) => subscription = renewed,
            Err(problem) => {
                tracing::debug!(
                    "the router's events have to be subscribed to anew: {}",
                    sentence(English, &problem)
                );
                return Ok(());
            }
        }
    }
}

/// Takes messages until the listener fails. One at a time: whoever is slow loses his turn.
async fn hear(
    listener: &TcpListener,
    router: &Router,
    path: &str,
    id: &str,
    said: &mut Option<String>,
    bell: &Bell,
) {
    while let Ok((stream, from)) = listener.accept().await {
        if from.ip() == router.address {
            if let Ok(Some((sequence, told))) = timeout(PER_MESSAGE, take(stream, path, id)).await {
                // The first message of a subscription tells how things are.
                if sequence != 0 && said.as_ref() != Some(&told) {
                    bell.ring();
                }
                *said = Some(told);
            } else {
                tracing::debug!("the router sent something that is no event");
            }
        } else {
            refuse(from);
        }
        sleep(PAUSE).await;
    }
}

fn refuse(from: SocketAddr) {
    tracing::debug!("{} is not the router: its event is ignored", from.ip());
}

async fn take(mut stream: TcpStream, path: &str, id: &str) -> Option<(u32, String)> {
    let (head, body) = notify::receive(&mut stream).await?;
    let right = head.path == path && head.subscription == id;
    stream.write_all(notify::answer(right)).await.ok()?;
    right.then(|| (head.sequence, notify::told(&body)))
}

async fn send(method: &'static str, events: &Url, headers: &[(&str, &str)]) -> Result<Response, Problem> {
    let net = Net::default();
    let method = Method::from_bytes(method.as_bytes()).unwrap_or_default();
    let mut request = upnp::client(&net, events)?.request(method, events.clone());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let sent = async { request.send().await.map_err(net::problem) };
    within(EXCHANGE, "events", sent).await
}

fn granted(events: &Url, response: &Response) -> Result<Subscription, Problem> {
    let bad = |why: String| Problem::from(Code::BadAnswer).said(&why);
    if !response.status().is_success() {
        return Err(bad(format!("the router answers with status {}", response.status().as_u16())));
    }
    let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
    let id = header("SID").filter(|id| !id.is_empty() && id.len() <= LONGEST_ID);
    let id = id.ok_or_else(|| bad("the router names no subscription".to_owned()))?;
    Ok(Subscription { events: events.clone(), id: id.to_owned(), granted: lasting(header("TIMEOUT")) })
}

/// `Second-1800`, or `Second-infinite`, which was taken out of the protocol later.
fn lasting(written: Option<&str>) -> Duration {
    let seconds = written.and_then(|text| text.trim().strip_prefix("Second-")?.parse().ok());
    Duration::from_secs(seconds.unwrap_or(1800_u64).clamp(*GRANTED.start(), *GRANTED.end()))
}

fn io(error: &std::io::Error) -> Problem {
    Problem::from(Code::Unreachable).said(&format!("no port for the router's events: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_granted_is_kept_within_reason() {
        for (written, seconds) in [
            (Some("Second-300"), 300),
            (Some("Second-1"), 60),
            (Some("Second-0"), 60),
            (Some("Second-99999999"), 86_400),
            (Some("Second-infinite"), 1800),
            (Some("forever"), 1800),
            (None, 1800),
        ] {
            assert_eq!(lasting(written).as_secs(), seconds, "{written:?}");
        }
    }
}
