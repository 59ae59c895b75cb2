//! The real `ssh-keygen`, in a folder of its own.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A folder with keys in it, and `ssh-keygen`.
pub struct OpenSsh {
    folder: TempDir,
}

impl OpenSsh {
    /// None where `ssh-keygen` is not installed. In CI that is a failure.
    pub fn find() -> Option<OpenSsh> {
        let found = Command::new("ssh-keygen")
            .arg("-?")
            .stderr(Stdio::null())
            .status()
            .is_ok();
        assert!(
            found || std::env::var_os("CI").is_none(),
            "ssh-keygen is missing, and this is CI"
        );
        if !found {
            println!("ssh-keygen is missing: nothing was compared");
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        Some(OpenSsh { folder })
    }

    /// The path of a file in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The text of a file in the folder.
    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a file")
    }

    /// Makes a key pair and gives back the private half.
    pub fn key(&self, name: &str, options: &[&str]) -> String {
        let path = self.path(name);
        let made = Command::new("ssh-keygen")
            .args(["-q", "-C", name, "-N", "", "-f"])
            .arg(&path)
            .args(options)
            .output()
            .expect("ssh-keygen");
        assert!(made.status.success(), "{name}: {made:?}");
        self.text(name)
    }

    /// The public half of a key: kind and base64.
    pub fn public(&self, name: &str) -> String {
        let line = self.text(&format!("{name}.pub"));
        line.split(' ').take(2).collect::<Vec<_>>().join(" ")
    }

    /// A signature by `ssh-keygen -Y sign`.
    pub fn sign(&self, key: &Path, namespace: &str, hash: &str, message: &[u8]) -> String {
        let mut command = Command::new("ssh-keygen");
        command.args(["-q", "-Y", "sign", "-n", namespace, "-f"]);
        command.arg(key).arg("-O").arg(format!("hashalg={hash}"));
        let (good, output) = run(&mut command, message);
        assert!(good, "{key:?} {output}");
        output
    }

    /// The verdict of `ssh-keygen -Y verify` at a time in UTC: `20270101000000Z`.
    pub fn verify(&self, question: &Question<'_>) -> bool {
        let signers = self.path("allowed_signers");
        let signature = self.path("message.sig");
        fs::write(&signers, question.signers).expect("written");
        fs::write(&signature, question.signature).expect("written");
        let mut command = Command::new("ssh-keygen");
        command.args([
            "-Y",
            "verify",
            "-n",
            question.namespace,
            "-I",
            question.name,
        ]);
        command.arg("-f").arg(signers).arg("-s").arg(signature);
        command
            .arg("-O")
            .arg(format!("verify-time={}", question.at));
        run(&mut command, question.message).0
    }
}

/// What `ssh-keygen` is asked.
pub struct Question<'a> {
    pub signers: &'a str,
    pub name: &'a str,
    pub namespace: &'a str,
    pub message: &'a [u8],
    pub signature: &'a str,
    pub at: &'a str,
}

fn run(command: &mut Command, input: &[u8]) -> (bool, String) {
    let mut child = command
        .env("TZ", "UTC")
        .env_remove("SSH_AUTH_SOCK")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("ssh-keygen");
    // It may end before it has read all, where the signature is bad.
    let _ = child.stdin.take().expect("stdin").write_all(input);
    let output = child.wait_with_output().expect("an end");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.success(), text)
}
