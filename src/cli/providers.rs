//! `providers`: which there are, and what an account of one of them takes.

use serde::Serialize;

use super::{Context, Exit, print};
use crate::{
    config::Endpoint,
    core::ordered,
    net::pacer::Rate,
    provider::{self, Info, Model},
    text::cli as text,
};

/// The documented JSON of `providers --json`.
#[derive(Serialize)]
struct Described {
    id: &'static str,
    name: &'static str,
    model: &'static str,
    secret: &'static str,
    create: &'static str,
    fields: Vec<DescribedField>,
    /// What `endpoint` looks like, where it has to be given.
    endpoint: Option<&'static str>,
    ttl: Option<(u32, u32)>,
    max_batch: usize,
    min_interval_s: u64,
    /// Requests and seconds.
    rate: Option<(u32, u64)>,
    refresh_s: Option<u64>,
}

#[derive(Serialize)]
struct DescribedField {
    key: &'static str,
    required: bool,
    help: &'static str,
    example: &'static str,
}

impl From<&Info> for Described {
    fn from(info: &Info) -> Self {
        let fields = info.shape.fields.iter();
        Self {
            id: info.shape.id,
            name: info.shape.display,
            model: match info.model {
                Model::Rrset => "rrset",
                Model::RecordId => "record-id",
                Model::Push => "push",
            },
            secret: info.shape.secret.called,
            create: info.shape.secret.create,
            fields: fields
                .map(|f| DescribedField {
                    key: f.key,
                    required: f.required,
                    help: f.help,
                    example: f.example,
                })
                .collect(),
            endpoint: match info.shape.endpoint {
                Endpoint::Own(example) => Some(example),
                Endpoint::None | Endpoint::Usual => None,
            },
            ttl: info.shape.ttl,
            max_batch: info.max_batch,
            min_interval_s: info.min_interval.as_secs(),
            rate: info.rate.map(|Rate { requests, window }| (requests, window.as_secs())),
            refresh_s: info.refresh.map(|refresh| refresh.as_secs()),
        }
    }
}

pub fn providers(context: &Context, name: Option<&str>, json: bool) -> Exit {
    let mut chosen: Vec<Described> = match name {
        None => provider::ALL.iter().map(Described::from).collect(),
        Some(name) => {
            if let Some(info) = provider::find(name) {
                vec![Described::from(info)]
            } else {
                print::aside(text::UNKNOWN_PROVIDER.fill(context.language, &[("name", &name)]));
                return Exit::Usage;
            }
        }
    };
    if json {
        print::json(&chosen);
    } else if name.is_none() {
        ordered::by(&mut chosen, |info| info.name.to_lowercase());
        for info in &chosen {
            print::line(format!("{:<20} {}", info.id, info.name));
        }
    } else {
        chosen.iter().for_each(describe);
    }
    Exit::Done
}

/// What to write into the configuration, ready to copy.
fn describe(info: &Described) {
    print::line(format!("# {}", info.name));
    print::line(format!("# {}: {}", info.secret, info.create));
    if let Some((least, most)) = info.ttl {
        print::line(format!("# TTL {least} to {most} seconds"));
    }
    if info.min_interval_s > 0 {
        print::line(format!("# A name is updated at most every {} seconds", info.min_interval_s));
    }
    if let Some((requests, seconds)) = info.rate {
        print::line(format!("# At most {requests} requests in {seconds} seconds"));
    }
    if let Some(refresh) = info.refresh_s {
        print::line(format!("# Names expire there, so they are confirmed every {} days", refresh / 86_400));
    }
    print::line("[account.NAME]");
    print::line(format!("provider = \"{}\"", info.id));
    if let Some(example) = info.endpoint {
        print::line(format!("endpoint = \"{example}\"    # The address of your server."));
    }
    for field in &info.fields {
        let mark = if field.required { "" } else { "#" };
        print::line(format!("{mark}{} = \"{}\"    # {}", field.key, field.example, field.help));
    }
}
