//! Signs in and says back whatever it is told.
//!
//! `cargo run -p msnp --example echo_bot -- HOST:PORT ADDRESS PASSWORD [NEXUS]`

use msnp::client;
use msnp::event::{ConversationEvent, Event};
use msnp::request::Request;
use msnp::session::Config;
use msnp::types::{Email, Endpoint, Secret};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [server, email, password, nexus @ ..] = arguments.as_slice() else {
        return Err("usage: echo_bot HOST:PORT ADDRESS PASSWORD [NEXUS]".into());
    };
    let server = Endpoint::parse(server).ok_or("the server looks like HOST:PORT")?;
    let mut config = Config::new(Email::parse(email)?, Secret::new(password), server);
    config.nexus = nexus.first().cloned();
    config.insecure_loopback = true; // A server on this very machine needs no certificate.

    let (handle, mut events) = client::connect(config);
    while let Some(event) = events.next().await {
        match event {
            Event::SignedIn { dialect, .. } => println!("signed in with {dialect}"),
            Event::Conversation(conversation, ConversationEvent::Message { message, .. }) => {
                let format = message.format.unwrap_or_default();
                let (text, message) = (message.text, handle.message_id());
                handle.request(Request::Say { conversation, message, text, format });
            }
            Event::SignedOut(reason) => return Err(reason.to_string().into()),
            _ => {}
        }
    }
    Ok(())
}
