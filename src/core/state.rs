//! What is remembered across restarts. Reading and writing it is `store`'s work.
use serde::{Deserialize, Serialize};
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct State {
    pub version: u32,
}
