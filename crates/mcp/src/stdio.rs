//! One client, on standard input and output.

use std::path::Path;
use std::time::Duration;

use rmcp::ServiceExt as _;
use rmcp::service::ServerInitializeError;

use crate::McpFailure;
use crate::server::Server;

/// Serves the client at the other end of standard input and output until its input ends. Runs that go on then are left to
/// themselves.
///
/// # Errors
/// When the client does not begin as the protocol asks for.
pub fn serve_stdio(root: &Path, version: &'static str) -> Result<(), McpFailure> {
    let server = Server::new(root, version)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()?;
    let served = runtime.block_on(async {
        let serving = match server.serve(rmcp::transport::stdio_pipes()).await {
            // Somebody looked whether the program starts.
            Err(ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
            serving => serving.map_err(|error| McpFailure::Opening(error.to_string()))?,
        };
        serving
            .waiting()
            .await
            .map(|_| ())
            .map_err(|error| McpFailure::World(error.into()))
    });
    // What waits for a run that goes on by itself need not be waited for.
    runtime.shutdown_timeout(Duration::ZERO);
    served
}
