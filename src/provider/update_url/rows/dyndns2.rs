//! Services that answer with the words of dyndns2.

use super::prelude::*;

// A table: rustfmt would make ten lines of a row.
#[rustfmt::skip]
pub const ROWS: &[Row<'static>] = &[
    Row { most: 20,
        ..dyndns2("dyndns2", "dyndns2 (any service that speaks it)", "",
            "At your service, in its dynamic DNS settings. Give the service's address as `endpoint`.") },
    // noip.com/integrate/request
    // A free name expires that was not confirmed for thirty days (noip.com, free Dynamic DNS). Beside an IPv6
    // address alone, it sets A to that of the connection, users found.
    Row { most: 20, families: Families::Both, refresh: Some(days(25)),
        ..dyndns2("noip", "No-IP", "https://dynupdate.no-ip.com",
            "my.noip.com, Dynamic DNS, DDNS Keys: create a key, or use the account's password.") },
    // dynu.com/DynamicDNS/IP-Update-Protocol
    // At a domain of one's own, `hostname` is the domain and `alias` what is below it.
    Row { most: 20,
        secret: SecretShape { called: "IP update password",
            create: "www.dynu.com, Control Panel, Username/Password: set an IP update password." },
        form: Form::Aliased, query: "hostname={names}&alias={alias}&myip={ip4|no}&myipv6={ip6|no}",
        families: Families::Together,
        ..dyndns2("dynu", "Dynu", "https://api.dynu.com", "") },
    // desec.readthedocs.io/en/latest/dyndns/update-api.html
    // What is left out would be taken from the connection or removed. dyndns: 1/min for each domain
    // (desec.readthedocs.io, rate limits).
    Row { secret: SecretShape { called: "token",
            create: "desec.io, Token Management; `username` is the domain, like home.dedyn.io." }, path: "/",
        query: "hostname={names}&myipv4={ip4|preserve}&myipv6={ip6|preserve}",
        families: Families::Together, min_interval: MINUTE,
        ..dyndns2("dedyn", "deSEC dynDNS (update.dedyn.io)", "https://update.dedyn.io", "") },
    // help.dyn.com/remote-access-api/perform-update; users found that a family that is not said is removed.
    Row { most: 20, families: Families::Both,
        ..dyndns2("dyn", "Dyn (DynDNS)", "https://members.dyndns.org",
            "account.dyn.com, Account Settings, Updater Client Key: generate one.") },
    // dnsomatic.com/docs/api; what it passes on cannot be read back.
    Row { query: "hostname={names}&myip={ip}&wildcard=NOCHG&mx=NOCHG&backmx=NOCHG",
        ..dyndns2("dnsomatic", "DNS-O-Matic", "https://updates.dnsomatic.com",
            "The user name and password of your account at www.dnsomatic.com.") },
    // support.opendns.com, Dynamic IP; the name is the label of a network.
    Row { families: Families::Ipv4, form: Form::Implied, fields: &[USERNAME, field("network",
            "The label of the network in the dashboard.", "Home")], query: "hostname={network}&myip={ip}",
        ..dyndns2("opendns", "OpenDNS (the address of a network)", "https://updates.opendns.com",
            "The e-mail address and password of your account at dashboard.opendns.com.") },
    // dns.he.net, Dynamic DNS: user is the name, each name and type has a key of its own.
    Row { fields: &[], auth: Auth::Basic("{name}"),
        secret: SecretShape { called: "DDNS key",
            create: "dns.he.net, the record's circular arrow: generate a key. Every record has its own; give \
             them the same key, or make an account for each." },
        ..dyndns2("he", "Hurricane Electric dns.he.net", "https://dyn.dns.he.net", "") },
    // forums.he.net, Tunnelbroker update; the tunnel's endpoint is what is set.
    Row { families: Families::Ipv4, form: Form::Implied, fields: &[USERNAME, field("tunnel",
            "The number of the tunnel.", "123456")], query: "hostname={tunnel}&myip={ip}",
        ..dyndns2("tunnelbroker", "Hurricane Electric Tunnelbroker (the endpoint of a tunnel)",
            "https://ipv4.tunnelbroker.net", "tunnelbroker.net, the tunnel's page, Advanced, Update Key.") },
    Row { answers: dyndns2_and(&[("badrequest", No(BadRecord)), ("[200 OK] nohost", No(NotYours))]),
        path: "/",
        ..dyndns2("loopia-dyn", "Loopia DynDNS", "https://dyndns.loopia.se",
            "The user name and password of your customer zone at www.loopia.com.") },
    // selfhost.de, API Update Schnittstelle
    Row { answers: dyndns2_and(&[("HTTP 204", Same), ("HTTP 409", No(NoZone)),
            ("HTTP 410", No(NotActive)), ("HTTP 411", No(BadRecord)), ("HTTP 412", No(BadRecord)),
            ("HTTP 503", No(RateLimited))]),
        ..dyndns2("selfhost", "selfhost.de", "https://carol.selfhost.de",
            "selfhost.de, DynDNS accounts: the number and password of the DynAccount, not of the customer.") },
    Row { fields: &[], auth: Auth::Basic("{name}"),
        secret: SecretShape { called: "update token",
            create: "www.spdyn.de, the host's settings: create an update token." },
        answers: dyndns2_and(&[("fatal", No(NotActive))]),
        ..dyndns2("spdyn", "Securepoint SPDyn", "https://update.spdyn.de", "") },
    // nsupdateinfo.readthedocs.io; also of one's own, with `endpoint`. A call over IPv6 has a host of its
    // own, but the address is said.
    Row { fields: &[], auth: Auth::Basic("{name}"),
        secret: SecretShape { called: "update secret",
            create: "www.nsupdate.info, the host's page, Show Configuration: the update secret." },
        base6: "https://ipv6.nsupdate.info",
        ..dyndns2("nsupdate-info", "nsupdate.info", "https://ipv4.nsupdate.info", "") },
    // pubyun.com/wiki, help:api: a minute between two updates of a free account.
    Row { path: "/dyndns/update", families: Families::Ipv4, min_interval: MINUTE,
        ..dyndns2("3322", "3322.org (Pubyun)", "https://members.3322.net",
            "The user name and password of your account at www.pubyun.com.") },
    // dy.fi: a name that is not updated for seven days is taken back.
    Row { families: Families::Ipv4, refresh: Some(days(5)),
        ..dyndns2("dy-fi", "dy.fi", "https://www.dy.fi",
            "The user name and password of your account at www.dy.fi.") },
    // do.de/wiki/Dynamisches_DNS_-_Entwickler
    Row { answers: dyndns2_and(&[("toomanyrequests", No(RateLimited))]),
        ..dyndns2("do-de", "do.de (Domain-Offensive FlexDNS)", "https://ddns.do.de",
            "www.do.de, the domain's FlexDNS settings: create a FlexDNS user.") },
    dyndns2("domopoli", "Domopoli", "https://dyndns.domopoli.de",
            "The user name and password of the DynDNS access at www.domopoli.de."),
    // The host is the account's own; ddclient's users found that IPv6 alone is refused.
    Row { query: "hostname={names}&myip={ip4}&myipv6={ip6}", families: Families::Ipv6WithIpv4,
        ..dyndns2("inwx-dyn", "INWX DynDNS", "https://dyndns.inwx.com",
            "www.inwx.com, Nameserver, DynDNS: create a DynDNS account for the name.") },
    // itsdns.de/dynupdatehelp.htm
    Row { path: "/update.php",
        secret: SecretShape { called: "update key",
            create: "www.itsdns.de, the domain's DynDNS settings: the update key of the name." },
        ..dyndns2("itsdns", "it's DNS (itsdns.de)", "https://www.itsdns.de", "") },
    // joker.com/faq, Dynamic DNS: user and password are the domain's own.
    dyndns2("joker-dyn", "Joker.com Dynamic DNS", "https://svc.joker.com",
            "joker.com, the domain's DNS page: switch Dynamic DNS on; it shows a user name and a password."),
    dyndns2("schokokeks", "schokokeks.org", "https://dyndns.schokokeks.org",
            "config.schokokeks.org, DynDNS: create an account for the name."),
    // dyndns.variomedia.de
    Row { families: Families::Together,
        ..dyndns2("variomedia-dyn", "Variomedia DynDNS", "https://dyndns.variomedia.de",
            "my.variomedia.de, DNS settings: switch the name to dynamic and set a DynDNS password.") },
    dyndns2("udmedia", "UD Media", "https://www.udmedia.de",
            "www.udmedia.de, customer area, DynDNS: the user name and password of the host."),
    Row { families: Families::Ipv4,
        ..dyndns2("dyndns-it", "dyndns.it", "https://update.dyndns.it",
            "The user name and password of your account at www.dyndns.it.") },
    // infomaniak.com, FAQ 2376
    Row { answers: dyndns2_and(&[("successfully_changed", Done), ("no_change", Same)]),
        ..dyndns2("infomaniak-dyn", "Infomaniak DynDNS", "https://infomaniak.com",
            "manager.infomaniak.com, the domain, Dynamic DNS: create an identifier and a password.") },
    Row { path: "/ph/update", families: Families::Ipv4,
        ..dyndns2("oray", "Oray (花生壳)", "https://ddns.oray.com",
            "The user name and password of your account at www.oray.com.") },
    // simply.com/en/docs/api, Dynamic DNS
    Row { secret: SecretShape { called: "API key",
            create: "www.simply.com, control panel, Account: the account name (S…) and its API key." },
        ..dyndns2("simply-dyn", "Simply.com Dynamic DNS", "https://dyndns.simply.com", "") },
    // strato.de/faq, DynDNS: both families in one list; one alone is said to remove the other.
    Row { families: Families::Both,
        ..dyndns2("strato", "Strato", "https://dyndns.strato.com",
            "www.strato.de, customer login, Security: set a DynDNS password. `username` is the domain.") },
    // help.ovhcloud.com, DynHost
    Row { query: "system=dyndns&hostname={names}&myip={ip}", families: Families::Ipv4,
        ..dyndns2("ovh-dynhost", "OVH DynHost", "https://www.ovh.com",
            "www.ovh.com, the domain, DynHost, Manage access: create an identifier for the name.") },
    // Without `myip`, the address of the connection would be taken.
    Row { query: "host={names}&myip={ip4}&myip6={ip6}", families: Families::Both, path: "/",
        ..dyndns2("all-inkl-dyn", "All-Inkl DDNS", "https://dyndns.kasserver.com",
            "kas.all-inkl.com, Tools, DDNS settings: create a DDNS user for the name.") },
    Row { path: "/api/v0/dns/dyndns", query: "hostname={names}&myip={ip4}&myipv6={ip6}",
        ..dyndns2("gigahost-dyn", "Gigahost.no Dynamic DNS", "https://api.gigahost.no",
            "The e-mail address and password of your account at gigahost.no.") },
    Row { path: "/update",
        ..dyndns2("now-dns", "Now-DNS", "https://now-dns.com",
            "The e-mail address and password of your account at now-dns.com.") },
    Row { path: "/updateddns", query: "hostname={names}&ip={ip4}&ip6={ip6}",
        ..dyndns2("myonlineportal", "myonlineportal.net", "https://myonlineportal.net",
            "The user name and password of your account at myonlineportal.net.") },
    // iface.core-networks.de: what is not sent is removed, unless it is to be kept.
    Row { path: "/", query: "hostname={names}&myip={ip}&keepipv4={no4}&keepipv6={no6}",
        ..dyndns2("core-networks-dyn", "Core-Networks DynDNS", "https://dyndns.core-networks.de",
            "iface.core-networks.de, the domain, DynDNS: create an access for the name.") },
    Row { secret: SecretShape { called: "API key",
            create: "app.luadns.com, Account, Settings: enable API access and create a key." },
        ..dyndns2("luadns-dyn", "LuaDNS dyndns2", "https://app.luadns.com", "") },
    dyndns2("nic-ru-dyn", "RU-CENTER (nic.ru) Dynamic DNS", "https://api.nic.ru",
            "www.nic.ru, the DNS service's settings, dynamic DNS: a login and a password."),
    // websupport.sk/podpora, dynamic DNS: identifier and secret of an API key.
    Row { secret: SecretShape { called: "API secret",
            create: "admin.websupport.sk, Security, API access: create a key for Dynamic DNS; its identifier \
             is `username`." },
        ..dyndns2("websupport-dyn", "Websupport Dynamic DNS", "https://dyndns.websupport.sk", "") },
    dyndns2("powerdns-admin", "PowerDNS-Admin (of your own)", "",
            "A user of your PowerDNS-Admin. Give its address as `endpoint`, like https://dns.example."),
    // dnshome.de, Einrichtung
    Row { fields: &[], auth: Auth::Basic("{name}"),
        ..dyndns2("dnshome", "dnsHome.de", "https://www.dnshome.de",
            "www.dnshome.de, the subdomain's settings: its update password.") },
    // ydns.io/api/v1: 404 for a host that is not there.
    Row { path: "/api/v1/update/", query: "host={names}&ip={ip}",
        secret: SecretShape { called: "API password",
            create: "ydns.io, Preferences: the API user name and password, or those of the account." },
        ..dyndns2("ydns", "YDNS", "https://ydns.io", "") },
    dyndns2("updatedip", "UpdatedIP", "https://updatedip.com",
            "The user name and password of your account at updatedip.com."),
];
