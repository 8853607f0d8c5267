//! The messages of RFC 2136: building queries and updates, reading the answers.
//!
//! Nothing here is sent or signed; see [`super::session`].

use std::net::IpAddr;

use domain::{
    base::{
        Message, MessageBuilder, Name as WireName, Rtype, Ttl,
        iana::{Class, Opcode, Rcode},
        message_builder::{AdditionalBuilder, AuthorityBuilder, TreeCompressor},
        name::{ParsedName, ToName},
        rdata::UnknownRecordData,
    },
    rdata::{A, Aaaa, Cname, Soa},
};

use super::{FROM_WILDCARD, rtype, without};
use crate::{
    core::{
        plan::Change,
        problem::{Code, Problem},
        record::{Kind, Name},
    },
    provider::NEW_TTL,
};

pub type Builder = AdditionalBuilder<TreeCompressor<Vec<u8>>>;
type Update = AuthorityBuilder<TreeCompressor<Vec<u8>>>;

/// What one message can hold, less what the signature takes.
const ROOM: usize = 65_535 - 512;

fn start() -> Result<MessageBuilder<TreeCompressor<Vec<u8>>>, Problem> {
    let mut builder =
        MessageBuilder::from_target(TreeCompressor::new(Vec::new())).map_err(|_| too_large())?;
    builder.set_push_limit(ROOM);
    builder.header_mut().set_random_id();
    Ok(builder)
}

fn too_large() -> Problem {
    Problem::from(Code::TooManyNames).said("the change does not fit into one DNS message")
}

fn wire(name: &Name) -> Result<WireName<Vec<u8>>, Problem> {
    name.as_str().parse().map_err(|_| Problem::from(Code::BadRecord).name(name).said("it is no DNS name"))
}

pub fn query(name: &Name, rtype: Rtype) -> Result<Builder, Problem> {
    let mut question = start()?.question();
    question.push((wire(name)?, rtype)).map_err(|_| too_large())?;
    Ok(question.additional())
}

/// One UPDATE for all `changes`: prerequisites first, then the deletions and additions.
pub fn update(zone: &Name, changes: &[Change]) -> Result<Builder, Problem> {
    let mut builder = start()?;
    builder.header_mut().set_opcode(Opcode::UPDATE);
    let mut question = builder.question();
    question.push((wire(zone)?, Rtype::SOA)).map_err(|_| too_large())?;
    let mut prerequisites = question.answer();
    for change in changes {
        let name = wire(&change.name)?;
        if change.previous.iter().any(|record| record.extras == FROM_WILDCARD) {
            continue;
        }
        for record in &change.previous {
            // "RRset exists (value dependent)", section 2.4.2: exactly the values that were read.
            let value = (name.clone(), Class::IN, Ttl::ZERO, data(record.value)?);
            prerequisites.push(value).map_err(|_| too_large())?;
        }
        if change.previous.is_empty() {
            // "RRset does not exist", section 2.4.3. Without the one about CNAME a server would take
            // the update and silently leave the address out (section 3.4.2.2).
            for absent in [rtype(change.kind), Rtype::CNAME] {
                let nothing = UnknownRecordData::from_octets(absent, []).map_err(|_| too_large())?;
                let value = (name.clone(), Class::NONE, Ttl::ZERO, nothing);
                prerequisites.push(value).map_err(|_| too_large())?;
            }
        }
    }
    let mut updates = prerequisites.authority();
    for change in changes {
        push_change(&mut updates, change)?;
    }
    Ok(updates.additional())
}

/// Deletes the values that go and adds those that come; siblings that stay are not mentioned,
/// unless the TTL of all is to change.
fn push_change(updates: &mut Update, change: &Change) -> Result<(), Problem> {
    let name = wire(&change.name)?;
    let before = change.previous_values();
    for value in without(&before, &change.values) {
        // "Delete an RR from an RRset", section 2.5.4.
        let gone = (name.clone(), Class::NONE, Ttl::ZERO, data(value)?);
        updates.push(gone).map_err(|_| too_large())?;
    }
    let same_ttl = change.ttl.is_none_or(|ttl| change.previous.iter().all(|record| record.ttl == Some(ttl)));
    let ttl = Ttl::from_secs(change.kept_ttl().unwrap_or(NEW_TTL));
    for value in without(&change.values, if same_ttl { &before } else { &[] }) {
        // "Add to an RRset", section 2.5.1; a value that is there already takes the new TTL.
        let new = (name.clone(), Class::IN, ttl, data(value)?);
        updates.push(new).map_err(|_| too_large())?;
    }
    Ok(())
}

