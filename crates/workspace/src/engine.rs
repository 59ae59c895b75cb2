//! The formats in use, and what to do with a document.

use std::sync::OnceLock;

use jiff::civil::Date;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use sha2::{Digest as _, Sha256};
use stopgate_formats::{
    BrokenFormat, Claim, Format, Formats, Part, PartKind, Undraftable, best_claim, builtin_formats,
    draft_format, lower, new_plan, only, parts, read_spec, suggestion,
};
use stopgate_markdown::Tree;
use stopgate_model::{Profile, Repository};
use stopgate_rules::{BrokenPack, Packs, Settings, all};
use stopgate_source::{Source, file_part};

use crate::{Document, cache};

/// How documents are to be judged.
#[derive(Clone, Debug)]
pub struct Options {
    /// The format to read by; recognised where none is given.
    pub format: Option<String>,
    /// How strict.
    pub profile: Profile,
    /// The day on which plans are judged.
    pub today: Date,
}

/// The formats in use. What is built in is read when it is first asked for, which a check that is
/// answered from the cache never does.
#[derive(Clone, Debug)]
pub struct Engine {
    formats: OnceLock<Formats>,
    packs: OnceLock<Packs>,
    own_files: OwnFiles,
}

/// The digest of all that an engine was told besides what is built in.
type OwnFiles = [u8; 32];

impl Engine {
    /// The built-in formats and those of the user: names and texts of TOML files.
    ///
    /// # Errors
    /// When a format file is broken or names a rule that does not exist.
    pub fn new(user_formats: &[(String, String)]) -> Result<Self, BrokenFormat> {
        let own_files = cache::own_files(OwnFiles::default(), user_formats, &[]);
        if user_formats.is_empty() {
            return Ok(Self {
                formats: OnceLock::new(),
                packs: OnceLock::new(),
                own_files,
            });
        }
        let mut formats = builtin_formats()?;
        let built_in = formats.all().len();
        formats.add_all(user_formats)?;
        for (format, (name, _)) in formats.all()[built_in..].iter().zip(user_formats) {
            if let Some(rule) = Settings::unknown_rules(&format.rule_choices()).first() {
                let near = suggestion(rule, all().map(|rule| rule.name));
                let reason =
                    format!("there is no rule `{rule}`{near}; `stopgate rules` lists them");
                return Err(BrokenFormat {
                    name: name.clone(),
                    reason,
                });
            }
        }
        Ok(Self {
            formats: OnceLock::from(formats),
            packs: OnceLock::new(),
            own_files,
        })
    }

    /// The same engine with the packs of the user, names and texts of TOML files, and the packs that
    /// `named` has apply to every plan.
    ///
    /// # Errors
    /// When a pack file is broken, or a format or `named` names a pack that does not exist.
    pub fn with_packs(
        mut self,
        user_packs: &[(String, String)],
        (place, named): (&str, &[String]),
    ) -> Result<Self, BrokenPack> {
        self.own_files = cache::own_files(self.own_files, user_packs, named);
        let has_own_formats = self.formats.get().is_some();
        if user_packs.is_empty() && named.is_empty() && !has_own_formats {
            return Ok(self);
        }
        let mut packs = Packs::builtin()?;
        for (name, text) in user_packs {
            packs.add(name, text)?;
        }
        packs.apply_always(place, named)?;
        for format in self.formats() {
            let unknown = |id: &&String| packs.by_id(id).is_none();
            if let Some(id) = format.packs().iter().find(unknown) {
                return Err(packs.unknown(&format!("format `{}`", format.id), id));
            }
        }
        self.packs = OnceLock::from(packs);
        Ok(self)
    }

    /// The digest of the user's formats and packs, and of what is said of them.
    pub(crate) fn own_files(&self) -> &OwnFiles {
        &self.own_files
    }

    /// The packs in use.
    pub fn packs(&self) -> &Packs {
        self.packs.get_or_init(|| {
            Packs::builtin().unwrap_or_else(|broken| unreachable!("built in: {broken}"))
        })
    }

    /// The formats, built-in ones first.
    pub fn formats(&self) -> &[Format] {
        self.all_formats().all()
    }

