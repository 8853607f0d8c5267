//! Record APIs as data: what a vendor's documentation says, and nothing else.
//!
//! An [`Api`] names the calls, where in an answer things stand, and what refusals mean. Reading,
//! paging, planning, signing in and writing are done once, in `engine`. A vendor whose API has a
//! mechanism that none of the fields here can say is a file with its own [`super::Provider`].
//!
//! Texts with `{places}` are filled in by `template`: in a path every value is percent-encoded; a JSON
//! body is written as JSON, in which `"{ttl}"` becomes a text, `"{#ttl}"` a number, an array whose one
//! element mentions `{each}` is repeated for every value of an RRset, and a member without a value is
//! left out. `{[each]}` is the value in an array of its own; `{/pointer}` is what was listed there of the record
//! that is changed, and within an array of `{each}` of the one that this value takes the place of: so what is
//! kept beside it survives. `{x|y}` is y where there is no x, and `{x|/pointer}` what was listed; `{x/}` keeps
//! the slashes in a path; `{x:y}` is the word x for an A record, y for an AAAA record. There is no place for a secret
//! in a path.

pub mod answer;
mod call;
mod engine;
mod listing;
mod sign_in;
mod template;
#[cfg(test)]
mod tests;

pub use self::{
    call::{Body, Call, List, Pages, chained, delete, form, get, linked, list, paged, patch, post, put, rpc},
    engine::open,
    sign_in::{Signature, ToSign, basic},
    template::fill,
};

/// What a vendor's file says its API with.
pub mod prelude {
    pub use super::{
        ANSWERS, Answers, Api, Auth, BEARER, BY_RECORDS, Body, By, Call, Form, LOGIN, List, Login, PLAIN,
        Pages, RECORDS, Records, Write, ZONES, Zones, at_most, chained, delete, form, get, linked, list,
        paged, patch, post, put, rpc, secret,
    };
    pub use crate::{
        config::{Endpoint, Field, optional, required},
        core::problem::Code,
    };
}

#[cfg(fuzzing)]
pub use self::listing::read_listing;

/// For the fuzz targets: an answer as every one of them reads it.
#[cfg(fuzzing)]
pub fn read_answer(answer: &crate::net::Answer) -> Vec<Option<Problem>> {
    super::api::APIS.iter().map(|api| answer::read(&api.answers, answer).err()).collect()
}

use std::time::Duration;

use super::{Info, Model, Opened, Opening};
use crate::{
    config::{Account, AccountShape, Endpoint, Field, SecretShape},
    core::problem::{Code, Problem},
    net::pacer::Rate,
};

/// One vendor's API.
pub struct Api {
    /// The provider's name in the configuration and for people, and what its accounts take: as in
    /// [`AccountShape`].
    pub id: &'static str,
    pub display: &'static str,
    pub secret: SecretShape,
    pub fields: &'static [Field],
    pub ttl: Option<(u32, u32)>,
    pub endpoint: Endpoint,
    pub several: bool,
    /// What it takes at once and how often: as in [`Info`].
    pub max_batch: usize,
    pub atomic: bool,
    pub rate: Option<Rate>,
    pub open: fn(&Account, Opening) -> Opened,
    /// Base address; empty where the account must say it (`endpoint`).
    pub base: &'static str,
    pub auth: Auth,
    /// What every request carries besides.
    pub headers: &'static [(&'static str, &'static str)],
    pub zones: Zones,
    pub records: Records,
    pub write: Write,
    /// Sent once after changes that went well: where they are only prepared until then.
    pub finish: Option<Call>,
    pub answers: Answers,
}

