//! Virtualname: developers.virtualname.net, the same as Neodigit's.

use crate::provider::record_api::Api;

pub static API: Api = super::neodigit::api("virtualname", "Virtualname", "https://api.virtualname.net/v1");
