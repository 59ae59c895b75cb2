//! What this machine can and cannot enforce, tried for real. Only a process that does nothing else may try:
//! some of it cannot be taken back.

use std::fs::{self, File};
use std::path::Path;

use nix::sched::{CloneFlags, unshare};
use rustix::fs::{Mode, OFlags, ResolveFlags, openat2};
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketType, socket};
use rustix::process::{PidfdFlags, getpid, pidfd_open, set_child_subreaper};
use serde::{Deserialize, Serialize};
use stopgate_model::Sandbox;

use super::calls::{Beside, Filters};
use super::cells::Cells;
use super::layers::Layers;
use super::place::Place;
use super::{access, user};

/// One thing that was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examined {
    /// What: `landlock`, `sandbox workspace-write`.
    pub name: String,
    /// True where it works.
    pub works: bool,
    /// What was found: a version, or why it does not work.
    pub found: String,
    /// What follows where it does not work, and what to do.
    pub without: String,
}

impl Examined {
    /// What was tried, with what follows where it does not work.
    pub(crate) fn new(name: &str, tried: Result<String, String>, without: &str) -> Self {
        let works = tried.is_ok();
        Self {
            name: name.to_owned(),
            works,
            found: tried.unwrap_or_else(|why| why),
            without: without.to_owned(),
        }
    }
}

/// The sandboxes that shut steps in, each tried on a root of its own at this place, then what they are made of.
pub(crate) fn examine(scratch: &Path, layers: Layers) -> Vec<Examined> {
    let mut examined = vec![
        Examined::new(
            "landlock",
            in_use(layers.landlock)
                .and_then(|()| access::version().map(|abi| format!("interface {abi}"))),
            "writes are held by read-only mounts alone, and a step may signal other processes of this user; boot a kernel of 5.13 or later with `landlock` in its list of security modules",
        ),
        Examined::new(
            "landlock-signals",
            in_use(layers.landlock).and_then(|()| at_least(6)),
            "a step may send signals to other processes of this user, and with the sandbox `network` reach abstract sockets; a kernel of 6.12 or later shuts both",
        ),
        Examined::new(
            "landlock-sockets",
            in_use(layers.landlock).and_then(|()| at_least(9)),
            "a step may connect to sockets that services keep outside of /run and /tmp; a kernel of 7.1 or later shuts them",
        ),
        Examined::new(
            "seccomp",
            filtered(),
            "no sandbox but `host` can be enforced; the kernel, or the container around, has to allow filters of system calls",
        ),
        Examined::new(
            "pid-handles",
            pidfd_open(getpid(), PidfdFlags::empty())
                .map(|_| "pidfd_open".to_owned())
                .map_err(|error| error.to_string()),
            "steps cannot be watched, and no command runs; a kernel of 5.3 or later is needed",
        ),
        Examined::new(
            "subreaper",
            set_child_subreaper(Some(getpid()))
                .map(|()| "orphans stay below their supervisor".to_owned())
                .map_err(|error| error.to_string()),
            "what a step leaves behind cannot be ended, and no command runs",
        ),
        Examined::new(
            "openat2",
            opened_beneath(),
            "directories are opened part by part, which is as safe and a little slower",
        ),
        Examined::new(
            "cgroup-kill",
            cgroup(),
            "the tree of a step is ended process by process, which takes a moment longer",
        ),
    ];
    examined.extend(sandboxes(scratch, layers));
    examined
}

fn in_use(layer: bool) -> Result<(), String> {
    layer.then_some(()).ok_or_else(|| "not used".to_owned())
}

fn at_least(version: i32) -> Result<String, String> {
    let found = access::version()?;
    match found >= version {
        true => Ok(format!("interface {found}")),
        false => Err(format!(
            "interface {found}; {version} is the first that has it"
        )),
    }
}

/// A filter that refuses a socket that would open.
fn filtered() -> Result<String, String> {
    let tried = std::thread::spawn(|| {
        rustix::thread::set_no_new_privs(true).map_err(|error| error.to_string())?;
        Filters::new(Beside::Landlock)?
            .set()
            .map_err(|error| error.to_string())?;
        match socket(AddressFamily::UNIX, SocketType::STREAM, None) {
            Err(Errno::PERM) => Ok("filters of system calls hold".to_owned()),
            _ => Err("a filter was set and does not hold".to_owned()),
        }
    });
    tried
        .join()
        .unwrap_or_else(|_| Err("the thread that tried it ended".to_owned()))
}

