//! What an account of a provider takes: the one description from which come the
//! check of the configuration, its JSON Schema and `fingerpost providers`.

/// One setting of an account besides `provider`, `endpoint`, `ca_file` and `secret`,
/// which every account takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    pub key: &'static str,
    pub required: bool,
    /// One sentence, English, for people: what it is and where to find it.
    pub help: &'static str,
    /// What it looks like; also the value in `fingerpost providers NAME`.
    pub example: &'static str,
    /// The only values it takes; empty for any text.
    pub choices: &'static [&'static str],
}

/// A setting that has to be there.
pub const fn required(key: &'static str, help: &'static str, example: &'static str) -> Field {
    Field { key, required: true, help, example, choices: &[] }
}

/// A setting that may be left out.
pub const fn optional(key: &'static str, help: &'static str, example: &'static str) -> Field {
    Field { required: false, ..required(key, help, example) }
}

/// Whether an account takes `endpoint` and `ca_file`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Endpoint {
    /// No: it speaks no HTTP.
    None,
    /// Instead of the service's usual address.
    Usual,
    /// There is no usual address: it must be said. This is what one looks like.
    Own(&'static str),
}

/// The secret of an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SecretShape {
    /// What the vendor calls it: "API token", "TSIG key (base64)".
    pub called: &'static str,
    /// Where to create it and with which least permission, one or two sentences.
    pub create: &'static str,
}

/// Everything about a provider that the configuration has to know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AccountShape {
    /// The value of `provider = "…"`.
    pub id: &'static str,
    /// The name people know it by.
    pub display: &'static str,
    pub fields: &'static [Field],
    pub secret: SecretShape,
    /// Seconds, lowest and highest TTL the provider takes; `None` where TTL is not the client's business.
    pub ttl: Option<(u32, u32)>,
    pub endpoint: Endpoint,
    /// Whether a name can hold several addresses of a family there.
    pub several: bool,
}

/// A built-in address source, as the configuration names it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SourceShape {
    pub id: &'static str,
    /// Who runs it; sources of one operator do not confirm each other.
    pub operator: &'static str,
    pub help: &'static str,
}

/// What the configuration may name: handed in by the composition root, so that this room
/// knows no provider and no source itself.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    pub accounts: &'static [AccountShape],
    pub sources: &'static [SourceShape],
}
