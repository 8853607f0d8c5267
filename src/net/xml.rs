//! As much XML as device descriptions and SOAP answers need: elements and text, in order, without copying.
//!
//! Not a validating reader: attributes, comments and processing instructions are passed over, namespaces are cut off,
//! and a document type ends the reading. So there are no entities but the five of XML itself, and none that
//! is fetched or grows.

use std::borrow::Cow;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece<'a> {
    /// The name without its prefix; `<a/>` gives an opening and a closing.
    Open(&'a str),
    Close(&'a str),
    /// Without the white space around it; never empty.
    Text(Cow<'a, str>),
}

/// The pieces of `text` up to its end, or up to where it stops being XML.
pub struct Pieces<'a> {
    rest: &'a str,
    /// The name of a `<a/>` whose opening was given.
    closing: Option<&'a str>,
}

impl<'a> Pieces<'a> {
    pub fn of(text: &'a str) -> Self {
        Self { rest: text, closing: None }
    }

    fn skip(&mut self, end: &str) -> Option<()> {
        self.rest = self.rest.split_once(end)?.1;
        Some(())
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if let Some(name) = self.closing.take() {
            return Some(Piece::Close(name));
        }
        loop {
            if let Some(inside) = self.rest.strip_prefix("<![CDATA[") {
                let (text, rest) = inside.split_once("]]>")?;
                self.rest = rest;
                if !text.trim().is_empty() {
                    return Some(Piece::Text(text.trim().into()));
                }
            } else if self.rest.starts_with("<!--") {
                self.skip("-->")?;
            } else if self.rest.starts_with("<?") {
                self.skip("?>")?;
            } else if self.rest.starts_with("<!") {
                return None;
            } else if let Some(tag) = self.rest.strip_prefix('<') {
                let end = end_of_tag(tag)?;
                let inside = &tag[..end];
                self.rest = &tag[end + 1..];
                if let Some(name) = inside.strip_prefix('/') {
                    return Some(Piece::Close(local(name)));
                }
                let name = local(inside.trim_end_matches('/'));
                self.closing = inside.ends_with('/').then_some(name);
                return Some(Piece::Open(name));
            } else {
                let end = self.rest.find('<')?;
                let text = self.rest[..end].trim();
                self.rest = &self.rest[end..];
                if !text.is_empty() {
                    return Some(Piece::Text(unescape(text)));
                }
            }
        }
    }
}

/// Where the `>` is that ends a tag: not one inside an attribute's quotes.
fn end_of_tag(tag: &str) -> Option<usize> {
    let mut quote = None;
    tag.bytes().position(|byte| {
        match (quote, byte) {
            (Some(open), byte) if byte == open => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return true,
            _ => {}
        }
        false
    })
}

fn local(tag: &str) -> &str {
    let name = tag.split(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return text.into();
    }
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    named.into_iter().fold(text.to_owned(), |text, (entity, sign)| text.replace(entity, sign)).into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> String {
        let show = |piece| match piece {
            Piece::Open(name) => format!("<{name}>"),
            Piece::Close(name) => format!("</{name}>"),
            Piece::Text(text) => text.into_owned(),
        };
        Pieces::of(text).map(show).collect()
    }

    #[test]
    fn elements_and_text_are_found() {
        for (text, pieces) in [
            ("<?xml version=\"1.0\"?>\n<a><b>x</b></a>", "<a><b>x</b></a>"),
            ("<s:a xmlns:s=\"u>v\" b='\">'> 1 &lt; 2 &amp;amp; </s:a>", "<a>1 < 2 &amp;</a>"),
            ("<a/><b x=\"1\"/>", "<a></a><b></b>"),
            ("<!-- <x> --><a><![CDATA[ <y> ]]></a>", "<a><y></a>"),
            ("<a>&unknown;</a>", "<a>&unknown;</a>"),
            ("<a\n b=\"c\">x", "<a>"),
            ("no markup", ""),
            ("<a", ""),
            ("<a b=\"c>", ""),
            ("<!-- open", ""),
        ] {
            assert_eq!(shown(text), pieces, "{text}");
        }
    }

    #[test]
    fn a_document_type_ends_the_reading() {
        let bomb = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
        assert_eq!(shown(bomb), "");
        assert_eq!(shown("<a><!ENTITY b \"x\"><b/></a>"), "<a>");
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic_or_grow(text in "[<>/!\\[\\]?&;:'\"a é\\-CDAT]{0,80}") {
            let pieces: Vec<_> = Pieces::of(&text).collect();
            prop_assert!(pieces.len() <= text.len());
        }
    }
}
