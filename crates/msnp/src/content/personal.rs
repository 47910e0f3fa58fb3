//! The XML of `UUX` and `UBX`: what somebody says under their name, and what they listen to.

use super::text::decode_text;
use crate::types::{CurrentMedia, PersonalMessage};
use bytes::Bytes;
use quick_xml::events::Event;
use quick_xml::{Reader, escape};

/// What separates the fields of `CurrentMedia`: a backslash and a zero, as two characters.
const SEPARATOR: &str = "\\0";

/// The most bytes of a payload that are sent. No limit is published; the clients of the time stopped at about 129
/// characters.
pub const MOST: usize = 2048;

/// How many arguments of `CurrentMedia` are kept.
const MAX_ARGUMENTS: usize = 16;

/// Reads a payload. An empty one means that there is nothing to say; what isn't XML says nothing either.
pub fn decode(payload: &[u8]) -> PersonalMessage {
    let xml = decode_text(payload);
    let text = |name: &str| element(&xml, &["Data", name]).unwrap_or_default();
    PersonalMessage { text: text("PSM"), media: media(&text("CurrentMedia")) }
}

/// Writes a payload.
pub fn encode(message: &PersonalMessage) -> Bytes {
    format!("<Data>{}</Data>", elements(message)).into()
}

/// The two elements of the message, without what is around them.
pub(super) fn elements(message: &PersonalMessage) -> String {
    let media = message.media.as_ref().map(media_line).unwrap_or_default();
    format!(
        "<PSM>{}</PSM><CurrentMedia>{}</CurrentMedia>",
        escape::escape(plain(&message.text)),
        escape::escape(plain(&media)),
    )
}

/// `application\0kind\0enabled\0format\0argument…`
fn media(line: &str) -> Option<CurrentMedia> {
    let mut fields = line.split(SEPARATOR).map(str::to_owned);
    let (application, kind, enabled, format) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    if enabled.trim() != "1" {
        return None;
    }
    let mut arguments: Vec<String> = fields.take(MAX_ARGUMENTS).collect();
    while arguments.last().is_some_and(String::is_empty) {
        arguments.pop();
    }
    Some(CurrentMedia { application, kind, format, arguments })
}

fn media_line(media: &CurrentMedia) -> String {
    let clean = |text: &str| text.replace(SEPARATOR, " ");
    let mut fields = vec![clean(&media.application), clean(&media.kind), "1".to_owned(), clean(&media.format)];
    fields.extend(media.arguments.iter().take(MAX_ARGUMENTS).map(|a| clean(a)));
    // Title, artist, album and number have their places even when nobody knows them, and the line ends in a separator.
    while fields.len() < 9 {
        fields.push(String::new());
    }
    fields.join(SEPARATOR)
}

/// Without the control characters that XML has no place for; a personal message is one line.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect()
}

