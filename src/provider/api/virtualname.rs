//! Virtualname: developers.virtualname.net, the same as Neodigit's.

use crate::provider::record_api::Api;

pub static API: Api =
    Api { id: "virtualname", display: "Virtualname", base: "https://api.virtualname.net/v1", ..super::neodigit::API };
