//! What whoever installs the service gets from it: being its administrator without being the machine's.

use std::{fs, io, path::Path};

/// Writes into a new configuration of the service that `who` may do everything. One that says itself who may, or
/// that cannot be read, is left alone.
pub fn name_administrator(config: &Path, who: &str) -> io::Result<()> {
    let Ok(text) = fs::read_to_string(config) else { return Ok(()) };
    named(&text, who).map_or(Ok(()), |text| fs::write(config, text))
}

fn named(text: &str, who: &str) -> Option<String> {
    let told: toml::Table = toml::from_str(text).ok()?;
    if told.contains_key("access") {
        return None;
    }
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    Some(format!(
        "{text}{end}\n# Who installed the service may do everything with it, also without an administrator's rights.\n\
         [access]\nadministrator = [\"{who}\"]\n"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app, config,
        core::access::{Role, Whom},
    };

    #[test]
    fn who_installs_is_the_administrator_of_a_new_configuration() {
        let file = std::env::temp_dir().join(format!("fingerpost-handover-{}.toml", std::process::id()));
        let who = if cfg!(windows) { "S-1-5-21-1-2-3-1001" } else { "uid:1000" };
        let template = include_str!("../../assets/config.toml");
        for text in [template, "version = 1", "version = 1\n[address]\n"] {
            fs::write(&file, text).unwrap();
            name_administrator(&file, who).unwrap();
            let config = config::load(&file, &app::known()).unwrap();
            assert_eq!(config.access.0, [(Role::Administrator, Whom::parse(who).unwrap())], "{text}");
        }
        for text in ["version = 1\n[access]\n", "version = 1\naccess = { monitor = \"x\" }\n", "vers=\n"] {
            fs::write(&file, text).unwrap();
            name_administrator(&file, who).unwrap();
            assert_eq!(fs::read_to_string(&file).unwrap(), text);
        }
        fs::remove_file(file).unwrap();
    }
}
