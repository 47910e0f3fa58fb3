//! The ways to a server where port 1863 is shut: the gateway, proxies of each kind, and which one is taken by itself;
//! the certificate of a household's server; and a way that breaks off in
//! mid-conversation. Everything runs against small real proxies on this machine.

mod cut;
mod gateway;
mod pins;
mod proxies;
mod relay;
mod talk;

#[path = "../support/mod.rs"]
mod support;
