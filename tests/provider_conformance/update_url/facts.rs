//! What the vendors document, a line or two each.

use fingerpost::core::problem::Code;

use super::service::{
    Address::{Each, Header, Kept, One, Said as Stays},
    Credential::{Basic, Bearer, Param, Path, Query},
    Facts,
    Names::{Below, Full, Ids, Implied, Sub},
    Unsaid,
};

const USER: &str = "me@example.org";
const ME: &[(&str, &str)] = &[("username", USER)];
const NUMBERS: &[(&str, &str)] = &[
    ("username", USER),
    ("record_id", "home.example.org=11 a.example.org=12, B.example.org=13 example.org=14"),
];

/// help.dyn.com/remote-access-api
const DYNDNS2: Facts = Facts {
    id: "dyndns2",
    method: "GET",
    path: "/nic/update",
    credential: Basic(USER),
    names: Full("hostname"),
    address: One("myip"),
    fixed: &[],
    fields: ME,
    most: 1,
    ipv4_only: false,
    both: false,
    unsaid: Unsaid::Stays,
    changed: (200, "good {ip}"),
    same: Some((200, "nochg {ip}")),
    foreign: Some((200, "nohost")),
    refused: (401, "badauth"),
    stops: Code::BadCredential,
    broken: (200, "911"),
    odd: Some((200, "dnserr")),
};

/// Words of its own, and what it says in good and in bad cases.
const OWN: Facts = Facts {
    fields: &[],
    same: None,
    refused: (401, "Unauthorized"),
    foreign: Some((404, "Not found")),
    broken: (503, "Service unavailable"),
    odd: Some((200, "Sorry, not today.")),
    ..DYNDNS2
};

const fn plain(id: &'static str) -> Facts {
    Facts { id, ..DYNDNS2 }
}

const fn ipv4(id: &'static str) -> Facts {
    Facts { id, ipv4_only: true, ..DYNDNS2 }
}

