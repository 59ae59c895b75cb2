//! HTTP: nobody without the token, nobody from elsewhere, no page of any site; then the same protocol.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Child, Stdio};

use serde_json::{Value, json};
use stopgate_tests::repository::Repository;

use crate::scene::{PLAN, Texts, repository};

/// A server over HTTP.
struct Served {
    child: Child,
    port: u16,
    token: String,
}

/// What came back.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Served {
    fn new(repository: &Repository) -> Self {
        let mut command = repository.command(&["mcp", "--http", "--output-format", "json"]);
        let mut child = command
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("stdout"));
        let mut text = String::new();
        // One document over several lines.
        while !text.ends_with("}\n") {
            assert!(
                stdout.read_line(&mut text).expect("it speaks") > 0,
                "{text}"
            );
        }
        let told: Value = serde_json::from_str(&text).expect("JSON");
        let url = told["url"].as_str().expect("a URL");
        let port = url
            .trim_start_matches("http://127.0.0.1:")
            .trim_end_matches("/mcp");
        Self {
            child,
            port: port.parse().expect("a port"),
            token: told["token"].as_str().expect("a token").to_owned(),
        }
    }

    /// Sends a request with these header lines besides those that every request has.
    fn post(&self, headers: &[&str], body: &Value) -> Answer {
        self.send("/mcp", headers, &body.to_string())
    }

    fn send(&self, path: &str, headers: &[&str], body: &str) -> Answer {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).expect("it listens");
        let mut request = format!("POST {path} HTTP/1.1\r\n");
        if !headers.iter().any(|header| header.starts_with("Host:")) {
            request += &format!("Host: 127.0.0.1:{}\r\n", self.port);
        }
        for header in headers {
            request += &format!("{header}\r\n");
        }
        request += &format!(
            "Accept: application/json, text/event-stream\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        // A server that refuses need not read everything.
        let _ = stream.write_all(request.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        Answer {
            status: status.unwrap_or_else(|| panic!("{answer}")),
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    fn bearer(&self) -> String {
        format!("Authorization: Bearer {}", self.token)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Answer {
    /// The response to a request in what came back: a document, or an event of a stream.
    fn message(&self) -> Value {
        let documents = self
            .body
            .lines()
            .map(|line| line.strip_prefix("data:").unwrap_or(line).trim());
        let mut messages = documents.filter_map(|line| serde_json::from_str::<Value>(line).ok());
        messages
            .find(|message| message.get("id").is_some())
            .unwrap_or_else(|| panic!("{}\n{}", self.head, self.body))
    }
}

fn initialize() -> Value {
    json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "by-hand", "version": "1" },
    } })
}

#[test]
fn nobody_is_served_without_the_token() {
    let repository = repository(&Texts::default());
    let served = Served::new(&repository);
    assert_eq!(served.token.len(), 64);
    let wrong = [
        String::new(),
        "Authorization: Bearer".to_owned(),
        format!("Authorization: Bearer {}", "0".repeat(64)),
        format!("Authorization: Bearer {}", &served.token[..63]),
        format!("Authorization: Bearer {}0", served.token),
        format!("Authorization: Basic {}", served.token),
        format!("X-Authorization: Bearer {}", served.token),
        format!("Cookie: token={}", served.token),
    ];
    for header in wrong {
        let headers: Vec<&str> = Some(header.as_str())
            .filter(|header| !header.is_empty())
            .into_iter()
            .collect();
        let answer = served.post(&headers, &initialize());
        assert_eq!(answer.status, 401, "{header}");
        assert!(!answer.body.contains("stopgate"), "{}", answer.body);
    }
    let query = served.send(
        &format!("/mcp?token={}", served.token),
        &[],
        &initialize().to_string(),
    );
    assert_eq!(query.status, 401);
    assert_eq!(served.post(&[&served.bearer()], &initialize()).status, 200);
}

