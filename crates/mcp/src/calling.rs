//! Calls of the program for clients that may change their mind, and that may ask for many things at once.

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rmcp::RoleServer;
use rmcp::service::RequestContext;
use stopgate_system::{Answered, CallStop, OwnCalls, OwnTalk, Patience, Waited};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::frame::Frame;
use crate::given::Wrong;

/// How long a call may take that only reads, or writes one line into a plan.
const READING: Duration = Duration::from_secs(60);
/// Calls that are over in a moment, of all clients together, at the same time; the others wait for their turn.
const AT_ONCE: usize = 8;
/// Runs that are waited for at the same time; the others are refused.
const RUNS: usize = 8;

/// Calls of the program in one repository, of which so many go on at the same time.
#[derive(Clone, Debug)]
pub(crate) struct Calls {
    own: OwnCalls,
    places: Arc<Semaphore>,
    runs: Arc<Semaphore>,
}

/// Ends a call when whoever waits for it goes.
struct StopWithMe(CallStop);

impl Drop for StopWithMe {
    fn drop(&mut self) {
        self.0.stop();
    }
}

impl Calls {
    /// Calls in the repository at this root.
    pub(crate) fn at(root: &Path) -> Self {
        Self {
            own: OwnCalls::in_folder(root),
            places: Arc::new(Semaphore::new(AT_ONCE)),
            runs: Arc::new(Semaphore::new(RUNS)),
        }
    }

    /// The root.
    pub(crate) fn root(&self) -> &Path {
        self.own.root()
    }

    async fn place(&self) -> Result<OwnedSemaphorePermit, Wrong> {
        let place = Arc::clone(&self.places).acquire_owned().await;
        place.map_err(|_| Wrong::because("the server ends"))
    }

    /// What a call answers that is over in a moment.
    pub(crate) async fn answer(
        &self,
        arguments: Vec<OsString>,
        context: &RequestContext<RoleServer>,
    ) -> Result<Answered, Wrong> {
        let waited = async {
            let place = self.place().await?;
            let (stop, events) = CallStop::pair();
            let _stop = StopWithMe(stop);
            let own = self.own.clone();
            let called = blocking(move || {
                let _place = place;
                own.call(&arguments, Patience::Reading(READING), events)
            });
            called.await
        };
        let waited = tokio::select! {
            waited = waited => waited?,
            () = context.ct.cancelled() => Waited::Stopped,
        };
        match waited {
            Waited::Ended(answered) => Ok(answered),
            Waited::Stopped => Err(Wrong::because("the call was cancelled")),
            Waited::Late => Err(Wrong::because(format!(
                "there was no answer within {} s; name one plan instead of many",
                READING.as_secs()
            ))),
        }
    }

    /// The same, ready to be handed out.
    pub(crate) async fn frame(
        &self,
        arguments: Vec<OsString>,
        context: &RequestContext<RoleServer>,
    ) -> Result<Frame, Wrong> {
        Ok(Frame::of(&self.answer(arguments, context).await?))
    }

    /// A call that may last, and that goes on where nobody waits for it; `taken_back` is over when the client wants it to end.
    pub(crate) async fn lasting(
        &self,
        arguments: Vec<OsString>,
        wait: Duration,
        taken_back: impl Future<Output = ()>,
    ) -> Result<Waited, Wrong> {
        let place = Arc::clone(&self.runs).try_acquire_owned();
        let place = place.map_err(|_| {
            Wrong::because(format!(
                "{RUNS} runs are waited for already; look at them with `show`"
            ))
        })?;
        let (stop, events) = CallStop::pair();
        let own = self.own.clone();
        let running = blocking(move || {
            let _place = place;
            own.call(&arguments, Patience::Lasting(wait), events)
        });
        let mut running = std::pin::pin!(running);
        tokio::select! {
            waited = &mut running => waited,
            () = taken_back => {
                stop.stop();
                running.await
            }
        }
    }

    /// Starts a talk; the place is kept as long as it goes on.
    pub(crate) async fn talk(
        &self,
        arguments: Vec<OsString>,
        patience: Duration,
    ) -> Result<(OwnTalk, OwnedSemaphorePermit), Wrong> {
        let place = self.place().await?;
        let own = self.own.clone();
        let talk = blocking(move || own.talk(&arguments, patience)).await?;
        Ok((talk, place))
    }
}

/// Does what blocks where nobody waits for it.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, Wrong> {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(failure)) => Err(Wrong::over(
            "stopgate could not be called again",
            &failure.to_string(),
        )),
        Err(_) => Err(Wrong::because("the call broke off")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn so_many_runs_are_waited_for_and_no_more() {
        let calls = Calls::at(Path::new("/"));
        let places = Arc::clone(&calls.runs);
        let taken = places.try_acquire_many_owned(RUNS as u32).unwrap();
        let never = std::future::pending();
        let refused = calls.lasting(Vec::new(), Duration::ZERO, never).await;
        assert!(refused.unwrap_err().why.contains("already"));
        drop(taken);
        assert_eq!(calls.runs.available_permits(), RUNS);
    }
}
