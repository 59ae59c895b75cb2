//! What is planned for each agent: its files, its record, its folders.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::CommandFactory as _;
use stopgate_installers::{Agent, FileRecord, Offer, Record, install, remove};
use stopgate_system::{InstallLock, missing_folders, read_text};

use crate::arguments::Arguments;
use crate::exit::Trouble;
use crate::installing::Asking;
use crate::installing::planned::Planned;

/// What is planned for a repository.
pub(crate) struct Installing {
    pub(crate) planned: Planned,
    pub(crate) agents: Vec<AgentPlan>,
    records: BTreeMap<&'static str, Record>,
    offer: Offer,
    _lock: Option<InstallLock>,
}

/// What is planned for one agent.
pub(crate) struct AgentPlan {
    pub(crate) agent: &'static Agent,
    /// Its files, by the names that they have on disk.
    pub(crate) files: Vec<String>,
    /// What people should know besides, each with its file.
    pub(crate) notes: Vec<String>,
}

impl Installing {
    /// Reads what was installed before, with the right to change it where anything may be written.
    pub(crate) fn to_write(root: PathBuf, asking: Asking) -> Result<Self, Trouble> {
        let lock = (!asking.dry_run).then(|| InstallLock::take(&root));
        let lock = lock.transpose()?;
        Ok(Self {
            _lock: lock,
            ..Self::open(root)?
        })
    }

    /// Reads what was installed before, to look at it alone.
    pub(crate) fn open(root: PathBuf) -> Result<Self, Trouble> {
        let mut planned = Planned::new(root);
        let mut records = BTreeMap::new();
        for agent in Agent::all() {
            let path = Record::path_of(agent.name);
            if let Some(text) = planned.text(&path)? {
                let record = Record::read(&text).map_err(|why| {
                    Trouble::Usage(format!(
                        "{path} is not what Stopgate wrote there: {why}; restore it from version control, or remove it"
                    ))
                })?;
                records.insert(agent.name, record);
            }
        }
        Ok(Self {
            planned,
            agents: Vec::new(),
            records,
            offer: offer(),
            _lock: None,
        })
    }

    /// True where something was installed for an agent.
    pub(crate) fn has(&self, agent: &Agent) -> bool {
        self.records.contains_key(agent.name)
    }

    /// True where nothing would change on disk.
    pub(crate) fn is_done(&self) -> bool {
        self.planned.changed().next().is_none()
    }

    /// Plans to install an agent.
    pub(crate) fn install(&mut self, agent: &'static Agent) -> Result<(), Trouble> {
        let root = self.planned.root().to_owned();
        let look = |name: &str| read_text(&root, name).ok().flatten();
        let (mut files, mut notes) = (Vec::new(), Vec::new());
        for part in agent.parts(self.offer, &look) {
            let name = self.planned.name(&part.path)?;
            let current = self.planned.text(&name)?;
            let known = self.known(agent, &name);
            let installed = install(&name, &part.content, (current.as_deref(), known));
            let installed = installed.map_err(|refusal| {
                Trouble::Usage(format!("{name}: {refusal}. Nothing was written"))
            })?;
            let noted = installed.notes.iter().map(|note| format!("{name}: {note}"));
            notes.extend(noted);
            self.planned.set(&name, Some(installed.after));
            files.push(installed.record);
        }
        let names: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
        for former in self.no_longer_wanted(agent, &names) {
            self.take_out(agent, &former, &mut notes)?;
        }
        self.tell_others(agent, &files)?;
        let folders = self.folders(agent, &names);
        self.keep(agent, Record::new(agent.name, folders, files))?;
        self.agents.push(AgentPlan {
            agent,
            files: names,
            notes,
        });
        Ok(())
    }

    /// Plans to take an agent out.
    pub(crate) fn remove(&mut self, agent: &'static Agent) -> Result<(), Trouble> {
        let record = match self.records.get(agent.name) {
            Some(record) => record.clone(),
            None => self.found(agent)?,
        };
        let mut notes = Vec::new();
        for file in &record.files {
            self.take_out(agent, file, &mut notes)?;
        }
        self.planned.emptied.extend(record.folders.clone());
        let path = Record::path_of(agent.name);
        self.planned.set(&path, None);
        self.records.remove(agent.name);
        self.agents.push(AgentPlan {
            agent,
            files: record.files.into_iter().map(|file| file.path).collect(),
            notes,
        });
        Ok(())
    }

