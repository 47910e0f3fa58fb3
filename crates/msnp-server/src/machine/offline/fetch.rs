//! `rsi.asmx`: what waits, one message, and forgetting those that were read.

use super::{answer, fault, mail};
use crate::directory::AccountId;
use crate::machine::{Refused, Server, WebAnswer, WebCall};
use msnp::soap::xml::Element;

const NAMESPACE: &str = "http://www.hotmail.msn.com/ws/2004/09/oim/rsi";
/// What the fault names as its place, wherever it is.
const PAGE: &str = "https://rsi.hotmail.com/rsi/rsi.asmx";
/// How many messages are deleted with one request.
const MOST_DELETED: usize = 1000;

impl Server {
    /// A `POST` to `rsi.asmx`.
    pub(in crate::machine) fn offline_fetch(&mut self, call: &WebCall) -> WebAnswer {
        let Ok(envelope) = Element::parse(&call.body) else { return refuse("Validation") };
        // The cookie's second half is for servers with more than one kind of ticket.
        let ticket = envelope.at(&["Header", "PassportCookie", "t"]).map(Element::value).unwrap_or_default();
        let owner = match self.ticket_account(ticket) {
            Ok(Some(account)) => account.id,
            Ok(None) => return WebAnswer::empty(403),
            Err(_) => return refuse("SystemUnavailable"),
        };
        let operation = call.action.rsplit('/').next().unwrap_or_default();
        let asked = envelope.child("Body").and_then(|body| body.child(operation));
        let Some(asked) = asked else { return refuse("Validation") };
        let done = match operation {
            "GetMetadata" => self.metadata(owner),
            "GetMessage" => self.message(owner, asked),
            "DeleteMessages" => self.delete(owner, asked),
            _ => return refuse("InvalidOperation"),
        };
        done.unwrap_or_else(|_| refuse("SystemUnavailable"))
    }

    fn metadata(&self, owner: AccountId) -> Result<WebAnswer, Refused> {
        let waiting = self.directory.waiting_messages(owner)?;
        Ok(answer(
            |_| {},
            |body| {
                body.element("GetMetadataResponse", &[("xmlns", NAMESPACE)], |response| {
                    mail::write_data(response, &waiting);
                });
            },
        ))
    }

    fn message(&self, owner: AccountId, asked: &Element) -> Result<WebAnswer, Refused> {
        let id = asked.value_of("messageId").unwrap_or_default();
        let Some(message) = self.directory.waiting_message(owner, id)? else { return Ok(refuse("Validation")) };
        let Some(account) = self.directory.account_by_id(owner)? else { return Ok(refuse("Validation")) };
        let mail = mail::mail(&message, &account.email);
        Ok(answer(
            |_| {},
            |body| {
                body.element("GetMessageResponse", &[("xmlns", NAMESPACE)], |response| {
                    response.leaf("GetMessageResult", &mail);
                });
            },
        ))
    }

    fn delete(&mut self, owner: AccountId, asked: &Element) -> Result<WebAnswer, Refused> {
        let ids: Vec<&str> = asked.find_all("messageId").into_iter().map(Element::value).collect();
        if ids.is_empty() || ids.len() > MOST_DELETED || !self.directory.delete_messages(owner, &ids)? {
            return Ok(refuse("Validation"));
        }
        self.tell_of_deleted(owner, ids.len());
        Ok(answer(|_| {}, |body| body.element("DeleteMessagesResponse", &[("xmlns", NAMESPACE)], |_| {})))
    }
}

fn refuse(code: &str) -> WebAnswer {
    fault(NAMESPACE, PAGE, code, |_| {})
}