fn opened_beneath() -> Result<String, String> {
    let root = File::open("/").map_err(|error| error.to_string())?;
    let opened = openat2(
        &root,
        "proc",
        OFlags::PATH,
        Mode::empty(),
        ResolveFlags::BENEATH,
    );
    opened
        .map(|_| "paths are opened beneath the root".to_owned())
        .map_err(|error| error.to_string())
}

fn cgroup() -> Result<String, String> {
    let own = fs::read_to_string("/proc/self/cgroup").map_err(|error| error.to_string())?;
    let path = own.lines().find_map(|line| line.strip_prefix("0::"));
    let path = path.ok_or("no cgroups of version 2")?;
    let mount = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"];
    let kill = mount.map(|mount| format!("{mount}{path}/cgroup.kill"));
    match kill
        .iter()
        .any(|file| fs::OpenOptions::new().write(true).open(file).is_ok())
    {
        true => Ok("cgroups of version 2 can be ended at once".to_owned()),
        false => Err("the cgroup of this process cannot be written".to_owned()),
    }
}

/// Each sandbox, by what its promises come to.
fn sandboxes(scratch: &Path, layers: Layers) -> Vec<Examined> {
    let place = match Place::new(scratch, Some("plan.md")) {
        Ok(place) => place,
        Err(error) => return vec![Examined::new("sandboxes", Err(error.to_string()), "")],
    };
    let user = match layers.namespaces {
        true => user::become_administrator().map(|()| "namespaces can be made".to_owned()),
        false => in_use(false).map(|()| String::new()),
    };
    let own = |flags| {
        let tried = std::thread::spawn(move || unshare(flags));
        match tried.join() {
            Ok(Ok(())) => Ok("can be made".to_owned()),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err("the thread that tried it ended".to_owned()),
        }
    };
    let without = "`workspace-write` and `network` cannot be enforced; allow this user namespaces (`sysctl user.max_user_namespaces`, `kernel.apparmor_restrict_unprivileged_userns`), or run as a user who may mount";
    let mut examined = vec![
        Examined::new("user-namespace", user, without),
        Examined::new(
            "mount-namespace",
            in_use(layers.namespaces).and_then(|()| own(CloneFlags::CLONE_NEWNS)),
            without,
        ),
        Examined::new(
            "network-namespace",
            in_use(layers.namespaces).and_then(|()| own(CloneFlags::CLONE_NEWNET)),
            without,
        ),
    ];
    let mut cells = Cells::new(place, layers);
    for sandbox in Sandbox::ALL
        .into_iter()
        .filter(|sandbox| *sandbox != Sandbox::Host)
    {
        examined.push(Examined::new(
            &format!("sandbox {}", sandbox.name()),
            holds(&mut cells, sandbox, scratch),
            "steps of this sandbox are refused; mend what is missing above, or set `unenforced = true` below `[sandbox]` in .stopgate/config.toml to run them without walls",
        ));
    }
    examined
}

/// Tries what the sandbox must refuse and what it must let through.
fn holds(cells: &mut Cells, sandbox: Sandbox, scratch: &Path) -> Result<String, String> {
    let (inside, outside) = (
        scratch.to_owned(),
        std::env::current_exe().unwrap_or_default(),
    );
    let tried = cells.of(sandbox)?.inside(move |_| {
        let write = |path: &Path| File::create(path).is_ok();
        let refused = [
            ("wrote into .git", write(&inside.join(".git/tried"))),
            (
                "wrote into .stopgate",
                write(&inside.join(".stopgate/tried")),
            ),
            (
                "wrote into the plan",
                fs::OpenOptions::new()
                    .append(true)
                    .open(inside.join("plan.md"))
                    .is_ok(),
            ),
            (
                "wrote outside of the root",
                fs::OpenOptions::new().append(true).open(outside).is_ok(),
            ),
            (
                "wrote below the root",
                sandbox == Sandbox::ReadOnly && write(&inside.join("tried")),
            ),
            (
                "made a namespace",
                unshare(CloneFlags::CLONE_NEWUSER).is_ok(),
            ),
            (
                "mounted",
                rustix::mount::mount_bind(&inside, &inside).is_ok(),
            ),
        ];
        let kept_out: Vec<&str> = refused
            .iter()
            .filter(|(_, done)| *done)
            .map(|(what, _)| *what)
            .collect();
        let works = sandbox == Sandbox::ReadOnly || write(&inside.join("tried"));
        (kept_out.join(", "), works)
    })?;
    match tried {
        (escapes, true) if escapes.is_empty() => Ok("enforced".to_owned()),
        (escapes, true) => Err(format!("a step {escapes}")),
        (_, false) => Err("a step could not write below the root".to_owned()),
    }
}
