//! The configuration as people write it, right and wrong.

use std::path::Path;

use super::*;
use crate::{core::record::Kind, text::Language};

const ACCOUNTS: &[AccountShape] = &[AccountShape {
    id: "rfc2136",
    display: "RFC 2136",
    fields: &[
        Field {
            key: "server",
            required: true,
            help: "the primary",
            example: "ns1.example.org",
            choices: &[],
        },
        Field {
            key: "algorithm",
            required: false,
            help: "of the key",
            example: "hmac-sha256",
            choices: &["hmac-sha256"],
        },
    ],
    secret: SecretShape { called: "TSIG key", create: "tsig-keygen" },
    ttl: Some((1, 86_400)),
    endpoint: Endpoint::None,
    several: true,
}];
const SOURCES: &[SourceShape] = &[
    SourceShape { id: "opendns", operator: "OpenDNS", help: "" },
    SourceShape { id: "stun", operator: "Google", help: "" },
];
const KNOWN: Known = Known { accounts: ACCOUNTS, sources: SOURCES };

const WHOLE: &str = r#"version = 1
[address]
ipv4 = ["opendns", "stun", "https://echo.example/", "command:/bin/my ip"]
ipv6 = "off"
confirm = 2
accept = ["203.0.113.0/24"]
interval = "5m"
[account.lab]
provider = "rfc2136"
server = "127.0.0.1:5353"
secret = { file = "tsig.secret" }
[[record]]
name = "Bücher.Example.ORG."
account = "lab"
ttl = 60
zone = "example.org"
[log]
file = "fp.log"
"#;

fn read(text: &str) -> Result<Config, Mistakes> {
    check(Path::new("/etc/fp/config.toml"), text, &KNOWN)
}

/// The rendered mistakes of `WHOLE` with one line replaced.
fn with(line: &str, instead: &str) -> String {
    assert!(WHOLE.contains(line));
    read(&WHOLE.replace(line, instead)).map_or_else(|m| m.render(Language::English), |_| String::new())
}

#[test]
fn everything_is_taken_up() {
    let config = read(WHOLE).unwrap();
    assert_eq!(config.address.ipv4.len(), 4);
    assert!(config.address.ipv6.is_empty());
    assert_eq!(config.address.interval.as_secs(), 300);
    assert_eq!(config.log_file.as_deref(), Some(Path::new("/etc/fp/fp.log")));
    assert_eq!(config.accounts["lab"].secret, SecretRef::File("/etc/fp/tsig.secret".into()));
    let (id, record) = config.records.iter().next().unwrap();
    assert_eq!((id.name.as_str(), id.kind, record.ttl), ("xn--bcher-kva.example.org", Kind::A, Some(60)));
}

