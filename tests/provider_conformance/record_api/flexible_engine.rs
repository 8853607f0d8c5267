//! docs.prod-cloud-ocb.orange-business.com/api/dns, as that of Open Telekom Cloud

use super::*;

#[tokio::test]
async fn holds_to_the_suite() {
    let fields = &[("username", "fingerpost"), ("domain", "OCB0001234"), ("project", "eu-west-0")];
    run(Vendor { id: "flexible-engine", fields, ..otc::OTC }).await;
}