/// How a request shows whose it is.
#[derive(Clone, Copy)]
pub enum Auth {
    /// A header: its name, and what stands in front of the secret (`Bearer `).
    Header(&'static str, &'static str),
    /// HTTP Basic; the text gives the user, the secret is the password.
    Basic(&'static str),
    /// A parameter of the query, of this name.
    Param(&'static str),
    /// Members of every body, or pairs of every form: here, and only here, `{secret}` is a place. A call
    /// without a body gets one.
    Body(&'static str),
    Signed(fn(&ToSign<'_>) -> Result<Signature, Problem>),
    /// Bodies have the place `{assertion}`, which this makes of the secret and the hour. Refused, the nearest other
    /// hour is tried: at its turn the clocks of both sides need not agree.
    Hourly(Assertion),
    Login(&'static Login),
    /// The same, where the sign-in is itself signed.
    SignedLogin(&'static Login, fn(&ToSign<'_>) -> Result<Signature, Problem>),
}

pub const BEARER: Auth = Auth::Header("Authorization", "Bearer ");

/// What a sign-in, or every request, is asked with, made of the secret.
type Assertion = fn(&ToSign<'_>) -> Result<String, Problem>;

/// A token that is fetched with the secret and used until it ends.
pub struct Login {
    /// Its body has the places `{secret}` and `{assertion}`.
    pub call: Call,
    /// HTTP Basic for the call itself: the text gives the user.
    pub basic: Option<&'static str>,
    /// Makes `{assertion}`: something signed with the secret.
    pub assertion: Option<Assertion>,
    /// Where the answer has the token; beginning with `header:`, the name of a header, of which what stands
    /// before a semicolon is taken: `Set-Cookie` gives what `Cookie` takes.
    pub token: &'static str,
    /// Where it has the seconds until the token ends; without that, ten minutes are taken.
    pub lasts: &'static str,
    /// The header that carries it, and what stands in front. Without a name, the bodies have the place
    /// `{token}`.
    pub header: (&'static str, &'static str),
}

/// How the zone of a name is found.
pub struct Zones {
    pub list: List,
    /// Where an item has the zone's name; empty if the answer is only ever the zone asked for.
    pub name: &'static str,
    /// Where it has what later calls name the zone by; empty if that is the name. Two pointers with a bar between
    /// them give `{zone_id1}` and `{zone_id2}`.
    pub id: &'static str,
    pub by: By,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    /// The list holds all zones of the account.
    All,
    /// `{zone}` of the list is the name and what is above it, one after the other, until one is found.
    Suffix,
    /// There is nothing to ask: the list of records is asked for, suffix by suffix, until it is there.
    Records,
    /// As `Suffix`, of the items that have this text at this pointer, if anything, or anything at all if no text
    /// is given: a private zone may have the same name.
    Those(&'static str, &'static str),
    /// `{zone}` of the list is the whole name, and the answer says what of it is the zone.
    Whole,
}

/// Where an item of a list has what. Pointers; a number and a text are read alike.
#[derive(Clone, Copy)]
pub struct Records {
    /// Everything in a zone; with `{type}` in it, everything of that kind. Where there is none, every name is
    /// asked for.
    pub all: Option<List>,
    /// What one name holds; with `{type}` in it, one name and kind. Up to four are asked for like this.
    pub one: Option<List>,
    /// Identifies an item in later calls; empty where nothing does.
    pub id: &'static str,
    /// Empty if the answer is only ever what was asked for; then the same for `kind`.
    pub name: &'static str,
    pub form: Form,
    pub kind: &'static str,
    /// What A, AAAA and CNAME are called.
    pub kinds: [&'static str; 3],
    /// The value; of an RRset, the array of values.
    pub value: &'static str,
    /// Of an RRset: pointer from an element of that array to the value.
    pub each: &'static str,
    pub ttl: &'static str,
    /// Of a new record, where not every plan takes the common one.
    pub new_ttl: u32,
    /// Gives the record, where a list has identifiers alone: `{id}` is an element of that.
    pub detail: Option<Call>,
    /// The only TTLs there are, in order: any other becomes the next longer one.
    pub ttls: &'static [u32],
    /// Sets the TTL of an RRset, where the call for its values cannot.
    pub set_ttl: Option<Call>,
    /// Items where one of these is something else are not ours to touch: other lines or views.
    pub only: &'static [(&'static str, &'static str)],
    /// What is switched off: pointer from an item, or from an element of an RRset's array, and what stands there.
    /// Such elements are no values, and a replacement repeats them as they were. Such an item is no record; where
    /// there is no other, its name and kind are left alone.
    pub off: Option<(&'static str, &'static str)>,
    /// An item that is off would be lost with a change of its RRset: that is left alone, too.
    pub off_is_lost: bool,
}

impl Zones {
    /// What an object has that is a zone.
    fn signs(&self) -> Vec<&'static str> {
        let told = if let By::Those(at, _) = self.by { at } else { "" };
        let signs = self.id.split('|').chain([self.name, told]);
        let named = signs.filter(|at| !at.is_empty()).collect::<Vec<_>>();
        // Where it is named by nothing, whatever is answered is the zone that was asked for.
        if named.is_empty() { vec![""] } else { named }
    }
}

impl Records {
    /// What an object has that is a record or an RRset.
    fn signs(&self) -> Vec<&'static str> {
        self.value.split('|').chain([self.id, self.name]).filter(|at| !at.is_empty()).collect()
    }
}

/// How a name is written in lists.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// The whole name, with a final dot or without.
    Full,
    /// The part below the zone; the apex is `@`, the zone itself or nothing.
    Relative,
    /// One or the other: what ends with the zone is the whole name.
    Either,
}

/// How changes are made. `{sub}` is the part below the zone, at the apex `@`, `{sub0}` nothing at the apex;
/// `{kind}` is A or AAAA, whatever the service calls them in its lists; `{values}` is one value as a text, several as
/// an array; `{family}` is 4 or 6, in names of members, too.
pub enum Write {
    /// Single records. Without `update`, the new one is created before the old is removed.
    Records { create: Call, update: Option<Call>, delete: Call },
    /// Whole RRsets, one to a call. `create` is for one that is not there yet, where that is another call.
    Rrset { create: Option<Call>, replace: Call, delete: Call },
    /// Several RRsets in one call, whose `{items}` are these.
    /// Where `set` is an array of one element with `{each}`, every value is an item.
    Batch { call: Call, set: &'static str, delete: &'static str },
    /// The same, where what goes must be said as exactly as what comes: `{additions}` are the RRsets as they
    /// will be, `{deletions}` as they were. Refused with [`Code::Contested`], they are read again.
    Exchange { call: Call, item: &'static str },
    /// Like `Batch`, but what goes is removed by calls of its own.
    Sets { call: Call, set: &'static str, delete: Call },
    /// What is to be done with single records, of several names at once. Of the `calls` those are sent, in
    /// order, that have one of the places `{creates}`, `{updates}`, `{deletes}` or `{items}` (all of these)
    /// and something to put there. Without `update`, the new record is created and the old one deleted.
    Steps { calls: &'static [Call], create: &'static str, update: Option<&'static str>, delete: &'static str },
    /// A zone that can only be replaced as a whole: it is read anew, from the one page of its list, and all that
    /// is not to change is sent back as it was. `{/pointer}` in the call is what that answer has there. What has
    /// changed since it was planned is left for another reading.
    Whole { call: Call, item: &'static str },
}

/// What answers say beside their HTTP status.
#[derive(Clone, Copy)]
pub struct Answers {
    /// It went well if there is one of these texts; with no texts, if there is nothing at all; with one that
    /// begins with an exclamation mark, unless there is the rest of that.
    pub good: Option<(&'static str, &'static [&'static str])>,
    /// Where a refusal has its code: the first that is there.
    pub code: &'static [&'static str],
    /// Where it has its words for people.
    pub message: &'static [&'static str],
    /// Code, HTTP status or part of the message, and what that means; the first that fits.
    pub refusals: &'static [(&'static str, Code)],
    /// Codes that only say that a list is empty.
    pub nothing: &'static [&'static str],
}

pub const ANSWERS: Answers =
    Answers { good: None, code: &["/code"], message: &["/message"], refusals: &[], nothing: &[] };

pub const RECORDS: Records = Records {
    all: None,
    one: None,
    id: "/id",
    name: "/name",
    form: Form::Full,
    kind: "/type",
    kinds: ["A", "AAAA", "CNAME"],
    value: "/content",
    each: "",
    ttl: "/ttl",
    new_ttl: super::NEW_TTL,
    detail: None,
    ttls: &[],
    set_ttl: None,
    only: &[],
    off: None,
    off_is_lost: false,
};

/// A token for a bearer, as OAuth 2 answers with it.
pub const LOGIN: Login = Login {
    call: form("", ""),
    basic: None,
    assertion: None,
    token: "/access_token",
    lasts: "/expires_in",
    header: ("Authorization", "Bearer "),
};

/// Zones that are listed whole.
pub const ZONES: Zones = Zones { list: list(get(""), ""), name: "/name", id: "/id", by: By::All };
/// Zones that are called by their name and found where their records are.
pub const BY_RECORDS: Zones = Zones { list: list(get(""), ""), name: "", id: "", by: By::Records };
/// What most have in common: no limits that are known, and a TTL of a minute to a day. `base`, `auth`, `records`
/// and `write` are every vendor's own.
pub const PLAIN: Api = Api {
    id: "",
    display: "",
    secret: secret("API token", ""),
    fields: &[],
    ttl: Some((60, 86_400)),
    endpoint: Endpoint::Usual,
    several: true,
    max_batch: 1,
    atomic: false,
    rate: None,
    open,
    base: "",
    auth: BEARER,
    headers: &[],
    zones: BY_RECORDS,
    records: RECORDS,
    write: Write::Records { create: post("", ""), update: None, delete: delete("") },
    finish: None,
    answers: ANSWERS,
};

impl Api {
    pub const fn info(&self) -> Info {
        let Self { id, display, secret, fields, ttl, endpoint, several, max_batch, atomic, rate, .. } = *self;
        let model = match self.write {
            Write::Records { .. } | Write::Steps { .. } | Write::Whole { .. } => Model::RecordId,
            _ => Model::Rrset,
        };
        let shape = AccountShape { id, display, fields, secret, ttl, endpoint, several };
        Info { max_batch, atomic, rate, ..Info::plain(shape, model, self.open) }
    }
}

/// What the vendor calls the secret, and where it is created with which least permission.
pub const fn secret(called: &'static str, create: &'static str) -> SecretShape {
    SecretShape { called, create }
}

/// A rate: so many requests in so many seconds.
pub const fn at_most(requests: u32, seconds: u64) -> Rate {
    Rate { requests, window: Duration::from_secs(seconds) }
}
