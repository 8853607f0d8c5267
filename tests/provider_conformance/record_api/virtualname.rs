//! api.virtualname.net, as Neodigit's

use super::*;

#[tokio::test]
async fn holds_to_the_suite() {
    run(Vendor { id: "virtualname", ..neodigit::NEODIGIT }).await;
}