#[test]
fn until_a_broken_file_is_mended_nobody_is_asked() {
    let config = Config::silent(Path::new("config.toml"));
    assert!(config.address.ipv4.is_empty() && config.address.ipv6.is_empty());
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_change_nothing() {
    let windows = format!("\u{feff}{}", WHOLE.replace('\n', "\r\n"));
    assert_eq!(read(&windows).unwrap(), read(WHOLE).unwrap());
    let wrong = read(&windows.replace("ttl = 60", "tll = 60")).unwrap_err().render(Language::English);
    assert!(wrong.starts_with("/etc/fp/config.toml:15:1: unknown key `tll`; did you mean `ttl`?"), "{wrong}");
}

#[test]
fn every_mistake_has_its_place_and_says_what_to_write() {
    for (line, instead, said) in [
        ("version = 1", "version = 2", ":1:11: `version` must be 1"),
        ("version = 1\n", "", ": `version` is missing: version = 1"),
        (
            "ipv6 = \"off\"",
            "ipv6 = [\"router\", \"interface\"]",
            ":4:9: a router is asked for its IPv4 address only",
        ),
        ("\"stun\",", "\"stn\",", ":3:20: `stn` is no address source; did you mean `stun`?"),
        ("\"https://echo.example/\"", "\"https://\"", ":3:28: `https://` is not an http or https URL"),
        ("confirm = 2", "confirm = 0", ":5:11: `confirm` must be from 1 to 5"),
        ("confirm = 2", "confirm = \"2\"", ":5:11: `confirm` must be a whole number from 0 up, not string"),
        ("203.0.113.0/24", "203.0.113.0/99", ":6:11: `203.0.113.0/99` is not an address range"),
        ("\"5m\"", "\"5\"", ":7:12: `5` is not a time like"),
        ("\"5m\"", "\"900000h\"", "is not a time like"),
        ("[account.lab]", "[account.\"a b\"]", ":8:10: an account's name may have"),
        ("provider = \"rfc2136\"\n", "", ":8:10: the account has no `provider`"),
        ("\"rfc2136\"", "\"rfc2163\"", ":9:12: no provider `rfc2163` is known; did you mean `rfc2136`?"),
        ("server = \"127.0.0.1:5353\"", "", ":8:10: `server` is missing: the primary"),
        ("server =", "srever =", ":10:1: unknown key `srever`; did you mean `server`?"),
        ("secret = {", "algorithm = \"md5\"\nsecret = {", ":11:13: `algorithm` must be one of hmac-sha256"),
        ("{ file = \"tsig.secret\" }", "\"geheim\"", ":11:10: a secret does not belong in this file"),
        ("{ file = \"tsig.secret\" }", "{ fiel = \"x\" }", ":11:10: `secret` must be { env = \"NAME\" }"),
        (
            "secret = {",
            "endpoint = \"http://x/\"\nsecret = {",
            ":11:12: `endpoint` has no meaning for RFC 2136",
        ),
        ("Bücher.Example.ORG.", "home", ":13:8: `home` is not fully qualified"),
        ("zone = \"example.org\"", "zone = \"example.net\"", "does not lie in the zone `example.net`"),
        ("account = \"lab\"", "account = \"lib\"", ":14:11: there is no [account.lib]; did you mean `lab`?"),
        ("ttl = 60", "ttl = 0", ":15:7: `ttl` must be from 1 to 86400 seconds for RFC 2136"),
        ("ttl = 60", "types = [\"A\", \"MX\"]", ":15:15: `MX` is no record type that holds an address"),
        ("ttl = 60", "types = [\"AAAA\"]", ":15:10: AAAA needs an IPv6 address, but `ipv6` is \"off\""),
        ("ttl = 60", "types = []", ":15:9: the list is empty"),
        ("ttl = 60", "types = [\"A\", \"A\"]", "is already listed in line 13"),
        ("version = 1", "version = ", ":1:"),
        ("[[record]]", "[record]", "write [[record]] with two brackets"),
    ] {
        let wrong = with(line, instead);
        assert!(wrong.contains(said), "{instead:?}:\n{wrong}");
    }
}

#[test]
fn a_password_in_a_url_is_not_repeated() {
    let text =
        "version = 1\n[account.a]\nprovider = \"rfc2136\"\nendpoint = \"https://me:hunter5@dyn.example/\"\n";
    let shown = read(text).unwrap_err().render(Language::English);
    assert!(!shown.contains("hunter5") && shown.contains("@dyn.example"), "{shown}");
}

#[test]
fn all_mistakes_are_told_at_once() {
    let wrong =
        read("version = 1\ncolour = 1\n[address]\nconfirm = 9\n[[record]]\nname = \"a\"\naccount = \"x\"\n");
    assert_eq!(wrong.unwrap_err().list.len(), 4);
}

#[test]
fn a_new_address_needs_as_many_sources_as_must_agree() {
    for sources in ["[\"opendns\"]", "\"opendns\"", "[\"opendns\", \"dns:opendns\"]"] {
        let text = format!("version = 1\n[address]\nipv4 = {sources}\n");
        let wrong = read(&text).unwrap_err().render(Language::English);
        assert!(wrong.contains("write `confirm = 1`"), "{wrong}");
        assert!(read(&format!("{text}confirm = 1\n")).is_ok());
    }
}

#[test]
fn every_mistake_can_be_told_in_chinese() {
    let wrong = read("version = 1\ncolour = 1\n").unwrap_err().render(Language::Chinese);
    assert!(wrong.contains("未知的键 `colour`"), "{wrong}");
}

proptest::proptest! {
    /// Whatever is in the file, the answer is a configuration or places within the file.
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,200}", cut in 0_usize..600) {
        let _ = read(&text).map_err(|mistakes| mistakes.render(Language::English));
        let mut end = cut.min(WHOLE.len());
        while !WHOLE.is_char_boundary(end) { end -= 1; }
        let _ = read(&format!("{}{text}", &WHOLE[..end])).map_err(|mistakes| mistakes.render(Language::Chinese));
    }
}

