//! A folder on a disk of its own with little room, in a mount namespace that ends with its owner.

use std::io::{BufRead as _, BufReader, Result};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::call::{Call, Ended};

/// How large the disk is; it holds a run many times.
const SIZE: &str = "4m";

/// The file that takes the rest of it.
const FILLER: &str = "filler";

/// A process that holds the namespace.
#[derive(Debug)]
pub struct SmallDisk {
    holder: Child,
    folder: PathBuf,
}

impl SmallDisk {
    /// Puts what a folder holds on a disk with so many KiB left.
    ///
    /// # Errors
    /// Why it cannot be mounted here.
    pub fn under(folder: &Path, room: u64) -> std::result::Result<Self, String> {
        let script = format!(
            "saved=$(mktemp -d) && cp -R --preserve=mode . $saved && mount -t tmpfs -o size={SIZE} none \"$PWD\" \
             && cd \"$PWD\" && cp -R --preserve=mode $saved/. . && rm -rf $saved \
             && left=$(df -k --output=avail . | tail -n 1) \
             && head -c $(((left - {room}) * 1024)) /dev/zero > {FILLER} && echo ready && exec sleep 300 || rm -rf $saved"
        );
        let holder = Command::new("unshare")
            .args(["--user", "--map-root-user", "--mount", "sh", "-c", &script])
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut holder = holder.map_err(|error| format!("`unshare` does not start: {error}"))?;
        let said = holder.stdout.take();
        let folder = folder.to_owned();
        let disk = Self { holder, folder };
        let mut line = String::new();
        let _ = said.map(|said| BufReader::new(said).read_line(&mut line));
        let refused =
            "this user may not mount a small disk (`unshare --user --map-root-user --mount`)";
        if line == "ready\n" {
            Ok(disk)
        } else {
            Err(refused.to_owned())
        }
    }

    /// Gives it room for everything.
    ///
    /// # Errors
    /// When `nsenter` cannot be started.
    pub fn make_room(&self) -> Result<bool> {
        let removed = self.enter(&self.folder, Path::new("rm"), &[FILLER]);
        Ok(removed.run(Duration::from_secs(20))?.code == Some(0))
    }

    /// A program as it is called where the disk is seen.
    pub fn enter(&self, folder: &Path, program: &Path, arguments: &[&str]) -> Call {
        let holder = self.holder.id().to_string();
        let folder_text = folder.to_string_lossy();
        let program = program.to_string_lossy();
        let enter = ["-t", &holder, "--user", "--mount", "--preserve-credentials"];
        let inside = [
            "sh",
            "-c",
            "cd \"$0\" && exec \"$@\"",
            &folder_text,
            &program,
        ];
        let call = Call::new(Path::new("nsenter"), folder);
        call.with(enter).with(inside).with(arguments)
    }

    /// What a program says there.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn run(&self, call: (&Path, &Path, &[&str]), most: Duration) -> Result<Ended> {
        let (folder, program, arguments) = call;
        self.enter(folder, program, arguments).run(most)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}
