//! Serves a router over HTTP/1.1, with bounds on slow clients.

mod timer;

use std::{fmt, future::Future, io, net::SocketAddr, pin::pin, time::Duration};

use axum::{body::Body, extract::ConnectInfo};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{rt::TokioIo, server::graceful::GracefulShutdown};
use tokio::net::{TcpListener, TcpStream};
use tower::Service as _;

use timer::ConnectionTimer;

use crate::{
    config::{ConfigError, explain},
    router::{SecureRouter, SecureService},
};

/// How long a client may take for the header fields of a request; also how long a connection may be idle.
const HEADER_TIME: Duration = Duration::from_secs(10);

/// How many bytes of one connection wait in memory. More than the request line and header fields that the edge lets pass; how many
/// header fields there may be, a hundred, is hyper's to say.
const BUFFER: usize = 64 * 1024;

/// How long running requests get to end when the server stops.
const SHUTDOWN_TIME: Duration = Duration::from_secs(30);

/// Why a server did not start.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The configuration is not safe.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The listener has no address.
    #[error("the listener has no address")]
    Io(#[from] io::Error),
}

impl fmt::Debug for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        explain(self, f)
    }
}

/// Serves until the process ends.
///
/// ```no_run
/// # use secure_api::{Security, SecureRouter};
/// # async fn serve(app: SecureRouter) -> Result<(), Box<dyn std::error::Error>> {
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
/// secure_api::serve(listener, app).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// If the router cannot start: see [`SecureRouter::into_service`]; or if a development configuration listens on an address
/// that other machines reach.
pub async fn serve(listener: TcpListener, router: SecureRouter) -> Result<(), ServeError> {
    serve_until(listener, router, std::future::pending()).await
}

/// Serves until `shutdown` is ready, then lets running requests end for up to 30 seconds.
///
/// # Errors
/// As [`serve`].
pub async fn serve_until(
    listener: TcpListener,
    router: SecureRouter,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let service = router.into_service()?;
    let address = listener.local_addr()?;
    if service.is_development() && !address.ip().is_loopback() {
        return Err(ConfigError::DevelopmentAddress { address }.into());
    }
    let graceful = GracefulShutdown::new();
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => connection(stream, peer, service.clone(), &graceful),
                // The connection is gone, or there are too many open files: others may still come.
                Err(error) => {
                    tracing::warn!(target: "secure_api", %error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
            () = &mut shutdown => break,
        }
    }
    drop(listener);
    let ended = tokio::time::timeout(SHUTDOWN_TIME, graceful.shutdown()).await;
    if ended.is_err() {
        tracing::warn!(target: "secure_api", "requests were still running when the server stopped");
    }
    Ok(())
}

fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    service: SecureService,
    graceful: &GracefulShutdown,
) {
    let answer = hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        // A router is always ready, so nothing has to wait for that.
        service.clone().call(request.map(Body::new))
    });
    let connection = http1::Builder::new()
        .timer(ConnectionTimer::new(HEADER_TIME))
        .header_read_timeout(HEADER_TIME)
        .max_buf_size(BUFFER)
        .serve_connection(TokioIo::new(stream), answer);
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(target: "secure_api", %error, "a connection ended early");
        }
    });
}
