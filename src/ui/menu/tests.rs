//! Menus read as a person would read them.

use std::sync::Arc;

use jiff::{Timestamp, tz::TimeZone};

use super::*;
use crate::{
    core::{
        access::Role,
        address::Family,
        duty::{Duty, Own, Refusal, Why},
        message::{Answer, Reason, Said},
        problem::{Code, Problem},
        record::Kind,
        snapshot::{AddressView, Addresses, Entry as Past, Snapshot, What},
    },
    text::Language,
};

pub(crate) fn style() -> Style {
    Style { language: Language::English, chosen: None, zone: TimeZone::UTC }
}

pub(crate) fn at(text: &str) -> Timestamp {
    format!("2026-03-01T{text}Z").parse().unwrap()
}

/// `records` names with an A record each, all of them right.
pub(crate) fn snapshot(records: usize) -> Snapshot {
    let address =
        |text: &str| Some(AddressView { address: Some(text.parse().unwrap()), ..AddressView::default() });
    let record = |n: usize| RecordView {
        name: format!("host{n:03}.example.org").parse().unwrap(),
        kind: Kind::A,
        account: "lab".into(),
        state: RecordState::Ok,
        published: vec!["203.0.113.7".parse().unwrap()],
        published_at: None,
        served: None,
        problem: None,
        next_try: None,
        via: None,
    };
    Snapshot {
        version: 1,
        state: Overall::Ok,
        addresses: Addresses { ipv4: address("203.0.113.7"), ipv6: address("2001:db8::7") },
        records: (1..=records).map(record).collect(),
        checked: Some(at("14:03:59")),
        ..Snapshot::default()
    }
}

/// As the tray shows it whose own worker does the work.
pub(crate) fn own(snapshot: Snapshot) -> Shown {
    Shown { duty: Duty::Own(Own::default()), snapshot }
}

/// A source that names this address.
fn says(address: &str) -> Answer {
    let said = Said::Address(address.parse().unwrap());
    Answer { source: "stun".into(), operator: "stun".into(), said, took: std::time::Duration::ZERO }
}

fn autostart(on: Option<bool>) -> Offers {
    Offers { autostart: on, ..Offers::default() }
}

fn draw(menu: &Menu) -> String {
    fn lines(entries: &[Entry], depth: usize, out: &mut String) {
        use std::fmt::Write;
        for entry in entries {
            let pad = " ".repeat(depth * 2);
            let _ = match entry {
                Entry::Info(text) => writeln!(out, "{pad}  {text}"),
                Entry::Item(Item { label, click: Click::Status | Click::Tell(_), .. }) => {
                    writeln!(out, "{pad}  {label}")
                }
                Entry::Item(Item { label, click, checked }) => {
                    let mark = checked.map_or("", |on| if on { "[x] " } else { "[ ] " });
                    writeln!(out, "{pad}> {mark}{label} = {click:?}")
                }
                Entry::Submenu(label, _) => writeln!(out, "{pad}+ {label}"),
                Entry::Separator => writeln!(out, "{pad}--"),
            };
            if let Entry::Submenu(_, inside) = entry {
                lines(inside, depth + 1, out);
            }
        }
    }
    let mut out = String::new();
    lines(&menu.entries, 0, &mut out);
    out
}

#[test]
fn a_record_that_is_held_says_that_the_provider_wants_it() {
    let mut held = snapshot(1);
    held.records[0].state = RecordState::Waiting;
    held.records[0].next_try = Some(at("14:09:00"));
    let drawn = crate::ui::lines::state(&held.records[0], &style());
    assert_eq!(drawn, "next update 14:09: the provider wants a pause between two");
}

