//! MsgrConfig: where a service says which addresses its parts have.
//!
//! A service may have none, or one that is broken, and nothing depends on it: [`read`] never fails, it only finds less.

use super::envelope::{self, Soap};
use super::xml::Element;
use crate::auth::passport::{PassportError, follow};
use crate::session::{WebReply, WebRequest};

const NAMESPACE: &str = "http://www.msn.com/webservices/Messenger/Client";

/// The longest address of a page that is taken, in bytes.
const MAX_PAGE: usize = 2048;

/// What a service says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServiceConfig {
    /// The address book (`abservice.asmx`).
    pub address_book: Option<String>,
    /// The lists beside it (`SharingService.asmx`); a configuration doesn't name it, it stands beside the address book.
    pub sharing: Option<String>,
    /// Profiles and pictures.
    pub storage: Option<String>,
    /// A page of the day to open in a browser.
    pub today: Option<String>,
    /// The terms of use, a page too.
    pub terms: Option<String>,
    /// How long this holds, in days.
    pub days: Option<u32>,
}

/// The request for it.
///
/// # Errors
/// When the rules forbid the address: what names the place for our tickets has to be as safe as that place. A program
/// goes on without.
pub fn request(url: &str, insecure_loopback: bool) -> Result<WebRequest, PassportError> {
    let body = envelope::write(
        Soap::V11,
        &[],
        |_| {},
        |body| {
            body.element("GetClientConfig", &[("xmlns", NAMESPACE)], |ask| {
                ask.element("clientinfo", &[], |info| {
                    info.leaf("Country", "00");
                    info.leaf("CLCID", "0809");
                    info.leaf("PLCID", "0409");
                    info.leaf("GeoID", "32");
                });
            });
        },
    );
    envelope::post(url, Some(&format!("{NAMESPACE}/GetClientConfig")), body, insecure_loopback)
}

/// Reads a reply; `url` is the address that was asked. What is missing, broken or not safe is left out.
pub fn read(url: &str, reply: &WebReply, insecure_loopback: bool) -> ServiceConfig {
    let document = if (200..300).contains(&reply.status) { Element::parse(&reply.body).ok() } else { None };
    let Some(config) = document.and_then(inner) else {
        return ServiceConfig::default();
    };
    let endpoint = |parent: &str, name: &str| {
        let address = config.find(parent)?.value_of(name).filter(|address| !address.is_empty())?;
        follow(url, address, insecure_loopback).ok()
    };
    let page = |parent: &str, name: &str| {
        let address = config.find(parent)?.value_of(name)?;
        is_page(address).then(|| address.to_owned())
    };
    let address_book = endpoint("abchconfig", "url");
    ServiceConfig {
        sharing: address_book.as_deref().and_then(beside),
        address_book,
        storage: endpoint("ContactCard", "GetItemVerUrl"),
        today: page("MsnTodayConfig", "MsnTodayURL"),
        terms: page("TermsOfUse", "TermsOfUseURL"),
        days: config.find("ExpiresInDays").and_then(|days| days.value().parse().ok()),
    }
}

/// The configuration itself: the document, an element of it, or a document inside the text of an element.
fn inner(document: Element) -> Option<Element> {
    if let Some(config) = document.find("MsgrConfig") {
        return Some(config.clone());
    }
    let text = document.find("GetClientConfigResult")?.value();
    let config = Element::parse(text.as_bytes()).ok()?;
    (config.name() == "MsgrConfig").then_some(config)
}

/// The sharing service beside an address book.
fn beside(address_book: &str) -> Option<String> {
    let (folder, page) = address_book.rsplit_once('/')?;
    page.eq_ignore_ascii_case("abservice.asmx").then(|| format!("{folder}/SharingService.asmx"))
}

/// Whether a browser may be given it.
fn is_page(address: &str) -> bool {
    let scheme = address.split_once("://").map_or("", |(scheme, _)| scheme);
    (scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http"))
        && address.len() <= MAX_PAGE
        && !address.chars().any(|c| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    const URL: &str = "https://config.example/Config/MsgrConfig.asmx";

    const CONFIG: &str = "<MsgrConfig><Simple><Config><ExpiresInDays>1</ExpiresInDays></Config></Simple>\
        <AbchCfg><abchconfig><url> https://book.example/abservice/abservice.asmx </url></abchconfig></AbchCfg>\
        <LocalizedConfig Market=\"en-US\"><MsnTodayConfig><MsnTodaySiteID>0</MsnTodaySiteID>\
        <MsnTodayURL>http://today.example/?a=1&amp;b=2</MsnTodayURL></MsnTodayConfig>\
        <ContactCard><GetItemVerUrl>/storageservice/schematizedstore.asmx</GetItemVerUrl></ContactCard>\
        <TermsOfUse><TermsOfUseURL>javascript:alert(1)</TermsOfUseURL></TermsOfUse></LocalizedConfig></MsgrConfig>";

    fn config(status: u16, body: &str) -> ServiceConfig {
        let reply = WebReply { status, headers: Vec::new(), body: Bytes::copy_from_slice(body.as_bytes()) };
        read(URL, &reply, false)
    }

    #[test]
    fn wherever_the_configuration_stands() {
        let expected = ServiceConfig {
            address_book: Some("https://book.example/abservice/abservice.asmx".to_owned()),
            sharing: Some("https://book.example/abservice/SharingService.asmx".to_owned()),
            storage: Some("https://config.example/storageservice/schematizedstore.asmx".to_owned()),
            today: Some("http://today.example/?a=1&b=2".to_owned()),
            terms: None,
            days: Some(1),
        };
        let soap = |inside: &str| {
            format!(
                "<s:Envelope><s:Body><GetClientConfigResponse><GetClientConfigResult>{inside}</GetClientConfigResult>\
                 </GetClientConfigResponse></s:Body></s:Envelope>"
            )
        };
        for body in [
            CONFIG.to_owned(),
            format!("<?xml version='1.0'?>\n{CONFIG}"),
            soap(&format!("<![CDATA[{CONFIG}]]>")),
            soap(&format!("\n<![CDATA[<?xml version=\"1.0\" ?>{CONFIG}]]>\n")),
            soap(CONFIG),
        ] {
            assert_eq!(config(200, &body), expected, "{body}");
        }
    }

    #[test]
    fn nothing_depends_on_it() {
        for body in ["", "<html/>", "not xml", "<MsgrConfig>", "<GetClientConfigResult>x</GetClientConfigResult>"] {
            assert_eq!(config(200, body), ServiceConfig::default(), "{body}");
        }
        assert_eq!(config(404, CONFIG), ServiceConfig::default());
    }

    #[test]
    fn tickets_are_not_sent_to_unsafe_places() {
        for address in ["http://book.example/abservice.asmx", "ftp://book.example/", "https://a@b/abservice.asmx", ""] {
            let body = CONFIG.replace("https://book.example/abservice/abservice.asmx", address);
            let config = config(200, &body);
            assert_eq!((config.address_book, config.sharing), (None, None), "{address}");
        }
        assert!(matches!(request("http://config.example/", false), Err(PassportError::Plain(_))));
        let request = request(URL, false).expect("allowed");
        let tree = Element::parse(&request.body).expect("a document");
        assert_eq!(tree.find("clientinfo").and_then(|info| info.value_of("CLCID")), Some("0809"));
    }
}
