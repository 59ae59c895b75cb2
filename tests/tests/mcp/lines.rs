//! The protocol by hand, line by line: for what no honest client says.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::{Value, json};
use stopgate_tests::repository::Repository;

/// A client that says what it likes.
pub struct Lines {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    next: u64,
}

impl Lines {
    /// Starts the server and opens a session of the elder protocol, with these capabilities.
    pub fn open(repository: &Repository, capabilities: &Value) -> Self {
        let mut lines = Self::start(repository);
        let opened = lines.ask(
            "initialize",
            json!({
                "protocolVersion": "2025-11-25",
                "capabilities": capabilities,
                "clientInfo": { "name": "by-hand", "version": "1" },
            }),
        );
        assert_eq!(
            opened["result"]["serverInfo"]["name"], "stopgate",
            "{opened}"
        );
        lines.say(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
        lines
    }

    /// Starts the server and says nothing.
    pub fn start(repository: &Repository) -> Self {
        let mut command = repository.command(&["mcp"]);
        let mut child = command
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary starts");
        Self {
            input: child.stdin.take(),
            output: BufReader::new(child.stdout.take().expect("stdout")),
            child,
            next: 1,
        }
    }

    /// Says one line.
    pub fn say(&mut self, message: &Value) {
        self.say_text(&message.to_string());
    }

    /// Says one line that may be no JSON.
    pub fn say_text(&mut self, line: &str) {
        let input = self.input.as_mut().expect("the input is open");
        writeln!(input, "{line}")
            .and_then(|()| input.flush())
            .expect("the server listens");
    }

    /// The next message of the server; none where it said its last.
    pub fn hear(&mut self) -> Option<Value> {
        let mut line = String::new();
        let read = self.output.read_line(&mut line).expect("the server speaks");
        // Whatever stands on stdout is the protocol.
        (read > 0)
            .then(|| serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}")))
    }

    /// Sends a request and gives its number.
    pub fn send(&mut self, method: &str, params: Value) -> u64 {
        let id = self.next;
        self.next += 1;
        self.say(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// The response to a request; notifications before it are passed.
    pub fn response(&mut self, id: u64) -> Value {
        loop {
            let message = self.hear().expect("a response");
            if message["id"] == json!(id) && message.get("method").is_none() {
                return message;
            }
        }
    }

    /// Sends a request and waits for its response.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        self.response(id)
    }

    /// Calls a tool; its result, or the error of the protocol.
    pub fn call(&mut self, tool: &str, arguments: Value) -> Value {
        let response = self.ask(
            "tools/call",
            json!({ "name": tool, "arguments": arguments }),
        );
        response
            .get("result")
            .or(response.get("error"))
            .cloned()
            .unwrap_or(response)
    }

    /// Ends the input; how the server ends.
    pub fn close(mut self) -> i32 {
        self.input = None;
        while self.hear().is_some() {}
        self.child.wait().expect("it ends").code().unwrap_or(-1)
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a tool answered, as the model reads it.
pub fn page(result: &Value) -> Value {
    let text = result["content"][0]["text"]
        .as_str()
        .unwrap_or_else(|| panic!("{result}"));
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
