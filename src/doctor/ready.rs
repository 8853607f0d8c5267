//! Whether a round can begin at all: is there a network, do names resolve, does the credential store open?
//!
//! What a person would look at first when a scheduled round fails. That a secret is missing or refused is found out
//! by the round itself, and told with its account.

use std::{net::IpAddr, time::Duration};

use tokio::time::timeout;

use crate::{
    authority::{self, Authority},
    config::Config,
    core::{
        address::{Family, judge},
        problem::{Code, Problem},
    },
    platform, secrets,
    text::{Language, problem::sentence, task as text},
};

/// How long the credential store may take: nobody is there to unlock it.
const STORE: Duration = Duration::from_secs(5);

/// What is missing, a sentence each; nothing where a round may begin.
pub async fn missing(config: &Config, language: Language) -> Vec<String> {
    let mut missing = Vec::new();
    // A name of one's own network is served and resolved in ways that cannot be known here.
    if config.records.keys().any(|id| !authority::is_nowhere_public(&id.name)) {
        if !is_connected() {
            missing.push(text::NO_NETWORK.to(language).to_owned());
        } else if let Err(servers) = Authority::default().resolvers_answer().await {
            missing.push(text::NO_RESOLVER.fill(language, &[("servers", &servers)]));
        }
    }
    for account in config.accounts.values() {
        let late = || {
            let said = "the credential store did not answer; is it locked?";
            Err(Problem::from(Code::SecretStore).account(&account.name).said(said))
        };
        let fetched = timeout(STORE, secrets::fetch(&account.name, &account.secret)).await;
        if let Err(problem) = fetched.unwrap_or_else(|_| late())
            && problem.code == Code::SecretStore
        {
            missing.push(sentence(language, &problem));
            // It is one store for all of them.
            break;
        }
    }
    missing
}

/// Whether any address reaches further than this machine and its link. A list that cannot be had says nothing.
fn is_connected() -> bool {
    let far = |ip: IpAddr| {
        use crate::core::address::Unfit;
        !matches!(
            judge(ip, Family::of(ip), &[]),
            Err(Unfit::Loopback | Unfit::LinkLocal | Unfit::Unspecified)
        )
    };
    platform::addresses::list().map_or(true, |addresses| addresses.iter().any(|address| far(address.address)))
}
