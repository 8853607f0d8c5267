//! Where a secret is kept, as the process that looked there tells it.

use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Keeping {
    pub place: Place,
    /// The user whose credential store it is, or who alone can open the sealed file.
    pub owner: Option<String>,
    /// The variable or the file.
    pub at: Option<String>,
    /// Why it is sealed: what the system said in place of giving that user a credential store.
    pub why: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// The credential store of a user.
    Store,
    /// A file that the service's account alone can open.
    Sealed,
    Env,
    File,
}
