//! Echo services over HTTP.
//!
//! Only a well-formed answer counts: status 200, a small body, and in it exactly one
//! address and nothing else. A login page that contains an address is not an answer.

use std::net::IpAddr;

use super::Heard;
use crate::{
    core::{
        address::{Family, Unfit},
        problem::{Code, Problem},
    },
    net::{self, Net, Route, Way},
};

/// An address needs 45 bytes, a trace page about 300.
const LIMIT: usize = 4096;

/// A service that answers the address alone.
pub async fn plain(url: &str, family: Family, way: &Way, net: &Net) -> Result<Heard, Problem> {
    one_address(&fetch(url, family, way, net).await?).map(Heard::Address)
}

/// Cloudflare's trace page of a host: `key=value` lines with `h`, `ip` and `warp`.
pub async fn trace(url: &str, family: Family, way: &Way, net: &Net) -> Result<Heard, Problem> {
    let host = url.split('/').nth(2).unwrap_or_default();
    read_trace(&fetch(url, family, way, net).await?, host)
}

async fn fetch(url: &str, family: Family, way: &Way, net: &Net) -> Result<String, Problem> {
    let route = Route { family: Some(family), way: way.clone(), ca_file: None, proxy: false };
    let request = net.client(url, &route)?.get(url).header("Accept", "text/plain, */*");
    let answer = net::Answer::read(request.send().await.map_err(net::problem)?, LIMIT).await?;
    match answer.status.as_u16() {
        200 => {}
        429 => return Err(Problem::from(Code::RateLimited).retry_after(answer.retry_after)),
        status => return Err(Problem::from(Code::BadAnswer).said(&format!("status {status} instead of 200"))),
    }
    String::from_utf8(answer.body).map_err(|_| Problem::from(Code::BadAnswer).said("not text"))
}

/// The one address that is the whole text.
pub fn one_address(text: &str) -> Result<IpAddr, Problem> {
    text.trim().parse().map_err(|_| {
        let start: String = text.trim().chars().take(40).collect();
        Problem::from(Code::BadAnswer).said(&format!("not one address but “{start}”"))
    })
}

/// The address in a trace page. Behind Cloudflare's own VPN (`warp=on`, `gateway=on`) the address is theirs;
/// another `h` than the host asked means that somebody else answered.
pub fn read_trace(text: &str, host: &str) -> Result<Heard, Problem> {
    let value = |key: &str| {
        let mut found = text.lines().filter_map(|line| line.split_once('=')).filter(|(k, _)| *k == key);
        found.next().filter(|_| found.next().is_none()).map(|(_, value)| value.trim())
    };
    if value("h") != Some(host) {
        return Err(Problem::from(Code::BadAnswer).said(&format!("not the trace page of {host}")));
    }
    let address = one_address(value("ip").unwrap_or_default())?;
    let proxied = ["warp", "gateway"].iter().any(|key| value(key).is_some_and(|v| !matches!(v, "off")));
    Ok(if proxied { Heard::Unfit(address, Unfit::Proxy) } else { Heard::Address(address) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_whole_address_is_an_answer() {
        assert!(one_address("198.41.0.4\r\n").is_ok());
        assert!(one_address(" 2001:503:ba3e::2:30 ").is_ok());
        for text in [
            "",
            "<html>your address is 198.41.0.4</html>",
            "198.41.0.4 198.41.0.5",
            "198.41.0.4, 10.0.0.1",
            "198.41.0.4:80",
            "198.041.0.4",
            "fe80::1%eth0",
            "198.41.0.4/24",
        ] {
            assert!(one_address(text).is_err(), "{text}");
        }
    }

    fn traced(text: &str) -> Option<(IpAddr, Option<Unfit>)> {
        match read_trace(text, "www.cloudflare.com").ok()? {
            Heard::Address(address) => Some((address, None)),
            Heard::Unfit(address, why) => Some((address, Some(why))),
        }
    }

    #[test]
    fn a_trace_page_is_read_by_its_keys() {
        let ip: IpAddr = "198.41.0.4".parse().unwrap();
        let page = "fl=1\nh=www.cloudflare.com\nip=198.41.0.4\nts=1\nwarp=off\ngateway=off\n";
        assert_eq!(traced(page), Some((ip, None)));
        assert_eq!(traced(&page.replace("warp=off", "warp=on")), Some((ip, Some(Unfit::Proxy))));
        assert_eq!(traced(&page.replace("gateway=off", "gateway=on")), Some((ip, Some(Unfit::Proxy))));
    }

    #[test]
    fn another_hosts_page_or_two_addresses_are_no_answer() {
        for page in [
            "h=login.example\nip=198.41.0.4\n",
            "h=www.cloudflare.com\nip=198.41.0.4\nip=198.41.0.5\n",
            "h=www.cloudflare.com\n",
            "ip=198.41.0.4",
            "",
        ] {
            assert_eq!(traced(page), None, "{page}");
        }
    }
}
