//! Services that answer with words of their own.

use super::prelude::*;

// A table: rustfmt would make ten lines of a row.
#[rustfmt::skip]
pub const ROWS: &[Row<'static>] = &[
    // duckdns.org/spec.jsp. Without `ip`, an IPv4 address would be taken from the connection, but not
    // beside `ipv6`.
    Row { path: "/update", query: "domains={names}&ip={ip4}&ipv6={ip6}&verbose=true",
        auth: Auth::Param("token"), form: Form::Below("duckdns.org"), most: 20,
        families: Families::Together,
        answers: words(&[("KO", No(NotYours)), ("NOCHANGE", Same), ("OK", Done)]),
        ..token("duckdns", "Duck DNS", "https://www.duckdns.org",
            "www.duckdns.org, top of the page after signing in.") },
    // freedns.afraid.org/dynamic/v2: each record has a token of its own.
    // Only with the address that was sent: else it took that of the connection.
    Row { base6: "https://v6.sync.afraid.org", path: "/u/", query: "address={ip}", auth: Auth::Path("/"),
        form: Form::Implied,
        answers: words(&[("ERROR: Unable to locate", No(BadCredential)),
            ("ERROR: Invalid update", No(BadCredential)), ("ERROR: Address {ip} has not changed", Same),
            ("ERROR", No(NotPermitted)), ("*with IP {ip}", Same), ("*to {ip}", Done)]),
        ..token("freedns", "FreeDNS (afraid.org)", "https://sync.afraid.org",
            "freedns.afraid.org, Dynamic DNS, version 2: what stands behind /u/ in the record's URL. Each \
             record has its own, A and AAAA, so make an account for each.") },
    Row { path: "/update", query: "domain={names}&myip={ip}", auth: Auth::Param("token"),
        families: Families::Ipv4,
        answers: words(&[("ERROR", No(NotYours)), ("OK", Done)]),
        ..token("freemyip", "freemyip.com", "https://freemyip.com",
            "freemyip.com gave it when the name was created: the token in the update URL.") },
    // namecheap.com, knowledge base 29: A records alone, host and domain apart.
    Row { path: "/update", query: "host={names}&domain={zone}&ip={ip}", auth: Auth::Param("password"),
        form: Form::Relative, families: Families::Ipv4,
        answers: words(&[("*Passwords do not match", No(BadCredential)), ("*<Err1>", No(NotYours)),
            ("*<ErrCount>0</ErrCount>", Done)]),
        secret: SecretShape { called: "Dynamic DNS password",
            create: "www.namecheap.com, the domain, Advanced DNS: switch Dynamic DNS on and copy its \
             password." },
        ..token("namecheap-dyn", "Namecheap Dynamic DNS", "https://dynamicdns.park-your-domain.com", "") },
    // dynadot.com/community/help, Dynamic DNS
    Row { path: "/set_ddns",
        query: "containRoot={root}&domain={zone}&subDomain={sub|}&type={type}&ip={ip}&ttl={ttl|300}",
        auth: Auth::Param("pwd"), form: Form::Relative,
        answers: words(&[("*\"error_code\":-1", No(NotPermitted)), ("*\"error_code\":", Done)]),
        secret: SecretShape { called: "Dynamic DNS password",
            create: "www.dynadot.com, the domain's DNS settings: choose Dynamic DNS; it shows the password."
        }, ttl: Some((300, 86_400)),
        ..token("dynadot-dyn", "Dynadot Dynamic DNS", "https://www.dynadot.com", "") },
    // support.domaindiscount24.com, Dynamic DNS: half an hour between two updates.
    Row { path: "/update.php", query: "hostname={names}&ip={ip}", auth: Auth::Param("password"),
        families: Families::Ipv4,
        answers: words(&[("*authorization failed", No(BadCredential)), ("*code=200", Done)]),
        min_interval: Duration::from_secs(30 * 60),
        secret: SecretShape { called: "DynamicDNS password",
            create: "domaindiscount24 (or Moniker, RRPproxy), the domain, DynamicDNS: add the name." },
        ..token("dd24", "domaindiscount24, Moniker (Key-Systems)", "https://dynamicdns.key-systems.net",
            "") },
    // ddnss.de, Update-URL: a name with both families takes both in one call.
    Row { families: Families::Both, path: "/upd.php", query: "host={names}&ip={ip4}&ip6={ip6}", auth: Auth::Param("key"),
        answers: dyndns2_and(&[("badysys", No(BadSystem)), ("*No change", Same), ("*Updated ", Done)]),
        secret: SecretShape { called: "update key", create: "ddnss.de, the dashboard: the update key." },
        ..token("ddnss", "DDNSS.de", "https://www.ddnss.de", "") },
    // dev.dondominio.com/dondns/docs/api
    Row { fields: &[USERNAME], path: "/json/", query: "user={username}&host={names}&ip={ip}",
        auth: Auth::Param("apikey"), families: Families::Ipv4,
        answers: words(&[("*\"success\":false", No(NotPermitted)), ("*\"success\":true", Done)]),
        secret: SecretShape { called: "DonDNS key",
            create: "www.dondominio.com, My account, DonDNS Key: generate a key." },
        ..token("dondominio", "DonDominio, MrDomain DonDNS", "https://dondns.dondominio.com", "") },
    // support.dnsmadeeasy.com, Dynamic DNS: records by their identifiers.
    Row { fields: &[USERNAME, RECORD_ID], path: "/servlet/updateip",
        query: "username={username}&id={names}&ip={ip}", auth: Auth::Param("password"),
        form: Form::Id("record_id"), most: 20, families: Families::Ipv4,
        answers: words(&[("error-record-ip-same", Same), ("error-auth", No(BadCredential)),
            ("error-record", No(NotYours)), ("error-system", No(Outage)), ("error", No(Outage)),
            ("success", Done)]),
        ..dyndns2("dnsmadeeasy-dyn", "DNS Made Easy Dynamic DNS", "https://cp.dnsmadeeasy.com",
            "cp.dnsmadeeasy.com, the record: switch Dynamic DNS on and set a password for it.") },
    // duiadns.net, the update URL: the password goes as its MD5 sum, as the account page shows it.
    Row { base6: "https://ipv6.duiadns.net", path: "/dynamic.duia",
        query: "host={names}&ip4={ip4}&ip6={ip6}", auth: Auth::Param("password"),
        answers: words(&[("*Hostname", Done)]),
        secret: SecretShape { called: "MD5 sum of the password",
            create: "www.duiadns.net, your account: the update URL holds it behind password=, 32 characters."
        },
        ..token("duiadns", "DuiaDNS", "https://ipv4.duiadns.net", "") },
    Row { path: "/hsdyndns.php", query: "u={username}&ip={ip}", auth: Auth::Param("p"),
        form: Form::Implied, families: Families::Ipv4,
        answers: words(&[("OK", Done)]),
        ..dyndns2("gira", "Gira DNS", "https://homeserver.gira.de",
            "The user name and password of your device portal account at Gira.") },
    // goip.de/update-url.html: an `ip` that is left out is taken from the connection.
    Row { families: Families::Both, path: "/setip",
        query: "username={username}&subdomain={names}&ip={ip4}&ip6={ip6}&shortResponse=true",
        auth: Auth::Param("password"),
        answers: words(&[("*Zugriff verweigert", No(BadCredential)), ("{name} ({ip}", Done)]),
        ..dyndns2("goip", "GoIP.de", "https://www.goip.de",
            "www.goip.de, the list of routers: create a user; it has a password of its own.") },
    // mydns.jp, HOW TO USE: who sends nothing for a week is taken out of the DNS.
    Row { fields: &[field("username", "The MasterID or the child ID, as it came by e-mail.",
            "mydns123456")], path: "/directip.html", query: "MID={username}&IPV4ADDR={ip4}&IPV6ADDR={ip6}",
        auth: Auth::Param("PWD"), form: Form::Implied, families: Families::Together,
        answers: words(&[("*login_status = 0", No(BadCredential)), ("*IP address notify OK", Done)]),
        refresh: Some(days(5)),
        ..dyndns2("mydns-jp", "MyDNS.JP", "https://www.mydns.jp",
            "www.mydns.jp sends MasterID and password by e-mail. An account stands for all its names.") },
    // regfish.de/domains/dyndns/dokumentation
    Row { path: "/", query: "fqdn={names}&forcehost=1&ipv4={ip4}&ipv6={ip6}", auth: Auth::Param("token"),
        families: Families::Together,
        answers: words(&[("success|101", Same), ("success|100", Done), ("error|401", No(BadCredential)),
            ("error", No(NotPermitted))]),
        ..token("regfish-dyn", "regfish DynDNS", "https://dyndns.regfish.de",
            "www.regfish.de, the domain, Dynamic DNS: switch it on; it shows the token.") },
    // sitelutions.com/help/dynamic_dns_clients
    Row { fields: &[USERNAME, RECORD_ID], path: "/dnsup",
        query: "user={username}&id={names}&ip={ip}&ttl={ttl}", auth: Auth::Param("pass"),
        form: Form::Id("record_id"), most: 20, families: Families::Ipv4,
        answers: words(&[("noauth", No(BadCredential)), ("dberror", No(Outage)), ("nochange", Same),
            ("success", Done)]), ttl: Some((60, 86_400)),
        ..dyndns2("sitelutions", "Sitelutions", "https://api2.sitelutions.com",
            "www.sitelutions.com, your account: create an API key for dynamic DNS.") },
    // zoneedit.com, Dynamic DNS: 600 seconds between two updates; 707 is the address it has.
    Row { path: "/dyn/generic.php", query: "hostname={names}&myip={ip}", families: Families::Ipv4,
        answers: words(&[("*CODE=\"702\"", No(RateLimited)), ("*CODE=\"707\"", Same), ("*CODE=\"708\"",
            No(BadCredential)), ("*CODE=\"709\"", No(NotYours)), ("ACCESS", No(BadCredential)),
            ("TOOSOON", No(RateLimited)), ("TOO_FREQ", No(RateLimited)), ("*<ERROR", No(NotPermitted)),
            ("*SUCCESS CODE=\"200\"", Done), ("*SUCCESS_CODE=\"200\"", Done), ("NOERROR", Done),
            ("OK", Done)]), min_interval: Duration::from_secs(600),
        ..dyndns2("zoneedit", "ZoneEdit", "https://api.cp.zoneedit.com",
            "cp.zoneedit.com, the domain, Dynamic authentication token: enable it; it is the password.") },
    // kb.easydns.com/knowledge/dynamic-dns: ten minutes between two updates.
    Row { path: "/dyn/generic.php", query: "hostname={names}&myip={ip}",
        answers: words(&[("NOACCESS", No(BadCredential)), ("NO_AUTH", No(BadCredential)),
            ("NOSERVICE", No(NotActive)), ("ILLEGAL INPUT", No(BadRecord)), ("TOOSOON", No(RateLimited)),
            ("TOO_FREQ", No(RateLimited)), ("*no update required", Same), ("NOERROR", Done), ("OK", Done)]),
        min_interval: Duration::from_secs(600),
        ..dyndns2("easydns-dyn", "easyDNS Dynamic DNS", "https://api.cp.easydns.com",
            "cp.easydns.com, DNS settings, Dynamic records: enable the dynamic token; it is the password.") },
    // njal.la/docs/ddns
    Row { path: "/update/", query: "h={names}&a={ip4}&aaaa={ip6}", auth: Auth::Param("k"),
        families: Families::Together,
        answers: words(&[("*record updated", Done)]),
        ..token("njalla-dyn", "Njalla Dynamic DNS", "https://njal.la",
            "njal.la, the domain, add a record of the type Dynamic: its command holds the key.") },
    Row { path: "/1.0/freedns/", query: "domain={names}&ip={ip}", auth: Auth::Param("apikey"),
        families: Families::Ipv4,
        answers: words(&[("*\"ok\":false", No(NotPermitted)), ("*unaltered", Same), ("*\"ok\":true",
        Done)]),
        ..token("1984", "1984 FreeDNS", "https://api.1984.is",
            "management.1984hosting.com, account: the API key.") },
    // directnic.com/knowledge/article/3726: an address for each record and family, with a token.
    Row { query: "data={ip}", auth: Auth::Url, form: Form::Implied,
        answers: words(&[("*\"result\":\"error\"", No(NotPermitted)), ("*\"result\":\"success\"", Done)]),
        ..token("directnic", "Directnic", "https://directnic.com",
            "directnic.com, the domain, DNS, Dynamic DNS: the record's whole gateway URL is the secret. Each \
             record has its own, so make an account for each.") },
    // cloudns.net/wiki/article/36: an address for each record, with a token; behind `proxy=1` it takes
    // the address from a header.
    Row { base6: "https://ipv6.cloudns.net", query: "proxy=1", headers: "X-Forwarded-For: {ip}",
        auth: Auth::Url, form: Form::Implied,
        answers: words(&[("*record's key is wrong", No(BadCredential)),
            ("*Invalid request", No(BadCredential)), ("HTTP 200", Done)]),
        ..token("cloudns-dyn", "ClouDNS dynamic URL", "https://ipv4.cloudns.net",
            "www.cloudns.net, the zone, the record's dynamic URL: the whole URL is the secret. Each record \
             has its own, so make an account for each.") },
    Row { path: "/interface.asp", query: "Command=SetDNSHost&HostName={names}&Zone={zone}&Address={ip}",
        auth: Auth::Param("DomainPassword"), form: Form::Relative, families: Families::Ipv4,
        answers: words(&[("*Err1=", No(NotPermitted)), ("ErrCount=0", Done)]),
        secret: SecretShape { called: "domain access password",
            create: "www.enom.com, the domain, General settings: set a domain access password." },
        ..token("enom", "eNom", "https://dynamic.name-services.com", "") },
    // dynv6.com/docs/apis: what is left out is kept.
    Row { path: "/api/update", query: "zone={names}&ipv4={ip4}&ipv6={ip6}", auth: Auth::Param("token"),
        families: Families::Together,
        answers: words(&[("addresses unchanged", Same), ("addresses updated", Done)]),
        secret: SecretShape { called: "HTTP token", create: "dynv6.com, Keys: an HTTP token for the zone."
        },
        ..token("dynv6-dyn", "dynv6 update API", "https://dynv6.com", "") },
    // dnsexit.com/dns/dns-api, "Dynamic IP Updates Made Easy" and return codes: the key in the address,
    // the rest in a form; more than four minutes between two updates.
    Row { path: "/dns/ud/?apikey=", query: "host={names}&ip={ip}", method: Method::Post,
        auth: Auth::Path(""), most: 20,
        answers: words(&[("*\"code\":2", No(BadCredential)), ("*\"code\":6", No(Outage)), ("*\"code\":1",
            No(NotYours)), ("*\"code\":3", No(NotYours)), ("*\"code\":0", Done)]),
        min_interval: Duration::from_secs(4 * 60),
        secret: SecretShape { called: "DNS API key",
            create: "dnsexit.com, Settings, DNS API Key: create a key." },
        ..token("dnsexit", "DNSExit", "https://api.dnsexit.com", "") },
    // The predecessor of dyndns2, as DSLReports still speaks it.
    Row { fields: &[USERNAME, RECORD_ID], path: "/nic/dyndns",
        query: "action=edit&started=1&hostname=YES&host_id={names}&myip={ip}",
        form: Form::Id("record_id"), families: Families::Ipv4,
        answers: words(&[("*return code : NOERROR", Done), ("*return code :", No(NotPermitted))]),
        ..dyndns2("dslreports", "DSLReports host monitor", "https://www.dslreports.com",
            "The user name and password of your account at www.dslreports.com; `record_id` is the monitor's.")
        },
];
