//! Calls of the program for a client that may change its mind.

use std::ffi::OsString;
use std::time::Duration;

use rmcp::RoleServer;
use rmcp::service::RequestContext;
use stopgate_system::{Answered, CallStop, OwnCalls, Patience, Waited};

use crate::frame::Frame;
use crate::given::Wrong;

/// How long a call may take that only reads, or writes one line into a plan.
const READING: Duration = Duration::from_secs(60);

/// Ends a call when whoever waits for it goes.
struct StopWithMe(CallStop);

impl Drop for StopWithMe {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// What a call answers that is over in a moment.
pub(crate) async fn answer(
    calls: &OwnCalls,
    arguments: Vec<OsString>,
    context: &RequestContext<RoleServer>,
) -> Result<Answered, Wrong> {
    let (stop, events) = CallStop::pair();
    let stop = StopWithMe(stop);
    let calls = calls.clone();
    let called = tokio::task::spawn_blocking(move || {
        calls.call(&arguments, Patience::Reading(READING), events)
    });
    let waited = tokio::select! {
        waited = called => waited,
        () = context.ct.cancelled() => return Err(Wrong::because("the call was cancelled")),
    };
    drop(stop);
    match waited {
        Ok(Ok(Waited::Ended(answered))) => Ok(answered),
        Ok(Ok(Waited::Stopped)) => Err(Wrong::because("the call was cancelled")),
        Ok(Ok(Waited::Late)) => Err(Wrong(format!(
            "there was no answer within {} s; name one plan instead of many",
            READING.as_secs()
        ))),
        Ok(Err(failure)) => Err(Wrong(format!(
            "stopgate could not be started again: {failure}"
        ))),
        Err(_) => Err(Wrong::because("the call broke off")),
    }
}

/// The same, ready to be handed out.
pub(crate) async fn frame(
    calls: &OwnCalls,
    arguments: Vec<OsString>,
    context: &RequestContext<RoleServer>,
) -> Result<Frame, Wrong> {
    Ok(Frame::of(&answer(calls, arguments, context).await?))
}