    /// Takes what is ours out of a file, unless another agent needs it.
    fn take_out(
        &mut self,
        agent: &'static Agent,
        file: &FileRecord,
        notes: &mut Vec<String>,
    ) -> Result<(), Trouble> {
        let name = &file.path;
        let others = self
            .records
            .iter()
            .filter(|(other, _)| **other != agent.name);
        let needs = others.filter(|(_, record)| record.file(name).is_some());
        let needs: Vec<&str> = needs.map(|(other, _)| *other).collect();
        if !needs.is_empty() {
            notes.push(format!("{name}: stays, for {}", needs.join(", ")));
            return Ok(());
        }
        let Some(text) = self.planned.text(name)? else {
            return Ok(());
        };
        let root = self.planned.root().to_owned();
        let look = |name: &str| read_text(&root, name).ok().flatten();
        let content = agent.content_of(name, self.offer, &look);
        let removed = remove(content.as_ref(), &text, file);
        let removed = removed
            .map_err(|refusal| Trouble::Usage(format!("{name}: {refusal}. Nothing was written")))?;
        notes.extend(removed.notes.iter().map(|note| format!("{name}: {note}")));
        self.planned.set(name, removed.after);
        Ok(())
    }

    /// Other agents that need the same files know of them what is true now.
    fn tell_others(&mut self, agent: &'static Agent, files: &[FileRecord]) -> Result<(), Trouble> {
        let mut told = Vec::new();
        for other in Agent::all().iter().filter(|it| it.name != agent.name) {
            let Some(record) = self.records.get(other.name) else {
                continue;
            };
            let mut record = record.clone();
            for file in &mut record.files {
                if let Some(now) = files.iter().find(|it| it.path == file.path) {
                    file.clone_from(now);
                }
            }
            told.push((other, record));
        }
        told.into_iter()
            .try_for_each(|(other, record)| self.keep(other, record))
    }

    /// What is known of a file: from the record of the agent, else from that of another which needs the same.
    fn known(&self, agent: &Agent, name: &str) -> Option<&FileRecord> {
        let own = self.records.get(agent.name);
        let mut all = own.into_iter().chain(self.records.values());
        all.find_map(|record| record.file(name))
    }

    /// Files that an earlier version put something into, and that this one does not need.
    fn no_longer_wanted(&self, agent: &Agent, names: &[String]) -> Vec<FileRecord> {
        let files = self.records.get(agent.name).map(|record| &record.files);
        let former = files.into_iter().flatten();
        former
            .filter(|file| !names.contains(&file.path))
            .cloned()
            .collect()
    }

    /// The folders that are made for an agent, or were made for it or for another one in the same place.
    fn folders(&self, agent: &Agent, names: &[String]) -> Vec<String> {
        let record = Record::path_of(agent.name);
        let paths: Vec<&String> = names.iter().chain([&record]).collect();
        let holds = |folder: &String| {
            let inside = format!("{folder}/");
            paths.iter().any(|path| path.starts_with(&inside))
        };
        let root = self.planned.root();
        let missing = paths.iter().flat_map(|path| missing_folders(root, path));
        let known = self.records.values().flat_map(|record| &record.folders);
        let known = known.filter(|folder| holds(folder)).cloned();
        let mut folders: Vec<String> = missing.chain(known).collect();
        folders.sort();
        folders.dedup();
        folders
    }

    fn keep(&mut self, agent: &'static Agent, record: Record) -> Result<(), Trouble> {
        let path = Record::path_of(agent.name);
        // Where it would lead out of the root, that is known before anything is written.
        self.planned.name(&path)?;
        self.planned.set(&path, Some(record.written()));
        self.records.insert(agent.name, record);
        Ok(())
    }

    /// What can be said of an agent of which no record is kept.
    fn found(&mut self, agent: &'static Agent) -> Result<Record, Trouble> {
        let root = self.planned.root().to_owned();
        let look = |name: &str| read_text(&root, name).ok().flatten();
        let mut files = Vec::new();
        for part in agent.parts(self.offer, &look) {
            let name = self.planned.name(&part.path)?;
            let text = self.planned.text(&name)?;
            let found = text.and_then(|text| FileRecord::found(&name, &part.content, &text));
            files.extend(found);
        }
        Ok(Record::new(agent.name, Vec::new(), files))
    }
}

/// Nothing is installed that would call a command which this program does not have.
fn offer() -> Offer {
    Offer {
        mcp: Arguments::command().find_subcommand("mcp").is_some(),
    }
}
