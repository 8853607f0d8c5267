//! Who may ask for what at the control endpoint: roles, what they include, who has them.
//!
//! Pure: who a client is, and whether it is one of those that the configuration names, the
//! platform says. What a request needs is said where requests are (`control`).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::message::Command;

/// What one may do. Each has only itself, except that [`Role::Administrator`] has all and [`Role::Operator`] sees
/// what it works on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Sees how things stand and what happened.
    Monitor,
    /// Has it look, send and pause.
    Operator,
    /// Reads the audit trail.
    Auditor,
    /// Changes configuration and secrets, and ends the program.
    Administrator,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Monitor, Self::Operator, Self::Auditor, Self::Administrator];

    /// As the configuration writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Monitor => "monitor",
            Self::Operator => "operator",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }

    /// The role that a command needs.
    pub const fn to(command: &Command) -> Self {
        match command {
            Command::CheckNow | Command::ForceUpdate(_) | Command::Pause(_) => Self::Operator,
            Command::Reload | Command::SecretChanged(_) | Command::Quit => Self::Administrator,
        }
    }

    const fn includes(self, other: Self) -> bool {
        match self {
            Self::Administrator => true,
            Self::Operator => matches!(other, Self::Operator | Self::Monitor),
            Self::Monitor => matches!(other, Self::Monitor),
            Self::Auditor => matches!(other, Self::Auditor),
        }
    }
}

/// The roles that somebody has.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Roles(Vec<Role>);

impl Roles {
    pub fn all() -> Self {
        Self(Role::ALL.into())
    }

    /// Whether what needs `needed` may be done; where not, `needed` is what is missing.
    pub fn decide(&self, needed: Role) -> Result<(), Role> {
        if self.0.iter().any(|held| held.includes(needed)) { Ok(()) } else { Err(needed) }
    }
}

impl FromIterator<Role> for Roles {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        Self(roles.into_iter().collect())
    }
}

/// `[access]`: who has which role besides those who have all of them anyway.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Access(pub Vec<(Role, Whom)>);

/// Somebody, as the configuration writes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Whom {
    /// `S-1-5-32-545`: a user or a group of Windows.
    Sid(String),
    /// `alice`, `BUILTIN\Users`: on Windows a group, too.
    Name(String),
    /// `@adm`
    Group(String),
    /// `uid:1000`
    Uid(u32),
    /// `gid:1000`
    Gid(u32),
}

/// As it is written.
impl fmt::Display for Whom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sid(text) | Self::Name(text) => f.write_str(text),
            Self::Group(name) => write!(f, "@{name}"),
            Self::Uid(number) => write!(f, "uid:{number}"),
            Self::Gid(number) => write!(f, "gid:{number}"),
        }
    }
}

impl Whom {
    /// `None` for what is nobody's name.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(number) = text.strip_prefix("uid:") {
            return number.parse().ok().map(Self::Uid);
        }
        if let Some(number) = text.strip_prefix("gid:") {
            return number.parse().ok().map(Self::Gid);
        }
        let name = |name: &str| {
            let fits = !name.is_empty() && name.len() <= 256 && name.trim() == name;
            (fits && !name.contains(|c: char| c.is_control() || c == '@')).then(|| name.to_owned())
        };
        if let Some(group) = text.strip_prefix('@') {
            return name(group).map(Self::Group);
        }
        if text.starts_with("S-") || text.starts_with("s-") {
            return is_sid(text).then(|| Self::Sid(text.to_ascii_uppercase()));
        }
        // `alice@example.org` is how domains write it.
        let (before, after) = text.split_once('@').unwrap_or((text, "-"));
        (name(before).is_some() && name(after).is_some()).then(|| Self::Name(text.to_owned()))
    }
}

/// Revision 1, an authority of 48 bits, 1 to 15 parts of 32 bits, all in decimal.
fn is_sid(text: &str) -> bool {
    let mut parts = text.split('-').skip(1);
    let number = |part: &str, most: u64| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && part.parse::<u64>().is_ok_and(|number| number <= most)
    };
    let head =
        parts.next() == Some("1") && parts.next().is_some_and(|authority| number(authority, (1 << 48) - 1));
    let rest: Vec<&str> = parts.collect();
    head && (1..=15).contains(&rest.len()) && rest.iter().all(|part| number(part, u32::MAX.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_has_itself_and_what_its_description_says() {
        use Role::{Administrator, Auditor, Monitor, Operator};
        let table = [
            (vec![], vec![]),
            (vec![Monitor], vec![Monitor]),
            (vec![Operator], vec![Monitor, Operator]),
            (vec![Auditor], vec![Auditor]),
            (vec![Auditor, Monitor], vec![Monitor, Auditor]),
            (vec![Administrator], Role::ALL.to_vec()),
        ];
        for (held, may) in table {
            let roles: Roles = held.iter().copied().collect();
            let allowed: Vec<Role> =
                Role::ALL.into_iter().filter(|role| roles.decide(*role).is_ok()).collect();
            assert_eq!(allowed, may, "{held:?}");
        }
        assert_eq!(Roles::default().decide(Auditor), Err(Auditor));
    }

    #[test]
    fn everybody_is_written_in_one_way() {
        let name = |text: &str| Some(Whom::Name(text.into()));
        for (text, whom) in [
            ("alice", name("alice")),
            (r"BUILTIN\Users", name(r"BUILTIN\Users")),
            (r"NT AUTHORITY\Authenticated Users", name(r"NT AUTHORITY\Authenticated Users")),
            ("alice@example.org", name("alice@example.org")),
            ("管理员", name("管理员")),
            ("@adm", Some(Whom::Group("adm".into()))),
            ("uid:1000", Some(Whom::Uid(1000))),
            ("gid:0", Some(Whom::Gid(0))),
            ("S-1-5-32-544", Some(Whom::Sid("S-1-5-32-544".into()))),
            ("s-1-1-0", Some(Whom::Sid("S-1-1-0".into()))),
            ("", None),
            (" alice", None),
            ("@", None),
            ("@a@b", None),
            ("a@", None),
            ("a\nb", None),
            ("uid:-1", None),
            ("uid:4294967296", None),
            ("gid:", None),
            ("S-1-5", None),
            ("S-1-5-", None),
            ("S-2-5-32", None),
            ("S-1-5-4294967296", None),
            ("S-1-5-+3", None),
        ] {
            assert_eq!(Whom::parse(text), whom, "{text}");
        }
    }
}
