//! The plan files that are edited.

use std::path::{Path, PathBuf};

use stopgate_markdown::Tree;
use stopgate_source::Source;
use stopgate_tests::{Folder, engine, files, options, root, shared, true_plans};
use stopgate_workspace::{Change, Document, Engine, Environment};

/// The day on which plans are read; nothing of what is approved depends on it.
const DAY: &str = "2026-06-01";

/// Put behind the first line of plans, so that there is a last day to edit.
const SUPPRESSION: &str =
    "\n<!-- stopgate-ignore-file[STY001]: agreed with the\n     owners until=2026-12-31 -->\n";

/// A plan file.
pub struct PlanFile {
    /// Where it lies, for messages.
    pub name: String,
    /// True where it belongs to this repository.
    pub own: bool,
    /// The format that claims it.
    format: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl PlanFile {
    fn read(path: &Path, format: Option<&str>) -> Option<Self> {
        let bytes = std::fs::read(path).expect("the plan can be read");
        let text = String::from_utf8(bytes).expect("the plan is UTF-8");
        let recognised = |engine: &Engine| {
            let document = read(engine, text.clone().into_bytes(), None);
            document.plan().map(|plan| plan.format.id.clone())
        };
        let own = format.is_none();
        let format = format
            .map(str::to_owned)
            .or_else(|| recognised(&engine()))?;
        // Not in front of front matter or into a fence around the whole file.
        let plain = own && text.starts_with("# ");
        let text = match text.split_once('\n').filter(|_| plain) {
            Some((title, rest)) => format!("{title}\n{SUPPRESSION}{rest}"),
            None => text,
        };
        Some(Self {
            name: path.file_name()?.to_string_lossy().into_owned(),
            own,
            format,
            bytes: text.into_bytes(),
        })
    }

    /// The text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).expect("plans are UTF-8")
    }

    /// The blocks.
    pub fn tree(&self) -> Tree {
        Tree::read(Source::new(self.bytes.clone()))
    }

    /// The document.
    pub fn document<'e>(&self, engine: &'e Engine) -> Document<'e> {
        read(engine, self.bytes.clone(), Some(&self.format))
    }

    /// What an approval of these bytes, read as this plan, is for.
    pub fn digest(&self, engine: &Engine, bytes: &[u8]) -> String {
        self.digest_with(engine, bytes, Environment::default())
    }

    /// The same in an environment.
    pub fn digest_with(&self, engine: &Engine, bytes: &[u8], environment: Environment) -> String {
        let document = read(engine, bytes.to_vec(), Some(&self.format));
        let binding = document.binding(environment);
        binding.expect("the format is named").digest()
    }

    /// What is told of the change to these bytes.
    pub fn changes(&self, engine: &Engine, bytes: &[u8]) -> Vec<Change> {
        let before = self.document(engine);
        let after = read(engine, bytes.to_vec(), Some(&self.format));
        let [then, now] = [&before, &after].map(|document| {
            let binding = document.binding(Environment::default());
            binding.expect("the format is named")
        });
        after.changes_since(&before, (&then, &now))
    }

    /// The first place where other bytes differ, for messages.
    pub fn difference(&self, bytes: &[u8]) -> String {
        let pairs = self.bytes.iter().zip(bytes);
        let at = pairs.take_while(|(old, new)| old == new).count();
        let around = |bytes: &[u8]| {
            let part = &bytes[at.saturating_sub(60)..(at + 60).min(bytes.len())];
            String::from_utf8_lossy(part).into_owned()
        };
        format!(
            "{} at byte {at}: {:?} became {:?}",
            self.name,
            around(&self.bytes),
            around(bytes)
        )
    }
}

fn read<'e>(engine: &'e Engine, bytes: Vec<u8>, format: Option<&str>) -> Document<'e> {
    engine.read(
        "plan.md",
        bytes,
        &options(format, DAY),
        &Folder(root().join("tests")),
    )
}

/// Our own plans, and the shared ones that a reviewer calls ready.
pub fn all() -> Vec<PlanFile> {
    let own: Vec<PathBuf> = ["examples", "tests/plans", "tests/plans-second"]
        .into_iter()
        .flat_map(|folder| files(&root().join(folder), ".md"))
        .filter(|path| !path.ends_with("README.md") && !path.ends_with("active-spec.md"))
        .collect();
    let own = own.iter().filter_map(|path| PlanFile::read(path, None));
    let examples = shared().map_or_else(Vec::new, |shared| true_plans(&shared.join("examples")));
    let ready = examples.iter().filter(|plan| plan.is_ready());
    let ready = ready.filter_map(|plan| PlanFile::read(&plan.path, Some(plan.text("format"))));
    own.chain(ready).collect()
}
