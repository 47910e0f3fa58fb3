//! The same through proxies, those of the environment among them.

use crate::Cli;
use crate::client_support::{Line, server};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// A proxy that leads everybody to `target`, whatever they want; it tells what they wanted.
async fn proxy(socks: bool, target: String) -> (String, UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let place = listener.local_addr().expect("an address").to_string();
    let (asked, wanted) = unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 1024];
            let mut length = stream.read(&mut request).await.unwrap_or(0);
            if socks {
                stream.write_all(&[5, 0]).await.expect("it reads");
                length = stream.read(&mut request).await.unwrap_or(0);
            }
            let _ = asked.send(String::from_utf8_lossy(&request[..length]).into_owned());
            let granted: &[u8] = if socks { &[5, 0, 0, 1, 0, 0, 0, 0, 0, 0] } else { b"HTTP/1.1 200 OK\r\n\r\n" };
            stream.write_all(granted).await.expect("it reads");
            let mut server = TcpStream::connect(&target).await.expect("the server");
            tokio::spawn(async move { copy_bidirectional(&mut stream, &mut server).await });
        }
    });
    (place, wanted)
}

#[tokio::test]
async fn the_environment_names_a_proxy_for_where_there_is_no_other_way() {
    let (listener, endpoint) = server().await;
    let (place, mut wanted) = proxy(false, endpoint.to_string()).await;
    let url = format!("http://{place}");
    let arguments = [&Cli::ALICE[..], &["--server", "nosuch.invalid:1863"]].concat();
    for name in ["https_proxy", "ALL_PROXY", "http_proxy"] {
        let mut cli = Cli::start_in(&[(name, &url)], &arguments);
        let mut line = Line::sign_in(&listener).await;
        assert_eq!(cli.event("route").await["text"], format!("Connected through the proxy at {place}."));
        cli.event("signed-in").await;
        let asked = wanted.recv().await.expect("a request");
        assert!(asked.starts_with("CONNECT nosuch.invalid:1863 HTTP/1.1\r\n"), "{asked}");
        cli.input = None;
        line.expect("OUT").await;
        assert_eq!(cli.end().await.0, Some(0));
    }
    let none = [&arguments[..], &["--proxy", "none"]].concat();
    for (environment, arguments) in [
        (&[][..], &arguments),
        (&[("https_proxy", url.as_str()), ("no_proxy", "invalid")][..], &arguments),
        (&[("https_proxy", url.as_str())][..], &none),
    ] {
        let (code, errors) = Cli::start_in(environment, arguments).end().await;
        let reason = "Couldn't reach the server. Check the address and your connection. \
                      (the name nosuch.invalid isn't known)";
        assert_eq!((code, errors.trim_end()), (Some(1), reason));
    }
}

#[tokio::test]
async fn a_proxy_may_be_named() {
    let (listener, endpoint) = server().await;
    let (place, mut wanted) = proxy(true, endpoint.to_string()).await;
    let proxy = format!("socks5://{place}");
    let mut cli = Cli::start(&[&Cli::ALICE[..], &["--server", "nosuch.invalid:1863", "--proxy", &proxy]].concat());
    let mut line = Line::sign_in(&listener).await;
    assert_eq!(cli.event("route").await["text"], format!("Connected through the SOCKS proxy at {place}."));
    let asked = wanted.recv().await.expect("a request");
    assert!(asked.contains("nosuch.invalid"), "{asked:?}");
    cli.input = None;
    line.expect("OUT").await;
    assert_eq!(cli.end().await.0, Some(0));
}

#[tokio::test]
async fn what_names_no_way_is_said() {
    for (option, reason) in [
        ("--proxy=ftp://x", "The kind of proxy \"ftp\" isn't known; there are http and socks5."),
        (
            "--gateway=ftp://x",
            "Couldn't reach the server. Check the address and your connection. (ftp://x isn't the address of a gateway)",
        ),
    ] {
        let (code, errors) = Cli::start(&[&Cli::ALICE[..], &["--server", "127.0.0.1:1", option]].concat()).end().await;
        assert_eq!((code, errors.trim_end()), (Some(1), reason));
    }
}
