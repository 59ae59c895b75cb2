//! Several clients, over HTTP on the loopback of this machine, each with a token that nobody can guess.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;

use http_body_util::{BodyExt as _, Full, combinators::BoxBody};
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use stopgate_system::noise;
use tokio::net::TcpListener;

use crate::McpFailure;
use crate::server::Server;

/// Where requests go.
const PLACE: &str = "/mcp";
/// Largest request, bytes. The largest answer to a question has 64 KiB.
const MOST_BYTES: usize = 1024 * 1024;

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
        accept(&listener, service(&server, port), Arc::from(token)).await
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
    Service::new(move || Ok(server.for_another()), Arc::default(), config)
}

async fn accept(
    listener: &TcpListener,
    service: Service,
    token: Arc<str>,
) -> Result<(), McpFailure> {
    loop {
        let (stream, _) = listener.accept().await?;
        let (service, token) = (service.clone(), token.clone());
        tokio::spawn(async move {
            let answer = service_fn(move |request| {
                let (service, token) = (service.clone(), token.clone());
                async move { Ok::<_, Infallible>(answer(request, &service, &token).await) }
            });
            let connection = hyper::server::conn::http1::Builder::new();
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
