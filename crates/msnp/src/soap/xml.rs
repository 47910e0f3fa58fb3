//! XML as the web services need it: a bounded tree of elements to read, and a writer that always escapes and closes.
//!
//! Servers rename prefixes as they like, so the tree knows local names only: `soap:Fault`, `S:Fault` and `Fault` are
//! all `Fault`, and `xsi:type` is the attribute `type`. Names keep their case. Whatever comes in, [`Element::parse`]
//! gives a tree or an [`XmlError`]: input beyond its bounds, cut short or with a document type is an error, and no
//! entity is ever expanded but the five of XML itself and character numbers.
//!
//! ```
//! use msnp::soap::xml::{Element, Writer};
//!
//! let tree = Element::parse(b"<a:Book xmlns:a='x'><a:Name first='1'>Bob &amp; Zo&#xEB;</a:Name></a:Book>")?;
//! assert_eq!(tree.name(), "Book");
//! assert_eq!(tree.value_of("Name"), Some("Bob & Zoë"));
//! assert_eq!(tree.child("Name").and_then(|name| name.attribute("first")), Some("1"));
//!
//! let mut writer = Writer::document();
//! writer.element("Book", &[("xmlns", "x")], |book| book.leaf("Name", "Bob & Zoë"));
//! let text = writer.finish();
//! assert!(text.ends_with("<Book xmlns=\"x\"><Name>Bob &amp; Zoë</Name></Book>"));
//! # Ok::<(), msnp::soap::xml::XmlError>(())
//! ```

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::fmt;

/// The largest document that is read, in bytes: the address book of a thousand people with all their fields fits.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// How deep elements may stand in each other. The services' own replies are about a dozen deep.
pub const MAX_DEPTH: usize = 64;

/// How many elements a document may have.
pub const MAX_ELEMENTS: usize = 200_000;

/// How many attributes an element may have, namespaces included.
const MAX_ATTRIBUTES: usize = 64;

/// What stands for a character that XML has no place for, or a number that is no character.
const UNKNOWN: char = char::REPLACEMENT_CHARACTER;

/// Why a document can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XmlError {
    /// More than [`MAX_BYTES`].
    #[error("a document of more than {MAX_BYTES} bytes")]
    TooLarge,
    /// More than [`MAX_DEPTH`] elements in each other.
    #[error("elements more than {MAX_DEPTH} deep")]
    TooDeep,
    /// More than [`MAX_ELEMENTS`], or too many attributes on one of them.
    #[error("too many elements or attributes")]
    TooMany,
    /// It has a document type: nothing honest here needs one.
    #[error("a document type, which is not allowed")]
    DocumentType,
    /// An entity that XML itself doesn't know.
    #[error("an unknown entity")]
    Entity,
    /// It ends before its root element does, or has none.
    #[error("a document that is cut short")]
    Cut,
    /// Something stands beside the root element.
    #[error("something after the end of the document")]
    Beside,
    /// It isn't XML; the byte where that showed.
    #[error("no XML at byte {0}")]
    Malformed(u64),
}

/// An element with all that is in it. Its `Debug` shows names only: texts may be passwords and tickets.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Self>,
}

impl Element {
    /// Reads a whole document. Bytes that aren't UTF-8 become U+FFFD, so that one odd name doesn't cost the whole
    /// reply.
    ///
    /// # Errors
    /// When it isn't one complete document within the bounds.
    pub fn parse(bytes: &[u8]) -> Result<Self, XmlError> {
        if bytes.len() > MAX_BYTES {
            return Err(XmlError::TooLarge);
        }
        let text = String::from_utf8_lossy(bytes);
        parse(text.strip_prefix('\u{feff}').unwrap_or(&text))
    }

    /// The name without its prefix.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text that stands directly in it, as it is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text without the white space around it: numbers, addresses, tokens.
    pub fn value(&self) -> &str {
        self.text.trim()
    }