const OWN: &str = r#"version = 1
[provider.mine]
url = "https://dyn.example/update/{names}"
query = "ip={ip}&who={username}&v=2"
auth = "param:key"
min_interval = "10m"
[provider.mine.answers]
done = ["OK {ip}", "HTTP 204"]
same = "unchanged"
bad-credential = ["KO"]
[account.lab]
provider = "mine"
username = "me"
[[record]]
name = "home.example.org"
account = "lab"
"#;

#[test]
fn a_provider_of_ones_own_is_read_whole() {
    let config = read(OWN).map_err(|mistakes| mistakes.render(Language::English)).unwrap();
    let account = &config.accounts["lab"];
    let own = account.own.as_deref().unwrap();
    assert_eq!((&*own.base, &*own.path), ("https://dyn.example", "/update/{names}"));
    assert_eq!((own.auth(), own.form(), own.most), (own::Auth::Param("key"), own::Form::Full, 1));
    let words: Vec<&str> = own.answers.iter().map(|(word, _)| &**word).collect();
    assert_eq!(words, ["KO", "unchanged", "OK {ip}", "HTTP 204"]);
    assert_eq!((account.field("username"), own.min_interval.as_secs()), ("me", 600));
    // Read again, it is the same thing, and so has the same fingerprint.
    assert_eq!(read(OWN).unwrap(), config);
}

#[test]
fn mistakes_in_a_provider_of_ones_own_have_their_place() {
    for (line, instead, said) in [
        ("[provider.mine]", "[provider.rfc2136]", ":2:11: `rfc2136` is a provider that the program knows"),
        ("url = \"https://dyn.example/update/{names}\"\n", "", ":2:11: `url` is missing"),
        (
            "https://dyn.example/update/{names}",
            "dyn.example",
            ":3:7: `dyn.example` is not an http or https URL",
        ),
        ("update/{names}", "update?host={names}", ":3:7: write what stands behind the `?` as `query`"),
        ("https://dyn.", "https://me:hunter5@dyn.", ":3:7: a user or password does not belong in a URL"),
        ("https://dyn.", "https://{zone}.", "a place in braces can stand in the path"),
        ("{names}", "x", ":4:9: the name is nowhere"),
        ("ip={ip}", "ip=auto", ":4:9: a call with IPv4 would not say its address"),
        (
            "ip={ip}",
            "ip={ip}&p={secret}",
            ":4:9: there is no place {secret}: the secret goes where `auth` says",
        ),
        ("ip={ip}", "ip={ip}&p={ipv4}", ":4:9: there is no place {ipv4}; use one of {names}"),
        ("ip={ip}", "ip={ip}&d={zone}", ":4:9: {zone} needs names = \"relative\""),
        ("ip={ip}", "ip={ip}&&", ":4:9: `` is no pair like name={ip}"),
        ("v=2", "token=hunter5", ":4:9: a secret does not belong in this file; leave `token` out"),
        ("\"param:key\"", "\"query\"", ":5:8: `auth` must be one of basic:USER"),
        ("auth = \"param:key\"\n", "", ":2:11: `auth` is missing"),
        ("\"param:key\"", "\"url\"", ":3:7: with `auth = \"url\"` the whole address is the secret"),
        ("\"10m\"", "\"soon\"", ":6:16: `soon` is not a time"),
        ("min_interval = \"10m\"", "refresh = \"1s\"", ":6:11: `1s` is not a time"),
        (
            "min_interval = \"10m\"",
            "headers = { X-Api-Key = \"hunter5\" }",
            "like auth = \"header:X-Api-Key\"",
        ),
        ("min_interval", "mininterval", ":6:1: unknown key `mininterval`; did you mean `min_interval`?"),
        ("min_interval = \"10m\"", "most = 101", ":6:8: `most` must be from 1 to 100 here"),
        ("min_interval = \"10m\"", "families = \"dual\"", ":6:12: `families` must be one of apart"),
        (
            "min_interval = \"10m\"",
            "headers = { Authorization = \"x\" }",
            "a secret does not belong in this file",
        ),
        ("done = [\"OK {ip}\", \"HTTP 204\"]", "", ":7:1: nothing says what success looks like"),
        ("\"HTTP 204\"", "\"HTTP 404\"", ":8:20: `HTTP 404` is no status that can mean this"),
        ("\"HTTP 204\"", "\"\"", ":8:20: an empty word fits every answer"),
        (
            "bad-credential",
            "bad-credentials",
            ":10:1: unknown key `bad-credentials`; did you mean `bad-credential`?",
        ),
        (
            "provider = \"mine\"",
            "provider = \"mina\"",
            ":12:12: no provider `mina` is known; did you mean `mine`?",
        ),
        ("username = \"me\"", "", ":11:10: `username` is missing"),
    ] {
        assert!(OWN.contains(line), "{line}");
        let mistakes = read(&OWN.replacen(line, instead, 1)).expect_err(instead);
        let wrong = mistakes.render(Language::English);
        assert!(wrong.contains(said), "{instead:?}:\n{wrong}");
        assert!(!wrong.contains("hunter5"), "{wrong}");
        assert!(!mistakes.render(Language::Chinese).contains(said), "{said}");
    }
}

