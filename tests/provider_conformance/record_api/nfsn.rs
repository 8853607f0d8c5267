//! members.nearlyfreespeech.net/wiki/API/Reference, and recorded exchanges

use super::{signed::*, *};

const NFSN: Vendor = Vendor {
    id: "nfsn",
    fields: &[("login", "jane")],
    secret: "p3kxmRKf9dk3l6ls",
    prefix: "",
    signed_in: |request| {
        let shown = request.header("x-nfsn-authentication");
        let [login, time, salt, hash] = shown.split(';').collect::<Vec<_>>()[..] else { return false };
        let text = format!("{login};{time};{salt};{};{};{}", NFSN.secret, request.path, sha1(&request.body));
        login == "jane" && salt.len() == 16 && hash == sha1(&text)
    },
    serve,
    writes: |hit| hit.segments.last() != Some(&"listRRs"),
    refuses: |refusal| {
        let error = json!({"error": "The API request was not valid.", "debug": format!("{refusal:?}")});
        Some(reply(by_status(refusal)?.status, error))
    },
    // A record with the same data is refused, and removing it first would leave a gap.
    ttl: false,
};

fn serve(world: &mut World, hit: &Hit<'_>) -> Option<Response> {
    let ["dns", zone, call] = hit.segments[..] else { return None };
    if hit.method != "POST" || !hit.request.header("content-type").contains("form") {
        return None;
    }
    if zone != ZONE {
        let debug = "The requested object instance does not exist or cannot be accessed.";
        return Some(reply(404, json!({"error": "The API request was not valid.", "debug": debug})));
    }
    let is = |record: &Stored| {
        record.sub == hit.field("name")
            && record.kind == hit.field("type")
            && record.value == hit.field("data")
    };
    Some(match call {
        "listRRs" => {
            let named = |record: &&Stored| hit.form.is_empty() || record.sub == hit.field("name");
            let shown = |record: &Stored| json!({"name": record.sub, "type": record.kind, "data": record.value, "ttl": record.ttl, "scope": "member"});
            reply(200, json!(world.records.iter().filter(named).map(shown).collect::<Vec<_>>()))
        }
        "addRR" if world.records.iter().any(is) => {
            reply(400, json!({"error": "The API request was not valid.", "debug": "exists"}))
        }
        "addRR" => {
            let ttl = hit.field("ttl").parse().ok()?;
            // There is nothing that is kept beside a record.
            let note =
                world.rrset(hit.field("name"), hit.field("type")).first().map(|record| record.note.clone());
            world.add(hit.field("name"), hit.field("type"), hit.field("data"), ttl).note =
                note.unwrap_or_default();
            reply(200, "")
        }
        "removeRR" => {
            let at = world.records.iter().position(is)?;
            world.records.remove(at);
            reply(200, "")
        }
        _ => return None,
    })
}

#[tokio::test]
async fn holds_to_the_suite() {
    run(NFSN).await;
}