/// The text of the element at this path, unescaped once. Only the five entities of XML and numbers are expanded;
/// others stay as they stand. Text up to a fault is kept.
pub(super) fn element(xml: &str, path: &[&str]) -> Option<String> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.check_end_names = false;
    let mut open: Vec<String> = Vec::new();
    let mut found: Option<String> = None;
    loop {
        let inside = open.len() == path.len() && open.iter().zip(path).all(|(a, b)| a.eq_ignore_ascii_case(b));
        match reader.read_event() {
            Ok(Event::Start(tag)) if open.len() < 32 => {
                open.push(tag.local_name().as_ref().to_owned());
                if open.len() == path.len() && open.iter().zip(path).all(|(a, b)| a.eq_ignore_ascii_case(b)) {
                    found = Some(String::new());
                }
            }
            Ok(Event::Empty(tag)) => {
                let name = tag.local_name();
                let here = open.iter().map(String::as_str).chain([name.as_ref()]);
                if open.len() + 1 == path.len() && here.zip(path).all(|(a, b)| a.eq_ignore_ascii_case(b)) {
                    return Some(String::new());
                }
            }
            Ok(Event::End(_)) => {
                if inside {
                    return found;
                }
                open.pop();
            }
            Ok(Event::Text(text)) if inside => append(&mut found, &text),
            Ok(Event::CData(text)) if inside => append(&mut found, &text),
            Ok(Event::GeneralRef(reference)) if inside => {
                let name: &str = &reference;
                let resolved = match reference.resolve_char_ref() {
                    Ok(Some(letter)) => Some(letter.to_string()),
                    _ => escape::resolve_xml_entity(name).map(str::to_owned),
                };
                append(&mut found, &resolved.unwrap_or_else(|| format!("&{name};")));
            }
            // Deeper than anything that means something here.
            Ok(Event::Start(_) | Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

fn append(found: &mut Option<String>, text: &str) {
    if let Some(found) = found {
        found.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn song() -> CurrentMedia {
        CurrentMedia {
            application: String::new(),
            kind: "Music".to_owned(),
            format: "{0} - {1}".to_owned(),
            arguments: vec!["Blue Song".to_owned(), "The Reds".to_owned()],
        }
    }

    fn says(text: &str) -> PersonalMessage {
        PersonalMessage { text: text.to_owned(), media: None }
    }

    #[test]
    fn the_known_lengths_come_out() {
        assert_eq!(encode(&says("")).len(), 53);
        assert_eq!(encode(&says("")), "<Data><PSM></PSM><CurrentMedia></CurrentMedia></Data>");
        let media = PersonalMessage { text: String::new(), media: Some(song()) };
        assert_eq!(encode(&media).len(), 101);
        assert_eq!(decode(&encode(&media)), media);
    }

    #[test]
    fn what_servers_send() {
        for xml in [
            r"<Data><PSM>hello &amp; psm</PSM><CurrentMedia>\0Music\01\0{0} - {1}\0Blue Song\0The Reds\0\0\0</CurrentMedia></Data>",
            r"<Data><PSM>hello &#x26; psm</PSM><CurrentMedia>&#x5C;0Music&#x5C;01&#x5C;0{0} - {1}&#x5C;0Blue Song&#x5C;0The Reds&#x5C;0&#x5C;0&#x5C;0</CurrentMedia><DDP></DDP></Data>",
            r"<?xml version='1.0'?><data> <psm>hello & psm</psm><CURRENTMEDIA><![CDATA[\0Music\01\0{0} - {1}\0Blue Song\0The Reds]]></CURRENTMEDIA></data>",
        ] {
            let message = decode(xml.as_bytes());
            assert_eq!(message.text, "hello & psm", "{xml}");
            assert_eq!(message.media, Some(song()), "{xml}");
            assert_eq!(message.media.map(|m| m.display()).as_deref(), Some("Blue Song - The Reds"));
        }
    }

    #[test]
    fn nothing_to_say() {
        for nothing in ["", " ", "<Data/>", "<Data><PSM/></Data>", "<Data></Data>", "not xml", "<", "<PSM>x</PSM>"] {
            assert_eq!(decode(nothing.as_bytes()), PersonalMessage::default(), "{nothing}");
        }
        let off = r"<Data><PSM></PSM><CurrentMedia>\0Music\00\0{0}\0x</CurrentMedia></Data>";
        assert_eq!(decode(off.as_bytes()), PersonalMessage::default());
    }

    #[test]
    fn unescaped_once_and_no_entity_of_their_own() {
        let text = |xml: &str| decode(xml.as_bytes()).text;
        assert_eq!(text("<Data><PSM>&amp;lt;b&amp;gt; &#38;amp;</PSM></Data>"), "&lt;b&gt; &amp;");
        let bomb = "<!DOCTYPE x [<!ENTITY a 'boom'>]><Data><PSM>&a;&nosuch;&#xFFFFFFFF;</PSM></Data>";
        assert_eq!(text(bomb), "&a;&nosuch;&#xFFFFFFFF;");
        assert_eq!(text("<Data><PSM>torn off in the mid"), "torn off in the mid");
        assert_eq!(text("<Data><PSM>a<b>no</b>c</PSM></Data>"), "ac");
    }

    #[test]
    fn the_text_cannot_break_out() {
        let message = says("</PSM><x a=\"1\">&\u{1}\n'");
        assert_eq!(decode(&encode(&message)).text, "</PSM><x a=\"1\">&  '");
    }
}
