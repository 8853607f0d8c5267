//! deSEC: desec.readthedocs.io, "Retrieving and Manipulating DNS Information".

use crate::provider::record_api::prelude::*;

pub static API: Api = Api {
    id: "desec",
    display: "deSEC",
    secret: secret(
        "token",
        "desec.io, Token Management: a token with a policy for the names alone, write permission on A and AAAA.",
    ),
    max_batch: 500,
    atomic: true,
    // rate-limits: 15 writes a minute to a domain
    rate: Some(at_most(15, 60)),
    base: "https://desec.io/api/v1",
    auth: Auth::Header("Authorization", "Token "),
    zones: Zones { list: list(get("/domains/?owns_qname={zone}"), ""), name: "/name", id: "", by: By::Suffix },
    records: Records {
        // Five hundred are a page; who does not ask for pages is refused where there are more.
        all: Some(linked(get("/domains/{zone}/rrsets/?cursor={cursor|}"), "", "cursor")),
        one: Some(list(get("/domains/{zone}/rrsets/?subname={sub0}"), "")),
        id: "",
        name: "/subname",
        form: Form::Relative,
        value: "/records",
        // The least of a domain of one's own; those below dedyn.io may have less.
        new_ttl: 3600,
        ..RECORDS
    },
    write: Write::Batch {
        call: patch("/domains/{zone}/rrsets/", r#""{items}""#),
        set: r#"{"subname":"{sub0}","type":"{type}","ttl":"{#ttl}","records":["{each}"]}"#,
        delete: r#"{"subname":"{sub0}","type":"{type}","records":[]}"#,
    },
    answers: Answers {
        code: &[],
        message: &["/detail", "/non_field_errors/0", "/0/non_field_errors/0", "/0/records/0", "/0/ttl/0"],
        refusals: &[("conflicting type", Code::Conflict)],
        ..ANSWERS
    },
    ..PLAIN
};
