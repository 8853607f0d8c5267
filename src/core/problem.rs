//! What can go wrong, as a table.
//!
//! A [`Problem`] is structured: code, account, name and what the other side said.
//! The sentence a person reads is made from it in `text::problem`, once per
//! language. What it means for the next try is decided here, by [`Code::remedy`].

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::record::Name;

/// What follows from a problem.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Remedy {
    /// The account is stopped until its configuration or secret changes.
    StopAccount,
    /// The one record is stopped until its configuration changes.
    StopRecord,
    /// Try again, waiting longer each time.
    Retry,
    /// Try again, but not before this much time has passed.
    Wait(Duration),
}

/// Every kind of problem. One row here, one sentence per language in `text::problem`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// `badauth`, 401, a bad TSIG key or signature.
    BadCredential,
    /// 403 and its like: the credential is known but may not do this.
    NotPermitted,
    /// The provider blocked this client, user or host for abuse.
    Blocked,
    /// `badagent`: the provider refuses this program.
    BadAgent,
    /// `!donator`: not part of this account's plan.
    NotInPlan,
    /// No zone of this account holds the name.
    NoZone,
    /// `nohost`: the name does not exist there, or not in this account.
    NotYours,
    /// `!yours`: the name exists, and is another account's.
    OthersName,
    /// `notfqdn`: not a complete name to the service.
    BadName,
    /// `!active`: the name, or the service behind it, is not switched on.
    NotActive,
    /// `numhost`: more names in one request than the provider takes.
    TooManyNames,
    /// The value, TTL or kind was refused as such.
    BadRecord,
    /// The names already there are in the way (a CNAME, for example).
    Conflict,
    /// The records changed between reading and writing, again and again: somebody else works on them.
    Contested,
    /// The other side refuses because this machine's clock is wrong.
    WrongClock,
    /// 429 and its like.
    RateLimited,
    /// 5xx, `servererror`: the provider says that it is out of order.
    Outage,
    /// `911` of dyndns2: half an hour at least.
    LongOutage,
    /// `dnserr` of dyndns2: the provider's own DNS failed; half an hour, too.
    DnsError,
    /// Nothing answered: refused, unreachable, reset.
    Unreachable,
    TimedOut,
    /// The server's certificate is not to be trusted.
    BadCertificate,
    /// The server's own name could not be looked up.
    NoSuchServer,
    /// The answer is not what this API answers.
    BadAnswer,
    /// The change was sent but its outcome is not known.
    Unconfirmed,
    /// No secret is stored for the account.
    SecretMissing,
    /// The credential store cannot be reached or is locked.
    SecretStore,
    /// The program has no credential store and never will: a service without a desktop.
    NoSecretStore,
    /// The name servers of the zone do not serve the new value.
    NotServed,
    /// A setting of the account cannot be used as it stands.
    BadSetting,
    /// `badsys` of dyndns2: the service does not offer what was asked of it.
    BadSystem,
}

impl Code {
    /// What the next try waits for.
    pub const fn remedy(self) -> Remedy {
        match self {
            Self::BadCredential | Self::Blocked | Self::BadAgent | Self::BadSetting | Self::BadSystem => {
                Remedy::StopAccount
            }
            Self::NotPermitted
            | Self::NotInPlan
            | Self::NoZone
            | Self::NotYours
            | Self::OthersName
            | Self::BadName
            | Self::NotActive
            | Self::TooManyNames
            | Self::BadRecord
            | Self::Conflict => Remedy::StopRecord,
            Self::LongOutage | Self::DnsError => Remedy::Wait(Duration::from_secs(30 * 60)),
            Self::RateLimited => Remedy::Wait(Duration::from_secs(60)),
            Self::Contested
            | Self::WrongClock
            | Self::Outage
            | Self::Unreachable
            | Self::TimedOut
            | Self::BadCertificate
            | Self::NoSuchServer
            | Self::BadAnswer
            | Self::Unconfirmed
            | Self::SecretMissing
            | Self::SecretStore
            | Self::NoSecretStore
            | Self::NotServed => Remedy::Retry,
        }
    }

