//! What the service itself says in a `MSG` on the notification server: profile, mail, the announcement of a shutdown.

use super::personal::element;
use super::text::decode_text;
use super::{encode_fields, field, fields};
use crate::types::Secret;
use crate::wire::mime::Mime;
use bytes::Bytes;

/// A message of the service, read.
#[derive(Debug, Clone, PartialEq)]
pub enum Service {
    /// `text/x-msmsgsprofile`, once after sign-in.
    Profile {
        /// Names and values, without what is secret.
        fields: Vec<(String, String)>,
        /// `MSPAuth`: the ticket with which the mail pages sign in.
        ticket: Option<Secret>,
    },
    /// `text/x-msmsgsinitialemailnotification` and `text/x-msmsgsinitialmdatanotification`: the counts at sign-in.
    InitialMail {
        /// Unread mails in the inbox.
        inbox: u32,
        /// Unread mails elsewhere.
        folders: u32,
        /// The mail data as XML, from MSNP11; it also lists offline messages. `None` when it is too large to be sent.
        data: Option<String>,
    },
    /// `text/x-msmsgsemailnotification`: a mail has come.
    NewMail {
        /// Who wrote it.
        from: String,
        /// Their address.
        address: String,
        /// What it is about.
        subject: String,
        /// Where to read it.
        url: Option<String>,
    },
    /// `text/x-msmsgsactivemailnotification`: mails were read, moved or removed.
    MailMoved {
        /// From this folder.
        from_folder: String,
        /// To this one.
        to_folder: String,
        /// How many.
        count: u32,
    },
    /// `text/x-msmsgsoimnotification`: an offline message waits.
    OfflineMessage {
        /// The mail data as XML; `None` when it is too large to be sent.
        data: Option<String>,
    },
    /// `application/x-msmsgssystemmessage`, type 1: the service shuts down.
    ShutdownIn {
        /// In so many minutes.
        minutes: u32,
    },
    /// A type that nothing here knows.
    Unknown {
        /// Its name; empty for a body without headers.
        content_type: String,
    },
}

impl Service {
    /// Reads a body. Never fails.
    pub fn decode(body: &Bytes) -> Self {
        let Some(mime) = Mime::parse(body) else { return Self::Unknown { content_type: String::new() } };
        let content_type = mime.content_type();
        let fields = fields(&mime);
        let text = |name: &str| field(&fields, name).unwrap_or_default().to_owned();
        let number = |name: &str| text(name).trim().parse::<u32>().unwrap_or_default();
        match content_type.as_str() {
            "text/x-msmsgsprofile" => profile(&mime),
            "text/x-msmsgsinitialemailnotification" | "application/x-msmsgsemailnotification" => {
                Self::InitialMail { inbox: number("Inbox-Unread"), folders: number("Folders-Unread"), data: None }
            }
            "text/x-msmsgsinitialmdatanotification" => {
                let data = mail_data(&fields);
                let count = |name: &str| {
                    let value = data.as_deref().and_then(|xml| element(xml, &["MD", "E", name]));
                    value.and_then(|v| v.trim().parse().ok()).unwrap_or_default()
                };
                // `I` counts the inbox and `IU` what of it is unread; `O` and `OU` the same for the other folders.
                Self::InitialMail { inbox: count("IU"), folders: count("OU"), data }
            }
            "text/x-msmsgsemailnotification" => Self::NewMail {
                from: words(&text("From")),
                address: text("From-Addr"),
                subject: words(&text("Subject")),
                url: field(&fields, "Message-URL").filter(|url| !url.is_empty()).map(str::to_owned),
            },
            "text/x-msmsgsactivemailnotification" => Self::MailMoved {
                from_folder: text("Src-Folder"),
                to_folder: text("Dest-Folder"),
                count: number("Message-Delta"),
            },
            "text/x-msmsgsoimnotification" => Self::OfflineMessage { data: mail_data(&fields) },
            "application/x-msmsgssystemmessage" if number("Type") == 1 => Self::ShutdownIn { minutes: number("Arg1") },
            _ => Self::Unknown { content_type },
        }
    }
}

/// The profile as a server sends it: the fields stand among the headers, and there is no body.
pub fn encode_profile(fields: &[(&str, &str)]) -> Bytes {
    let mime = Mime::default().with("MIME-Version", "1.0").with("Content-Type", "text/x-msmsgsprofile; charset=UTF-8");
    fields.iter().fold(mime, |mime, (name, value)| mime.with(name, value)).encode()
}