    pub(crate) fn all_formats(&self) -> &Formats {
        self.formats.get_or_init(|| {
            builtin_formats().unwrap_or_else(|broken| unreachable!("built in: {broken}"))
        })
    }

    /// The format with this id.
    pub fn format(&self, id: &str) -> Option<&Format> {
        self.all_formats().by_id(id)
    }

    /// The text of a new plan; none where there is no such format.
    pub fn new_plan(&self, format: &str, title: &str, today: Date) -> Option<String> {
        Some(new_plan(self.all_formats().by_id(format)?, title, today))
    }

    /// Drafts a format file with this id from the bytes of documents (F2).
    ///
    /// # Errors
    /// When there are no documents, or they have no heading in common, or the id is none or taken.
    pub fn draft_format(&self, id: &str, examples: Vec<Vec<u8>>) -> Result<String, Undraftable> {
        let trees = examples
            .into_iter()
            .map(|bytes| Tree::read(Source::new(bytes)));
        draft_format(id, &trees.collect::<Vec<_>>(), self.all_formats())
    }

    /// Reads a document: any bytes, by the format named or recognised. `path` is relative to the root
    /// of `repository`; it says what the file is called and where its spec lies, and behind a `#` which
    /// plan of a file with several is meant.
    pub fn read<'e>(
        &'e self,
        path: &str,
        bytes: Vec<u8>,
        options: &Options,
        repository: &dyn Repository,
    ) -> Document<'e> {
        let (file, wanted) = match path.rsplit_once('#') {
            Some((file, slug)) if !slug.contains(['.', '/']) => (file, Some(slug)),
            _ => (path, None),
        };
        let tree = Tree::read(Source::new(bytes));
        let parts = parts(&tree, file, self.all_formats());
        if parts.is_empty() {
            let document = self.document(path, tree, options, repository);
            return match wanted {
                Some(slug) if !document.is_called(slug) => document.without_plan(),
                _ => document,
            };
        }
        let plans = parts.iter().filter(|part| part.kind == PartKind::Plan);
        let read = |part: &Part| {
            let own = Tree::read(only(tree.source(), part.span));
            self.document(&format!("{file}#{}", part.slug), own, options, repository)
        };
        let named = |part: &&Part| wanted == Some(part.slug.as_str());
        if let Some(part) = plans.clone().find(named) {
            return read(part);
        }
        Document {
            path: path.to_owned(),
            format: None,
            plan: None,
            packs: self.packs(),
            formats: self.all_formats(),
            plans: plans.map(read).collect(),
            tree,
        }
    }

    /// Reads a document that is one plan, or none.
    fn document<'e>(
        &'e self,
        path: &str,
        tree: Tree,
        options: &Options,
        repository: &dyn Repository,
    ) -> Document<'e> {
        let file = file_part(path);
        let claim = match &options.format {
            Some(id) => self.all_formats().by_id(id).map(|format| Claim {
                format,
                confidence: 1.0,
            }),
            None => best_claim(&tree, file, self.all_formats()),
        };
        let plan = claim.map(|claim| {
            let mut plan = lower(&tree, claim.format, claim.confidence);
            plan.spec = spec_beside(path, claim.format, repository);
            plan
        });
        Document {
            path: path.to_owned(),
            tree,
            format: claim.map(|claim| claim.format),
            plan,
            packs: self.packs(),
            formats: self.all_formats(),
            plans: Vec::new(),
        }
    }

    /// Does the same work on many items, on all processors; results keep the order of the items.
    pub fn in_parallel<T: Sync, R: Send>(
        items: &[T],
        work: impl Fn(&T) -> R + Sync + Send,
    ) -> Vec<R> {
        // Threads are started for more than one.
        if let [one] = items {
            return vec![work(one)];
        }
        items.par_iter().map(work).collect()
    }
}

/// The spec that lies beside a plan, where the format translates one.
fn spec_beside(
    path: &str,
    format: &Format,
    repository: &dyn Repository,
) -> Option<stopgate_model::Spec> {
    let file = format.spec_file()?;
    let folder = path
        .rsplit_once('/')
        .map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let bytes = repository.read(&format!("{folder}{file}"))?;
    let digest = Sha256::digest(&bytes);
    let mut spec = read_spec(&Tree::read(Source::new(bytes)), format)?;
    spec.digest = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Some(spec)
}