    /// The first child of that name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Every child of that name, in order.
    pub fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Every child, in order.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter()
    }

    /// The element at the end of a path of names, each the first child of that name.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The first child of that name, its [`value`](Self::value).
    pub fn value_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(Self::value)
    }

    /// The first element of that name at any depth, itself included, in the order of the document.
    pub fn find(&self, name: &str) -> Option<&Self> {
        if self.name == name { Some(self) } else { self.children.iter().find_map(|child| child.find(name)) }
    }

    /// Every element of that name at any depth, itself included, in the order of the document.
    pub fn find_all(&self, name: &str) -> Vec<&Self> {
        let mut found = Vec::new();
        self.gather(name, &mut found);
        found
    }

    fn gather<'a>(&'a self, name: &str, found: &mut Vec<&'a Self>) {
        if self.name == name {
            found.push(self);
        }
        for child in &self.children {
            child.gather(name, found);
        }
    }

    /// The attribute of that name, without its prefix. Namespace declarations are no attributes here.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple(&self.name).field(&self.children).finish()
    }
}

fn parse(xml: &str) -> Result<Element, XmlError> {
    let mut reader = Reader::from_str(xml);
    // Some servers write a ticket's `&` as it is; it is taken for itself.
    reader.config_mut().allow_dangling_amp = true;
    let mut open: Vec<Element> = Vec::new();
    let mut root: Option<Element> = None;
    let mut count = 0;
    loop {
        let event = reader.read_event().map_err(|_| XmlError::Malformed(reader.error_position()))?;
        match event {
            Event::Start(tag) => {
                if root.is_some() {
                    return Err(XmlError::Beside);
                }
                if open.len() >= MAX_DEPTH {
                    return Err(XmlError::TooDeep);
                }
                open.push(element(&tag, &mut count, reader.buffer_position())?);
            }
            Event::Empty(tag) => {
                if root.is_some() {
                    return Err(XmlError::Beside);
                }
                if open.len() >= MAX_DEPTH {
                    return Err(XmlError::TooDeep);
                }
                let element = element(&tag, &mut count, reader.buffer_position())?;
                close(element, &mut open, &mut root);
            }
            Event::End(_) => {
                let element = open.pop().ok_or_else(|| XmlError::Malformed(reader.buffer_position()))?;
                close(element, &mut open, &mut root);
            }
            Event::Text(text) => match open.last_mut() {
                Some(element) => push(&mut element.text, &text.xml10_content()),
                None if text.trim().is_empty() => {}
                None => return Err(if root.is_some() { XmlError::Beside } else { XmlError::Malformed(0) }),
            },
            Event::CData(text) => match open.last_mut() {
                Some(element) => push(&mut element.text, &text.xml10_content()),
                None => return Err(XmlError::Beside),
            },
            Event::GeneralRef(reference) => match open.last_mut() {
                Some(element) => element.text.push(character(&reference)?),
                None => return Err(XmlError::Beside),
            },
            Event::DocType(_) => return Err(XmlError::DocumentType),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof if open.is_empty() => return root.ok_or(XmlError::Cut),
            Event::Eof => return Err(XmlError::Cut),
        }
    }
}

/// An element without its content, from its opening tag.
fn element(tag: &BytesStart<'_>, count: &mut usize, position: u64) -> Result<Element, XmlError> {
    *count += 1;
    if *count > MAX_ELEMENTS {
        return Err(XmlError::TooMany);
    }
    let mut attributes = Vec::new();
    // Without the reader's own check for doubles, which compares each with each; the first one counts.
    for (index, attribute) in tag.attributes().with_checks(false).enumerate() {
        if index >= MAX_ATTRIBUTES {
            return Err(XmlError::TooMany);
        }
        let attribute = attribute.map_err(|_| XmlError::Malformed(position))?;
        let name = attribute.key.as_ref();
        if name == "xmlns" || name.starts_with("xmlns:") {
            continue;
        }
        attributes.push((local(name).to_owned(), unescape(&attribute.value)?));
    }
    let name = tag.local_name().as_ref().to_owned();
    if name.is_empty() {
        return Err(XmlError::Malformed(position));
    }
    Ok(Element { name, attributes, ..Element::default() })
}

fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) {
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None => *root = Some(element),
    }
}

fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// Whether XML 1.0 has a place for it.
fn is_character(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..) && c != '\u{7f}'
}

fn push(out: &mut String, text: &str) {
    out.extend(text.chars().map(|c| if is_character(c) { c } else { UNKNOWN }));
}