/// The mail counts at sign-in, in the form of MSNP3 to 10.
pub fn encode_initial_mail(inbox: u32, folders: u32) -> Bytes {
    let fields = [("Inbox-Unread".to_owned(), inbox.to_string()), ("Folders-Unread".to_owned(), folders.to_string())];
    encode("text/x-msmsgsinitialemailnotification; charset=UTF-8", &fields)
}

/// The mail counts at sign-in, in the form of MSNP11 and later.
pub fn encode_initial_mail_data(inbox: u32, folders: u32) -> Bytes {
    let data = format!(
        "<MD><E><I>{inbox}</I><IU>{inbox}</IU><O>{folders}</O><OU>{folders}</OU></E>\
         <Q><QTM>409600</QTM><QNM>204800</QNM></Q></MD>"
    );
    encode("text/x-msmsgsinitialmdatanotification; charset=UTF-8", &[("Mail-Data".to_owned(), data)])
}

/// The announcement of a shutdown.
pub fn encode_shutdown(minutes: u32) -> Bytes {
    let fields = [("Type".to_owned(), "1".to_owned()), ("Arg1".to_owned(), minutes.to_string())];
    encode("application/x-msmsgssystemmessage", &fields)
}

fn encode(content_type: &str, fields: &[(String, String)]) -> Bytes {
    let mut mime = Mime::default().with("MIME-Version", "1.0").with("Content-Type", content_type);
    mime.body = encode_fields(fields);
    mime.encode()
}

fn profile(mime: &Mime) -> Service {
    // Some servers put a blank line between type and fields.
    let text = decode_text(&mime.body);
    let body = text.lines().filter_map(|line| line.split_once(':'));
    let body = body.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
    let mut ticket = None;
    let mut kept = Vec::new();
    for (name, value) in mime.headers.iter().cloned().chain(body) {
        if name.eq_ignore_ascii_case("MSPAuth") {
            ticket = Some(Secret::new(value));
        } else if !["MIME-Version", "Content-Type"].iter().any(|n| name.eq_ignore_ascii_case(n)) {
            kept.push((name, value));
        }
    }
    Service::Profile { fields: kept, ticket }
}

fn mail_data(fields: &[(String, String)]) -> Option<String> {
    let data = field(fields, "Mail-Data")?;
    data.trim_start().starts_with('<').then(|| data.to_owned())
}

/// Words of a mail header: `=?utf-8?B?…?=` and `=?utf-8?Q?…?=` become what they stand for (RFC 2047). What isn't
/// understood stays as it is.
pub fn words(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    let mut after_word = false;
    while let Some(start) = rest.find("=?") {
        let (before, tail) = rest.split_at(start);
        let Some((word, length)) = word(tail) else {
            out.push_str(before);
            out.push_str("=?");
            rest = &tail[2..];
            after_word = false;
            continue;
        };
        // White space between two encoded words only separates them.
        if !(after_word && before.trim().is_empty()) {
            out.push_str(before);
        }
        out.push_str(&word);
        rest = &tail[length..];
        after_word = true;
    }
    out.push_str(rest);
    out.chars().filter(|c| !c.is_control()).collect()
}

/// The encoded word that the text starts with, and its length.
fn word(text: &str) -> Option<(String, usize)> {
    let mut fields = text.strip_prefix("=?")?.splitn(3, '?');
    let (charset, encoding, tail) = (fields.next()?, fields.next()?, fields.next()?);
    let data = &tail[..tail.find("?=")?];
    if charset.contains(char::is_whitespace) || data.contains(char::is_whitespace) {
        return None;
    }
    let bytes = match encoding {
        "B" | "b" => base64(data)?,
        "Q" | "q" => quoted(data),
        _ => return None,
    };
    Some((decode_text(&bytes), 2 + charset.len() + 1 + encoding.len() + 1 + data.len() + 2))
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0xff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from(bits >> count & 0xff).unwrap_or_default());
        }
    }
    Some(out)
}

