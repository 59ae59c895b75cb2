//! Who is alive of all that a step has started: by a mark that each process inherits, and, where a control
//! group can be made, by the list of its members, which nobody leaves.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Where version 2 of control groups is mounted.
const MOUNTS: &[&str] = &["/sys/fs/cgroup", "/sys/fs/cgroup/unified"];

/// How often the removal of a group is tried.
const REMOVALS: u32 = 100;

/// One run that is watched.
pub struct Watched {
    /// What everything that belongs to it carries in its environment or arguments.
    pub mark: String,
    group: Option<Group>,
}

/// A control group that ends with the test.
struct Group(PathBuf);

impl Watched {
    /// A mark and a group that nothing else has.
    pub fn new() -> Self {
        static MARKS: AtomicU32 = AtomicU32::new(0);
        let number = MARKS.fetch_add(1, Ordering::Relaxed);
        let mark = format!("stopgate-mark-{}-{number}-", std::process::id());
        let group = MOUNTS.iter().find_map(|mount| Group::new(mount, &mark));
        Self { mark, group }
    }

    /// Starts a command that is watched, with all that comes of it.
    pub fn start(&self, command: &Command) -> Child {
        let procs = self
            .group
            .as_ref()
            .map(|group| group.0.join("cgroup.procs"));
        let enter = r#"if [ -n "$0" ]; then echo $$ > "$0" || exit 125; fi; exec "$@""#;
        let mut entered = Command::new("sh");
        entered.args(["-c", enter]);
        entered.arg(procs.as_deref().unwrap_or(Path::new("")));
        entered.arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => entered.env(name, value),
                None => entered.env_remove(name),
            };
        }
        let path = std::env::var("PATH").unwrap_or_default();
        // Steps inherit it; what clears its environment carries the mark in its arguments.
        entered.env("PATH", format!("{path}:/{}", self.mark));
        entered.current_dir(command.get_current_dir().expect("a folder"));
        entered.stdin(std::process::Stdio::null());
        entered.stdout(std::process::Stdio::null());
        entered.stderr(std::process::Stdio::null());
        std::os::unix::process::CommandExt::process_group(&mut entered, 0);
        entered.spawn().expect("sh starts")
    }

    /// Everything that is alive, with its command line.
    pub fn alive(&self) -> Vec<(u32, String)> {
        let mut ids = self.marked();
        ids.extend(self.group.iter().flat_map(Group::members));
        ids.sort_unstable();
        ids.dedup();
        let told = |id: u32| Some((id, line_of(id)?));
        ids.into_iter().filter_map(told).collect()
    }

    fn marked(&self) -> Vec<u32> {
        let processes = fs::read_dir("/proc").expect("/proc is mounted").flatten();
        let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        let others = ids.filter(|id: &u32| *id != std::process::id());
        others.filter(|id| self.carries_mark(*id)).collect()
    }

    fn carries_mark(&self, id: u32) -> bool {
        let mark = self.mark.as_bytes();
        let holds = |name: &str| {
            let bytes = fs::read(format!("/proc/{id}/{name}")).unwrap_or_default();
            bytes.windows(mark.len()).any(|part| part == mark)
        };
        holds("environ") || holds("cmdline")
    }

    /// Whether a control group is looked at as well.
    pub fn has_group(&self) -> bool {
        self.group.is_some()
    }

    /// The supervisor of the run, where it lives.
    pub fn supervisor(&self) -> Option<u32> {
        let alive = self.alive().into_iter();
        let mut supervisors = alive.filter(|(_, line)| line.contains(" __supervise "));
        supervisors.next().map(|(id, _)| id)
    }
}

/// What failed leaves nothing behind either.
impl Drop for Watched {
    fn drop(&mut self) {
        for (id, _) in self.alive() {
            let id = i32::try_from(id)
                .ok()
                .and_then(rustix::process::Pid::from_raw);
            if let Some(id) = id {
                let _ = rustix::process::kill_process(id, rustix::process::Signal::KILL);
            }
        }
    }
}

impl Group {
    fn new(mount: &str, name: &str) -> Option<Self> {
        let own = fs::read_to_string("/proc/self/cgroup").ok()?;
        let own = own.lines().find_map(|line| line.strip_prefix("0::/"))?;
        let mount = Path::new(mount);
        if !mount.join("cgroup.procs").exists() && !mount.join(own).join("cgroup.procs").exists() {
            return None;
        }
        let folder = mount.join(own).join(name);
        fs::create_dir(&folder).ok()?;
        let group = Self(folder);
        let procs = group.0.join("cgroup.procs");
        fs::OpenOptions::new().write(true).open(procs).ok()?;
        Some(group)
    }

    fn members(&self) -> Vec<u32> {
        let members = fs::read_to_string(self.0.join("cgroup.procs")).unwrap_or_default();
        members.lines().filter_map(|id| id.parse().ok()).collect()
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let _ = fs::write(self.0.join("cgroup.kill"), "1");
        for _ in 0..REMOVALS {
            if fs::remove_dir(&self.0).is_ok() {
                return;
            }
            // What was killed is a member until the kernel is done with it.
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// The command line of a process that lives; one that has ended and waits to be taken note of does not.
fn line_of(id: u32) -> Option<String> {
    let stat = fs::read(format!("/proc/{id}/stat")).ok()?;
    let behind = stat.iter().rposition(|byte| *byte == b')')?;
    let state = stat.get(behind + 2)?;
    if matches!(state, b'Z' | b'X') {
        return None;
    }
    let line = fs::read(format!("/proc/{id}/cmdline")).ok()?;
    let line = String::from_utf8_lossy(&line).replace('\0', " ");
    Some(line)
}