fn data(value: IpAddr) -> Result<UnknownRecordData<Vec<u8>>, Problem> {
    let (rtype, octets) = match value {
        IpAddr::V4(v4) => (Rtype::A, v4.octets().to_vec()),
        IpAddr::V6(v6) => (Rtype::AAAA, v6.octets().to_vec()),
    };
    UnknownRecordData::from_octets(rtype, octets).map_err(|_| too_large())
}

/// An answer whose signature was verified.
#[derive(Debug)]
pub struct Reply(pub Message<Vec<u8>>);

impl Reply {
    pub fn rcode(&self) -> Rcode {
        self.0.header().rcode()
    }

    pub fn authoritative(&self) -> bool {
        self.0.header().aa()
    }

    /// The zone above (or at) `name` that the answer's SOA record belongs to.
    pub fn zone_of(&self, name: &Name) -> Option<Name> {
        let answer = self.0.answer().ok()?;
        let authority = self.0.authority().ok()?;
        let owners = answer.limit_to::<Soa<_>>().chain(authority.limit_to::<Soa<_>>());
        let mut zones = owners.flatten().filter_map(|record| text(record.owner()));
        zones.find(|zone| name.within(zone).is_some())
    }

    /// Where `name` points to, if it is an alias.
    pub fn alias_of(&self, name: &Name) -> Option<String> {
        let mut aliases = self.0.answer().ok()?.limit_to::<Cname<_>>().flatten();
        let cname = aliases.find(|record| text(record.owner()).as_ref() == Some(name))?;
        Some(cname.data().cname().to_string())
    }

    /// The addresses that `name` itself holds, with their TTL.
    pub fn addresses(&self, name: &Name, kind: Kind) -> Vec<(IpAddr, u32)> {
        let Ok(answer) = self.0.answer() else { return Vec::new() };
        let own = |owner: &ParsedName<_>| text(owner).as_ref() == Some(name);
        match kind {
            Kind::A => {
                let records = answer.limit_to_in::<A>().flatten().filter(|record| own(record.owner()));
                records.map(|record| (record.data().addr().into(), record.ttl().as_secs())).collect()
            }
            Kind::Aaaa => {
                let records = answer.limit_to_in::<Aaaa>().flatten().filter(|record| own(record.owner()));
                records.map(|record| (record.data().addr().into(), record.ttl().as_secs())).collect()
            }
        }
    }
}

/// A name from a message in our form; `None` for what cannot be one of ours.
fn text(owner: &ParsedName<impl domain::dep::octseq::Octets>) -> Option<Name> {
    Name::parse(&owner.to_vec().to_string()).ok()
}

/// What an answer code other than success means (RFC 2136 section 2.2, RFC 1035 section 4.1.1).
pub fn refusal(rcode: Rcode) -> Problem {
    let (code, said) = match rcode {
        Rcode::REFUSED => (Code::NotPermitted, "REFUSED: the server does not allow this key to do that"),
        Rcode::NOTZONE => (Code::NoZone, "NOTZONE: the name is not in that zone"),
        // Signed and without a TSIG error: the key is good, the zone is not the server's.
        Rcode::NOTAUTH => (Code::NoZone, "NOTAUTH: the server is not the primary of that zone"),
        Rcode::SERVFAIL => (Code::Outage, "SERVFAIL: the server could not do it; its log says why"),
        Rcode::NOTIMP => (Code::NotPermitted, "NOTIMP: the server takes no dynamic updates"),
        Rcode::NXDOMAIN => (Code::NotYours, "NXDOMAIN: there is no such name"),
        Rcode::FORMERR => (Code::BadAnswer, "FORMERR: the server did not understand the message"),
        _ => (Code::BadAnswer, ""),
    };
    if said.is_empty() {
        Problem::from(code).said(&rcode.to_string())
    } else {
        Problem::from(code).said(said)
    }
}
