//! NearlyFreeSpeech.NET: members.nearlyfreespeech.net/wiki/API/Reference, "DNS".

use crate::provider::{record_api::prelude::*, sign::nfsn};

pub static API: Api = Api {
    id: "nfsn",
    display: "NearlyFreeSpeech.NET",
    secret: secret("API key", "members.nearlyfreespeech.net, profile, Manage API Key. It is good for the whole membership."),
    fields: &[required("login", "The name of the membership that the API key belongs to.", "jane")],
    ttl: Some((60, 2_678_400)),
    base: "https://api.nearlyfreespeech.net",
    auth: Auth::Signed(nfsn::sign),
    zones: BY_RECORDS,
    records: Records {
        all: Some(list(form("/dns/{zone}/listRRs", ""), "")),
        one: Some(list(form("/dns/{zone}/listRRs", "name={sub0}"), "")),
        // A record is known by what it holds.
        id: "",
        form: Form::Relative,
        value: "/data",
        ..RECORDS
    },
    write: Write::Records {
        create: form("/dns/{zone}/addRR", "name={sub0}&type={type}&data={value}&ttl={ttl}"),
        update: None,
        delete: form("/dns/{zone}/removeRR", "name={sub0}&type={type}&data={old}"),
    },
    answers: Answers { code: &[], message: &["/debug", "/error"], refusals: &[("imestamp", Code::WrongClock)], ..ANSWERS },
    ..PLAIN
};