/// A page in a browser of this machine has neither a name of this server nor an origin that it knows.
#[test]
fn no_page_of_any_site_is_served() {
    let repository = repository(&Texts::default());
    let served = Served::new(&repository);
    let bearer = served.bearer();
    for host in [
        "Host: evil.example",
        "Host: evil.example:80",
        "Host: 127.0.0.1.evil.example",
        "Host: 10.0.0.1",
        "Host: 127.0.0.1:1",
    ] {
        assert_eq!(
            served.post(&[&bearer, host], &initialize()).status,
            403,
            "{host}"
        );
    }
    let own = format!("Origin: http://127.0.0.1:{}", served.port);
    for origin in [
        "Origin: http://evil.example",
        "Origin: null",
        "Origin: https://localhost",
        own.as_str(),
    ] {
        assert_eq!(
            served.post(&[&bearer, origin], &initialize()).status,
            403,
            "{origin}"
        );
    }
    assert_eq!(
        served
            .send("/", &[&bearer], &initialize().to_string())
            .status,
        404
    );
}

#[test]
fn only_this_machine_is_listened_to() {
    let repository = repository(&Texts::default());
    let served = Served::new(&repository);
    // Another address of the same machine: whoever listens everywhere answers there too.
    assert!(TcpStream::connect((Ipv4Addr::new(127, 0, 0, 2), served.port)).is_err());
}

#[test]
fn both_generations_are_spoken_over_http() {
    let repository = repository(&Texts::default());
    let served = Served::new(&repository);
    let bearer = served.bearer();
    let opened = served.post(&[&bearer], &initialize());
    let session = opened
        .head
        .lines()
        .find(|line| line.to_lowercase().starts_with("mcp-session-id:"));
    let session = session.expect("a session").to_owned();
    let version = "MCP-Protocol-Version: 2025-11-25";
    let initialized = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
    assert_eq!(
        served
            .post(&[&bearer, &session, version], &initialized)
            .status,
        202
    );
    let call = |id: u64| json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": { "name": "gate", "arguments": { "plan": PLAN } } });
    let gate = served
        .post(&[&bearer, &session, version], &call(2))
        .message();
    assert_eq!(
        gate["result"]["structuredContent"]["untrusted"]["verdict"], "pass",
        "{gate}"
    );
    let stolen = served.post(&[&session, version], &call(3));
    assert_eq!(stolen.status, 401, "a session is no token");

    let mut request = call(4);
    request["params"]["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { "name": "by-hand", "version": "1" },
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let headers = [
        bearer.as_str(),
        "MCP-Protocol-Version: 2026-07-28",
        "Mcp-Method: tools/call",
        "Mcp-Name: gate",
    ];
    let gate = served.post(&headers, &request).message();
    assert_eq!(
        gate["result"]["structuredContent"]["untrusted"]["verdict"], "pass",
        "{gate}"
    );
    assert_eq!(gate["result"]["resultType"], "complete", "{gate}");
}

/// Whoever connects and says nothing is let go, and keeps nobody out for long.
#[test]
fn connections_that_say_nothing_are_let_go() {
    let repository = repository(&Texts::default());
    let served = Served::new(&repository);
    let connect = || TcpStream::connect((Ipv4Addr::LOCALHOST, served.port)).expect("it listens");
    let mut silent: Vec<TcpStream> = (0..80).map(|_| connect()).collect();
    let mut slow = connect();
    slow.write_all(b"POST /mcp HTTP/1.1\r\nHost: ")
        .expect("it listens");
    let answer = served.post(&[&served.bearer()], &initialize());
    assert_eq!(answer.status, 200);
    for stream in silent.iter_mut().chain([&mut slow]) {
        let mut said = Vec::new();
        // The end, or the connection is reset.
        let _ = stream.read_to_end(&mut said);
        assert!(!String::from_utf8_lossy(&said).contains("200"), "{said:?}");
    }
}

#[test]
fn a_port_that_is_taken_is_said() {
    let repository = repository(&Texts::default());
    let served = Served::new(&repository);
    let second = repository.run(&["mcp", "--http", "--port", &served.port.to_string()]);
    assert_eq!(second.code, 2);
    assert!(
        second.stderr.contains("name another one with --port"),
        "{}",
        second.stderr
    );
}
