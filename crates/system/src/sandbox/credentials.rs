//! Where people keep what opens other doors: keys, tokens, sessions. Steps do not see it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rustix::process::getuid;

use super::place::Place;

/// Below every home.
const OF_PEOPLE: &[&str] = &[
    ".ssh",
    ".gnupg",
    ".aws",
    ".azure",
    ".kube",
    ".docker",
    ".config/gcloud",
    ".config/gh",
    ".config/hub",
    ".config/glab-cli",
    ".config/doctl",
    ".config/op",
    ".config/sops",
    ".config/rclone",
    ".config/containers/auth.json",
    ".config/git/credentials",
    ".config/google-chrome",
    ".config/chromium",
    ".mozilla",
    ".password-store",
    ".local/share/keyrings",
    ".1password",
    ".git-credentials",
    ".netrc",
    ".pgpass",
    ".my.cnf",
    ".pypirc",
    ".gem/credentials",
    ".cargo/credentials",
    ".cargo/credentials.toml",
    ".terraform.d/credentials.tfrc.json",
    ".vault-token",
    ".claude/.credentials.json",
    ".codex/auth.json",
    ".gemini/oauth_creds.json",
];

/// Of the machine.
const OF_MACHINE: &[&str] = &[
    "/etc/shadow",
    "/etc/shadow-",
    "/etc/gshadow",
    "/etc/gshadow-",
    "/etc/sudoers",
    "/etc/sudoers.d",
    "/etc/ssl/private",
    "/etc/kubernetes",
    "/etc/krb5.keytab",
    "/etc/ssh/ssh_host_rsa_key",
    "/etc/ssh/ssh_host_ecdsa_key",
    "/etc/ssh/ssh_host_ed25519_key",
];

/// Users below this number belong to the system, root apart.
const FIRST_PERSON: u32 = 1000;

/// Those that are there, without links, but for what holds the root.
pub(super) fn there(place: &Place) -> Vec<PathBuf> {
    let of_people = homes().into_iter().flat_map(|home| {
        let below = OF_PEOPLE.iter();
        below.map(move |name| home.join(name)).collect::<Vec<_>>()
    });
    let of_machine = OF_MACHINE.iter().map(PathBuf::from);
    let real = of_people
        .chain(of_machine)
        .filter_map(|path| path.canonicalize().ok());
    let hidden: BTreeSet<PathBuf> = real.filter(|path| !place.root.starts_with(path)).collect();
    hidden.into_iter().collect()
}

/// The home that programs are told of, and those of all people whose files this user can read.
fn homes() -> BTreeSet<PathBuf> {
    let me = getuid().as_raw();
    let table = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let told = std::env::var_os("HOME").map(PathBuf::from);
    let listed = table.lines().filter_map(|line| home(line, me));
    let homes = told.into_iter().chain(listed);
    homes
        .filter(|home| home != Path::new("/") && home.is_absolute())
        .collect()
}

/// `yusra:x:1000:1000:Yusra:/home/yusra:/bin/bash`
fn home(line: &str, me: u32) -> Option<PathBuf> {
    let fields: Vec<&str> = line.split(':').collect();
    let user: u32 = fields.get(2)?.parse().ok()?;
    let is_read = user == me || (me == 0 && user >= FIRST_PERSON);
    fields.get(5).filter(|_| is_read).map(PathBuf::from)
}