pub const FACTS: &[Facts] = &[
    Facts { most: 20, ..plain("dyndns2") },
    Facts { most: 20, both: true, unsaid: Unsaid::Guessed, ..plain("noip") },
    Facts { address: Stays("myip", "myipv6", "no"), most: 20, both: true, ..plain("dynu") },
    Facts { path: "/", address: Stays("myipv4", "myipv6", "preserve"), both: true, ..plain("dedyn") },
    // github.com/openwrt/packages/issues/17875
    Facts { most: 20, both: true, unsaid: Unsaid::Goes, ..plain("dyn") },
    Facts { fixed: &[("wildcard", "NOCHG"), ("mx", "NOCHG"), ("backmx", "NOCHG")], ..plain("dnsomatic") },
    Facts {
        names: Implied,
        fixed: &[("hostname", "Home & away")],
        fields: &[("username", USER), ("network", "Home & away")],
        ..ipv4("opendns")
    },
    Facts { credential: Basic("{name}"), fields: &[], ..plain("he") },
    Facts {
        names: Implied,
        fixed: &[("hostname", "123456")],
        fields: &[("username", USER), ("tunnel", "123456")],
        ..ipv4("tunnelbroker")
    },
    Facts { path: "/", foreign: Some((200, "[200 OK] nohost")), ..plain("loopia-dyn") },
    Facts { same: Some((204, "")), foreign: Some((409, "")), broken: (500, ""), ..plain("selfhost") },
    Facts { credential: Basic("{name}"), fields: &[], ..plain("spdyn") },
    Facts { credential: Basic("{name}"), fields: &[], ..plain("nsupdate-info") },
    Facts { path: "/dyndns/update", ..ipv4("3322") },
    ipv4("dy-fi"),
    Facts { broken: (500, "911 ddns down"), ..plain("do-de") },
    plain("domopoli"),
    Facts { address: Each("myip", "myipv6"), both: true, ..plain("inwx-dyn") },
    Facts { path: "/update.php", broken: (500, "error"), ..plain("itsdns") },
    plain("joker-dyn"),
    plain("schokokeks"),
    Facts { both: true, ..plain("variomedia-dyn") },
    plain("udmedia"),
    ipv4("dyndns-it"),
    Facts {
        changed: (200, "successfully_changed {ip}"),
        same: Some((200, "no_change {ip}")),
        foreign: Some((400, "nohost")),
        refused: (400, "badauth"),
        ..plain("infomaniak-dyn")
    },
    Facts { path: "/ph/update", ..ipv4("oray") },
    plain("simply-dyn"),
    Facts { both: true, unsaid: Unsaid::Goes, ..plain("strato") },
    Facts { fixed: &[("system", "dyndns")], ..ipv4("ovh-dynhost") },
    Facts {
        path: "/",
        names: Full("host"),
        address: Each("myip", "myip6"),
        both: true,
        unsaid: Unsaid::Guessed,
        ..plain("all-inkl-dyn")
    },
    Facts { path: "/api/v0/dns/dyndns", address: Each("myip", "myipv6"), ..plain("gigahost-dyn") },
    Facts { path: "/update", foreign: Some((400, "nohost")), refused: (400, "badauth"), ..plain("now-dns") },
    Facts { path: "/updateddns", address: Each("ip", "ip6"), ..plain("myonlineportal") },
    Facts {
        path: "/api/v1/update/",
        names: Full("host"),
        address: One("ip"),
        changed: (200, "good"),
        same: None,
        foreign: Some((404, "The host could not be found.")),
        refused: (401, "Unauthorized"),
        broken: (503, "Service unavailable"),
        ..plain("ydns")
    },
    Facts { path: "/", address: Kept("myip", "keepipv4", "keepipv6"), ..plain("core-networks-dyn") },
    plain("luadns-dyn"),
    plain("nic-ru-dyn"),
    plain("websupport-dyn"),
    plain("powerdns-admin"),
    Facts { credential: Basic("{name}"), fields: &[], ..plain("dnshome") },
    plain("updatedip"),
    // Words of their own.
    Facts {
        id: "duckdns",
        stops: Code::NotYours,
        path: "/update",
        credential: Param("token"),
        names: Below("domains", "duckdns.org"),
        address: Each("ip", "ipv6"),
        fixed: &[("verbose", "true")],
        most: 20,
        both: true,
        changed: (200, "OK\n{ip}\n\nUPDATED"),
        same: Some((200, "OK\n{ip}\n\nNOCHANGE")),
        foreign: Some((200, "KO")),
        refused: (200, "KO"),
        odd: Some((200, "null")),
        ..OWN
    },
    Facts {
        id: "freedns",
        path: "/u/{secret}/",
        credential: Path,
        names: Implied,
        address: One("address"),
        changed: (200, "Updated {name} from 198.51.100.7 to {ip}"),
        same: Some((200, "No IP change detected for {name} with IP {ip}, skipping update")),
        refused: (
            200,
            "ERROR: Unable to locate this record (changed password recently? deleted and re-created?)",
        ),
        ..OWN
    },
    Facts {
        id: "freemyip",
        stops: Code::NotYours,
        path: "/update",
        credential: Param("token"),
        names: Full("domain"),
        ipv4_only: true,
        changed: (200, "OK"),
        foreign: Some((200, "ERROR")),
        refused: (200, "ERROR"),
        ..OWN
    },
    Facts {
        id: "namecheap-dyn",
        path: "/update",
        credential: Param("password"),
        names: Sub("host", "@"),
        address: One("ip"),
        fixed: &[("domain", "{zone}")],
        ipv4_only: true,
        changed: (
            200,
            "<?xml version=\"1.0\" encoding=\"utf-16\"?>\n<interface-response><Command>SETDNSHOST</Command>\
             <IP>{ip}</IP><ErrCount>0</ErrCount><errors /><Done>true</Done></interface-response>",
        ),
        foreign: Some((
            200,
            "<interface-response><ErrCount>1</ErrCount><errors><Err1>Domain name not found</Err1></errors>\
             <Done>true</Done></interface-response>",
        )),
        refused: (
            200,
            "<interface-response><ErrCount>1</ErrCount><errors><Err1>Passwords do not match</Err1></errors>\
             <Done>true</Done></interface-response>",
        ),
        ..OWN
    },
    Facts {
        id: "dynadot-dyn",
        stops: Code::NotPermitted,
        path: "/set_ddns",
        credential: Param("pwd"),
        names: Sub("subDomain", ""),
        address: One("ip"),
        fixed: &[("domain", "{zone}"), ("containRoot", "{root}"), ("type", "{type}"), ("ttl", "300")],
        changed: (200, "{\"error_code\": 0, \"content\": [\"success\"]}"),
        foreign: Some((200, "{\"error_code\": -1, \"content\": [\"no such domain\"]}")),
        refused: (200, "{\"error_code\": -1, \"content\": [\"password error\"]}"),
        ..OWN
    },
    Facts {
        id: "dd24",
        path: "/update.php",
        credential: Param("password"),
        address: One("ip"),
        ipv4_only: true,
        changed: (200, "[RESPONSE]\ncode = 200\ndescription = Command completed successfully\nEOF"),
        foreign: None,
        refused: (200, "[RESPONSE]\ncode = 530\ndescription = authorization failed\nEOF"),
        ..OWN
    },
    Facts {
        id: "ddnss",
        path: "/upd.php",
        credential: Param("key"),
        names: Full("host"),
        address: Each("ip", "ip6"),
        both: true,
        unsaid: Unsaid::Guessed,
        changed: (200, "Updated 1 hostname."),
        same: Some((200, "No change")),
        foreign: Some((200, "notfqdn")),
        refused: (200, "badauth"),
        odd: Some((200, "dnserr")),
        ..OWN
    },
    Facts {
        id: "dondominio",
        stops: Code::NotPermitted,
        path: "/json/",
        credential: Param("apikey"),
        names: Full("host"),
        address: One("ip"),
        fixed: &[("user", USER)],
        fields: ME,
        ipv4_only: true,
        changed: (200, "{\"success\": true, \"messages\": [\"IP:{ip}\"]}"),
        foreign: Some((200, "{\"success\": false, \"messages\": [\"host not found\"]}")),
        refused: (200, "{\"success\": false, \"messages\": [\"login\"]}"),
        ..OWN
    },
    Facts {
        id: "dnsmadeeasy-dyn",
        path: "/servlet/updateip",
        credential: Param("password"),
        names: Ids("id"),
        address: One("ip"),
        fixed: &[("username", USER)],
        fields: NUMBERS,
        most: 20,
        ipv4_only: true,
        changed: (200, "success"),
        same: Some((200, "error-record-ip-same")),
        refused: (200, "error-auth"),
        broken: (200, "error-system"),
        ..OWN
    },
    Facts {
        id: "duiadns",
        path: "/dynamic.duia",
        credential: Param("password"),
        names: Full("host"),
        address: Each("ip4", "ip6"),
        changed: (200, "<html><body>Hostname <b>{name}</b> updated</body></html>"),
        ..OWN
    },
    Facts {
        id: "gira",
        path: "/hsdyndns.php",
        credential: Param("p"),
        names: Implied,
        address: One("ip"),
        fixed: &[("u", USER)],
        fields: ME,
        ipv4_only: true,
        changed: (200, "OK"),
        ..OWN
    },
    Facts {
        id: "goip",
        path: "/setip",
        credential: Param("password"),
        names: Full("subdomain"),
        address: Each("ip", "ip6"),
        fixed: &[("username", USER), ("shortResponse", "true")],
        fields: ME,
        both: true,
        unsaid: Unsaid::Guessed,
        changed: (200, "{name} ({ip})"),
        foreign: None,
        refused: (200, "Zugriff verweigert"),
        ..OWN
    },
    Facts {
        id: "mydns-jp",
        path: "/directip.html",
        credential: Param("PWD"),
        names: Implied,
        address: Each("IPV4ADDR", "IPV6ADDR"),
        fixed: &[("MID", USER)],
        fields: ME,
        both: true,
        changed: (200, "<HTML><BODY>Login and IP address notify OK.<BR>login_status = 1.<BR></BODY></HTML>"),
        ..OWN
    },
    Facts {
        id: "regfish-dyn",
        path: "/",
        credential: Param("token"),
        names: Full("fqdn"),
        address: Each("ipv4", "ipv6"),
        fixed: &[("forcehost", "1")],
        both: true,
        changed: (200, "success|100|update succeeded!"),
        same: Some((200, "success|101|no update needed at this time..")),
        foreign: None,
        refused: (200, "error|401|invalid token"),
        ..OWN
    },
    Facts {
        id: "sitelutions",
        path: "/dnsup",
        credential: Param("pass"),
        names: Ids("id"),
        address: One("ip"),
        fixed: &[("user", USER)],
        fields: NUMBERS,
        most: 20,
        ipv4_only: true,
        changed: (200, "success"),
        refused: (200, "noauth"),
        broken: (200, "dberror"),
        ..OWN
    },
    Facts {
        id: "zoneedit",
        path: "/dyn/generic.php",
        credential: Basic(USER),
        fields: ME,
        ipv4_only: true,
        changed: (200, "<SUCCESS CODE=\"200\" TEXT=\"{name} updated to {ip}\" ZONE=\"example.org\">"),
        same: Some((200, "<ERROR CODE=\"707\" TEXT=\"Duplicate updates for the same host/ip\">")),
        foreign: Some((200, "<ERROR CODE=\"709\" TEXT=\"Invalid hostname\">")),
        refused: (200, "<ERROR CODE=\"708\" TEXT=\"Failed Login\">"),
        ..OWN
    },
    Facts {
        id: "easydns-dyn",
        path: "/dyn/generic.php",
        credential: Basic(USER),
        fields: ME,
        changed: (200, "NOERROR"),
        same: Some((200, "no update required for {name}")),
        foreign: None,
        refused: (200, "NO_AUTH"),
        ..OWN
    },
    Facts {
        id: "njalla-dyn",
        path: "/update/",
        credential: Param("k"),
        names: Full("h"),
        address: Each("a", "aaaa"),
        both: true,
        changed: (200, "{\"status\": 200, \"message\": \"record updated\", \"value\": {\"A\": \"{ip}\"}}"),
        foreign: None,
        refused: (401, "{\"status\": 401, \"message\": \"invalid host or key\"}"),
        ..OWN
    },
    Facts {
        id: "1984",
        stops: Code::NotPermitted,
        path: "/1.0/freedns/",
        credential: Param("apikey"),
        names: Full("domain"),
        address: One("ip"),
        ipv4_only: true,
        changed: (200, "{\"ok\": true, \"msg\": \"updated\"}"),
        same: Some((200, "{\"ok\": true, \"msg\": \"unaltered\"}")),
        foreign: Some((200, "{\"ok\": false, \"msg\": \"domain not found\"}")),
        refused: (200, "{\"ok\": false, \"msg\": \"invalid key\"}"),
        ..OWN
    },
    Facts {
        id: "directnic",
        stops: Code::NotPermitted,
        path: "/dns/gateway/{secret}/",
        credential: Path,
        names: Implied,
        address: One("data"),
        changed: (200, "{\"result\": \"success\", \"message\": \"Your record was updated\"}"),
        refused: (200, "{\"result\": \"error\", \"message\": \"no such gateway\"}"),
        ..OWN
    },
    Facts {
        id: "cloudns-dyn",
        path: "/api/dynamicURL/",
        credential: Path,
        names: Implied,
        address: Header("X-Forwarded-For"),
        fixed: &[("proxy", "1"), ("q", super::TOKEN)],
        changed: (200, "OK"),
        refused: (200, "The record's key is wrong!"),
        odd: None,
        ..OWN
    },
    Facts {
        id: "enom",
        stops: Code::NotPermitted,
        path: "/interface.asp",
        credential: Param("DomainPassword"),
        names: Sub("HostName", "@"),
        address: One("Address"),
        fixed: &[("Command", "SetDNSHost"), ("Zone", "{zone}")],
        ipv4_only: true,
        changed: (200, ";URL Interface\r\nIP={ip}\r\nErrCount=0\r\nResponseCount=0\r\nDone=true\r\n"),
        foreign: Some((200, "ErrCount=1\r\nErr1=Domain name not found\r\nDone=true\r\n")),
        refused: (200, "ErrCount=1\r\nErr1=Passwords do not match\r\nDone=true\r\n"),
        ..OWN
    },
    Facts {
        id: "dynv6-dyn",
        path: "/api/update",
        credential: Param("token"),
        names: Full("zone"),
        address: Each("ipv4", "ipv6"),
        both: true,
        changed: (200, "addresses updated"),
        same: Some((200, "addresses unchanged")),
        refused: (401, "invalid authentication token"),
        ..OWN
    },
    Facts {
        id: "dslreports",
        path: "/nic/dyndns",
        credential: Basic(USER),
        names: Ids("host_id"),
        fixed: &[("action", "edit"), ("started", "1"), ("hostname", "YES")],
        fields: NUMBERS,
        ipv4_only: true,
        changed: (200, "return code : NOERROR\nerror code : NOERROR"),
        ..OWN
    },
    // The status alone.
    Facts {
        id: "domeneshop-dyn",
        path: "/v0/dyndns/update",
        credential: Basic(USER),
        fields: ME,
        changed: (204, ""),
        ..OWN
    },
    Facts {
        id: "ipv64-dyn",
        credential: Bearer,
        names: Full("domain"),
        address: Each("ip", "ip6"),
        most: 20,
        both: true,
        changed: (200, "{\"info\": \"good\", \"status\": \"200\"}"),
        odd: None,
        ..OWN
    },
    Facts {
        id: "changeip",
        credential: Basic(USER),
        address: One("ip"),
        fields: ME,
        ipv4_only: true,
        changed: (200, "200 Successful Update"),
        foreign: Some((422, "422 the hostname is incorrect")),
        odd: Some((200, "dnserr")),
        ..OWN
    },
    Facts {
        id: "ddns-fm",
        path: "/update",
        credential: Param("key"),
        names: Full("domain"),
        changed: (200, "{}"),
        odd: None,
        ..OWN
    },
    Facts {
        id: "twodns",
        ipv4_only: true,
        path: "/update",
        credential: Basic(USER),
        address: One("ip"),
        fields: ME,
        changed: (200, "OK"),
        odd: Some((200, "dnserr")),
        ..OWN
    },
    Facts {
        id: "dnsexit",
        method: "POST",
        path: "/dns/ud/",
        credential: Query("apikey"),
        names: Full("host"),
        address: One("ip"),
        most: 20,
        changed: (200, "{\"code\" : 0, \"message\" : \"Success - {name}\"}"),
        foreign: Some((200, "{\"code\" : 1, \"message\" : \"no such host\"}")),
        refused: (200, "{\"code\" : 2, \"message\" : \"API Key Authentication Error\"}"),
        broken: (200, "{\"code\" : 6, \"message\" : \"System Error\"}"),
        ..OWN
    },
    Facts {
        id: "myaddr",
        method: "POST",
        path: "/update",
        credential: Param("key"),
        names: Implied,
        address: One("ip"),
        changed: (200, "OK"),
        refused: (404, "bad key"),
        odd: None,
        ..OWN
    },
];
