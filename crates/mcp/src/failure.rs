//! Why the server cannot serve.

/// Why the server does not serve, or no longer does.
#[derive(Debug, thiserror::Error)]
pub enum McpFailure {
    /// The port is taken, or there is no loopback.
    #[error(
        "cannot listen on 127.0.0.1:{port}: {source}; name another one with --port, or leave it out"
    )]
    Port {
        /// The port that was asked for.
        port: u16,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// The operating system refuses what a server needs.
    #[error("cannot serve: {0}")]
    World(#[from] std::io::Error),
    /// The client does not speak the protocol.
    #[error("the client did not begin as the Model Context Protocol asks for: {0}")]
    Opening(String),
}
