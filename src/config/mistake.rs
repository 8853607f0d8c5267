//! Mistakes in a configuration file and how they are shown: place, line, caret, what is
//! wrong and what to write instead.

use std::{fmt::Write as _, ops::Range, path::Path};

use crate::{
    core::ordered,
    text::{Language, Phrase},
};

/// One thing wrong at one place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mistake {
    /// Byte range in the text.
    pub span: Range<usize>,
    pub what: Phrase,
    pub values: Vec<(&'static str, String)>,
}

impl Mistake {
    pub fn new(span: Range<usize>, what: Phrase, values: &[(&'static str, &str)]) -> Self {
        let values = values.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
        Self { span, what, values }
    }

    /// The sentence alone.
    pub fn sentence(&self, language: Language) -> String {
        let values: Vec<(&str, &dyn std::fmt::Display)> =
            self.values.iter().map(|(key, value)| (*key, value as &dyn std::fmt::Display)).collect();
        self.what.fill(language, &values)
    }
}

/// Everything wrong with one file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mistakes {
    pub file: String,
    pub text: String,
    /// In the order of their places; never empty.
    pub list: Vec<Mistake>,
}

impl Mistakes {
    pub fn new(file: &Path, text: &str, mut list: Vec<Mistake>) -> Self {
        ordered::by(&mut list, |mistake| mistake.span.start);
        Self { file: file.display().to_string(), text: text.to_owned(), list }
    }

    /// All of them, each as `file:line:column: sentence`, the line, and a caret under the place.
    pub fn render(&self, language: Language) -> String {
        let mut out = String::new();
        for mistake in &self.list {
            let place = Place::of(&self.text, &mistake.span);
            let _ = writeln!(
                out,
                "{}:{}:{}: {}",
                self.file,
                place.line,
                place.column,
                mistake.sentence(language)
            );
            if !place.shown.is_empty() {
                let margin = place.line.to_string();
                let _ = writeln!(out, "  {margin} | {}", place.shown);
                let blank = " ".repeat(margin.len());
                let _ = writeln!(out, "  {blank} | {}{}", place.lead, "^".repeat(place.carets));
            }
        }
        out
    }

    /// The first one on one line, for the tray and the log.
    pub fn first(&self, language: Language) -> String {
        let Some(mistake) = self.list.first() else { return String::new() };
        let place = Place::of(&self.text, &mistake.span);
        format!("{}:{}:{}: {}", self.file, place.line, place.column, mistake.sentence(language))
    }
}

struct Place {
    line: usize,
    /// In characters, from 1.
    column: usize,
    shown: String,
    lead: String,
    carets: usize,
}

impl Place {
    fn of(text: &str, span: &Range<usize>) -> Self {
        let mut start = span.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let begin = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line = text[..begin].matches('\n').count() + 1;
        let column = text[begin..start].chars().count() + 1;
        let whole = text[begin..end].trim_end_matches('\r');
        // A line of junk as long as the file would bury the sentence.
        let whole = without_secret(whole);
        let shown: String =
            whole.chars().take(160).map(|c| if c.is_control() && c != '\t' { '·' } else { c }).collect();
        let lead = shown.chars().take(column - 1).map(|c| if c == '\t' { c } else { ' ' }).collect();
        let wanted = text.get(start..span.end.clamp(start, end)).map_or(1, |part| part.chars().count());
        let left = shown.chars().count().saturating_sub(column - 1);
        Self { line, column, lead, carets: wanted.clamp(1, left.max(1)), shown }
    }
}

/// What keys of secrets sound like.
const SOUNDS: &[&str] =
    &["secret", "password", "passwd", "pasword", "token", "apikey", "api_key", "api-key", "auth"];

/// A line as it may be shown: what is shown is also pasted into questions to other people. The value of a
/// key that sounds like a secret becomes dots of the same length, unless it names a place (`{ file = … }`).
fn without_secret(line: &str) -> String {
    let line = &without_user(line);
    let lower = line.to_ascii_lowercase();
    let after = SOUNDS.iter().filter_map(|word| Some(lower.find(word)? + word.len())).min();
    let value = after.and_then(|after| Some(after + lower[after..].find('=')? + 1));
    let Some(value) = value.filter(|value| !line[*value..].trim_start().starts_with('{')) else {
        return line.to_owned();
    };
    let dots =
        line[value..].chars().map(|c| if c.is_whitespace() || matches!(c, '"' | '\'') { c } else { '•' });
    line[..value].chars().chain(dots).collect()
}

/// The same for user and password of a URL.
fn without_user(line: &str) -> String {
    let Some((scheme, rest)) = line.split_once("://") else { return line.to_owned() };
    let authority = rest.split(['/', '"', '\'', '?', '#']).next().unwrap_or_default();
    let Some(user) = authority.rfind('@') else { return line.to_owned() };
    let dots: String = authority[..user].chars().map(|_| '•').collect();
    format!("{scheme}://{dots}{}", &rest[user..])
}

/// The known word nearest to a mistyped one, if any is near: the one it begins, else the one with
/// the smallest optimal string alignment distance.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase();
    let begins = |candidate: &str| word.len() > 1 && candidate.starts_with(&word);
    known
        .into_iter()
        .map(|candidate| (if begins(candidate) { 0 } else { distance(&word, candidate) }, candidate))
        .filter(|(far, candidate)| *far <= 1 + candidate.len() / 3)
        .min_by_key(|(far, _)| *far)
        .map(|(_, candidate)| candidate)
}

fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRONG: Phrase = Phrase { en: "`{word}` is wrong", zh: "`{word}` 不对" };

    fn rendered(text: &str, span: Range<usize>) -> String {
        let mistake = Mistake::new(span, WRONG, &[("word", "x")]);
        Mistakes::new(Path::new("c.toml"), text, vec![mistake]).render(Language::English)
    }

    #[test]
    fn the_caret_stands_under_the_place() {
        let text = "version = 1\r\nbücher = true\r\n";
        assert_eq!(rendered(text, 13..20), "c.toml:2:1: `x` is wrong\n  2 | bücher = true\n    | ^^^^^^\n");
    }

    #[test]
    fn a_secret_that_was_written_down_is_not_shown() {
        for (line, shown) in [
            ("secret = \"hunter2\"", "secret = \"•••••••\""),
            ("api_token='a b' # c", "api_token='• •' • •"),
            ("x = { Password = \"hunter2\" }", "x = { Password = \"•••••••\" •"),
            ("secret = { file = \"key\" }", "secret = { file = \"key\" }"),
            ("secret", "secret"),
        ] {
            assert!(rendered(line, 0..1).contains(&format!("| {shown}\n")), "{}", rendered(line, 0..1));
        }
    }

    #[test]
    fn any_span_of_any_text_can_be_shown() {
        for text in ["", "\n", "é", "a\n\nb", "\u{1}\u{2}"] {
            for start in 0..=text.len() + 2 {
                assert!(rendered(text, start..start + 3).starts_with("c.toml:"));
            }
        }
    }

    #[test]
    fn the_nearest_word_is_found_and_the_far_one_is_not() {
        let known = ["provider", "endpoint", "secret"];
        assert_eq!(nearest("provdier", known), Some("provider"));
        assert_eq!(nearest("en", known), Some("endpoint"));
        assert_eq!(nearest("Secrets", known), Some("secret"));
        assert_eq!(nearest("colour", known), None);
    }
}
