//! HTTP as everything here speaks it: bounded in time and size, never following a
//! redirect, one client per family, and errors that have lost their URL.
//!
//! This room knows no provider and no source; it gives them clients, keeps them to what a
//! service allows ([`pacer`]) and turns what goes wrong below HTTP into a [`Problem`].

mod agent;
pub mod allowance;
pub mod dns;
pub mod meter;
pub mod pacer;
pub mod together;
pub mod way;
pub mod xml;

use std::{
    collections::HashMap,
    error::Error as _,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use reqwest::{Client, Response, StatusCode, header::HeaderMap, redirect};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};

pub use self::way::Way;
use self::{
    allowance::Allowance,
    pacer::{Pacer, Rate},
};
use crate::core::{
    address::Family,
    problem::{Code, Problem},
};

/// How long a connection may take to come up.
pub const CONNECT: Duration = Duration::from_secs(10);
/// How long a connection is kept for the next request.
pub const KEPT: Duration = Duration::from_secs(20);
/// How long one exchange with a provider may take, all in all.
pub const EXCHANGE: Duration = Duration::from_secs(30);
/// The largest answer of a provider that is read. Cloudflare's page of 5,000 records is 2.5 MB.
pub const ANSWER_LIMIT: usize = 8 << 20;

/// Which client is wanted.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Route {
    /// Only this family may be spoken; `None` leaves it to the system.
    pub family: Option<Family>,
    /// The line to speak over.
    pub way: Way,
    /// A PEM file trusted besides the system's roots.
    pub ca_file: Option<PathBuf>,
    /// Whether the system's proxy is used. Never for finding an address: it would be the proxy's.
    pub proxy: bool,
}

/// Makes clients and keeps them; cheap to clone.
#[derive(Clone, Default)]
pub struct Net {
    clients: Arc<Mutex<HashMap<(Route, bool), Client>>>,
    roots: Arc<OnceLock<Arc<RootCertStore>>>,
    /// Outlive the accounts they are for: another configuration is no new window.
    pacers: Arc<Mutex<HashMap<String, Arc<Pacer>>>>,
}

impl Net {
    /// The one pacer of `account` at that rate.
    pub fn pacer(&self, account: &str, rate: Option<Rate>) -> Arc<Pacer> {
        let key = format!("{account} {rate:?}");
        let mut pacers = self.pacers.lock().unwrap_or_else(PoisonError::into_inner);
        pacers.entry(key).or_insert_with(|| Arc::new(Pacer::new(rate))).clone()
    }

