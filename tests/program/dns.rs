//! `dns`: what this machine has cached, and forgetting it. What there is differs from machine to machine:
//! that it is said, and that machines can read it, does not.

use crate::room::Room;

#[test]
fn the_cache_is_shown_as_far_as_it_can_be() {
    let room = Room::new();
    room.run(&["dns", "cache"]).ended(0, &[]);
    let json = room.run(&["dns", "cache", "--json"]).ended(0, &[]).json();
    assert_eq!(json["version"], 1);
    assert!(json["entries"].is_array() || json["entries"].is_null());
    let json = room.run(&["dns", "cache", "home.lab.example", "--json"]).ended(0, &[]).json();
    assert!(json["entries"].is_null(), "one name was asked for");
    assert_eq!(json["addresses"].as_array().unwrap().len(), 0);
    assert_eq!(json["hosts"].as_array().unwrap().len(), 0);
    room.run(&["dns", "cache", "home.lab.example"]).ended(0, &["DNS cache"]);
    room.run(&["dns", "cache", "not a name"]).ended(2, &["not a name"]);
    let room = room.chinese();
    room.run(&["dns", "cache", "home.lab.example"]).ended(0, &["DNS 缓存"]);
}

#[test]
fn flushing_says_what_was_emptied_or_that_there_is_nothing() {
    let ran = Room::new().run(&["dns", "flush"]);
    // A cache that only an administrator may empty is 1.
    assert!(matches!(ran.code, Some(0 | 1)), "{ran:?}");
    assert!(ran.seen().contains("empt"), "{ran:?}");
    Room::new().run(&["dns"]).ended(2, &["cache", "flush"]);
}