#[test]
fn the_whole_menu() {
    let mut now = snapshot(4);
    now.state = Overall::Attention;
    now.records[1].state = RecordState::Stopped;
    now.records[1].problem = Some(Problem::new(Code::BadCredential));
    now.records[2].state = RecordState::Waiting;
    now.records[2].problem = Some(Problem::new(Code::Outage));
    now.records[2].next_try = Some(at("14:09:00"));
    now.records[3].kind = Kind::Aaaa;
    now.records[3].name = "host001.example.org".parse().unwrap();
    now.recent = vec![Arc::new(Past {
        at: at("13:59:00"),
        trace_id: None,
        what: What::Address {
            family: Family::V4,
            line: None,
            old: None,
            new: "203.0.113.7".parse().unwrap(),
            sources: vec![],
        },
    })];
    let drawn = draw(&build(&own(now), autostart(Some(true)), &style()));
    let stopped = crate::text::problem::brief(Language::English, &Problem::new(Code::BadCredential));
    let waiting = crate::text::problem::brief(Language::English, &Problem::new(Code::Outage));
    assert_eq!(
        drawn,
        format!(
            "  1 of 3 names are right, 1 needs you
  IPv4  203.0.113.7
  IPv6  2001:db8::7
  Checked at 14:03
--
  ■ host002.example.org  A  stopped: {}
  ▲ host003.example.org  A  next try 14:09: {}
  ● host001.example.org  A  right
  ● host001.example.org  AAAA  right
--
+ Recently
    13:59  IPv4 address 203.0.113.7
> Check now = CheckNow
> Force update = Force
> Pause = Pause(true)
--
> Open log = OpenLog
> Open configuration = OpenConfig
> [x] Start at login = Autostart(false)
+ Language (语言)
  > [x] As the system = Speak(None)
  > [ ] English = Speak(Some(English))
  > [ ] 简体中文 = Speak(Some(Chinese))
--
> About Fingerpost = About
> Quit = Quit
",
            stopped.trim_end_matches('.'),
            waiting.trim_end_matches('.')
        )
    );
}

#[test]
fn a_name_that_runs_from_right_to_left_leaves_its_line_in_order() {
    let mut now = snapshot(1);
    now.records[0].name = "xn--4dbcagdahymbxekheh6e0a7fei0b.example".parse().unwrap();
    let shown = now.records[0].name.shown();
    assert!(!shown.is_ascii(), "{shown}");
    let drawn = draw(&build(&own(now), autostart(None), &style()));
    assert!(drawn.contains(&format!("● \u{200e}{shown}\u{200e}  A")), "{drawn:?}");
    assert!(!draw(&build(&own(snapshot(1)), autostart(None), &style())).contains('\u{200e}'));
}

#[test]
fn pause_turns_into_resume_and_autostart_may_be_missing() {
    let mut now = snapshot(1);
    now.state = Overall::Paused;
    let drawn = draw(&build(&own(now), autostart(None), &style()));
    assert!(drawn.contains("> Resume = Pause(false)"), "{drawn}");
    assert!(!drawn.contains("Pause(true)") && !drawn.contains("login"), "{drawn}");
}

fn longest(entries: &[Entry]) -> usize {
    let inside = entries.iter().map(|entry| match entry {
        Entry::Submenu(_, inside) => longest(inside),
        _ => 0,
    });
    inside.max().unwrap_or(0).max(entries.len())
}

fn infos(entries: &[Entry]) -> usize {
    let inside = entries.iter().map(|entry| match entry {
        Entry::Submenu(_, inside) => infos(inside),
        Entry::Item(item) => usize::from(matches!(item.click, Click::Tell(_))),
        _ => 0,
    });
    inside.sum()
}

#[test]
fn no_number_of_records_makes_a_menu_too_long_or_loses_one() {
    for count in [1, 15, 17, 18, 40, 41, 200, 1000, 5000] {
        let menu = build(&own(snapshot(count)), autostart(Some(false)), &style());
        let limit = if count > 1000 { 200 } else { 41 };
        assert!(longest(&menu.entries) <= limit, "{count}: {}", longest(&menu.entries));
        assert_eq!(infos(&menu.entries), count, "{count}");
    }
    let drawn = draw(&build(&own(snapshot(200)), autostart(None), &style()));
    assert!(drawn.contains("+ and 185 more…\n  + host016.example.org … host040.example.org\n"), "{drawn}");
}

#[test]
fn what_is_wrong_is_never_hidden_in_the_submenu() {
    let mut now = snapshot(200);
    now.records[199].state = RecordState::Stopped;
    let menu = build(&own(now), autostart(None), &style());
    let first = menu.entries.iter().position(|entry| *entry == Entry::Separator).unwrap() + 1;
    assert!(matches!(&menu.entries[first], Entry::Item(item) if item.label.contains("host200")), "{menu:?}");
}

#[test]
fn foreign_words_stay_on_one_line_of_bounded_length() {
    let mut now = snapshot(1);
    now.records[0].state = RecordState::Stopped;
    now.records[0].problem = Some(Problem::new(Code::BadAnswer).said(&"long ".repeat(100)));
    let menu = build(&own(now), autostart(None), &style());
    for entry in menu.entries {
        if let Entry::Item(Item { label, .. }) = entry {
            assert!(label.chars().count() <= 111 && !label.contains('\n'), "{label}");
        }
    }
}

