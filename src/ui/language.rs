//! The language that a person chose for this program, where it is another than the system's.
//!
//! One word in a file of its own beside the person's state: the configuration is the person's to write, and the
//! state may be a service's. `FINGERPOST_LANG` goes before it.

use std::{fs, io, path::Path};

use crate::{platform, text::Language};

const FILE: &str = "language";

/// What to speak: `FINGERPOST_LANG`, else what was chosen here, else the system's language.
pub fn spoken(state_dir: &Path) -> Language {
    let asked_for = platform::language_asked_for();
    asked_for.or_else(|| chosen(state_dir).map(|language| language.tag().to_owned())).map_or_else(
        || platform::language::tag().map_or(Language::English, |tag| Language::from_tag(&tag)),
        |tag| Language::from_tag(&tag),
    )
}

/// What was chosen; `None`: the system's language.
pub fn chosen(state_dir: &Path) -> Option<Language> {
    let tag = fs::read_to_string(state_dir.join(FILE)).ok()?;
    Language::ALL.into_iter().find(|language| language.tag() == tag.trim())
}

/// Remembers a choice, or forgets it.
pub fn choose(state_dir: &Path, language: Option<Language>) -> io::Result<()> {
    let file = state_dir.join(FILE);
    match language {
        Some(language) => {
            platform::private::create_dir(state_dir)?;
            fs::write(file, language.tag())
        }
        None => match fs::remove_file(file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_kept_until_it_is_taken_back() {
        let dir = std::env::temp_dir().join(format!("fingerpost-language-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        assert_eq!(chosen(&dir), None);
        for language in Language::ALL {
            choose(&dir, Some(language)).unwrap();
            assert_eq!(chosen(&dir), Some(language));
        }
        fs::write(dir.join(FILE), "tlh").unwrap();
        assert_eq!(chosen(&dir), None);
        for _ in 0..2 {
            choose(&dir, None).unwrap();
            assert_eq!(chosen(&dir), None);
        }
        fs::remove_dir_all(dir).unwrap();
    }
}
