//! The one way a provider speaks HTTP: through the shared clients, to its base
//! address, bounded, at the service's pace, and knowing whether a lost answer was to a
//! question or to a change.
//!
//! What a service's answers mean is the provider's own business.

use std::{sync::Arc, time::Duration};

use reqwest::{Method, RequestBuilder};
use serde::{Serialize, de::DeserializeOwned};

use super::record_api::{Signature, ToSign};
use crate::{
    config::Account,
    core::{
        problem::{Code, Problem},
        secret::Secret,
    },
    net::{self, ANSWER_LIMIT, Answer, Net, Route, pacer::Pacer},
};

/// A service at its base address.
pub struct Http {
    net: Net,
    route: Route,
    base: String,
    pacer: Arc<Pacer>,
}

impl Http {
    /// The service of `account`: at its `endpoint`, else at `default`. All that speak for one account
    /// share its pace.
    pub fn new(account: &Account, net: Net, default: &str) -> Self {
        Self::over(account, net, default, Route { proxy: true, ..Route::default() })
    }

    /// The same over a way of its own.
    pub fn over(account: &Account, net: Net, default: &str, route: Route) -> Self {
        let route = Route { ca_file: account.ca_file.clone(), ..route };
        let base = account.endpoint.as_deref().unwrap_or(default).trim_end_matches('/').to_owned();
        let rate = super::of(account).and_then(|info| info.rate);
        let pacer = net.pacer(&account.name, rate);
        Self { net, route, base, pacer }
    }

    /// The service refused for too many requests, whatever the status.
    pub fn refused(&self, wait: Option<Duration>) {
        self.pacer.refused(wait);
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    /// A request to `path` below the base address. The client is taken anew each time: the network
    /// may have changed since.
    pub fn request(&self, method: Method, path: &str) -> Result<Request, Problem> {
        let client = self.net.client(&self.base, &self.route)?;
        let builder = client.request(method, format!("{}{path}", self.base));
        Ok(Request { builder, pacer: self.pacer.clone() })
    }
}

/// A request that is sent when its account's pace allows, by [`ask`] or [`tell`].
pub struct Request {
    builder: RequestBuilder,
    pacer: Arc<Pacer>,
}

impl Request {
    fn with(self, change: impl FnOnce(RequestBuilder) -> RequestBuilder) -> Self {
        Self { builder: change(self.builder), pacer: self.pacer }
    }

    pub fn basic_auth(self, user: impl std::fmt::Display, secret: &Secret) -> Self {
        self.with(|builder| builder.basic_auth(user, Some(secret.expose())))
    }

    pub fn bearer_auth(self, secret: &Secret) -> Self {
        self.with(|builder| builder.bearer_auth(secret.expose()))
    }

    pub fn header(self, name: &str, value: &str) -> Self {
        self.with(|builder| builder.header(name, value))
    }

    pub fn query(self, query: &(impl Serialize + ?Sized)) -> Self {
        self.with(|builder| builder.query(query))
    }

    pub fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        self.with(|builder| builder.json(body))
    }

    pub fn body(self, body: String) -> Self {
        self.with(|builder| builder.body(body))
    }

    /// As it would be sent.
    #[cfg(test)]
    pub fn build(self) -> reqwest::Result<reqwest::Request> {
        self.builder.build()
    }
}

/// Refuses a secret that no header can carry: one pasted with a line break, say.
pub fn fit_for_header(account: &Account, secret: &Secret) -> Result<(), Problem> {
    let fits = !secret.is_empty() && secret.expose().chars().all(|c| c.is_ascii_graphic());
    let said = "the secret is empty or holds spaces, line breaks or letters that none can have";
    let problem = || Problem::from(Code::BadCredential).account(&account.name).said(said);
    if fits { Ok(()) } else { Err(problem()) }
}

/// Sends a question: a lost answer changes nothing.
pub async fn ask(request: Request) -> Result<Answer, Problem> {
    request.pacer.pass().await?;
    let response = request.builder.send().await.map_err(net::problem)?;
    let answer = Answer::read(response, ANSWER_LIMIT).await?;
    request.pacer.heard(&answer);
    Ok(answer)
}

/// Sends a change: when the answer is lost, nobody knows whether it was carried out.
pub async fn tell(request: Request) -> Result<Answer, Problem> {
    request.pacer.pass().await?;
    let lost = |problem: Problem| Problem { code: Code::Unconfirmed, ..problem };
    let response = request.builder.send().await.map_err(|error| {
        let never_sent = error.is_connect() || error.is_builder();
        let problem = net::problem(error);
        if never_sent { problem } else { lost(problem) }
    })?;
    let answer = Answer::read(response, ANSWER_LIMIT).await.map_err(lost)?;
    request.pacer.heard(&answer);
    Ok(answer)
}

/// Sends a signed call: a question with GET, with another method a change.
pub async fn signed(
    http: &Http,
    call: ToSign<'_>,
    sign: impl FnOnce(&ToSign<'_>) -> Result<Signature, Problem>,
) -> Result<Answer, Problem> {
    let signature = sign(&call)?;
    let method = Method::from_bytes(call.method.as_bytes()).unwrap_or_default();
    let mut request = http.request(method, &format!("{}?{}", call.path, call.query))?;
    for (name, value) in signature.headers {
        request = request.header(name, &value);
    }
    if !call.body.is_empty() {
        request = request.header("Content-Type", call.content_type).body(call.body.to_owned());
    }
    if call.method == "GET" { ask(request).await } else { tell(request).await }
}

/// Reads a JSON answer; anything else is a [`Code::BadAnswer`] with its first words.
pub fn json<T: DeserializeOwned>(answer: &Answer) -> Result<T, Problem> {
    serde_json::from_slice(&answer.body).map_err(|_| {
        let start: String = answer.text().chars().take(80).collect();
        Problem::from(Code::BadAnswer).said(&format!("{}: {start}", answer.status))
    })
}