/// The character behind `&name;`, given `name`.
fn character(name: &str) -> Result<char, XmlError> {
    let number = match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        },
        None => {
            return match name {
                "amp" => Ok('&'),
                "lt" => Ok('<'),
                "gt" => Ok('>'),
                "quot" => Ok('"'),
                "apos" => Ok('\''),
                _ => Err(XmlError::Entity),
            };
        }
    };
    let number = number.map_err(|_| XmlError::Entity)?;
    Ok(char::from_u32(number).filter(|&c| is_character(c)).unwrap_or(UNKNOWN))
}

/// An attribute's value as it was meant.
fn unescape(raw: &str) -> Result<String, XmlError> {
    /// The longest reference that makes sense: `&#x0010FFFF;`.
    const LONGEST: usize = 12;
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(start) = rest.find('&') {
        push(&mut out, &rest[..start]);
        rest = &rest[start + 1..];
        let end = rest.bytes().take(LONGEST).position(|b| b == b';');
        match end {
            Some(end) => {
                out.push(character(&rest[..end])?);
                rest = &rest[end + 1..];
            }
            // Alone, it is taken for itself, as in a text.
            None => out.push('&'),
        }
    }
    push(&mut out, rest);
    Ok(out)
}

/// Writes a document. Names are part of the program; texts and values come from people and are escaped, and what XML
/// has no place for is left out. Every element that is opened is closed.
pub struct Writer {
    out: String,
}

impl Writer {
    /// An empty document with its declaration.
    pub fn document() -> Self {
        Self { out: "<?xml version=\"1.0\" encoding=\"utf-8\"?>".to_owned() }
    }

    /// An empty document without one, for a payload that others read by comparing bytes.
    pub const fn bare() -> Self {
        Self { out: String::new() }
    }

    /// An element with attributes, and what `content` writes into it.
    pub fn element(
        &mut self,
        name: &'static str,
        attributes: &[(&'static str, &str)],
        content: impl FnOnce(&mut Self),
    ) {
        self.tag(name, attributes);
        self.out.push('>');
        content(self);
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// An element with attributes and nothing in it.
    pub fn empty(&mut self, name: &'static str, attributes: &[(&'static str, &str)]) {
        self.tag(name, attributes);
        self.out.push_str("/>");
    }

    /// An element that holds a text and has no attributes.
    pub fn leaf(&mut self, name: &'static str, text: &str) {
        self.element(name, &[], |inside| inside.text(text));
    }

    /// A text inside the element that is being written.
    pub fn text(&mut self, text: &str) {
        escape(&mut self.out, text, false);
    }

    /// The document.
    pub fn finish(self) -> String {
        self.out
    }

    fn tag(&mut self, name: &'static str, attributes: &[(&'static str, &str)]) {
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            escape(&mut self.out, value, true);
            self.out.push('"');
        }
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What is written may hold a password.
        f.debug_struct("Writer").field("bytes", &self.out.len()).finish_non_exhaustive()
    }
}