    /// Whether the cause lies on this side, so that a person's word or a new network is a reason to try at
    /// once: nobody asked us to wait.
    pub const fn is_local(self) -> bool {
        self.is_network()
            || matches!(
                self,
                Self::SecretMissing
                    | Self::SecretStore
                    | Self::NoSecretStore
                    | Self::WrongClock
                    | Self::BadCertificate
            )
    }

    /// Whether every record of the account has this problem, so that asking for the next one is useless.
    pub const fn whole_account(self) -> bool {
        matches!(self.remedy(), Remedy::StopAccount | Remedy::Wait(_))
            || self.is_network()
            || matches!(
                self,
                Self::Outage
                    | Self::BadCertificate
                    | Self::WrongClock
                    | Self::SecretMissing
                    | Self::SecretStore
                    | Self::NoSecretStore
            )
    }

    /// Whether the problem goes away only when a person does something.
    pub const fn needs_person(self) -> bool {
        matches!(self.remedy(), Remedy::StopAccount | Remedy::StopRecord)
            || matches!(self, Self::SecretMissing | Self::NoSecretStore | Self::BadCertificate)
    }

    /// Whether a change that ended so may yet have been carried out.
    pub const fn may_have_happened(self) -> bool {
        matches!(
            self,
            Self::TimedOut
                | Self::Unreachable
                | Self::Outage
                | Self::DnsError
                | Self::BadAnswer
                | Self::Unconfirmed
        )
    }

    /// Whether the provider was never reached, so that a network change is a reason to try at once.
    pub const fn is_network(self) -> bool {
        matches!(self, Self::Unreachable | Self::TimedOut | Self::NoSuchServer)
    }
}

/// Where a secret is that is not in the credential store.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kept {
    /// A file, as it is shown.
    File(String),
    /// An environment variable.
    Variable(String),
}

/// One thing that went wrong. Never holds a secret or a URL.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Problem {
    pub code: Code,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<Name>,
    /// What the other side or the system said, cleaned: at most 200 characters of one line.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub said: Option<String>,
    /// How long the other side asked us to wait.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub retry_after: Option<Duration>,
    /// Where a new secret of the account goes; `None`: into the credential store.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kept: Option<Box<Kept>>,
}

impl Problem {
    pub const fn new(code: Code) -> Self {
        Self { code, account: None, name: None, said: None, retry_after: None, kept: None }
    }

    /// Adds the other side's own words, cut to one line of 200 characters without control characters.
    #[must_use]
    pub fn said(mut self, words: &str) -> Self {
        let words = one_line(words);
        self.said = (!words.is_empty()).then_some(words);
        self
    }

    #[must_use]
    pub fn account(mut self, account: &str) -> Self {
        self.account = Some(account.to_owned());
        self
    }

    #[must_use]
    pub fn name(mut self, name: &Name) -> Self {
        self.name = Some(name.clone());
        self
    }

    #[must_use]
    pub fn kept(mut self, kept: Option<Kept>) -> Self {
        self.kept = kept.map(Box::new);
        self
    }

    #[must_use]
    pub const fn retry_after(mut self, wait: Option<Duration>) -> Self {
        self.retry_after = wait;
        self
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

/// Makes foreign words fit for a log line or a menu: one line, no control characters, bounded.
pub fn one_line(words: &str) -> String {
    let clean: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut line = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = line.char_indices().nth(200) {
        line.truncate(end);
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_words_are_made_harmless() {
        assert_eq!(one_line("a\r\n\tb\u{1b}[31m"), "a b [31m");
        assert_eq!(one_line(&"é".repeat(500)).chars().count(), 201);
    }

    #[test]
    fn refusals_stop_and_outages_do_not() {
        for code in [Code::BadCredential, Code::Blocked, Code::NotYours, Code::NotPermitted, Code::BadAgent] {
            assert!(code.needs_person(), "{code:?}");
        }
        for code in [Code::Outage, Code::TimedOut, Code::RateLimited, Code::BadAnswer, Code::NotServed] {
            assert!(!code.needs_person(), "{code:?}");
        }
    }
}