    /// The client for `url`. The system's certificates are read when the first `https` URL is asked
    /// for: a process that speaks plain HTTP in a lab never pays for them.
    pub fn client(&self, url: &str, route: &Route) -> Result<Client, Problem> {
        let tls = url.starts_with("https:");
        let key = (route.clone(), tls);
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = clients.get(&key) {
            return Ok(client.clone());
        }
        let mut builder = Client::builder()
            .user_agent(agent::user_agent())
            .connect_timeout(CONNECT)
            .timeout(EXCHANGE)
            .redirect(redirect::Policy::none())
            .pool_idle_timeout(KEPT)
            .pool_max_idle_per_host(1)
            .tls_backend_preconfigured(self.tls(tls, route.ca_file.as_deref())?);
        if let Some(own) = route.way.local.or(route.family.map(Family::unspecified)) {
            builder = builder.local_address(own);
        }
        #[cfg(target_os = "linux")]
        if let Some(device) = &route.way.device {
            builder = builder.interface(device);
        }
        if !route.proxy {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(problem)?;
        clients.insert(key, client.clone());
        Ok(client)
    }

    /// Forgets all clients and their connections: after the network changed under them, or when nothing
    /// will be asked for longer than a connection is kept. A client that is kept wakes up every so often to look
    /// for connections to close, even when it has none.
    pub fn reset(&self) {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn tls(&self, wanted: bool, ca_file: Option<&Path>) -> Result<ClientConfig, Problem> {
        let mut roots = Arc::new(RootCertStore::empty());
        if wanted {
            // One copy for all clients that trust nobody else.
            let system = self.roots.get_or_init(|| {
                let mut store = RootCertStore::empty();
                store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
                store.roots.shrink_to_fit();
                Arc::new(store)
            });
            roots = Arc::clone(system);
        }
        if let Some(file) = ca_file {
            let roots = Arc::make_mut(&mut roots);
            for certificate in certificates(file)? {
                roots.add(certificate).map_err(|error| unusable(file, &error.to_string()))?;
            }
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| Problem::from(Code::BadSetting).said(&error.to_string()))?;
        Ok(builder.with_root_certificates(roots).with_no_client_auth())
    }
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, Problem> {
    let pem = fs::read(file).map_err(|error| unusable(file, &error.to_string()))?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        Ok(_) => Err(unusable(file, "holds no certificate")),
        Err(error) => Err(unusable(file, &error.to_string())),
    }
}

fn unusable(file: &Path, why: &str) -> Problem {
    // Not a stop: the file may come later, with a share that is not mounted yet.
    Problem::from(Code::BadCertificate).said(&format!("ca_file {}: {why}", file.display()))
}

/// An answer that was read whole.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Answer {
    pub status: StatusCode,
    pub body: Vec<u8>,
    /// What `Retry-After` asks for, or, with 429, when the rate-limit fields say that there is more; at most
    /// a day.
    pub retry_after: Option<Duration>,
    /// What the rate-limit fields say is left.
    pub allowance: Option<Allowance>,
    /// Shown by nobody: some of them are tokens.
    pub(crate) headers: HeaderMap,
}

impl Answer {
    /// Reads the body up to `limit` bytes; a longer one is a [`Code::BadAnswer`].
    pub async fn read(mut response: Response, limit: usize) -> Result<Self, Problem> {
        let status = response.status();
        let tls = response.url().scheme() == "https";
        let now = Timestamp::now();
        let allowance = allowance::allowance(response.headers(), now);
        let refused = allowance.filter(|_| status == StatusCode::TOO_MANY_REQUESTS);
        let retry_after =
            allowance::asked_to_wait(response.headers(), now).or(refused.map(|allowance| allowance.reset));
        let mut headers = std::mem::take(response.headers_mut());
        headers.values_mut().for_each(|value| value.set_sensitive(true));
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(problem)? {
            if body.len() + chunk.len() > limit {
                return Err(
                    Problem::from(Code::BadAnswer).said(&format!("the answer is longer than {limit} bytes"))
                );
            }
            body.extend_from_slice(&chunk);
        }
        meter::http(body.len(), tls);
        Ok(Self { status, body, retry_after, allowance, headers })
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

/// Says what went wrong below HTTP. The URL, which may hold a token, is dropped.
pub fn problem(error: reqwest::Error) -> Problem {
    let error = error.without_url();
    let mut chain = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        chain = inner.to_string();
        source = inner.source();
    }
    let lower = chain.to_ascii_lowercase();
    let code = if error.is_timeout() {
        Code::TimedOut
    } else if lower.contains("certificate") || lower.contains("unknownissuer") {
        Code::BadCertificate
    } else if lower.contains("lookup")
        || lower.contains("name or service")
        || lower.contains("host is known")
        || lower.contains("name resolution")
    {
        Code::NoSuchServer
    } else if error.is_connect() || error.is_request() {
        Code::Unreachable
    } else {
        Code::BadAnswer
    };
    Problem::from(code).said(&chain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_error_has_lost_its_url() {
        let net = Net::default();
        let url = "http://127.0.0.1:9/update?token=hunter2";
        let error = net.client(url, &Route::default()).unwrap().get(url).send().await.unwrap_err();
        let problem = problem(error);
        assert_eq!(problem.code, Code::Unreachable);
        assert!(!format!("{problem:?}").contains("hunter2"));
    }
}
