//! The language of the session.

use std::env;

/// The tag of the language people set for messages, by the rules of `setlocale`.
pub fn tag() -> Option<String> {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| env::var(name).ok().filter(|tag| !tag.is_empty()))
}