#[test]
fn equal_snapshots_give_equal_menus() {
    assert_eq!(
        build(&own(snapshot(50)), autostart(Some(true)), &style()),
        build(&own(snapshot(50)), autostart(Some(true)), &style())
    );
    assert_ne!(
        build(&own(snapshot(50)), autostart(Some(true)), &style()),
        build(&own(snapshot(50)), autostart(Some(false)), &style())
    );
}

#[test]
fn the_first_line_tells_how_things_stand() {
    let line = |now: &Snapshot, language| lines::overall(now, &Style { language, ..style() });
    let mut now = snapshot(1);
    assert_eq!(line(&now, Language::English), "host001.example.org is right");
    assert_eq!(line(&snapshot(3), Language::Chinese), "全部 3 个域名均正确");
    now.state = Overall::Working;
    assert_eq!(line(&now, Language::English), "host001.example.org is right, looking at the address");
    now.records[0].state = RecordState::Working;
    assert_eq!(line(&now, Language::English), "0 of 1 names are right, working on the rest");
    now.state = Overall::Offline;
    assert_eq!(line(&now, Language::English), "No address is known; what is published stays");
    let view = now.addresses.ipv4.as_mut().unwrap();
    view.unknown = Some(Reason::Disagreement);
    view.answers = ["203.0.113.9", "198.51.100.9", "203.0.113.9"].map(says).to_vec();
    let disputed = "Sources disagree: 203.0.113.9 or 198.51.100.9; keeping the last known address";
    assert_eq!(line(&now, Language::English), disputed);
    let shown = own(now.clone());
    assert!(draw(&build(&shown, Offers::default(), &style())).starts_with(&format!("  {disputed}\n")));
    let tooltip = crate::ui::tooltip::text(&shown, &style());
    assert!(tooltip.starts_with(&format!("Fingerpost: {disputed}\n")), "{tooltip}");
    now.addresses.ipv4.as_mut().unwrap().address = None;
    assert_eq!(line(&now, Language::Chinese), "各来源不一致：203.0.113.9 或 198.51.100.9；均未采信");
    now.unsaved = Some("disk full".into());
    assert_eq!(line(&now, Language::English), "The state cannot be saved: disk full");
    assert_eq!(lines::overall_icon(&now), Overall::Attention);
    now.config.error = Some("line 3".into());
    assert_eq!(line(&now, Language::English), "The changed configuration cannot be used");
    assert_eq!(line(&snapshot(0), Language::English), "No names are configured yet");
}

#[test]
fn the_menu_says_who_does_the_work_and_offers_what_can_be_done() {
    let menu = |duty, snapshot| draw(&build(&Shown { duty, snapshot }, Offers::default(), &style()));
    let face = menu(Duty::Face, snapshot(1));
    assert!(
        face.starts_with("  host001.example.org is right\n  The Fingerpost service does the work\n"),
        "{face}"
    );
    assert!(face.contains("Force update") && face.contains("Pause"), "{face}");
    let after = menu(Duty::Own(Own { names: Some(1), stopped: true }), snapshot(1));
    assert!(after.contains("\n  The service is stopped: this tray does the work\n"), "{after}");
    // Who may not watch sees which role it takes, and nothing that would be refused anyway.
    let refused = menu(Duty::Waiting(Why::Refused(Refusal::Lacks(Role::Monitor))), Snapshot::default());
    assert!(
        refused.contains("you may not watch it\n  You need the role monitor; an administrator gives it\n"),
        "{refused}"
    );
    let nothing = menu(Duty::Waiting(Why::Nothing), Snapshot::default());
    assert!(
        nothing.starts_with("  The Fingerpost service has stopped: nothing keeps its names"),
        "{nothing}"
    );
    for waiting in [refused, nothing] {
        assert!(!waiting.contains("Force") && waiting.contains("Check now"), "{waiting}");
    }
}

#[test]
fn a_file_that_may_not_be_opened_says_why() {
    let offers = Offers { no_config: Some(words::ADMINISTRATORS_ONLY), ..Offers::default() };
    let drawn = draw(&build(&Shown { duty: Duty::Face, snapshot: snapshot(1) }, offers, &style()));
    assert!(drawn.contains("\n  Open configuration (administrators only)\n"), "{drawn}");
    assert!(drawn.contains("> Open log = OpenLog"), "{drawn}");
}