fn escape(out: &mut String, text: &str, attribute: bool) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // A reader would turn these into a line feed or a space.
            '\r' => out.push_str("&#13;"),
            '\n' if attribute => out.push_str("&#10;"),
            '\t' if attribute => out.push_str("&#9;"),
            c if is_character(c) => out.push(c),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(xml: &str) -> Element {
        Element::parse(xml.as_bytes()).expect("a document")
    }

    #[test]
    fn prefixes_don_t_count() {
        for xml in [
            "<a><b t='1'>x</b><c/></a>",
            "<n:a xmlns:n='y'><n:b n:t='1'>x</n:b><n:c/></n:a>",
            "\u{feff}<?xml version='1.0'?>\n<!-- hi --><q:a xmlns='z' xmlns:q='y'>\r\n <b m:t=\"1\">x</b ><k:c></k:c></q:a>\n",
        ] {
            let tree = tree(xml);
            assert_eq!((tree.name(), tree.value_of("b")), ("a", Some("x")), "{xml}");
            assert_eq!(tree.child("b").and_then(|b| b.attribute("t")), Some("1"), "{xml}");
            assert_eq!(tree.attribute("xmlns"), None);
            assert_eq!(tree.elements().count(), 2);
        }
    }

    #[test]
    fn questions() {
        let tree = tree("<a><b>1</b><c><b>2</b><d><b> 3 </b></d></c><b>4</b>tail</a>");
        assert_eq!(tree.children("b").map(Element::value).collect::<Vec<_>>(), ["1", "4"]);
        assert_eq!(tree.find_all("b").into_iter().map(Element::value).collect::<Vec<_>>(), ["1", "2", "3", "4"]);
        assert_eq!(tree.find("d").and_then(|d| d.value_of("b")), Some("3"));
        assert_eq!(tree.at(&["c", "d", "b"]).map(Element::text), Some(" 3 "));
        assert_eq!(tree.at(&["c", "x", "b"]), None);
        assert_eq!((tree.text(), tree.find("a").map(Element::name)), ("tail", Some("a")));
    }

    #[test]
    fn texts_come_as_they_were_meant() {
        for (xml, text) in [
            ("a &amp;&lt;&gt;&quot;&apos; b", "a &<>\"' b"),
            ("&#65;&#x42;&#X43;&#128512;", "ABC😀"),
            ("<![CDATA[<x>&amp;]]> y", "<x>&amp; y"),
            ("one<!-- no -->two<?no no?>", "onetwo"),
            ("t=1&p=2", "t=1&p=2"),
            ("&#1;&#0;&#xD800;&#xFFFFFFF;", "\u{fffd}\u{fffd}\u{fffd}\u{fffd}"),
            ("a\u{1}b", "a\u{fffd}b"),
            ("a\r\nb\rc", "a\nb\nc"),
        ] {
            assert_eq!(tree(&format!("<a>{xml}</a>")).text(), text, "{xml}");
        }
        assert_eq!(tree("<a x='&quot;&amp; &#10;&p'/>").attribute("x"), Some("\"& \n&p"));
        assert_eq!(Element::parse(b"<a>\xff!</a>").expect("a document").text(), "\u{fffd}!");
    }

    #[test]
    fn what_isn_t_one_document_is_an_error() {
        let error = |xml: &str| Element::parse(xml.as_bytes()).expect_err(xml);
        assert_eq!(error(""), XmlError::Cut);
        assert_eq!(error("  \n"), XmlError::Cut);
        assert_eq!(error("<a><b></b>"), XmlError::Cut);
        assert_eq!(error("<a/><b/>"), XmlError::Beside);
        assert_eq!(error("<a/>x"), XmlError::Beside);
        assert_eq!(error("<a>&nbsp;</a>"), XmlError::Entity);
        assert_eq!(error("<a x='&nbsp;'/>"), XmlError::Entity);
        assert_eq!(error("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), XmlError::DocumentType);
        for malformed in
            ["x<a/>", "<a></b>", "</a>", "<a", "<a x=1/>", "<a x/>", "< a/>", "<:/>", "<a>&#;</a>", "500 Error"]
        {
            error(malformed);
        }
    }

    #[test]
    fn bounds() {
        let deep = |n: usize| format!("{}{}", "<a>".repeat(n), "</a>".repeat(n));
        assert!(Element::parse(deep(MAX_DEPTH).as_bytes()).is_ok());
        assert_eq!(Element::parse(deep(MAX_DEPTH + 1).as_bytes()), Err(XmlError::TooDeep));
        let wide = format!("<a>{}</a>", "<b/>".repeat(MAX_ELEMENTS));
        assert_eq!(Element::parse(wide.as_bytes()), Err(XmlError::TooMany));
        let many: String = (0..=MAX_ATTRIBUTES).map(|n| format!(" x{n}=''")).collect();
        assert_eq!(Element::parse(format!("<a{many}/>").as_bytes()), Err(XmlError::TooMany));
        let large = format!("<a>{}</a>", "x".repeat(MAX_BYTES));
        assert_eq!(Element::parse(large.as_bytes()), Err(XmlError::TooLarge));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let odd = "a<b>&\"'\r\n\t ]]> é 😀";
        let mut writer = Writer::document();
        writer.element("r", &[("a", odd), ("b", "")], |r| {
            r.leaf("t", odd);
            r.empty("e", &[("x", "\u{1}1")]);
        });
        let tree = tree(&writer.finish());
        assert_eq!(tree.attribute("a"), Some(odd));
        assert_eq!(tree.child("t").map(Element::text), Some(odd));
        assert_eq!(tree.child("e").and_then(|e| e.attribute("x")), Some("1"));
    }

    #[test]
    fn debug_shows_no_text() {
        let shown = format!("{:?}", tree("<a b='hunter2'><c>hunter2</c></a>"));
        assert!(shown.contains('c') && !shown.contains("hunter2"), "{shown}");
    }
}
