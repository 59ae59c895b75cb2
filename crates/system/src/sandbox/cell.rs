//! One cell: a thread that keeps its walls, and one that is shut in by them and starts all steps.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::Builder;

use rustix::process::fchdir;
use stopgate_model::Sandbox;

use super::access::Rules;
use super::calls::{Beside, Filters};
use super::layers::Layers;
use super::mounts::is_bare;
use super::place::Place;
use super::view::View;
use super::{credentials, privileges, temporary};

type Order = Box<dyn FnOnce(&Starter) + Send>;
/// The keeper is asked to protect again what lost its protection, and answers.
type Asked = Sender<Result<(), String>>;

/// A cell that is ready for steps. It is taken down when the supervisor ends.
pub(crate) struct Cell {
    orders: Sender<Order>,
    temporary: Option<PathBuf>,
}

impl Cell {
    /// Builds one; `administrator` says whether this process may make namespaces.
    ///
    /// # Errors
    /// What the kernel lacks for the sandbox.
    pub(super) fn build(
        sandbox: Sandbox,
        place: &Place,
        (layers, administrator): (Layers, &Result<(), String>),
    ) -> Result<Self, String> {
        let folder = temporary::folder(place)?;
        let without_view = match (layers.namespaces, administrator) {
            (false, _) => "namespaces are not used".to_owned(),
            (true, Err(why)) => why.clone(),
            (true, Ok(())) => {
                let (place, folder) = (place.clone(), folder.clone());
                let walls = move || Walls::with_view(sandbox, &place, &folder, layers);
                match Self::keep(walls, None) {
                    Ok(cell) => return Ok(cell),
                    Err(why) => why,
                }
            }
        };
        if sandbox != Sandbox::ReadOnly {
            return Err(without_view);
        }
        if !layers.landlock {
            return Err(format!("{without_view}; and Landlock is not used"));
        }
        let (place, own) = (place.clone(), folder.clone());
        let walls = move || Walls::without_view(&place, &own);
        Self::keep(walls, Some(folder)).map_err(|why| format!("{without_view}; and {why}"))
    }

    /// Starts the thread that keeps the walls.
    fn keep(
        build: impl FnOnce() -> Result<Walls, String> + Send + 'static,
        temporary: Option<PathBuf>,
    ) -> Result<Self, String> {
        let (orders, received) = channel::<Order>();
        let (answer, answered) = channel();
        let keeper = move || {
            let started = build().and_then(|walls| {
                let asked = walls.start(received)?;
                Ok((walls.view, asked))
            });
            match started {
                Ok((view, asked)) => {
                    let _ = answer.send(Ok(()));
                    for reply in asked {
                        let _ = reply.send(view.as_ref().map_or(Ok(()), View::protect));
                    }
                }
                Err(why) => drop(answer.send(Err(why))),
            }
        };
        let started = Builder::new().name("keeper".to_owned()).spawn(keeper);
        started.map_err(|error| error.to_string())?;
        answered.recv().map_err(|error| error.to_string())??;
        Ok(Self { orders, temporary })
    }

    /// The temporary directory, where a step has to be told of it.
    pub(crate) fn temporary(&self) -> Option<&Path> {
        self.temporary.as_deref()
    }

    /// Does something in the thread that is shut in, with the root as it is seen from there.
    ///
    /// # Errors
    /// When the walls do not hold; then nothing was done.
    pub(crate) fn inside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&File) -> T + Send + 'static,
    ) -> Result<T, String> {
        let (answer, answered) = channel();
        let order = move |starter: &Starter| {
            let _ = answer.send(starter.ready().map(|()| work(&starter.root)));
        };
        let gone = || "the thread that starts steps has ended".to_owned();
        self.orders.send(Box::new(order)).map_err(|_| gone())?;
        answered.recv().map_err(|_| gone())?
    }
}

/// What stands around a step.
struct Walls {
    view: Option<View>,
    rules: Option<Arc<Rules>>,
    filters: Arc<Filters>,
    /// The root, opened in the view.
    root: File,
}

impl Walls {
    fn with_view(
        sandbox: Sandbox,
        place: &Place,
        temporary: &Path,
        layers: Layers,
    ) -> Result<Self, String> {
        let view = View::take(sandbox, place, temporary)?;
        let rules = match layers.landlock {
            true => Rules::in_view(&view.writable).ok(),
            false => None,
        };
        Self::new(place, (Some(view), rules), Filters::new(Beside::View)?)
    }

    fn without_view(place: &Place, temporary: &Path) -> Result<Self, String> {
        let rules = Rules::alone(temporary, &credentials::there(place))?;
        Self::new(place, (None, Some(rules)), Filters::new(Beside::Landlock)?)
    }

    fn new(
        place: &Place,
        (view, rules): (Option<View>, Option<Rules>),
        filters: Filters,
    ) -> Result<Self, String> {
        let root = File::open(&place.root)
            .map_err(|error| format!("{} cannot be opened: {error}", place.root.display()))?;
        fchdir(&root).map_err(|error| error.to_string())?;
        Ok(Self {
            view,
            rules: rules.map(Arc::new),
            filters: Arc::new(filters),
            root,
        })
    }

    /// Starts the thread that takes orders, and shuts it in for good; what is received here is asked by it.
    fn start(&self, orders: Receiver<Order>) -> Result<Receiver<Asked>, String> {
        let root = self.root.try_clone().map_err(|error| error.to_string())?;
        let protected = self.view.as_ref().map(|view| view.protected.clone());
        let (asks, asked) = channel();
        let starter = Starter {
            root,
            protected: protected.unwrap_or_default(),
            asks,
        };
        let (answer, answered) = channel();
        let (rules, filters) = (self.rules.clone(), self.filters.clone());
        let shut_in = move || {
            let shut = shut(rules.as_deref(), &filters);
            let is_shut = shut.is_ok();
            let _ = answer.send(shut);
            if is_shut {
                orders.into_iter().for_each(|order| order(&starter));
            }
        };
        let started = Builder::new().name("starter".to_owned()).spawn(shut_in);
        started.map_err(|error| error.to_string())?;
        answered.recv().map_err(|error| error.to_string())??;
        Ok(asked)
    }
}

/// The thread that starts steps: what it starts inherits its walls.
struct Starter {
    root: File,
    protected: Vec<PathBuf>,
    asks: Sender<Asked>,
}

impl Starter {
    /// Has what lost its protection protected again.
    fn ready(&self) -> Result<(), String> {
        if !self.protected.iter().any(|path| is_bare(path)) {
            return Ok(());
        }
        let gone = || "the thread that keeps the cell has ended".to_owned();
        let (reply, replied) = channel();
        self.asks.send(reply).map_err(|_| gone())?;
        replied.recv().map_err(|_| gone())?
    }
}

/// Shuts this thread in for good.
fn shut(rules: Option<&Rules>, filters: &Filters) -> Result<(), String> {
    privileges::give_up().map_err(|error| format!("privileges cannot be given up: {error}"))?;
    if let Some(rules) = rules {
        rules.set()?;
    }
    let set = filters.set();
    set.map_err(|error| format!("system calls cannot be filtered: {error}"))
}
