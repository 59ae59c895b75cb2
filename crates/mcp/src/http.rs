//! Several clients, over HTTP on the loopback of this machine, each with a token that nobody can guess.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, combinators::BoxBody};
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use stopgate_system::noise;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::McpFailure;
use crate::server::Server;

/// Where requests go.
const PLACE: &str = "/mcp";
/// Largest request, bytes. The largest answer to a question has 64 KiB.
const MOST_BYTES: usize = 1024 * 1024;

/// Connections at the same time. One that says nothing is ended soon.
const CONNECTIONS: usize = 64;
/// How long the head of a request may take, from the moment on at which one may come.
const HEADERS: Duration = Duration::from_secs(10);
/// How long nobody is let in after that failed.
const PAUSE: Duration = Duration::from_millis(100);
/// How long a session is kept in which nothing is said: longer than any call waits for a run.
const KEPT: Duration = Duration::from_secs(2 * 60 * 60);

/// Where the server is reached, and what a client has to show.
#[derive(Clone, Debug)]
pub struct Address {
    /// The URL of the server.
    pub url: String,
    /// The bearer token.
    pub token: String,
}

type Service = StreamableHttpService<Server, LocalSessionManager>;
type Answer = Response<BoxBody<Bytes, Infallible>>;

/// Serves on 127.0.0.1 until the process is ended; port 0 is any that is free. What clients need is told first.
///
/// # Errors
/// When the port cannot be listened on.
pub fn serve_http(
    root: &Path,
    version: &'static str,
    port: u16,
    tell: impl FnOnce(&Address),
) -> Result<(), McpFailure> {
    let server = Server::new(root, version)?;
    let token = token()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()?;
    runtime.block_on(async {
        let listening = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
        let listener = listening.map_err(|source| McpFailure::Port { port, source })?;
        let port = listener.local_addr()?.port();
        tell(&Address {
            url: format!("http://127.0.0.1:{port}{PLACE}"),
            token: token.clone(),
        });
        accept(&listener, service(&server, port), Arc::from(token)).await;
        Ok(())
    })
}

/// The protocol behind the door, with who may knock: names of this machine, and no page of any site.
fn service(server: &Server, port: u16) -> Service {
    let server = server.clone();
    let hosts = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    let config = StreamableHttpServerConfig::default()
        .with_allowed_hosts(hosts)
        .enforce_origin_validation()
        .with_max_request_body_bytes(MOST_BYTES);
    let mut sessions = LocalSessionManager::default();
    sessions.session_config.keep_alive = Some(KEPT);
    Service::new(move || Ok(server.for_another()), Arc::new(sessions), config)
}

/// Serves whoever connects, so many at the same time. What goes wrong with one connection ends no other.
async fn accept(listener: &TcpListener, service: Service, token: Arc<str>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        // The ones beyond wait in the queue of the system.
        let place = Arc::clone(&places).acquire_owned().await;
        let Ok((stream, _)) = listener.accept().await else {
            // The client broke off, or there are too many open files; the second one takes a while.
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let (service, token) = (service.clone(), token.clone());
        tokio::spawn(async move {
            let _place = place;
            let answer = service_fn(move |request| {
                let (service, token) = (service.clone(), token.clone());
                async move { Ok::<_, Infallible>(answer(request, &service, &token).await) }
            });
            let mut connection = hyper::server::conn::http1::Builder::new();
            connection
                .timer(TokioTimer::new())
                .header_read_timeout(HEADERS);
            // A client that breaks off is no failure of the server.
            let _ = connection
                .serve_connection(TokioIo::new(stream), answer)
                .await;
        });
    }
}

async fn answer(request: Request<Incoming>, service: &Service, token: &str) -> Answer {
    if !shows(request.headers().get(AUTHORIZATION), token) {
        let mut refusal = plain(
            StatusCode::UNAUTHORIZED,
            "the token of this server is missing or wrong\n",
        );
        refusal
            .headers_mut()
            .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        return refusal;
    }
    if request.uri().path() != PLACE {
        return plain(StatusCode::NOT_FOUND, "the protocol is spoken at /mcp\n");
    }
    service.handle(request).await
}

/// True where the header holds the token. How long it takes tells nothing of the token.
fn shows(header: Option<&HeaderValue>, token: &str) -> bool {
    let shown = header.map(HeaderValue::as_bytes).unwrap_or_default();
    let Some(shown) = shown.strip_prefix(b"Bearer ") else {
        return false;
    };
    let differing = shown
        .iter()
        .zip(token.as_bytes())
        .fold(0, |differing, (a, b)| differing | (a ^ b));
    shown.len() == token.len() && differing == 0
}

fn plain(status: StatusCode, text: &'static str) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from_static(text.as_bytes())).boxed());
    *answer.status_mut() = status;
    answer
}

/// 256 bits that nobody can guess.
fn token() -> Result<String, McpFailure> {
    let mut token = String::new();
    for byte in noise()? {
        let _ = write!(token, "{byte:02x}");
    }
    Ok(token)
}
