//! The calls of an API, and the lists that some of them answer with.

/// One request as the documentation writes it.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    pub method: &'static str,
    /// Below the base address, query included, of which a parameter that is nothing but a place without a value
    /// is left out (`{x|}` keeps it); or a whole `https://` address, for a sign-in elsewhere.
    pub path: &'static str,
    pub body: Body,
    /// The operation's name, where the signature or a header says it instead of the path.
    pub action: &'static str,
}

#[derive(Clone, Copy, Debug)]
pub enum Body {
    None,
    Json(&'static str),
    /// `a={x}&b={y}`; a pair without a value is left out.
    Form(&'static str),
    /// A form of one pair, the value of which is JSON.
    Within(&'static str, &'static str),
    /// The record or RRset as it was listed, without some members and with others: for an API that would
    /// forget what an update does not repeat.
    Kept {
        without: &'static [&'static str],
        with: &'static str,
    },
}

pub const fn get(path: &'static str) -> Call {
    Call { method: "GET", path, body: Body::None, action: "" }
}

pub const fn post(path: &'static str, json: &'static str) -> Call {
    Call { method: "POST", path, body: Body::Json(json), action: "" }
}

pub const fn put(path: &'static str, json: &'static str) -> Call {
    Call { method: "PUT", path, body: Body::Json(json), action: "" }
}

pub const fn patch(path: &'static str, json: &'static str) -> Call {
    Call { method: "PATCH", path, body: Body::Json(json), action: "" }
}

pub const fn delete(path: &'static str) -> Call {
    Call { method: "DELETE", path, body: Body::None, action: "" }
}

/// A form that is posted.
pub const fn form(path: &'static str, form: &'static str) -> Call {
    Call { method: "POST", path, body: Body::Form(form), action: "" }
}

/// A remote procedure: JSON posted to `/`, its name told by [`Auth`] or by a header's `{action}`.
pub const fn rpc(action: &'static str, json: &'static str) -> Call {
    Call { method: "POST", path: "/", body: Body::Json(json), action }
}

/// A call whose answer has items.
#[derive(Clone, Copy, Debug)]
pub struct List {
    pub call: Call,
    /// Pointer (RFC 6901) to the array, or to the object that is the only item; with a question mark in front
    /// if it may be missing, with an asterisk if the members of the object there are the items.
    pub items: &'static str,
    pub pages: Pages,
}

#[derive(Clone, Copy, Debug)]
pub enum Pages {
    One,
    /// `{page}` counts from `first`, `{offset}` from 0 in items; a page with less than `size` is the last.
    Counted {
        first: u32,
        size: u32,
    },
    /// Pointer to what fills `{cursor}` of the next call; nothing, "", 0 or null there is the end. The first call leaves
    /// out the parameter with `{cursor}`.
    Cursor(&'static str),
    /// The `Link` header (RFC 8288) of an answer has the address of the next page; this parameter of it
    /// fills `{cursor}`.
    Link(&'static str),
    /// The same, where a pointer gives that address.
    Next(&'static str, &'static str),
    /// This header fills `{cursor}` of the next call.
    Header(&'static str),
}

pub const fn list(call: Call, items: &'static str) -> List {
    List { call, items, pages: Pages::One }
}

pub const fn paged(call: Call, items: &'static str, first: u32, size: u32) -> List {
    List { call, items, pages: Pages::Counted { first, size } }
}

/// The next page's cursor is at `next`.
pub const fn chained(call: Call, items: &'static str, next: &'static str) -> List {
    List { call, items, pages: Pages::Cursor(next) }
}

/// It is this parameter of the `Link` header.
pub const fn linked(call: Call, items: &'static str, parameter: &'static str) -> List {
    List { call, items, pages: Pages::Link(parameter) }
}
