//! Landlock: rules about files, signals and abstract sockets that a thread sets itself, for all that it
//! starts.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access as _, AccessFs, BitFlags, LandlockStatus, PathBeneath, PathFd, RestrictionStatus,
    Ruleset, RulesetAttr as _, RulesetCreated, RulesetCreatedAttr as _, RulesetStatus, Scope,
};

/// The newest interface whose rights are known here; an older kernel enforces those that it has.
const KNOWN: ABI = ABI::V10;
/// What anybody may write to.
const DEVICES: [&str; 6] = [
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
    "/dev/tty",
];

/// What the rules of the kernel say, set for each step.
pub(super) struct Rules(RulesetCreated);

impl Rules {
    /// Rules on top of a view, in which all may be read and some be written.
    ///
    /// # Errors
    /// When the kernel takes no such rules.
    pub(super) fn in_view(writable: &[PathBuf]) -> Result<Self, String> {
        let mut rules = Self::new()?;
        rules = rules.allow(Path::new("/"), AccessFs::from_read(KNOWN))?;
        for path in writable.iter().filter(|path| path.exists()) {
            rules = rules.allow(path, AccessFs::from_all(KNOWN))?;
        }
        Ok(rules)
    }

    /// Rules without a view: one directory may be written, and what is hidden cannot be left out of a
    /// directory that may be read, so all that lies beside it is named.
    ///
    /// # Errors
    /// When the kernel takes no such rules.
    pub(super) fn alone(temporary: &Path, hidden: &[PathBuf]) -> Result<Self, String> {
        let mut rules = Self::new()?;
        // Names may be listed everywhere; what stands in the files is another right.
        rules = rules.allow(Path::new("/"), AccessFs::ReadDir.into())?;
        // Behind other devices lie disks and memory.
        let devices = Path::new("/dev").to_owned();
        let hidden: Vec<PathBuf> = hidden.iter().cloned().chain([devices]).collect();
        for path in beside(&hidden) {
            rules = rules.allow(&path, AccessFs::ReadFile | AccessFs::Execute)?;
        }
        for device in DEVICES.iter().map(Path::new).filter(|path| path.exists()) {
            rules = rules.allow(device, AccessFs::ReadFile | AccessFs::WriteFile)?;
        }
        rules.allow(temporary, AccessFs::from_all(KNOWN))
    }

    fn new() -> Result<Self, String> {
        let ruleset = Ruleset::default()
            .handle_access(AccessFs::from_all(KNOWN))
            .and_then(|rules| rules.scope(Scope::from_all(KNOWN)))
            .and_then(Ruleset::create);
        ruleset.map(Self).map_err(|error| error.to_string())
    }

    fn allow(self, path: &Path, access: BitFlags<AccessFs>) -> Result<Self, String> {
        let said = |error: String| format!("{}: {error}", path.display());
        let open = PathFd::new(path).map_err(|error| said(error.to_string()))?;
        let is_directory = path.is_dir();
        let access = if is_directory {
            access
        } else {
            access & AccessFs::from_file(KNOWN)
        };
        let added = self.0.add_rule(PathBeneath::new(open, access));
        added.map(Self).map_err(|error| said(error.to_string()))
    }

    /// Sets them for this thread and all that it starts.
    ///
    /// # Errors
    /// When they do not hold.
    pub(super) fn set(&self) -> Result<(), String> {
        let rules = self.0.try_clone().map_err(|error| error.to_string())?;
        let set = rules.restrict_self().map_err(|error| error.to_string())?;
        match set.ruleset {
            RulesetStatus::NotEnforced => Err("Landlock does not hold".to_owned()),
            _ => Ok(()),
        }
    }
}

/// Which interface of Landlock this kernel has, tried in a thread of its own.
///
/// # Errors
/// Why there is none.
pub(super) fn version() -> Result<i32, String> {
    let tried = std::thread::spawn(|| {
        let rules = Rules::new()?;
        let set: RestrictionStatus = rules.0.restrict_self().map_err(|error| error.to_string())?;
        Ok(set.landlock)
    });
    match tried.join() {
        Ok(Ok(LandlockStatus::Available {
            effective_abi,
            kernel_abi,
        })) => Ok(kernel_abi.unwrap_or(effective_abi as i32)),
        Ok(Ok(LandlockStatus::NotEnabled)) => {
            Err("Landlock is built in and not switched on".to_owned())
        }
        Ok(Ok(_)) => Err("the kernel has no Landlock".to_owned()),
        Ok(Err(why)) => Err(why),
        Err(_) => Err("the thread that tried it ended".to_owned()),
    }
}

/// Everything but these paths: the entries of all directories above them, without those directories.
fn beside(hidden: &[PathBuf]) -> Vec<PathBuf> {
    let above: BTreeSet<&Path> = hidden
        .iter()
        .flat_map(|path| path.ancestors().skip(1))
        .collect();
    let entries = above
        .iter()
        .flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten())
        .map(|entry| entry.path());
    let is_apart = |path: &PathBuf| !above.contains(path.as_path()) && !hidden.contains(path);
    // A link is no way to what it leads to, and what is hidden may be what it leads to.
    let is_itself = |path: &PathBuf| path.canonicalize().is_ok_and(|real| real == *path);
    entries.filter(is_apart).filter(is_itself).collect()
}
