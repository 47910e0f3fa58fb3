//! MsgrConfig: where clients are told which addresses the parts of this server have.

use msnp::soap::envelope::{self, Soap};
use msnp::soap::xml::Writer;

const NAMESPACE: &str = "http://www.msn.com/webservices/Messenger/Client";

/// The path in lower case.
pub(super) const PATH: &str = "/config/msgrconfig.asmx";

/// The configuration by itself, as it is asked for with `GET`.
pub(super) fn document(origin: &str) -> String {
    let mut writer = Writer::document();
    write(&mut writer, origin);
    writer.finish()
}

/// The configuration as the answer to `GetClientConfig`: a text inside the envelope that is a document of its own.
pub(super) fn answer(origin: &str) -> String {
    let mut inner = Writer::document();
    write(&mut inner, origin);
    let inner = inner.finish();
    let body = envelope::write(
        Soap::V11,
        &[],
        |_| {},
        |body| {
            body.element("GetClientConfigResponse", &[("xmlns", NAMESPACE)], |response| {
                response.leaf("GetClientConfigResult", &inner);
            });
        },
    );
    String::from_utf8_lossy(&body).into_owned()
}

fn write(writer: &mut Writer, origin: &str) {
    writer.element("MsgrConfig", &[], |config| {
        config.element("Simple", &[], |simple| {
            simple.element("Config", &[], |config| config.leaf("ExpiresInDays", "1"));
        });
        config.element("AbchCfg", &[], |book| {
            book.element("abchconfig", &[], |book| book.leaf("url", &format!("{origin}/abservice/abservice.asmx")));
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use msnp::session::WebReply;
    use msnp::soap::config;

    #[test]
    fn our_client_finds_the_address_book_either_way() {
        let origin = "https://192.168.1.5:8080";
        for body in [document(origin), answer(origin)] {
            let reply = WebReply { status: 200, headers: Vec::new(), body: body.into() };
            let found = config::read("https://192.168.1.5:8080/Config/MsgrConfig.asmx", &reply, false);
            assert_eq!(found.address_book, Some(format!("{origin}/abservice/abservice.asmx")));
            assert_eq!(found.sharing, Some(format!("{origin}/abservice/SharingService.asmx")));
            assert_eq!(found.days, Some(1));
        }
    }
}
