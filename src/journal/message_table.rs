//! The message table of the Windows exe: the words of the events, as the Event Log looks them up.
//!
//! Compiled into `build.rs`, which hands the bytes to the resource compiler, and into the tests. What the message
//! compiler would make of a file of its own is this little (winuser: `MESSAGE_RESOURCE_DATA`): so many blocks of
//! numbers without a gap, then the texts, each with its length.

/// The text is UTF-16.
const WIDE: u16 = 1;

/// The table of one language; `messages` come by rising numbers.
pub fn message_table(messages: &[(u16, &str)]) -> Vec<u8> {
    let mut blocks: Vec<(u32, u32, usize)> = Vec::new();
    let mut entries = Vec::new();
    for (number, text) in messages {
        let number = u32::from(*number);
        match blocks.last_mut() {
            Some((_, last, _)) if *last + 1 == number => *last = number,
            _ => blocks.push((number, number, entries.len())),
        }
        entries.extend(entry(text));
    }
    let before = 4 + 12 * blocks.len();
    let mut table = count(blocks.len()).to_vec();
    for (first, last, at) in blocks {
        table.extend([first.to_le_bytes(), last.to_le_bytes(), count(before + at)].concat());
    }
    table.extend(entries);
    table
}

/// Length, kind, and the text with the line end and the zero that close every message, up to a multiple of four.
fn entry(text: &str) -> Vec<u8> {
    let mut units: Vec<u16> = text.encode_utf16().chain([13, 10, 0]).collect();
    if units.len() % 2 == 1 {
        units.push(0);
    }
    let length = u16::try_from(4 + 2 * units.len()).unwrap_or(u16::MAX);
    [length, WIDE].into_iter().chain(units).flat_map(u16::to_le_bytes).collect()
}

/// A table of a few KB: no number in it needs more than 32 bits.
fn count(of: usize) -> [u8; 4] {
    u32::try_from(of).unwrap_or(u32::MAX).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::events::ALL;

    fn number(table: &[u8], at: usize) -> usize {
        u32::from_le_bytes(table[at..at + 4].try_into().unwrap()) as usize
    }

    /// Looks a message up as Windows does.
    fn look_up(table: &[u8], wanted: u16) -> Option<String> {
        let wanted = usize::from(wanted);
        let block = (0..number(table, 0)).map(|n| 4 + 12 * n);
        let block =
            block.into_iter().find(|at| (number(table, *at)..=number(table, at + 4)).contains(&wanted))?;
        let mut at = number(table, block + 8);
        for _ in number(table, block)..wanted {
            at += usize::from(u16::from_le_bytes([table[at], table[at + 1]]));
        }
        assert_eq!(at % 4, 0);
        let length = usize::from(u16::from_le_bytes([table[at], table[at + 1]]));
        assert_eq!(table[at + 2..at + 4], [1, 0]);
        let text = table[at + 4..at + length].chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]]));
        Some(String::from_utf16(&text.take_while(|unit| *unit != 0).collect::<Vec<_>>()).unwrap())
    }

    #[test]
    fn every_message_is_found_under_its_number() {
        let english = ALL.iter().map(|row| (row.number, row.en)).collect::<Vec<_>>();
        let chinese = ALL.iter().map(|row| (row.number, row.zh)).collect::<Vec<_>>();
        for messages in [english, chinese] {
            let table = message_table(&messages);
            for (number, text) in messages {
                assert_eq!(look_up(&table, number).unwrap(), format!("{text}\r\n"));
            }
            assert_eq!(look_up(&table, 99), None);
            assert_eq!(look_up(&table, 104), None);
        }
    }

    #[test]
    fn the_bytes_are_those_of_the_message_compiler() {
        let table = message_table(&[(1, "a"), (2, "bc"), (5, "")]);
        #[rustfmt::skip]
        let wanted = [
            2, 0, 0, 0,
            1, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0,
            5, 0, 0, 0, 5, 0, 0, 0, 56, 0, 0, 0,
            12, 0, 1, 0, b'a', 0, 13, 0, 10, 0, 0, 0,
            16, 0, 1, 0, b'b', 0, b'c', 0, 13, 0, 10, 0, 0, 0, 0, 0,
            12, 0, 1, 0, 13, 0, 10, 0, 0, 0, 0, 0,
        ];
        assert_eq!(table, wanted);
    }
}
