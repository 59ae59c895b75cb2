//! What the XML formats share.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, Event};

use crate::terminal;

/// An XML document under way.
pub(super) type Xml = Writer<Vec<u8>>;

/// A document with its declaration.
pub(super) fn document(body: impl FnOnce(&mut Xml) -> io::Result<()>) -> String {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    let written = xml
        .write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))
        .and_then(|()| body(&mut xml));
    debug_assert!(written.is_ok(), "a vector takes every byte");
    let text = String::from_utf8(xml.into_inner()).unwrap_or_default();
    text + "\n"
}

/// Text without the characters that XML has no way to write, such as controls.
pub(super) fn writable(text: &str) -> String {
    terminal::harmless(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
