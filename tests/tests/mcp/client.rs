//! The client of the official SDK, with a person behind it who says what a test wants.

use std::process::Stdio;
use std::sync::{Arc, Mutex};

use rmcp::model::{
    CallToolRequestParams, CallToolResult, ClientCapabilities, ClientConfig, ElicitRequestParams,
    ElicitResult, ElicitationAction, ErrorData, Implementation, ProgressNotificationParam,
    ProtocolVersion,
};
use rmcp::service::{NotificationContext, RequestContext, RunningService};
use rmcp::{
    ClientHandler, ClientLifecycleMode, ClientServiceExt as _, RoleClient, ServiceExt as _,
};
use serde_json::Value;
use stopgate_tests::repository::Repository;

/// What a person does with a form.
type Reaction = dyn Fn(&Value) -> Result<ElicitResult, ErrorData> + Send + Sync;

/// Somebody behind a client.
#[derive(Clone)]
pub struct Person {
    reaction: Option<Arc<Reaction>>,
    /// Every form that was shown.
    pub forms: Arc<Mutex<Vec<Value>>>,
    /// Every message of progress.
    pub progress: Arc<Mutex<Vec<ProgressNotificationParam>>>,
}

impl Person {
    /// Somebody who does this with each form.
    pub fn who(
        reaction: impl Fn(&Value) -> Result<ElicitResult, ErrorData> + Send + Sync + 'static,
    ) -> Self {
        Self {
            reaction: Some(Arc::new(reaction)),
            ..Self::nobody()
        }
    }

    /// How many forms were shown.
    pub fn shown(&self) -> usize {
        self.forms.lock().expect("nobody panicked").len()
    }

    /// Nobody: the client shows no forms.
    pub fn nobody() -> Self {
        Self {
            reaction: None,
            forms: Arc::default(),
            progress: Arc::default(),
        }
    }
}

impl ClientHandler for Person {
    async fn create_elicitation(
        &self,
        request: ElicitRequestParams,
        _context: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        let form = serde_json::to_value(&request).expect("a form");
        let reaction = self.reaction.clone();
        let reacted = reaction.map_or_else(
            || Ok(ElicitResult::new(ElicitationAction::Decline)),
            |react| react(&form),
        );
        self.forms.lock().expect("nobody panicked").push(form);
        reacted
    }

    async fn on_progress(
        &self,
        params: ProgressNotificationParam,
        _context: NotificationContext<RoleClient>,
    ) {
        self.progress.lock().expect("nobody panicked").push(params);
    }

    fn get_info(&self) -> ClientConfig {
        let capabilities = match self.reaction {
            Some(_) => ClientCapabilities::builder().enable_elicitation().build(),
            None => ClientCapabilities::default(),
        };
        ClientConfig::new(capabilities, Implementation::new("test", "1"))
            .with_protocol_version(ProtocolVersion::V_2025_11_25)
    }
}

/// Which generation of the protocol is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    /// Sessions, 2025-11-25.
    Sessions,
    /// Requests that stand for themselves, 2026-07-28.
    Requests,
}

pub const GENERATIONS: [Generation; 2] = [Generation::Sessions, Generation::Requests];

pub type Client = RunningService<RoleClient, Person>;

/// Speaks with the server of a repository.
pub fn speak<T>(
    repository: &Repository,
    (person, generation): (&Person, Generation),
    talk: impl AsyncFnOnce(&Client) -> T,
) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let mut command = tokio::process::Command::from(repository.command(&["mcp"]));
        let mut server = command
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("the binary starts");
        let transport = (
            server.stdout.take().expect("stdout"),
            server.stdin.take().expect("stdin"),
        );
        let client = match generation {
            Generation::Sessions => person.clone().serve(transport).await,
            Generation::Requests => {
                let mode = ClientLifecycleMode::Discover {
                    preferred_versions: vec![ProtocolVersion::V_2026_07_28],
                };
                person.clone().serve_with_lifecycle(transport, mode).await
            }
        };
        let client = client.expect("the server answers");
        let talked = talk(&client).await;
        client.cancel().await.expect("the client ends");
        let ended = server.wait().await.expect("the server ends");
        assert_eq!(ended.code(), Some(0), "{generation:?}");
        talked
    })
}

/// Calls a tool.
pub async fn call(client: &Client, tool: &'static str, arguments: Value) -> CallToolResult {
    let arguments = arguments.as_object().cloned().expect("an object");
    let called = client
        .call_tool(CallToolRequestParams::new(tool).with_arguments(arguments))
        .await;
    called.unwrap_or_else(|error| panic!("{tool}: {error}"))
}

/// What a tool answered, as the model reads it, which is what it answered as data.
pub fn page(result: &CallToolResult) -> Value {
    let text = &result.content[0].as_text().expect("a text").text;
    let page: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(Some(&page), result.structured_content.as_ref());
    page
}
