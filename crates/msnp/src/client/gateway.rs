//! Drives one connection through a gateway: requests instead of a socket.

use super::connection::{LAST_WORDS, tell, until};
use super::driver::News;
use super::route::{Way, Ways};
use super::web::Web;
use crate::gateway::{Address, Gateway, Output};
use crate::session::{ConnectionId, WebError, WebReply, WebRequest};
use crate::types::{Endpoint, Instant};
use bytes::Bytes;
use futures::future::BoxFuture;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{self, sleep, timeout};

/// How long a reply may take. A machine that waits for a pong gives up later than this.
const REPLY: Duration = Duration::from_secs(12);

/// Runs the connection until either side ends it. `before` is why other ways failed, for the reason of an end that comes
/// before the gateway has opened the session.
pub(super) async fn run(
    id: ConnectionId,
    (address, endpoint): (Address, Endpoint),
    (ways, web): (&Ways, Web),
    (mut writes, given_up): (mpsc::Receiver<Bytes>, oneshot::Receiver<()>),
    news: &mpsc::Sender<News>,
    mut before: Option<String>,
) {
    let way = Way::Gateway(address.clone());
    let mut gateway = Gateway::new(address, &endpoint);
    let start = time::Instant::now();
    let now = || Instant(start.elapsed());
    let overdue = async {
        let _ = given_up.await;
        sleep(LAST_WORDS).await;
    };
    tokio::pin!(overdue);
    // The session speaks first, and its first words say what kind of server is wanted.
    tell(news, News::Opened(id)).await;
    let mut flight: Option<BoxFuture<'static, Result<WebReply, WebError>>> = None;
    let mut writing = true;
    loop {
        while let Some(output) = gateway.poll() {
            match output {
                Output::Request(request) => flight = Some(Box::pin(exchange(web.clone(), request))),
                Output::Up => {
                    before = None;
                    tell(news, News::Route(id, way.route())).await;
                    ways.works(way.clone());
                }
                Output::Bytes(bytes) => tell(news, News::Bytes(id, bytes)).await,
                Output::Closed(reason) => {
                    let reason = before.take().map_or_else(|| reason.clone(), |before| format!("{before}. {reason}"));
                    return tell(news, News::Closed(id, reason)).await;
                }
            }
        }
        if gateway.is_over() {
            return;
        }
        let deadline = gateway.next_deadline().map(|at| start + at.0);
        tokio::select! {
            write = writes.recv(), if writing => match write {
                Some(bytes) => {
                    gateway.send(now(), bytes);
                    // What is there already goes along.
                    while let Ok(bytes) = writes.try_recv() {
                        gateway.send(now(), bytes);
                    }
                }
                None => {
                    writing = false;
                    gateway.close(now());
                }
            },
            reply = landing(&mut flight) => {
                flight = None;
                if let Err(error @ (WebError::Untrusted { .. } | WebError::Changed { .. })) = &reply {
                    tell(news, News::Certificate(error.clone())).await;
                }
                gateway.reply(now(), reply);
            }
            () = until(deadline) => gateway.deadline(now()),
            () = &mut overdue => return,
        }
    }
}

async fn exchange(web: Web, request: WebRequest) -> Result<WebReply, WebError> {
    timeout(REPLY, web.exchange(request)).await.unwrap_or(Err(WebError::Timeout))
}

/// Waits for the request under way; for ever when there is none.
async fn landing(flight: &mut Option<BoxFuture<'static, Result<WebReply, WebError>>>) -> Result<WebReply, WebError> {
    match flight {
        Some(flight) => flight.await,
        None => std::future::pending().await,
    }
}
