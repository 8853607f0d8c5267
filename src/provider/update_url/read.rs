//! From a service's answer to one result for each name.

use std::net::IpAddr;

use super::{
    Sent, dyndns2,
    row::{Auth, Meaning, Row},
};
use crate::{
    core::{
        encode::percent,
        problem::{Code, Problem},
        secret::Secret,
    },
    net::Answer,
    provider::{Applied, status_problem},
};

/// One result for each name of `sent`.
pub fn read(
    row: &Row<'_>,
    secret: &Secret,
    answer: &Answer,
    sent: &Sent<'_>,
) -> Vec<Result<Applied, Problem>> {
    let names = sent.names.len();
    let body = without(secret, row.auth, &answer.text());
    let start: String = body.chars().take(80).collect();
    let problem = |code: Code, said: &str| Problem::from(code).said(said).retry_after(answer.retry_after);
    let failed =
        status_problem(answer.status).map(|code| problem(code, &format!("{}: {start}", answer.status)));
    let all = |result: Result<Applied, Problem>| vec![result; names];

    let addresses = sent.addresses();
    // Where the protocol's own word is there, that is the answer, and the status says less.
    let status = Some(answer.status.as_u16()).filter(|_| !(row.answers.dyndns2 && dyndns2::speaks(&body)));
    let heard = Heard { body: &body, status, addresses: &addresses, sent };
    // A word of success with another status than 200 is none.
    let counts = |meaning: &Meaning| failed.is_none() || matches!(meaning, Meaning::No(_));
    let first = row.answers.words.iter().find(|(word, meaning)| counts(meaning) && heard.says(word));
    let by_status = first.is_some_and(|(word, _)| word.starts_with("HTTP "));
    match (first.map(|(_, meaning)| *meaning), failed.as_ref().map(|failed| failed.code)) {
        (Some(Meaning::Done), _) => return all(Ok(Applied::Changed)),
        (Some(Meaning::Same), _) => return all(Ok(Applied::Unchanged)),
        // What passes by itself is not what a word of refusal is about.
        (Some(Meaning::No(_)), Some(status @ (Code::RateLimited | Code::Outage))) if !by_status => {
            return all(Err(problem(status, &start)));
        }
        // Said once for several names, it may be the fault of one of them.
        (Some(Meaning::No(Code::NotYours)), _) if names > 1 => {
            return all(Err(problem(Code::TooManyNames, &start)));
        }
        (Some(Meaning::No(code)), _) => return all(Err(problem(code, &start))),
        (None, _) => (),
    }
    match failed {
        None if row.answers.dyndns2 => dyndns2::results(&body, names, &addresses),
        None => all(Err(problem(Code::BadAnswer, &format!("{}: {start}", answer.status)))),
        // Some send the word along with a status: infomaniak `nohost` with 400, nsupdate.info `badauth`
        // with 401.
        Some(failed) => {
            let word = Some(&*body).filter(|body| row.answers.dyndns2 && dyndns2::speaks(body));
            let results = word.map(|body| dyndns2::results(body, names, &addresses));
            results.filter(|all| all.iter().all(Result::is_err)).unwrap_or_else(|| all(Err(failed)))
        }
    }
}

/// A page about an error may repeat the address that was asked for, and with it the secret.
fn without(secret: &Secret, auth: Auth<'_>, body: &str) -> String {
    let secret = secret.expose();
    let encoded = percent(secret);
    let escaped =
        secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let mut forms = vec![secret.to_owned(), encoded.replace("%20", "+"), encoded, escaped];
    if let (Auth::Url, Ok(url)) = (auth, reqwest::Url::parse(secret.trim())) {
        let parts = url.path_segments().into_iter().flatten().map(str::to_owned);
        forms.extend(parts.chain(url.query_pairs().map(|(_, value)| value.into_owned())));
        forms.retain(|part| part.len() > 7);
    }
    forms.iter().fold(body.to_owned(), |body, form| body.replace(form, "…"))
}

struct Heard<'a> {
    body: &'a str,
    status: Option<u16>,
    addresses: &'a [IpAddr],
    sent: &'a Sent<'a>,
}

impl Heard<'_> {
    fn says(&self, word: &str) -> bool {
        if let Some(status) = word.strip_prefix("HTTP ") {
            // A page for people says nothing of what was asked.
            let start: String =
                self.body.trim_start().chars().take(9).collect::<String>().to_ascii_lowercase();
            let page = start.starts_with("<!doctype") || start.starts_with("<html");
            let meant = status.parse().ok();
            return meant.is_some() && meant == self.status && (!page || meant >= Some(300));
        }
        self.meant(word).iter().any(|word| match word.strip_prefix('*') {
            Some(word) => {
                let mut starts = self.body.char_indices().filter(|(_, c)| !c.is_whitespace());
                starts.any(|(at, _)| begins(&self.body[at..], word, true))
            }
            None => self.body.lines().any(|line| begins(line.trim(), word, false)),
        })
    }

    /// The word for each address and name that it may speak of.
    fn meant(&self, word: &str) -> Vec<String> {
        let mut words = vec![word.to_owned()];
        let spread = |words: Vec<String>, place: &str, values: &[String]| -> Vec<String> {
            let each = |word: String| {
                if word.contains(place) {
                    values.iter().map(|value| word.replace(place, value)).collect()
                } else {
                    vec![word]
                }
            };
            words.into_iter().flat_map(each).collect()
        };
        let addresses: Vec<String> = self.addresses.iter().map(|address| format!("{address}{END}")).collect();
        words = spread(words, "{ip}", &addresses);
        let names: Vec<String> = self.sent.names.iter().map(ToString::to_string).collect();
        spread(words, "{name}", &names)
    }
}

/// Follows an address in a word: what was sent as 203.0.113.4 is not what 203.0.113.45 begins with.
const END: char = '\0';

/// Whether a text begins with a word, white space aside if that is to be `squeezed`.
fn begins(text: &str, word: &str, squeezed: bool) -> bool {
    let mut rest = text;
    word.chars().filter(|c| !squeezed || !c.is_whitespace()).all(|c| match c {
        END => !goes_on(rest),
        c => {
            let after = if squeezed { rest.trim_start() } else { rest }.strip_prefix(c);
            rest = after.unwrap_or_default();
            after.is_some()
        }
    })
}

/// Whether an address would not be over before this text; a full stop or a colon may follow it.
fn goes_on(rest: &str) -> bool {
    let rest = rest.strip_prefix(['.', ':']).unwrap_or(rest);
    rest.starts_with(|c: char| c.is_ascii_hexdigit())
}

/// For the fuzz targets: the answer as every service in the table reads it.
#[cfg(fuzzing)]
pub fn read_answer(answer: &Answer, names: usize, sent: &[IpAddr]) -> Vec<Vec<Result<Applied, Problem>>> {
    use crate::core::record::{Name, Zone};
    let names: Vec<Name> =
        (0..names).filter_map(|at| Name::parse(&format!("h{at}.example.org")).ok()).collect();
    let names: Vec<&Name> = names.iter().collect();
    let Ok(zone) = Name::parse("example.org") else { return Vec::new() };
    let zone = Zone { name: zone, id: String::new() };
    let family = |v6: bool| sent.iter().copied().find(|address| address.is_ipv6() == v6);
    let sent = Sent { zone: &zone, names: &names, v4: family(false), v6: family(true), ttl: None };
    super::ROWS.iter().map(|row| read(row, &Secret::new("hunter2"), answer, &sent)).collect()
}
