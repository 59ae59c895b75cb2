//! What every command that reads plans needs: root, formats, day.

use std::path::{Path, PathBuf};

use stopgate_source::file_part;
use stopgate_system::{Config, Disk, read_plan, root_of, today, user_formats, user_packs};
use stopgate_workspace::{Document, Engine, Options, Profile};

use crate::arguments::{Common, Judging, ProfileName};
use crate::exit::Trouble;

/// A repository with the formats in use and the way in which plans are judged.
pub(crate) struct Session {
    pub(crate) disk: Disk,
    pub(crate) engine: Engine,
    pub(crate) options: Options,
    pub(crate) config: Config,
}

impl Session {
    /// Opens the repository around a path.
    pub(crate) fn open(common: &Common, near: &Path, judging: &Judging) -> Result<Self, Trouble> {
        let root = root(common, near)?;
        let config = Config::read(&root)?;
        let named = (".stopgate/config.toml", config.packs());
        let engine = Engine::new(&user_formats(&root)?)?.with_packs(&user_packs(&root)?, named)?;
        if let Some(id) = &judging.format
            && engine.format(id).is_none()
        {
            return Err(unknown_format(&engine, id));
        }
        let options = Options {
            format: judging.format.clone(),
            profile: judging.profile.map_or(Profile::Standard, Profile::from),
            today: judging.as_of.unwrap_or_else(today),
        };
        Ok(Self {
            disk: Disk::new(root).with_tickets(config.tickets()),
            engine,
            options,
            config,
        })
    }

    /// What to say of a plan that was named and has no format.
    pub(crate) fn unrecognised(&self, path: &Path) -> Trouble {
        let name = self.disk.name(path);
        Trouble::Usage(format!(
            "no format recognises {name}; name one with --format, `stopgate formats` lists them"
        ))
    }

    /// Reads one plan that was named.
    pub(crate) fn document(&self, path: &Path) -> Result<(Vec<u8>, Document<'_>), Trouble> {
        let bytes = read_plan(path, self.disk.root())?;
        let document = self.read_again(path, &bytes)?;
        Ok((bytes, document))
    }

    /// Reads one plan that was named from these bytes.
    pub(crate) fn read_again(&self, path: &Path, bytes: &[u8]) -> Result<Document<'_>, Trouble> {
        let name = self.disk.real_name(path);
        let document = self
            .engine
            .read(&name, bytes.to_owned(), &self.options, &self.disk);
        let name = shown(path);
        if !document.several().is_empty() {
            return Err(Trouble::Usage(which(&name, &document)));
        }
        match name.split_once('#').filter(|_| !path.exists()) {
            Some((file, slug)) if document.plan().is_none() => Err(Trouble::Usage(format!(
                "{file} holds no plan with the title {slug}; leave `#` and what follows out to read all of it"
            ))),
            _ => Ok(document),
        }
    }
}

impl From<ProfileName> for Profile {
    fn from(name: ProfileName) -> Self {
        match name {
            ProfileName::Strict => Self::Strict,
            ProfileName::Standard => Self::Standard,
            ProfileName::Lenient => Self::Lenient,
        }
    }
}

/// What to say where a file holds several plans and none of them was named.
fn which(path: &str, document: &Document<'_>) -> String {
    let file = file_part(path);
    let plans = document.several().iter().map(|plan| {
        let slug = plan.path().rsplit('#').next().unwrap_or_default();
        format!("\n  {file}#{slug}")
    });
    format!(
        "{file} holds several plans; name one of them:{}",
        plans.collect::<String>()
    )
}

/// A path as the person who called named it, for messages that can be clicked.
pub(crate) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    text.strip_prefix("./").unwrap_or(&text).to_owned()
}

/// The root that was named, else the one around a path.
pub(crate) fn root(common: &Common, near: &Path) -> Result<PathBuf, Trouble> {
    match &common.root {
        None => Ok(root_of(near)),
        Some(root) if root.is_dir() => {
            Ok(std::path::absolute(root).unwrap_or_else(|_| root.clone()))
        }
        Some(root) => Err(Trouble::Usage(format!(
            "the root {} is not a directory",
            root.display()
        ))),
    }
}

/// What to say when nobody knows a format.
pub(crate) fn unknown_format(engine: &Engine, id: &str) -> Trouble {
    let known: Vec<&str> = engine
        .formats()
        .iter()
        .map(|format| format.id.as_str())
        .collect();
    Trouble::Usage(format!(
        "there is no format `{id}`; there are {}",
        known.join(", ")
    ))
}
