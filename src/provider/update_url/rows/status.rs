//! Services whose answer is the HTTP status.

use super::prelude::*;

const OK: Answers<'_> = words(&[("HTTP 200", Done)]);

// A table: rustfmt would make ten lines of a row.
#[rustfmt::skip]
pub const ROWS: &[Row<'static>] = &[
    // api.domeneshop.no/docs, dyndns: 204 for success.
    Row { path: "/v0/dyndns/update",
        answers: words(&[("HTTP 204", Done)]),
        secret: SecretShape { called: "API secret",
            create: "www.domeneshop.no/admin?view=api: create a token; `username` is the token." },
        ..dyndns2("domeneshop-dyn", "Domeneshop Dynamic DNS", "https://api.domeneshop.no", "") },
    // ipv64.net/dyndns_updater_api: three requests in ten seconds.
    Row { query: "domain={names}&ip={ip4}&ip6={ip6}", auth: Auth::Bearer, most: 20,
        families: Families::Together,
        answers: dyndns2_and(&[("HTTP 200", Done)]), rate: Some(Rate { requests: 3,
        window: Duration::from_secs(10) }),
        ..token("ipv64-dyn", "IPv64.net DynDNS", "https://ipv64.net",
            "ipv64.net, DynDNS: the domain's update token.") },
    // changeip.com/accounts/knowledgebase.php, DDNS API: 402 is a plan, 422 a name.
    Row { query: "hostname={names}&ip={ip}", families: Families::Ipv4,
        answers: dyndns2_and(&[("HTTP 402", No(NotInPlan)), ("HTTP 422", No(NotYours)),
            ("*success", Done), ("HTTP 200", Done)]),
        ..dyndns2("changeip", "ChangeIP", "https://nic.changeip.com",
            "The user name and password of your account at www.changeip.com.") },
    Row { path: "/update", query: "domain={names}&myip={ip}", auth: Auth::Param("key"),
        answers: OK,
        secret: SecretShape { called: "API key", create: "ddns.fm, the domain's page: its key." },
        ..token("ddns-fm", "DDNS.FM", "https://api.ddns.fm", "") },
    Row { path: "/update", query: "hostname={names}&ip={ip}", families: Families::Ipv4,
        answers: dyndns2_and(&[("HTTP 200", Done)]),
        ..dyndns2("twodns", "TwoDNS", "https://update.twodns.de",
            "www.twodns.de, dashboard: the API token is the password, your e-mail address the user.") },
    // myaddr.tools: the key stands for the name.
    Row { path: "/update", query: "ip={ip}", method: Method::Post, auth: Auth::Param("key"),
        form: Form::Implied,
        answers: words(&[("HTTP 404", No(BadCredential)), ("HTTP 200", Done)]),
        secret: SecretShape { called: "key", create: "myaddr.tools gave it when the name was claimed." },
        ..token("myaddr", "myaddr.tools", "https://myaddr.tools", "") },
    // mythic-beasts.com/support/api/dnsv2/dynamic-dns
    Row { fields: &[field("username", "The identifier of the API key.", "5hf8qzxzqvj2z6sb")],
        base6: "https://ipv6.api.mythic-beasts.com", path: "/dns/v2/dynamic/{name}", query: "",
        method: Method::Post, families: Families::Connection,
        answers: OK,
        secret: SecretShape { called: "API secret",
            create: "www.mythic-beasts.com/customer/api-users: create a key for the name's A and AAAA \
             records. The service publishes the address of the connection." },
        ..dyndns2("mythic-beasts-dyn", "Mythic Beasts dynamic DNS", "https://ipv4.api.mythic-beasts.com",
            "") },
];
