//! Name servers that answer with the address of who asks, in three forms.

use std::{net::IpAddr, str::FromStr, time::Duration};

use domain::{
    base::{
        Message, MessageBuilder, Name, Rtype, ToName,
        iana::{Class, Rcode},
    },
    rdata::{A, Aaaa, Txt},
};

use super::{Heard, resolve};
use crate::{
    config::DnsForm,
    core::{
        address::Family,
        problem::{Code, Problem},
    },
    net::{Way, dns},
};

const LIMIT: Duration = Duration::from_secs(4);

/// What is asked of whom in one form.
pub(super) struct Question {
    server: &'static str,
    name: &'static str,
    class: Class,
    kind: Rtype,
}

pub(super) fn question(form: DnsForm, family: Family) -> Question {
    let (server, name, class, kind) = match (form, family) {
        (DnsForm::Cloudflare, Family::V4) => ("1.1.1.1:53", "whoami.cloudflare", Class::CH, Rtype::TXT),
        (DnsForm::Cloudflare, Family::V6) => {
            ("[2606:4700:4700::1111]:53", "whoami.cloudflare", Class::CH, Rtype::TXT)
        }
        (DnsForm::Google, Family::V4) => {
            ("216.239.32.10:53", "o-o.myaddr.l.google.com", Class::IN, Rtype::TXT)
        }
        (DnsForm::Google, Family::V6) => {
            ("[2001:4860:4802:32::a]:53", "o-o.myaddr.l.google.com", Class::IN, Rtype::TXT)
        }
        (DnsForm::OpenDns, Family::V4) => ("208.67.222.222:53", "myip.opendns.com", Class::IN, Rtype::A),
        (DnsForm::OpenDns, Family::V6) => {
            ("[2620:119:35::35]:53", "myip.opendns.com", Class::IN, Rtype::AAAA)
        }
    };
    Question { server, name, class, kind }
}

/// Asks over `family`, so that the server sees the address of that family.
pub async fn ask(form: DnsForm, server: Option<&str>, family: Family, way: &Way) -> Result<Heard, Problem> {
    let question = question(form, family);
    let server = resolve(server.unwrap_or(question.server), family).await?;
    let request = build(&question, fastrand::u16(..))?;
    let mut answer = dns::udp_by(way, server, &request, LIMIT).await?;
    if answer.get(2).is_some_and(|flags| flags & 0x02 != 0) {
        answer = dns::tcp_by(way, server, &request, LIMIT).await?;
    }
    read(&answer, &question).map(Heard::Address)
}

fn build(question: &Question, id: u16) -> Result<Vec<u8>, Problem> {
    let wrong = |_| Problem::new(Code::BadSetting);
    let name = Name::<Vec<u8>>::from_str(question.name).map_err(|_| Problem::new(Code::BadSetting))?;
    let mut message = MessageBuilder::new_vec();
    message.header_mut().set_id(id);
    message.header_mut().set_rd(true);
    let mut message = message.question();
    message.push((name, question.kind, question.class)).map_err(wrong)?;
    Ok(message.finish())
}

/// The one address in the answer to this question.
pub(super) fn read(answer: &[u8], asked: &Question) -> Result<IpAddr, Problem> {
    let bad = |why: &str| Problem::from(Code::BadAnswer).said(why);
    let message = Message::from_octets(answer).map_err(|_| bad("not a DNS message"))?;
    if message.header().rcode() != Rcode::NOERROR {
        return Err(bad(&format!("the server answered {}", message.header().rcode())));
    }
    let repeated = message.sole_question().map_err(|_| bad("the answer repeats another question"))?;
    let name = Name::<Vec<u8>>::from_str(asked.name).map_err(|_| Problem::new(Code::BadSetting))?;
    if !repeated.qname().name_eq(&name) || repeated.qtype() != asked.kind || repeated.qclass() != asked.class
    {
        return Err(bad("the answer repeats another question"));
    }
    let records = message.answer().map_err(|_| bad("the answer is broken"))?;
    let mut found = Vec::new();
    for record in records {
        let record = record.map_err(|_| bad("the answer is broken"))?;
        // Google adds a second TXT record with the client's subnet when a resolver forwards the question.
        if !record.owner().name_eq(&name) || record.class() != asked.class || record.rtype() != asked.kind {
            continue;
        }
        let address = match asked.kind {
            Rtype::A => record.to_record::<A>().ok().flatten().map(|r| IpAddr::V4(r.data().addr())),
            Rtype::AAAA => record.to_record::<Aaaa>().ok().flatten().map(|r| IpAddr::V6(r.data().addr())),
            _ => record.to_record::<Txt<_>>().ok().flatten().and_then(|r| text(r.data())),
        };
        found.push(address.ok_or_else(|| bad("the answer holds something else than an address"))?);
    }
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(bad("the answer is empty")),
        _ => Err(bad("the answer holds more than one address")),
    }
}

fn text<O: AsRef<[u8]> + ?Sized>(data: &Txt<O>) -> Option<IpAddr>
where
    for<'a> &'a Txt<O>: Sized,
{
    let bytes: Vec<u8> = data.iter().flat_map(<[u8]>::to_vec).collect();
    std::str::from_utf8(&bytes).ok()?.parse().ok()
}
