//! A repository whose `.stopgate` lies on a disk of its own, in a mount namespace that ends with the
//! test. Where namespaces are not allowed there is none.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use stopgate_tests::repository::Done;

use crate::Repository;

/// A process that holds the namespace, and the repository as it is seen in it.
pub struct SmallDisk<'a> {
    holder: Child,
    repository: &'a Repository,
}

impl<'a> SmallDisk<'a> {
    /// `.stopgate` on a file system with so many KiB left.
    pub fn with_room(repository: &'a Repository, room: u64) -> Option<Self> {
        let script = format!(
            "cp -a .stopgate ../saved && mount -t tmpfs none .stopgate && cp -a ../saved/. .stopgate/ \
             && used=$(df -k --output=used .stopgate | tail -n 1) \
             && mount -o remount,size=$((used + {room}))k .stopgate"
        );
        Self::open(repository, &script)
    }

    /// `.stopgate` as it is, to be read only.
    pub fn read_only(repository: &'a Repository) -> Option<Self> {
        let script = "mount --bind .stopgate .stopgate && mount -o remount,ro,bind .stopgate";
        Self::open(repository, script)
    }

    fn open(repository: &'a Repository, script: &str) -> Option<Self> {
        let script = format!("{script} && echo ready && exec sleep 120");
        let mut holder = Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "sh", "-c", &script])
            .current_dir(repository.root())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut line = String::new();
        let mut said = BufReader::new(holder.stdout.take()?);
        let _ = said.read_line(&mut line);
        let disk = Self { holder, repository };
        (line == "ready\n").then_some(disk)
    }

    /// Room for everything.
    pub fn make_room(&self) {
        let mounted = self.enter(&["mount", "-o", "remount,size=16m", ".stopgate"]);
        assert_eq!(mounted.code, 0, "{}", mounted.stderr);
    }

    /// What a command of Stopgate prints there, as JSON.
    pub fn json(&self, arguments: &[&str]) -> Done {
        let program = self.repository.command(&[]).get_program().to_owned();
        let program = program.to_string_lossy();
        let json = ["--output-format", "json"];
        self.enter(&[&[program.as_ref()], arguments, &json].concat())
    }

    /// The same as the signer.
    pub fn sign(&self, arguments: &[&str]) -> Done {
        let key = self.repository.key();
        let key = key.to_string_lossy();
        let signed = ["--as", stopgate_tests::repository::SIGNER, "--key", &key];
        self.json(&[arguments, &signed].concat())
    }

    fn enter(&self, command: &[&str]) -> Done {
        let holder = self.holder.id().to_string();
        let root = self.repository.root();
        let root = root.to_string_lossy();
        let enter = ["-t", &holder, "--user", "--mount", "--preserve-credentials"];
        let inside = ["sh", "-c", "cd \"$0\" && exec \"$@\"", &root];
        let arguments = [enter.as_slice(), &inside, command].concat();
        let mut entered = self.repository.command_of("nsenter".as_ref(), &arguments);
        Done::of(command, entered.output().expect("nsenter is installed"))
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}
