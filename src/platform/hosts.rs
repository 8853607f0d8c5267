//! The hosts file: names it decides are not looked up in DNS by this machine.
//!
//! It changes nothing of what is published, but whoever tests a name here sees the file's
//! address. It is read, never written.

use std::{fs, io, net::IpAddr};

use crate::core::record::Name;

/// A file larger than this is a block list; it is read up to here.
const LIMIT: usize = 4 << 20;

/// Which of `names` the hosts file of this machine decides, with the addresses it gives them.
pub fn read(names: &[Name]) -> io::Result<Vec<(Name, IpAddr)>> {
    match fs::read(super::dns::hosts_file()) {
        Ok(bytes) => Ok(overrides(&String::from_utf8_lossy(&bytes[..bytes.len().min(LIMIT)]), names)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Which of `names` a hosts file decides, in the order of its lines (hosts(5)): an address, then
/// names; what follows `#` is a comment. A name of a zone's wildcard cannot stand in it.
pub fn overrides(text: &str, names: &[Name]) -> Vec<(Name, IpAddr)> {
    let mut found = Vec::new();
    for line in text.trim_start_matches('\u{feff}').lines() {
        let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
        // An IPv6 address may carry a zone: `fe80::1%eth0`.
        let address = words.next().and_then(|word| word.split('%').next()?.parse::<IpAddr>().ok());
        let Some(address) = address else { continue };
        for word in words {
            if let Ok(name) = Name::parse(word)
                && names.contains(&name)
                && !found.contains(&(name.clone(), address))
            {
                found.push((name, address));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_ours_are_found() {
        let names: Vec<Name> =
            ["home.example.org", "bücher.example"].iter().map(|n| Name::parse(n).unwrap()).collect();
        for (text, expected) in [
            ("", &[][..]),
            ("127.0.0.1 localhost\n::1 localhost\n", &[]),
            ("192.168.1.5 home.example.org", &["home.example.org 192.168.1.5"]),
            ("\u{feff}192.168.1.5\tnas HOME.Example.org. # the box\r\n", &["home.example.org 192.168.1.5"]),
            ("# 192.168.1.5 home.example.org", &[]),
            ("192.168.1.5 other.example.org # home.example.org", &[]),
            (
                "10.0.0.1 home.example.org\n10.0.0.1 home.example.org\nfe80::1%eth0 home.example.org",
                &["home.example.org 10.0.0.1", "home.example.org fe80::1"],
            ),
            ("10.0.0.2 xn--bcher-kva.example", &["xn--bcher-kva.example 10.0.0.2"]),
            ("10.0.0.300 home.example.org\nnonsense\nhome.example.org 10.0.0.1", &[]),
            ("10.0.0.1 athome.example.org home.example.org.lan", &[]),
        ] {
            let found: Vec<String> =
                overrides(text, &names).iter().map(|(name, ip)| format!("{name} {ip}")).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
