//! Telling others of a change that is served: a command of the person's own, or a webhook.
//!
//! Each is bounded in time and in what is read of it, and can do no harm to the work: what becomes
//! of a delivery is a result like any other. When to deliver, and when to try again, the machine
//! decides; that a delivery comes twice cannot be ruled out, and its trace id tells.

mod command;
mod webhook;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use tokio::time::timeout;

use crate::{
    config::{Hook, hook::How},
    core::{
        problem::{Code, Problem},
        state::Told,
    },
    net::Net,
};

/// The hooks of a configuration; cheap to clone.
#[derive(Clone)]
pub struct Hooks {
    hooks: Arc<BTreeMap<String, Hook>>,
    net: Net,
}

impl Hooks {
    pub fn new(hooks: &BTreeMap<String, Hook>, net: &Net) -> Self {
        Self { hooks: Arc::new(hooks.clone()), net: net.clone() }
    }

    /// Tells one hook of one change. Takes no longer than the hook's own limit.
    pub async fn deliver(&self, name: &str, told: &Told) -> Result<(), Problem> {
        let Some(hook) = self.hooks.get(name) else {
            return Err(Problem::from(Code::BadSetting).said("the hook is gone"));
        };
        let telling = async {
            match &hook.how {
                How::Command(words) => command::run(words, told).await,
                How::Webhook { .. } => webhook::post(hook, told, &self.net).await,
            }
        };
        let result = timeout(hook.limit, telling).await;
        result.unwrap_or_else(|_| Err(too_long(hook.limit)))
    }
}

fn too_long(limit: Duration) -> Problem {
    Problem::from(Code::TimedOut).said(&format!("not done within {} seconds", limit.as_secs()))
}

/// What is told, as texts: the environment of a command, the places of a body.
fn values(told: &Told) -> [(&'static str, String); 6] {
    let list = |items: Vec<String>| items.join(",");
    let addresses = |all: &[std::net::IpAddr]| list(all.iter().map(ToString::to_string).collect());
    [
        ("names", list(told.names.iter().map(ToString::to_string).collect())),
        ("old", addresses(&told.old)),
        ("new", addresses(&told.new)),
        ("type", told.kind.to_string()),
        ("trace_id", told.trace_id.map(|trace| trace.to_string()).unwrap_or_default()),
        ("at", told.at.to_string()),
    ]
}

/// For the fuzz targets: the body that a template makes.
#[cfg(fuzzing)]
pub fn fuzzed(template: &str, told: &Told) -> String {
    webhook::filled(Some(template), told)
}
