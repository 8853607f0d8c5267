//! The one way a provider speaks HTTP: through the shared clients, to its base
//! address, bounded, and knowing whether a lost answer was to a question or to a
//! change.
//!
//! What a service's answers mean is the provider's own business.

use reqwest::{Method, RequestBuilder};
use serde::de::DeserializeOwned;

use crate::{
    config::Account,
    core::{
        problem::{Code, Problem},
        secret::Secret,
    },
    net::{self, ANSWER_LIMIT, Answer, Net, Route},
};

/// A service at its base address.
pub struct Http {
    net: Net,
    route: Route,
    base: String,
}

impl Http {
    /// The service of `account`: at its `endpoint`, else at `default`.
    pub fn new(account: &Account, net: Net, default: &str) -> Self {
        let route = Route { ca_file: account.ca_file.clone(), proxy: true, ..Route::default() };
        let base = account.endpoint.as_deref().unwrap_or(default).trim_end_matches('/').to_owned();
        Self { net, route, base }
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    /// A request to `path` below the base address. The client is taken anew each time: the network
    /// may have changed since.
    pub fn request(&self, method: Method, path: &str) -> Result<RequestBuilder, Problem> {
        let client = self.net.client(&self.base, &self.route)?;
        Ok(client.request(method, format!("{}{path}", self.base)))
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
pub async fn ask(request: RequestBuilder) -> Result<Answer, Problem> {
    let response = request.send().await.map_err(net::problem)?;
    Answer::read(response, ANSWER_LIMIT).await
}

/// Sends a change: when the answer is lost, nobody knows whether it was carried out.
pub async fn tell(request: RequestBuilder) -> Result<Answer, Problem> {
    let lost = |problem: Problem| Problem { code: Code::Unconfirmed, ..problem };
    let response = request.send().await.map_err(|error| {
        let never_sent = error.is_connect() || error.is_builder();
        let problem = net::problem(error);
        if never_sent { problem } else { lost(problem) }
    })?;
    Answer::read(response, ANSWER_LIMIT).await.map_err(lost)
}

/// Reads a JSON answer; anything else is a [`Code::BadAnswer`] with its first words.
pub fn json<T: DeserializeOwned>(answer: &Answer) -> Result<T, Problem> {
    serde_json::from_slice(&answer.body).map_err(|_| {
        let start: String = answer.text().chars().take(80).collect();
        Problem::from(Code::BadAnswer).said(&format!("{}: {start}", answer.status))
    })
}
