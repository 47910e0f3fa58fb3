//! What the notification server says of waiting messages, and a message as the mail that clients read.

use crate::directory::{AccountId, Waiting};
use crate::machine::{ConnectionId, Server};
use msnp::soap::offline::message::{content, encoded_word};
use msnp::soap::time::Timestamp;
use msnp::soap::xml::Writer;
use msnp::types::Email;

/// Of more messages than these a notice would grow too long: the client is told to ask for the list.
const MOST_LISTED: usize = 20;
/// The folder of offline messages, in lists and in notices, and where deleted ones go.
const FOLDER_ID: &str = "00000000-0000-0000-0000-000000000009";
const FOLDER: &str = ".!!OIM";
const TRASH: &str = ".!!trAsH";
const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The mail data with all that waits.
pub(super) fn write_data(out: &mut Writer, waiting: &[Waiting]) {
    out.element("MD", &[], |data| {
        data.element("E", &[], |counts| {
            for name in ["I", "IU", "O", "OU"] {
                counts.leaf(name, "0");
            }
        });
        data.element("Q", &[], |quota| {
            quota.leaf("QTM", "409600");
            quota.leaf("QNM", "204800");
        });
        for message in waiting {
            write_message(data, message, true);
        }
    });
}

/// One message, `listed` among others or alone.
fn write_message(out: &mut Writer, message: &Waiting, listed: bool) {
    out.element("M", &[], |one| {
        one.leaf("T", "11");
        one.leaf("S", "6");
        if listed {
            one.leaf("RT", &time(message).to_string());
        }
        one.leaf("RS", "0");
        // What it is as a mail, less the address it is for.
        one.leaf("SZ", &mail(message, &message.from).len().to_string());
        one.leaf("E", message.from.as_str());
        one.leaf("I", &message.id);
        one.leaf("F", if listed { FOLDER_ID } else { FOLDER });
        one.leaf("N", &encoded_word(&message.name));
    });
}

fn time(message: &Waiting) -> Timestamp {
    Timestamp(i64::try_from(message.sent).unwrap_or(i64::MAX))
}

/// `Fri, 20 Nov 2026 10:31:25 +0000`
fn date(time: Timestamp) -> String {
    let text = time.to_string();
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let day = DAYS[usize::try_from(time.0.div_euclid(86_400).rem_euclid(7)).unwrap_or_default()];
    let month = part(5, 7).parse::<usize>().ok().and_then(|month| MONTHS.get(month.checked_sub(1)?)).unwrap_or(&"Jan");
    format!("{day}, {} {month} {} {} +0000", part(8, 10), part(0, 4), part(11, 19))
}

/// A message as the mail that `GetMessage` gives.
pub(super) fn mail(message: &Waiting, to: &Email) -> String {
    let (name, from, id) = (encoded_word(&message.name), &message.from, &message.id);
    let date = date(time(message));
    let run = format!("{{{}}}", message.run);
    format!(
        "From: {name} <{from}>\nTo: {to}\nSubject: \nX-OIMProxy: MSNMSGR\nMessage-ID: <{id}@messenger>\nDate: {date}\n\
         Return-Path: {from}\n{}",
        content(&run, message.sequence, &message.text)
    )
}

/// Mail data as a text.
fn text(write: impl FnOnce(&mut Writer)) -> String {
    let mut writer = Writer::document();
    write(&mut writer);
    let text = writer.finish();
    // No declaration: it stands in a header line.
    text.split_once("?>").map(|(_, data)| data.to_owned()).unwrap_or_default()
}

impl Server {
    /// How much mail there is: none, but the messages that wait. Clients of MSNP11 and later wait for it.
    pub(in crate::machine) fn send_mail_notification(&mut self, id: ConnectionId) {
        if !self.dialect(id).features().mail_data {
            return;
        }
        let Some(owner) = self.session(id).map(|session| session.account) else { return };
        let waiting = self.directory.waiting_messages(owner).unwrap_or_else(|error| {
            tracing::warn!(%error, "what waits for somebody can't be read");
            Vec::new()
        });
        let data =
            if waiting.len() > MOST_LISTED { "too-large".to_owned() } else { text(|out| write_data(out, &waiting)) };
        self.send_mail_data(id, "text/x-msmsgsinitialmdatanotification", &data);
    }

    /// A message has come for somebody who is there.
    pub(super) fn tell_of_message(&mut self, owner: AccountId, message: &Waiting) {
        let data = text(|out| {
            out.element("MD", &[], |data| {
                write_message(data, message, false);
                data.leaf("SU", " ");
            });
        });
        for id in self.mail_places(owner) {
            self.send_mail_data(id, "text/x-msmsgsoimnotification", &data);
        }
    }

    /// Messages were deleted at one place: the others need not look for them. Which one it was isn't known here, and
    /// does itself no harm to hear it.
    pub(super) fn tell_of_deleted(&mut self, owner: AccountId, count: usize) {
        let places = self.mail_places(owner);
        if places.len() < 2 {
            return;
        }
        let body = format!(
            "MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsactivemailnotification; charset=UTF-8\r\n\r\n\
             Src-Folder: {FOLDER}\r\nDest-Folder: {TRASH}\r\nMessage-Delta: {count}\r\n"
        );
        for id in places {
            self.send_service_message(id, body.clone());
        }
    }

    fn send_mail_data(&mut self, id: ConnectionId, kind: &str, data: &str) {
        let body = format!("MIME-Version: 1.0\r\nContent-Type: {kind}; charset=UTF-8\r\n\r\nMail-Data: {data}\r\n");
        self.send_service_message(id, body);
    }

    /// Where somebody is told of messages: wherever they have said how they are, with a client that knows them.
    fn mail_places(&self, account: AccountId) -> Vec<ConnectionId> {
        let mut places = self.announced(account);
        places.retain(|id| self.dialect(*id).features().offline_messages);
        places
    }
}
