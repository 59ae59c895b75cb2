//! One cell: a thread that keeps its walls, and starts each step in a thread that is shut in.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::Builder;

use rustix::process::fchdir;
use stopgate_model::Sandbox;

use super::access::Rules;
use super::calls::{Filters, Sockets};
use super::layers::Layers;
use super::place::Place;
use super::view::View;
use super::{credentials, privileges, temporary};

/// Bytes of stack for a thread that starts a step.
const STACK: usize = 256 * 1024;

type Order = Box<dyn FnOnce(&Walls) + Send>;

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
        let keeper = move || match build() {
            Ok(walls) => {
                let _ = answer.send(Ok(()));
                walls.serve(&received);
            }
            Err(why) => {
                let _ = answer.send(Err(why));
            }
        };
        let started = Builder::new().name("cell".to_owned()).spawn(keeper);
        started.map_err(|error| error.to_string())?;
        answered.recv().map_err(|error| error.to_string())??;
        Ok(Self { orders, temporary })
    }

    /// The temporary directory, where a step has to be told of it.
    pub(crate) fn temporary(&self) -> Option<&Path> {
        self.temporary.as_deref()
    }

    /// Does something in a thread that is shut in, with the root as it is seen from there.
    ///
    /// # Errors
    /// When the walls do not hold; then nothing was done.
    pub(crate) fn inside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&File) -> T + Send + 'static,
    ) -> Result<T, String> {
        let (answer, answered) = channel();
        let order = move |walls: &Walls| {
            let _ = answer.send(walls.inside(work));
        };
        let gone = || "the thread that keeps the cell has ended".to_owned();
        self.orders.send(Box::new(order)).map_err(|_| gone())?;
        answered.recv().map_err(|_| gone())?
    }
}

/// What stands around a step.
struct Walls {
    view: Option<View>,
    rules: Option<Rules>,
    filters: Filters,
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
        Self::new(
            place,
            (Some(view), rules),
            Filters::new(Sockets::OfItsNetwork)?,
        )
    }

    fn without_view(place: &Place, temporary: &Path) -> Result<Self, String> {
        let rules = Rules::alone(temporary, &credentials::there(place))?;
        Self::new(place, (None, Some(rules)), Filters::new(Sockets::None)?)
    }

    fn new(
        place: &Place,
        (view, rules): (Option<View>, Option<Rules>),
        filters: Filters,
    ) -> Result<Self, String> {
        let root = File::open(&place.root)
            .map_err(|error| format!("{} cannot be opened: {error}", place.root.display()))?;
        fchdir(&root).map_err(|error| error.to_string())?;
        let walls = Self {
            view,
            rules,
            filters,
            root,
        };
        // What does not hold now would not hold for a step.
        walls.inside(|_| ())?;
        Ok(walls)
    }

    fn serve(&self, orders: &Receiver<Order>) {
        for order in orders {
            order(self);
        }
    }

    fn inside<T: Send>(&self, work: impl FnOnce(&File) -> T + Send) -> Result<T, String> {
        if let Some(view) = &self.view {
            view.protect()?;
        }
        let shut_in = || self.shut().map(|()| work(&self.root));
        std::thread::scope(|scope| {
            let started = Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, shut_in);
            let ended = started.map_err(|error| error.to_string())?.join();
            ended.unwrap_or_else(|_| Err("the thread that starts steps has ended".to_owned()))
        })
    }

    /// Shuts this thread in for good.
    fn shut(&self) -> Result<(), String> {
        privileges::give_up().map_err(|error| format!("privileges cannot be given up: {error}"))?;
        if let Some(rules) = &self.rules {
            rules.set()?;
        }
        self.filters
            .set()
            .map_err(|error| format!("system calls cannot be filtered: {error}"))
    }
}
