//! A provider that a person describes in the configuration, with the real program.

use crate::{
    room::{NAME, Room, SECRET},
    server::{Server, reply},
    service::{Echo, config},
};

const ACCOUNT: &str = "provider = \"mine\"\nusername = \"me\"\n";

fn own(url: &str) -> String {
    format!(
        "[provider.mine]\nurl = \"{url}/set/{{names}}\"\nquery = \"to={{ip}}&who={{username}}\"\n\
         auth = \"param:key\"\n[provider.mine.answers]\ndone = [\"saved {{ip}}\"]\nbad-credential = [\"who?\"]\n"
    )
}

#[test]
fn a_described_provider_is_published_to_and_its_secret_is_nowhere() {
    let service = Server::start(|request| {
        let known = request.param("key") == Some(SECRET) && request.param("who") == Some("me");
        let path = request.target.starts_with(&format!("/set/{NAME}?"));
        match (known, path) {
            (true, true) => reply(200, format!("saved {}\n", request.param("to").unwrap_or_default())),
            (false, _) => reply(200, "who?\n"),
            _ => reply(404, ""),
        }
    });
    let sources = [Echo::new("203.0.113.7\n"), Echo::new("203.0.113.7\n")];
    let room = Room::new();
    room.config(config(&[&sources[0], &sources[1]], ACCOUNT) + &own(&service.url()));
    room.run(&["check"]).ended(0, &[]);
    room.run(&["once"]).ended(0, &["203.0.113.7"]);
    assert_eq!((room.published(), service.hits()), (vec!["203.0.113.7".to_owned()], 1));
    room.run(&["once"]).ended(0, &[]);
    assert_eq!(service.hits(), 1);
    // Another description of the same service is another account: a stop of the old one is over.
    room.secret("another");
    for source in &sources {
        source.says("203.0.113.8\n");
    }
    let refused = room.run(&["once"]);
    refused.ended(3, &["not valid", "who?"]);
    assert!(!refused.seen().contains(SECRET) && !refused.seen().contains("another"));
    room.secret(SECRET);
    room.run(&["once"]).ended(0, &["203.0.113.8"]);
}

#[test]
fn a_mistake_in_a_description_is_told_at_its_place() {
    let sources = [Echo::new("203.0.113.7\n"), Echo::new("203.0.113.7\n")];
    let room = Room::new();
    let text =
        config(&[&sources[0], &sources[1]], ACCOUNT) + &own("https://dyn.example").replace("{ip}&", "auto&");
    room.config(text);
    room.run(&["check"])
        .ended(2, &["query = \"to=auto", "^^^", "a call with IPv4 would not say its address"]);
    room.chinese().run(&["check"]).ended(2, &["IPv4 的请求没有写地址"]);
}
