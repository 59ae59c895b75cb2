//! A root with a plan, what lies around it, and a program outside that must be left alone.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::net::{SocketAddr, UnixListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use stopgate_model::Sandbox;
use stopgate_runner::{Job, Outcome, Steps as _, StepsFailure, Variable};
use stopgate_system::{Confinement, Supervisor};
use tempfile::TempDir;

/// What everybody outside who is asked says, and what keys hold.
pub const SECRET: &str = "kettle-and-41-spoons";
const PLAN: &str = "plans/plan.md";
const KEYS: [&str; 6] = [
    ".ssh/id_ed25519",
    ".aws/credentials",
    ".gnupg/private-keys-v1.d/key",
    ".config/gh/hosts.yml",
    ".netrc",
    ".git-credentials",
];

/// A folder that is not below the temporary directory of the machine, which cells do not see.
pub fn folder(name: &str) -> TempDir {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR"));
    tempfile::Builder::new()
        .prefix(name)
        .tempdir_in(place)
        .unwrap()
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

pub fn plant_keys(home: &Path) {
    for key in KEYS {
        write(&home.join(key), SECRET);
    }
}

/// What lies outside and answers.
pub struct Outside {
    pub folder: TempDir,
    shared: TempDir,
    name: String,
    port: u16,
    victim: Child,
}

impl Outside {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("stopgate-test-{}-{count}", std::process::id());
        let (folder, shared) = (folder("outside"), tempfile::tempdir().unwrap());
        write(&folder.path().join("kept"), "kept");
        fs::write(Path::new("/dev/shm").join(&name), SECRET).unwrap();
        let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = tcp.local_addr().unwrap().port();
        let said = |mut stream: Box<dyn std::io::Write>| drop(stream.write_all(SECRET.as_bytes()));
        std::thread::spawn(move || tcp.incoming().flatten().for_each(|one| said(Box::new(one))));
        let address = SocketAddr::from_abstract_name(&name).unwrap();
        let locals = [
            UnixListener::bind_addr(&address).unwrap(),
            UnixListener::bind(shared.path().join("service.sock")).unwrap(),
        ];
        for local in locals {
            std::thread::spawn(move || {
                local
                    .incoming()
                    .flatten()
                    .for_each(|one| said(Box::new(one)))
            });
        }
        let mut victim = Command::new("sleep");
        victim
            .arg("3600")
            .env("VICTIMS_SECRET", SECRET)
            .current_dir(folder.path());
        let victim = victim.stdin(Stdio::piped()).spawn().unwrap();
        Self {
            folder,
            shared,
            name,
            port,
            victim,
        }
    }

    pub fn variables(&self) -> Vec<Variable> {
        let disks = fs::read_dir("/sys/block").into_iter().flatten().flatten();
        let disks: Vec<String> = disks
            .map(|disk| disk.file_name().to_string_lossy().into_owned())
            .collect();
        let values = [
            ("OUT", self.folder.path().display().to_string()),
            ("SHARED", self.shared.path().display().to_string()),
            ("ABSTRACT", self.name.clone()),
            ("PORT", self.port.to_string()),
            ("VICTIM", self.victim.id().to_string()),
            ("DISK", disks.join(" ")),
        ];
        let variable = |(name, value): (&str, String)| Variable {
            name: name.to_owned(),
            value,
            secret: false,
        };
        values.into_iter().map(variable).collect()
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        let _ = self.victim.kill();
        let _ = self.victim.wait();
        let _ = fs::remove_file(Path::new("/dev/shm").join(&self.name));
    }
}

/// A root with a repository and a plan.
pub struct Scene {
    pub root: TempDir,
}

impl Scene {
    pub fn new() -> Self {
        Self::at(folder("root"))
    }

    pub fn at(root: TempDir) -> Self {
        let path = root.path();
        let git = Command::new("git")
            .args(["init", "-q"])
            .current_dir(path)
            .status()
            .unwrap();
        assert!(git.success(), "git makes a repository");
        let commit =
            "-c user.name=Bram -c user.email=bram@shop.example commit -q --allow-empty -m kettles";
        let git = Command::new("git")
            .args(commit.split(' '))
            .current_dir(path)
            .status();
        assert!(git.unwrap().success(), "git commits");
        write(&path.join(PLAN), "# Plan: Sell more kettles\n");
        write(&path.join("notes.txt"), "two lines\nof notes\n");
        write(&path.join(".stopgate/allowed_signers"), "");
        write(&path.join("escape.py"), include_str!("escape.py"));
        Self { root }
    }

    pub fn supervisor(&self, kernel: &str) -> Supervisor {
        self.supervisor_with_lock(kernel, "test")
    }

    pub fn supervisor_with_lock(&self, kernel: &str, lock: &str) -> Supervisor {
        let this = std::env::current_exe().unwrap();
        let confinement = Confinement {
            plan: Some(PLAN.to_owned()),
            ..Confinement::default()
        };
        Supervisor::new(self.root.path(), lock, Vec::new())
            .with_program(&this, &[kernel.into()])
            .with_confinement(confinement)
    }

    /// What no step may change: the repository, the plan, what Stopgate keeps, the keys, what lies outside.
    pub fn kept(&self, outside: &Outside) -> BTreeMap<PathBuf, Vec<u8>> {
        let home = PathBuf::from(std::env::var_os("HOME").unwrap());
        let root = self.root.path();
        let folders = [
            root.join(".git"),
            root.join(".stopgate"),
            root.join(PLAN),
            home,
        ];
        let mut kept = BTreeMap::new();
        for folder in folders
            .into_iter()
            .chain([outside.folder.path().to_owned()])
        {
            collect(&folder, &mut kept);
        }
        kept
    }
}

fn collect(path: &Path, kept: &mut BTreeMap<PathBuf, Vec<u8>>) {
    if path.ends_with(".stopgate/locks") {
        return;
    }
    match fs::read_dir(path) {
        Ok(entries) => entries
            .flatten()
            .for_each(|entry| collect(&entry.path(), kept)),
        Err(_) => {
            kept.insert(path.to_owned(), fs::read(path).unwrap_or_default());
        }
    }
}

pub fn job(command: &str, sandbox: Sandbox, environment: &[Variable]) -> Job {
    Job {
        step: "step-1".to_owned(),
        attempt: 1,
        command: command.to_owned(),
        directory: ".".to_owned(),
        environment: environment.to_vec(),
        expectations: Vec::new(),
        timeout: Duration::from_secs(60),
        sandbox: Some(sandbox),
        uses: std::collections::BTreeMap::new(),
        stdin: None,
    }
}

pub fn run(supervisor: &mut Supervisor, job: &Job) -> Result<Outcome, StepsFailure> {
    supervisor.run(job, &mut |_| {})
}

/// Whether walls can be built here at all; in CI they must be.
pub fn has_walls() -> bool {
    let scene = Scene::new();
    let built = scene
        .supervisor("as it is")
        .prepare(Some(Sandbox::WorkspaceWrite));
    assert!(
        built.is_ok() || std::env::var_os("CI").is_none(),
        "{built:?}, and this is CI"
    );
    built
        .map_err(|why| println!("no walls here: {why}"))
        .is_ok()
}