fn quoted(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digit = |at: usize| tail.get(at).and_then(|b| char::from(*b).to_digit(16));
        rest = tail;
        match (first, digit(0), digit(1)) {
            (b'=', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or_default());
                rest = &tail[2..];
            }
            (b'_', ..) => out.push(b' '),
            (other, ..) => out.push(*other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(text: &str) -> Service {
        Service::decode(&Bytes::copy_from_slice(text.as_bytes()))
    }

    #[test]
    fn the_profile_keeps_its_ticket_to_itself() {
        let body = encode_profile(&[("LoginTime", "1795170696"), ("country", ""), ("MSPAuth", "t=secret&p=")]);
        let service = Service::decode(&body);
        assert!(!format!("{service:?}").contains("secret"));
        let Service::Profile { fields, ticket } = service else { panic!("a profile") };
        assert_eq!(fields, [("LoginTime".to_owned(), "1795170696".to_owned()), ("country".to_owned(), String::new())]);
        assert_eq!(ticket, Some(Secret::new("t=secret&p=")));
        let apart = decode("Content-Type: text/x-msmsgsprofile\r\n\r\nsid: 507\r\n");
        assert_eq!(apart, Service::Profile { fields: vec![("sid".to_owned(), "507".to_owned())], ticket: None });
    }

    #[test]
    fn mail_counts_in_both_forms() {
        assert_eq!(
            Service::decode(&encode_initial_mail(3, 1)),
            Service::InitialMail { inbox: 3, folders: 1, data: None }
        );
        let data = decode(
            "MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsinitialmdatanotification; charset=UTF-8\r\n\r\n\
             Mail-Data: <MD><E><I>7</I><IU>2</IU><O>9</O><OU>1</OU></E><Q><QTM>409600</QTM></Q></MD>\r\nInbox-URL: /x\r\n",
        );
        assert!(matches!(data, Service::InitialMail { inbox: 2, folders: 1, data: Some(_) }), "{data:?}");
        let large = decode("Content-Type: text/x-msmsgsinitialmdatanotification\r\n\r\nMail-Data: too-large\r\n");
        assert_eq!(large, Service::InitialMail { inbox: 0, folders: 0, data: None });
        assert_eq!(encode_initial_mail_data(0, 0).len(), 195 + 2);
    }

    #[test]
    fn a_new_mail() {
        let mail = decode(
            "Content-Type: text/x-msmsgsemailnotification; charset=UTF-8\r\n\r\nFrom: =?utf-8?B?Wm/DqyDinKg=?=\r\n\
             Message-URL: /read\r\nPost-URL: https://x/\r\nSubject: =?utf-8?Q?caf=C3=A9_at?= =?utf-8?q?_9?=\r\n\
             Dest-Folder: ACTIVE\r\nFrom-Addr: zoe@example.com\r\nid: 2\r\n",
        );
        let expected = Service::NewMail {
            from: "Zoë ✨".to_owned(),
            address: "zoe@example.com".to_owned(),
            subject: "café at 9".to_owned(),
            url: Some("/read".to_owned()),
        };
        assert_eq!(mail, expected);
    }

    #[test]
    fn moved_and_shutdown_and_unknown() {
        assert_eq!(
            decode(
                "Content-Type: text/x-msmsgsactivemailnotification\r\n\r\nSrc-Folder: .!!OIM\r\nDest-Folder: .!!trAsH\r\nMessage-Delta: 1\r\n"
            ),
            Service::MailMoved { from_folder: ".!!OIM".to_owned(), to_folder: ".!!trAsH".to_owned(), count: 1 }
        );
        assert_eq!(Service::decode(&encode_shutdown(5)), Service::ShutdownIn { minutes: 5 });
        let unknown = |name: &str| Service::Unknown { content_type: name.to_owned() };
        assert_eq!(
            decode("Content-Type: application/x-msmsgssystemmessage\r\n\r\nType: 2\r\n"),
            unknown("application/x-msmsgssystemmessage")
        );
        assert_eq!(decode("garbage"), unknown(""));
    }

    #[test]
    fn words_that_are_none_stay() {
        for text in ["plain", "=?", "=?utf-8?B?!!?=", "a =? b", "=?x?Y?z?=", "2=?3", "=?utf-8?B?YQ"] {
            assert_eq!(words(text), text);
        }
        assert_eq!(words("=?iso-8859-1?Q?caf=E9?= x =?utf-8?B?YQ==?="), "café x a");
    }
}
