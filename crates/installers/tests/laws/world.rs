//! A repository in memory.

use std::collections::BTreeMap;

use stopgate_installers::{Agent, FileRecord, Offer, Part, Refusal, install, remove};

/// Files by name.
pub type Files = BTreeMap<String, String>;

/// With and without the server, which changes what is installed.
pub const OFFERS: [Offer; 2] = [Offer { mcp: false }, Offer { mcp: true }];

/// What an agent needs in a repository.
pub fn parts(agent: &Agent, offer: Offer, files: &Files) -> Vec<Part> {
    agent.parts(offer, &|name| files.get(name).cloned())
}

/// Installs an agent.
pub fn installed(
    agent: &Agent,
    offer: Offer,
    (files, records): (&Files, &[FileRecord]),
) -> Result<(Files, Vec<FileRecord>), Refusal> {
    let (mut after, mut kept) = (files.clone(), Vec::new());
    for part in parts(agent, offer, files) {
        let record = records.iter().find(|record| record.path == part.path);
        let current = files.get(&part.path).map(String::as_str);
        let installed = install(&part.path, &part.content, (current, record))?;
        after.insert(part.path, installed.after);
        kept.push(installed.record);
    }
    Ok((after, kept))
}

/// Takes an agent out, and gives what people are told.
pub fn removed(
    agent: &Agent,
    offer: Offer,
    (files, records): (&Files, &[FileRecord]),
) -> (Files, Vec<String>) {
    let (mut after, mut notes) = (files.clone(), Vec::new());
    for record in records {
        let Some(text) = files.get(&record.path) else {
            continue;
        };
        let look = |name: &str| files.get(name).cloned();
        let content = agent.content_of(&record.path, offer, &look);
        let removed = remove(content.as_ref(), text, record)
            .unwrap_or_else(|why| panic!("{}: {why}", record.path));
        notes.extend(removed.notes);
        match removed.after {
            Some(text) => after.insert(record.path.clone(), text),
            None => after.remove(&record.path),
        };
    }
    (after, notes)
}

/// Holds a repository to the laws, and gives what it holds after the installation.
pub fn hold(agent: &Agent, offer: Offer, files: &Files) -> Files {
    let about = || format!("{} {offer:?} {files:#?}", agent.name);
    let (after, records) =
        installed(agent, offer, (files, &[])).unwrap_or_else(|why| panic!("{why}: {}", about()));
    for (name, text) in &after {
        let before = files.get(name).map(String::as_str).unwrap_or_default();
        crate::cases::holds_all_of(name, before, text);
    }
    let again = installed(agent, offer, (&after, &records)).expect("what was installed");
    assert_eq!(again, (after.clone(), records.clone()), "{}", about());
    let forgotten = installed(agent, offer, (&after, &[])).expect("what was installed");
    assert_eq!(forgotten.0, after, "{}", about());
    let (back, notes) = removed(agent, offer, (&after, &records));
    assert_eq!(&back, files, "{}", about());
    assert_eq!(notes, Vec::<String>::new(), "{}", about());
    after
}

/// A member that somebody adds to each settings file after the installation is there after the removal, and so is
/// everything that was there before.
pub fn hold_edited(agent: &Agent, offer: Offer, files: &Files) {
    let (mut edited, records) = installed(agent, offer, (files, &[])).expect("installed");
    let is_settings = |name: &str| name.ends_with(".json") && files.contains_key(name);
    for (name, text) in &mut edited {
        if is_settings(name) {
            let begin = text.find('{').expect("an object") + 1;
            text.insert_str(begin, " \"edited\": [1, 2], // yes\n");
        }
    }
    let (back, _) = removed(agent, offer, (&edited, &records));
    for (name, before) in files.iter().filter(|(name, _)| is_settings(name)) {
        let mut wanted = crate::cases::value(before);
        wanted["edited"] = serde_json::json!([1, 2]);
        let now = crate::cases::value(&back[name]);
        assert_eq!(now, wanted, "{}: {before}\n---\n{}", agent.name, back[name]);
    }
}
