//! The question whether a certificate, for which nobody vouches, is the server's: asked once, by its fingerprint.

use super::Message;
use crate::model::{Connection, Model};
use crate::t;
use crate::theme::{SEMIBOLD, size, space, style};
use crate::widget::button::{Kind, labelled};
use crate::widget::dialog;
use iced::widget::{column, container, row, text};
use iced::{Element, Length};
use msnp::error::SignOutReason;
use msnp::types::Fingerprint;

/// The answer that changes nothing.
pub(super) const NO: &str = "certificate-no";
/// How many pairs of digits stand in a line.
const PAIRS: usize = 8;
/// The room of a pair.
const CELL: f32 = 24.0;

/// What is asked about, if anything: whose certificate (`host:port`), and its fingerprint.
pub(super) fn question(model: &Model) -> Option<(&str, Fingerprint)> {
    match &model.connection {
        Connection::Ended(SignOutReason::UntrustedCertificate { host, fingerprint }) => Some((host, *fingerprint)),
        _ => None,
    }
}

/// The question.
pub(super) fn card<'a>(host: &'a str, fingerprint: Fingerprint) -> Element<'a, Message> {
    // Each pair in a place of its own, so that they stand under each other whatever the font.
    let cell = |pair: String| container(text(pair).size(size::BODY).font(SEMIBOLD)).center_x(CELL).into();
    let rows = pairs(fingerprint).into_iter().map(|line| row(line.into_iter().map(cell)).into());
    let digits = container(column(rows).spacing(space::XS)).padding(space::S).style(style::framed);
    let digits = container(digits).center_x(Length::Fill);
    let body = column![
        text(t!("certificate-body", host = host)).size(size::BODY),
        digits,
        text(t!("certificate-different")).size(size::SECONDARY).style(style::secondary),
    ];
    let no = labelled(t!("cancel")).id(NO).on_press(Message::CertificateRefused);
    let yes = labelled(t!("certificate-accept")).id("certificate-yes").kind(Kind::Primary);
    let yes = yes.on_press(Message::CertificateAccepted);
    dialog::card(t!("certificate-title"), body.spacing(space::M), [no.into(), yes.into()])
}

/// The fingerprint as people compare it: pairs of digits, some in each line.
fn pairs(fingerprint: Fingerprint) -> Vec<Vec<String>> {
    let whole = fingerprint.to_string();
    let pairs: Vec<String> = whole.split(':').map(str::to_owned).collect();
    pairs.chunks(PAIRS).map(<[String]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_stands_in_pairs() {
        let mut bytes = [0; 32];
        bytes[31] = 0xab;
        let lines = pairs(Fingerprint(bytes));
        assert_eq!(lines.iter().map(Vec::len).collect::<Vec<_>>(), [8; 4]);
        assert_eq!((lines[0][0].as_str(), lines[3][7].as_str()), ("00", "AB"));
    }
}
