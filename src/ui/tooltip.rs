//! The text under the mouse pointer: how things stand, the addresses, when they were looked at.

use crate::text::tray as words;

use super::{
    lines::{self, Style},
    shown::Shown,
};

/// What Windows shows of a tooltip: 128 UTF-16 units with the closing zero.
const LONGEST: usize = 127;

/// The whole tooltip, fit for the shortest limit there is.
pub fn text(shown: &Shown, style: &Style) -> String {
    let title = format!("{}: {}", words::PROGRAM.to(style.language), shown.overall(style));
    let mut text = cut(&title);
    // Whole lines only: half an address would be a wrong one.
    for line in body(shown, style) {
        if units(&text) + 1 + units(&line) <= LONGEST {
            text.push('\n');
            text.push_str(&line);
        }
    }
    text
}

/// The lines below the first, for a desktop that has a place for them of its own.
pub fn body(shown: &Shown, style: &Style) -> Vec<String> {
    let mut lines = lines::addresses(&shown.snapshot, style);
    lines.extend(lines::checked(&shown.snapshot, style));
    lines.extend(shown.worker(style));
    lines
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

fn cut(text: &str) -> String {
    if units(text) <= LONGEST {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut room = LONGEST - 1;
    for letter in text.chars() {
        let Some(left) = room.checked_sub(letter.len_utf16()) else { break };
        room = left;
        kept.push(letter);
    }
    kept + "…"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::menu::tests::{own, snapshot, style};

    #[test]
    fn it_says_how_many_are_right_the_addresses_and_when() {
        assert_eq!(
            text(&own(snapshot(2)), &style()),
            "Fingerpost: All 2 names are right\nIPv4  203.0.113.7\nIPv6  2001:db8::7\nChecked at 14:03"
        );
    }

    #[test]
    fn it_never_exceeds_what_windows_shows_and_cuts_no_line() {
        let mut long = snapshot(1);
        long.records[0].name = format!("{}.example.org", ["müller"; 12].join(".")).parse().unwrap();
        let long = text(&own(long), &style());
        assert!(units(&long) <= LONGEST, "{long}");
        let mut ipv6 = snapshot(300);
        let view = ipv6.addresses.ipv6.as_mut().unwrap();
        view.address = Some("2001:db8:1111:2222:3333:4444:5555:6666".parse().unwrap());
        view.unknown = Some(crate::core::message::Reason::NoAnswer);
        let text = text(&own(ipv6), &style());
        assert!(units(&text) <= LONGEST, "{text}");
        assert!(text.contains("203.0.113.7") && text.contains("5555:6666 (last known)"), "{text}");
    }
}
