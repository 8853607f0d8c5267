//! secure.veesp.com/userapi, as that of DNS.services

use super::*;

#[tokio::test]
async fn holds_to_the_suite() {
    run(Vendor { id: "veesp", ..dnsservices::DNSSERVICES }).await;
}