/// A call for IPv6 that said no address had the service take that of the connection.
#[test]
fn no_call_of_a_provider_of_ones_own_leaves_its_address_to_the_connection() {
    const PAUSE: &str = "min_interval = \"10m\"";
    for (families, query, unsaid) in [
        ("apart", "ip={ip4}", Some("IPv6")),
        ("apart", "ip={ip6}", Some("IPv4")),
        ("together", "ip={ip4}&keep={no6}", Some("IPv6")),
        ("both", "ip={ip6|}", Some("IPv4")),
        ("ipv6-with-ipv4", "ip={ip4}", Some("IPv6")),
        ("ipv4", "ip={ip6}", Some("IPv4")),
        ("apart", "ip={ip}", None),
        ("apart", "a={ip4}&aaaa={ip6}", None),
        ("both", "a={ip4}&aaaa={ip6}", None),
        ("ipv4", "ip={ip4}", None),
        ("ipv4", "ip={ip}", None),
        ("connection", "x=1", None),
    ] {
        let text = OWN.replacen("ip={ip}", query, 1);
        let text = text.replacen(PAUSE, &format!("families = \"{families}\""), 1);
        let said = |language| read(&text).err().map(|mistakes| mistakes.render(language));
        match unsaid {
            None => assert_eq!(said(Language::English), None, "{families} {query}"),
            Some(family) => {
                let [english, chinese] = [Language::English, Language::Chinese].map(|l| said(l).unwrap());
                assert!(english.contains(&format!(":4:9: a call with {family} would not say")), "{english}");
                assert!(chinese.contains(&format!(":4:9: {family} 的请求没有写地址")), "{chinese}");
            }
        }
    }
}

#[test]
fn the_readme_describes_a_provider_that_can_be_read() {
    let readme = include_str!("../../README.md");
    let (_, rest) = readme.split_once("```toml\n[provider.mine]").unwrap();
    let (block, _) = rest.split_once("```").unwrap();
    let config = read(&format!("version = 1\n[provider.mine]{block}"));
    let config = config.map_err(|mistakes| mistakes.render(Language::English)).unwrap();
    assert!(config.accounts["home"].own.is_some());
}

#[cfg(not(windows))]
#[test]
fn who_has_which_role_is_checked_where_it_stands() {
    use crate::core::access::{Role, Whom};
    let good = check(
        Path::new("config.toml"),
        "version = 1\n[access]\nmonitor = \"@adm\"\nadministrator = [\"alice\", \"uid:7\"]\n",
        &KNOWN,
    )
    .unwrap();
    let wanted = [
        (Role::Monitor, Whom::Group("adm".into())),
        (Role::Administrator, Whom::Name("alice".into())),
        (Role::Administrator, Whom::Uid(7)),
    ];
    assert_eq!(good.access.0, wanted);
    for (line, said) in [
        ("monitor = [\"uid:x\"]", "`uid:x` is nobody"),
        ("operator = [\"S-1-5-32-544\"]", "`S-1-5-32-544` is nobody"),
        ("auditor = [7]", "list of texts"),
        ("auditors = [\"alice\"]", "did you mean `auditor`"),
    ] {
        let mistakes =
            check(Path::new("config.toml"), &format!("version = 1\n[access]\n{line}\n"), &KNOWN).unwrap_err();
        let said_all = mistakes.render(Language::English);
        assert!(said_all.contains(said) && said_all.contains('^'), "{line}: {said_all}");
    }
}
