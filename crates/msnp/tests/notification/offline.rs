//! What the machine gives the offline message services: tickets, new ones, and word of what waits.

use crate::services::{LATER, ready};
use crate::support::Player;
use crate::web::{body, fault, tokens};
use msnp::dialect::Dialect;
use msnp::notification::Effect;
use msnp::session::WebError;
use msnp::types::Secret;

impl Player {
    fn ticket(&self) -> Option<String> {
        self.machine.offline_ticket(self.now).as_ref().map(Secret::expose).map(str::to_owned)
    }

    fn renew(&mut self, policy: Option<&str>) {
        self.others.clear();
        self.machine.renew_offline_ticket(self.now, policy.map(str::to_owned));
        self.pump();
    }

    fn notice(&mut self, kind: &str, rest: &str) {
        let body = format!("MIME-Version: 1.0\r\nContent-Type: {kind}; charset=UTF-8\r\n{rest}\r\n");
        self.feed(format!("MSG Hotmail Hotmail {}\r\n{body}", body.len()).as_bytes());
    }
}

#[test]
fn tokens_serve_and_are_made_anew_as_the_service_says() {
    for dialect in LATER {
        let mut player = ready(dialect);
        assert_eq!(player.ticket().as_deref(), Some("t=one.messenger.msn.com&p="), "{dialect}");
        player.renew(Some("ct=1,rver=2"));
        player.renew(None);
        assert!(player.others.is_empty(), "one is under way already");
        let asked = body(&player.web(tokens("two")));
        assert!(asked.contains("\"?ct=1&amp;rver=2\""), "{asked}");
        assert!(!asked.contains("contacts.msn.com"), "only the one that is wanted");
        assert_eq!(player.others, [Effect::Renewed]);
        assert_eq!(player.ticket().as_deref(), Some("t=two.messenger.msn.com&p="));
        player.renew(Some("MBI_SSL"));
        assert!(body(&player.web(fault("Down"))).contains("\"MBI_SSL\""));
        assert_eq!(player.others, [Effect::Renewed], "whether it came or not");
        player.renew(None);
        let (number, _) = player.webs.pop_front().expect("a request");
        player.machine.web(player.now, number, Err(WebError::Timeout));
        player.pump();
        assert_eq!((player.ticket().as_deref(), player.others.len()), (Some("t=two.messenger.msn.com&p="), 1));
        player.machine.sign_out(player.now);
        assert_eq!(player.ticket(), None);
        player.pump();
        player.machine.renew_offline_ticket(player.now, None);
        assert_eq!(player.machine.poll(), Some(Effect::Renewed));
    }
}

#[test]
fn the_pages_ticket_serves_and_then_the_profiles() {
    for dialect in [Dialect::Msnp11, Dialect::Msnp12] {
        let mut player = Player::ready(dialect);
        let of_page = player.ticket().expect("a ticket");
        player.renew(None);
        assert_eq!((player.others.as_slice(), player.ticket()), ([Effect::Renewed].as_slice(), Some(of_page)));
        player.notice("text/x-msmsgsprofile", "MSPAuth: 84ee6260\r\n");
        player.renew(Some("ct=1"));
        assert_eq!(player.ticket().as_deref(), Some("84ee6260"));
        assert_eq!(player.others, [Effect::Renewed]);
        assert!(player.webs.is_empty(), "no password goes out for it");
    }
    assert!(!Dialect::Msnp10.features().offline_messages);
}

#[test]
fn word_of_what_waits_is_passed_on() {
    let mut player = Player::ready(Dialect::Msnp12);
    let waits = "<MD><M><I>A</I></M></MD>";
    player.notice("text/x-msmsgsinitialmdatanotification", &format!("\r\nMail-Data: {waits}"));
    player.notice("text/x-msmsgsoimnotification", &format!("\r\nMail-Data: {waits}"));
    player.notice("text/x-msmsgsoimnotification", "\r\nMail-Data: too-large");
    // The counts of mail say nothing of offline messages.
    player.notice("text/x-msmsgsinitialemailnotification", "\r\nInbox-Unread: 1");
    let said = |data: Option<&str>| Effect::OfflineMessages(data.map(str::to_owned));
    assert_eq!(player.others, [said(Some(waits)), said(Some(waits)), said(None)]);
    assert_eq!(player.oddities(), 0);

    let mut old = Player::ready(Dialect::Msnp10);
    old.notice("text/x-msmsgsoimnotification", &format!("\r\nMail-Data: {waits}"));
    assert!(old.others.is_empty());
}
