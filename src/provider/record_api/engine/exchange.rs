//! One exchange with the service: signed in, sent, and its answer judged.

use std::time::{Duration, Instant};

use reqwest::header::HeaderMap;
use serde_json::Value;

use super::{
    super::{
        Auth, Call, Login, ToSign,
        answer::{self, Said, text},
        sign_in::outgoing,
        template::Places,
    },
    RecordApi,
};
use crate::{
    config::Account,
    core::problem::{Code, Problem},
    net::Answer,
    provider::http::{self, Http},
};

/// Taken off the time a token lasts: it has to reach the service before that.
const MARGIN: Duration = Duration::from_secs(60);

/// What an answer says, and its headers.
type Heard = (Said, HeaderMap);

impl RecordApi {
    /// One exchange; the answer if it says that all went well.
    pub(super) async fn call(
        &self,
        call: &Call,
        places: &Places<'_>,
        writes: bool,
    ) -> Result<Value, Problem> {
        self.heard(call, places, writes).await.map(|(said, _)| said.body)
    }

    /// The same, with the headers.
    pub(super) async fn heard(
        &self,
        call: &Call,
        places: &Places<'_>,
        writes: bool,
    ) -> Result<Heard, Problem> {
        let (Auth::Login(login) | Auth::SignedLogin(login, _)) = &self.api.auth else {
            let heard = self.exchange(&self.api.auth, call, places, writes).await;
            let refused = matches!(&heard, Err(problem) if problem.code == Code::BadCredential);
            if refused && matches!(self.api.auth, Auth::Hourly(_)) {
                let again = Places { other_hour: true, ..places.clone() };
                return self.exchange(&self.api.auth, call, &again, writes).await;
            }
            return heard;
        };
        let mut refused = Problem::new(Code::Outage);
        for _ in 0..2 {
            let token = self.sign_in(login).await?;
            let with = Places { token: Some(&token), ..places.clone() };
            match self.exchange(&self.api.auth, call, &with, writes).await {
                // It ended before its time.
                Err(problem) if problem.code == Code::BadCredential => {
                    *self.token.lock().await = None;
                    refused = problem;
                }
                other => return other,
            }
        }
        // The credential is good: it was signed in with just now.
        Err(Problem { code: Code::Outage, ..refused })
    }

    /// A token that lasts.
    async fn sign_in(&self, login: &'static Login) -> Result<String, Problem> {
        let mut held = self.token.lock().await;
        if let Some((token, until)) = &*held
            && Instant::now() < *until
        {
            return Ok(token.clone());
        }
        let assertion = login.assertion.map(|make| {
            let (method, path) = (login.call.method, login.call.path);
            make(&ToSign { method, path, ..ToSign::of(&self.account, &self.secret, "") })
        });
        let assertion = assertion.transpose()?;
        let places = Places { assertion: assertion.as_deref(), ..self.places() };
        let auth = match (&self.api.auth, login.basic) {
            (Auth::SignedLogin(_, sign), _) => Auth::Signed(*sign),
            (_, Some(user)) => Auth::Basic(user),
            _ => Auth::Body(""),
        };
        let answer = self.send(&auth, &login.call, &places, false).await?;
        let body = self.clean(answer::read(&self.api.answers, &answer))?.body;
        let token = match login.token.strip_prefix("header:") {
            Some(name) => answer.header(name).map(|text| text.split(';').next().unwrap_or(text).to_owned()),
            None => text(&body, login.token),
        };
        let token = token.ok_or_else(|| Problem::from(Code::BadAnswer).said("the sign-in gave no token"))?;
        let lasts = text(&body, login.lasts).and_then(|seconds| seconds.parse().ok()).unwrap_or(600);
        let until = Instant::now() + Duration::from_secs(lasts).saturating_sub(MARGIN);
        *held = Some((token.clone(), until));
        Ok(token)
    }

    async fn exchange(
        &self,
        auth: &Auth,
        call: &Call,
        places: &Places<'_>,
        writes: bool,
    ) -> Result<Heard, Problem> {
        let answer = self.send(auth, call, places, writes).await?;
        let read = answer::read(&self.api.answers, &answer);
        if let Err(problem) = &read
            && problem.code == Code::RateLimited
        {
            self.http.refused(problem.retry_after);
        }
        Ok((self.clean(read)?, answer.headers))
    }

    async fn send(
        &self,
        auth: &Auth,
        call: &Call,
        places: &Places<'_>,
        writes: bool,
    ) -> Result<Answer, Problem> {
        let places = Places { action: call.action, secret: Some(&self.secret), ..places.clone() };
        let elsewhere;
        let (http, call) = match call
            .path
            .strip_prefix("https://")
            .map(|rest| rest.split_at(rest.find('/').unwrap_or(rest.len())))
        {
            // An endpoint without TLS is a lab, and has the sign-in, too. No other is told the secret.
            Some((host, path)) => {
                elsewhere = self.elsewhere(&format!("https://{}", places.plain(host)));
                (&elsewhere, Call { path, ..*call })
            }
            None => (&self.http, *call),
        };
        let outgoing = outgoing(self.api, auth, &call, &places, http.base())?;
        let method = reqwest::Method::from_bytes(outgoing.method.as_bytes()).unwrap_or_default();
        let mut request = http.request(method, &outgoing.path)?;
        for (name, value) in &outgoing.headers {
            request = request.header(name, value);
        }
        if let Some(body) = outgoing.body {
            request = request.body(body);
        }
        if writes { http::tell(request).await } else { http::ask(request).await }
    }

    /// A service may repeat what it was sent: nothing of that may be shown.
    fn clean<T>(&self, result: Result<T, Problem>) -> Result<T, Problem> {
        result.map_err(|problem| {
            let said = self.secret.cross_out(problem.said.as_deref().unwrap_or_default());
            problem.said(&said)
        })
    }

    /// The service at another address.
    fn elsewhere(&self, base: &str) -> Http {
        let lab = self.account.endpoint.as_ref().filter(|endpoint| endpoint.starts_with("http://"));
        let account = Account { endpoint: lab.cloned(), ..self.account.clone() };
        Http::new(&account, self.net.clone(), base)
    }
}
